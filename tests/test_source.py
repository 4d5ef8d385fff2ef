"""The source page: its links, what it shows, whom it refuses, and how it looks on a phone."""

from __future__ import annotations

import io
import re
import shutil
import stat
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from PIL import Image

from bot.assistant import Assistant
from bot.showing import Reference
from bot.slack.ports import Port
from bot.source.links import KEY, SECONDS, Links, key_of
from bot.source.routes import Source
from corpus.errors import InputError
from prompts import render, word

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EVERYBODY: frozenset[str] = frozenset()


class Page:
    """A running source page over the samples."""

    def __init__(self, assistant: Assistant, home: Path) -> None:
        self.assistant = assistant
        self.port = Port("127.0.0.1", 0, Source(assistant, Links("", key_of(home))).routes())
        self.port.start()
        self.links = Links(f"http://127.0.0.1:{self.port.port}/", key_of(home))
        answer = assistant.ask("Who is responsible for strategic threat assessments?")
        self.citation = answer.claims[0].citations[0]
        self.reference = Reference.of(self.citation)

    def link(self, audience: frozenset[str] = EVERYBODY, now: float = 0.0) -> str:
        return self.links.make(self.reference, audience, now or time.time())


@pytest.fixture(scope="module")
def page(samples: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    made = Page(samples, tmp_path_factory.mktemp("key"))
    yield made
    made.port.stop()


def got(url: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except HTTPError as error:
        return error.code, dict(error.headers), error.read()


def test_a_link_opens_the_page_with_its_card_its_neighbours_and_its_pdf(page: Page) -> None:
    status, headers, body = got(page.link())
    text = body.decode()
    assert status == 200
    for part in (page.citation.document, page.citation.authority, page.citation.quote.split(",")[0][:40], "marked"):
        assert part in text
    number = page.citation.pages[0]
    pages = len(page.assistant.searcher().store.document(page.citation.document_id).pages)
    assert ("?page=" + str(number + 1) in text) == (number < pages) and ("?page=" + str(number - 1) in text) == (
        number > 1
    )
    assert f"document.pdf#page={number}" in text
    assert headers["Cache-Control"] == "no-store" and headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_the_picture_and_the_pdf_are_those_of_the_document(page: Page) -> None:
    picture = got(page.link() + f"/{page.citation.pages[0]}.png")
    assert picture[0] == 200 and picture[2].startswith(b"\x89PNG") and picture[1]["Cache-Control"] == "no-store"
    pdf = got(page.link() + "/document.pdf")
    assert pdf[0] == 200 and pdf[2].startswith(b"%PDF") and pdf[1]["Content-Type"] == "application/pdf"
    assert pdf[1]["Cache-Control"] == "no-store"


def test_other_pages_of_the_document_are_turned_to_and_none_beyond_it(page: Page) -> None:
    pages = len(page.assistant.searcher().store.document(page.citation.document_id).pages)
    for number in (1, pages):
        assert got(page.link() + f"?page={number}")[0] == 200
    for asked in (f"?page={pages + 1}", "?page=99999"):
        assert got(page.link() + asked)[0] == 404
    assert got(page.link() + "?page=../../etc")[0] == 200  # no number: the page of the quotation


def test_a_link_that_was_changed_or_made_with_another_key_opens_nothing(page: Page, tmp_path: Path) -> None:
    base, _, token = page.link().rpartition("/")
    body, _, signature = token.partition(".")
    foreign = Links(base.removesuffix("/source"), key_of(tmp_path)).make(page.reference, EVERYBODY, time.time())
    for url in (
        f"{base}/{body}x.{signature}",
        f"{base}/{body}.{signature[:-2]}xx",
        f"{base}/{body}",
        foreign,
        f"{base}/%ff.%ff",
    ):
        for rest in ("", "/1.png", "/document.pdf"):
            status, _, text = got(url + rest)
            assert (
                status == 404
                and render("source_closed") in text.decode()
                and page.citation.document not in text.decode()
            )


def test_a_link_closes_after_an_hour(page: Page) -> None:
    now = time.time()
    assert got(page.link(now=now - SECONDS + 60))[0] == 200
    for rest in ("", "/1.png", "/document.pdf"):
        status, _, text = got(page.link(now=now - SECONDS - 1) + rest)
        assert status == 410 and render("source_over") in text.decode()


def test_a_document_that_is_limited_meanwhile_is_closed_to_all_but_its_audience(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = page.assistant.searcher()
    card = searcher.cards[page.citation.document_id].model_copy(update={"audience": ("C1",)})
    monkeypatch.setattr(
        type(searcher),
        "sees",
        lambda self, id_, audience: id_ != page.citation.document_id or bool(audience & {*card.audience}),
    )
    for rest in ("", f"/{page.citation.pages[0]}.png", "/document.pdf"):
        status, _, text = got(page.link(frozenset({"C2"})) + rest)
        assert status == 404 and page.citation.document.encode() not in text
        assert got(page.link(frozenset({"C1"})) + rest)[0] == 200


def test_the_key_is_made_once_for_the_account_alone(tmp_path: Path) -> None:
    key = key_of(tmp_path / "home")
    assert len(key) == 32 and key_of(tmp_path / "home") == key
    assert stat.S_IMODE((tmp_path / "home" / KEY).stat().st_mode) == 0o600
    (tmp_path / "home" / KEY).write_bytes(b"short")
    with pytest.raises(InputError, match="damaged"):
        key_of(tmp_path / "home")


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("width", [390, 1200])
def test_a_browser_shows_the_marked_page_as_wide_as_its_window(page: Page, tmp_path: Path, width: int) -> None:
    shot = tmp_path / "page.png"
    window = [f"--window-size={width},1600", f"--screenshot={shot}", page.link()]
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={tmp_path}"]
    subprocess.run([CHROMIUM or "", *arguments, *window], check=True, capture_output=True, timeout=120)
    seen = Image.open(io.BytesIO(shot.read_bytes())).convert("RGB")
    yellow = sum(red > 200 and green > 180 and blue < 140 for red, green, blue in seen.get_flattened_data())
    assert seen.width == width
    assert yellow > 500  # style and picture passed the page's own policy


def test_the_words_of_the_page_are_all_there() -> None:
    names = {*re.findall(r"words\.(\w+)", (Path(__file__).parent.parent / "bot" / "source" / "page.html").read_text())}
    assert {word(f"source_{name}") for name in names}
