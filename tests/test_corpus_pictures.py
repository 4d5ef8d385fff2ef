import io
import os
import signal
import threading
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

from corpus.marks import Letter
from corpus.painter import Painter
from corpus.pictures import Picture, draw
from corpus.read import read
from tests.pdfs import FILLER, Paper, simple
from tests.test_corpus_worker import killed_while_given_work

SENTENCE = "It returns before dark and writes down what it heard for the night watch"


def letters_of(path: Path, words: str) -> dict[int, list[Letter]]:
    document = read(path)
    start = document.text.index(words)
    found: dict[int, list[Letter]] = {}
    for at in range(start, start + len(words)):
        if number := int(document.glyph_page[at]):
            found.setdefault(number, []).append((document.text[at], tuple(document.glyph_box[at].tolist())))
    return found


def drawn(path: Path, words: str) -> list[Picture]:
    letters = letters_of(path, words)
    return draw(path, sorted(letters), letters)


def text_under(path: Path, picture: Picture) -> str:
    """What another look at the PDF finds inside the marks, letters alone."""
    with pdfium.PdfDocument(path) as pdf:
        page = pdf[picture.page - 1]
        height = page.get_height()
        text = page.get_textpage()
        found = []
        for left, top, right, bottom in picture.marks:
            found.append(text.get_text_bounded(left, height - bottom, right, height - top))
    return "".join(c for part in found for c in part if c.isalnum())


def yellow(picture: Picture) -> dict[bool, int]:
    """How many pixels inside the marks, and how many outside, are yellow."""
    pixels = np.asarray(Image.open(io.BytesIO(picture.png)).convert("RGB"))
    inside = np.zeros(pixels.shape[:2], dtype=bool)
    for box in picture.marks:
        left, top, right, bottom = (round(side * picture.scale) for side in box)
        inside[top:bottom, left:right] = True
    found = (pixels[..., 0] > 180) & (pixels[..., 2] < 150)
    return {True: int((found & inside).sum()), False: int((found & ~inside).sum())}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.pdf"
    path.write_bytes(simple(FILLER).done())
    return path


def changed(path: Path, turn: int = 0, crop: tuple[float, float, float, float] | None = None) -> Path:
    writer = PdfWriter(clone_from=PdfReader(path))
    for page in writer.pages:
        if crop:
            page.cropbox = RectangleObject(crop)
        page.rotate(turn)
    writer.write(path)
    return path


def test_exactly_the_words_are_marked(page: Path) -> None:
    [picture] = drawn(page, SENTENCE)
    assert text_under(page, picture) == SENTENCE.replace(" ", "")
    assert len(picture.marks) == 2
    counts = yellow(picture)
    assert counts[True] > 3000 and counts[False] == 0


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_marked_where_the_words_are_seen(page: Path, turn: int) -> None:
    upright = drawn(page, SENTENCE)
    [picture] = drawn(changed(page, turn), SENTENCE)
    area = sum((b[2] - b[0]) * (b[3] - b[1]) for b in picture.marks)
    assert area == pytest.approx(sum((b[2] - b[0]) * (b[3] - b[1]) for b in upright[0].marks), rel=0.45)
    before, after = (Image.open(io.BytesIO(p.png)).convert("RGB") for p in (upright[0], picture))
    back = after.rotate(turn, expand=True)
    assert back.size == before.size
    middle = upright[0].marks[0]
    at = (round((middle[0] + 2) * picture.scale), round((middle[1] + middle[3]) / 2 * picture.scale))
    assert back.getpixel(at)[2] < 150
    assert yellow(picture)[False] == 0


