import shutil
from pathlib import Path

import pytest
from PIL import Image

from bot.slack.blocks import picture
from bot.slack.layout import Buttons, reply
from bot.slack.views import passage_view, reason_view
from corpus.errors import InputError
from scripts.browser import photograph, trim
from scripts.commands.render_message import _recorded
from scripts.message_html import as_html
from tests.desks import answered, claim

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def test_an_answer_is_drawn_with_its_words_sources_and_buttons_and_nothing_in_it_comes_alive() -> None:
    message = reply(answered(claim("Patrols <script>alert(1)</script> & *shall* go.")), Buttons("q", adviser=True))
    html = as_html({"text": message.text, "blocks": message.blocks})
    assert "<script>" not in html and "&lt;script&gt;" in html and "*shall*" in html
    for part in ("Show passage", "Ask an adviser", "Good answer", "The policy"):
        assert part in html


def test_a_modal_has_its_title_its_buttons_and_its_picture() -> None:
    html = as_html(reason_view("q"))
    assert "What was wrong?" in html and "Send" in html and "The document is out of date" in html
    shown = as_html(passage_view(None, [picture("F0", "3", 'Page "3"')]), "data:x")
    assert "Passage" in shown


def test_what_is_no_recorded_message_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(InputError, match="holds no message"):
        _recorded(tmp_path / "a.json")
    with pytest.raises(InputError, match="cannot be read"):
        _recorded(tmp_path / "gone.json")


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_picture_is_as_wide_as_a_phone_and_as_long_as_the_message(tmp_path: Path) -> None:
    message = reply(answered(), Buttons("q"))
    out = tmp_path / "message.png"
    photograph(as_html({"text": message.text, "blocks": message.blocks}), ".html", out, 390, 3000)
    trim(out)
    with Image.open(out) as image:
        assert image.width == 390 and 150 < image.height < 1500