def test_a_cropped_page_is_marked_where_the_words_are_seen(page: Path) -> None:
    [picture] = drawn(changed(page, crop=(50, 300, 500, 760)), SENTENCE)
    width, height = Image.open(io.BytesIO(picture.png)).size
    assert (width, height) == (900, 920)
    with pdfium.PdfDocument(page) as pdf:
        text = pdf[0].get_textpage()
        found = "".join(
            text.get_text_bounded(left + 50, 760 - bottom, right + 50, 760 - top)
            for left, top, right, bottom in picture.marks
        )
    assert "".join(filter(str.isalnum, found)) == SENTENCE.replace(" ", "")
    assert yellow(picture)[True] > 3000


def test_words_that_run_over_two_pages_give_two_pictures(tmp_path: Path) -> None:
    paper = Paper()
    y = paper.lines(72, 120, FILLER) + 8
    while y < 740:
        y = paper.lines(72, y, FILLER) + 8
    paper.lines(72, y, ["The committee keeps a list of the wells that were tested and of those"])
    paper.turn()
    paper.lines(72, 90, ["that were closed, with the day and the name of whoever closed them."])
    path = tmp_path / "two.pdf"
    path.write_bytes(paper.done())
    words = "the wells that were tested and of those that were closed, with the day"
    pictures = drawn(path, words)
    assert [picture.page for picture in pictures] == [1, 2]
    assert "".join(text_under(path, each) for each in pictures) == "".join(filter(str.isalnum, words))


def test_a_page_whose_words_stand_elsewhere_now_is_drawn_without_marks(page: Path) -> None:
    letters = letters_of(page, SENTENCE)
    page.write_bytes(simple(("Another text altogether stands here now.",)).done())
    [picture] = draw(page, [1], letters)
    assert picture.marks == () and yellow(picture)[False] == 0


def test_a_page_that_is_not_there_is_left_out(page: Path) -> None:
    assert [each.page for each in draw(page, [0, 1, 2], {})] == [1]


def test_a_very_large_page_stays_a_picture_of_bounded_size(tmp_path: Path) -> None:
    paper = Paper(size=(5000.0, 3000.0))
    paper.lines(72, 120, FILLER)
    (tmp_path / "large.pdf").write_bytes(paper.done())
    [picture] = draw(tmp_path / "large.pdf", [1], {})
    assert max(Image.open(io.BytesIO(picture.png)).size) == 2400


def test_a_process_of_its_own_draws_the_same_and_a_bad_file_gives_nothing(page: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    painter = Painter()
    try:
        letters = letters_of(page, SENTENCE)
        assert painter.draw(page, [1], letters) == draw(page, [1], letters)
        assert painter.draw(tmp_path / "bad.pdf", [1], {}) == []
        assert len(painter.draw(page, [1], {})) == 1
    finally:
        painter.close()


def test_a_process_that_dies_as_it_is_given_work_is_replaced(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    painter = Painter(seconds=600)
    try:
        assert len(painter.draw(page, [1], {})) == 1
        killed_while_given_work(painter._running(), monkeypatch)
        assert len(painter.draw(page, [1], {})) == 1  # and is not waited for ten minutes long
    finally:
        painter.close()


def test_a_process_that_dies_between_two_pictures_is_replaced_and_leaves_nothing_open(page: Path) -> None:
    painter = Painter()
    threads, files = threading.active_count(), []
    try:
        for _ in range(3):
            assert len(painter.draw(page, [1], {})) == 1
            files.append(len(os.listdir("/proc/self/fd")))
            [worker] = painter._running()._pool_manager.worker_manager.workers.values()
            os.kill(worker.pid or 0, signal.SIGKILL)
            worker.join()
            del worker  # it holds pipes of its own
        assert files[0] == files[-1]
    finally:
        painter.close()
    assert threading.active_count() == threads


def test_a_page_that_takes_too_long_gives_nothing_and_the_next_one_is_drawn(page: Path) -> None:
    painter = Painter(seconds=0.05)
    try:
        assert painter.draw(page, [1] * 300, {}) == []
        painter._seconds = 60.0
        assert len(painter.draw(page, [1], {})) == 1
    finally:
        painter.close()
