"""Glyphs carry their character, place and face; what cannot be read is counted."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from corpus.glyphs import Glyph, RawPage, read_page
from tests.pdfs import BOLD, HEIGHT, ITALIC, LEADING, WIDTH, Paper, rewritten, simple, unicode_map


def first_page(data: bytes) -> RawPage:
    pdf = pdfium.PdfDocument(data)
    try:
        return read_page(pdf, 0)
    finally:
        pdf.close()


def text_of(page: RawPage) -> str:
    return "".join((" " if glyph.gap else "") + glyph.text for glyph in page.glyphs).strip()


def in_order(page: RawPage) -> list[Glyph]:
    """Glyphs line by line, from left to right."""
    return sorted(page.glyphs, key=lambda glyph: (round(glyph.baseline / LEADING), glyph.left))


def turned(data: bytes, degrees: int) -> bytes:
    """The PDF with its first page turned clockwise."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.pages[0].rotate(degrees)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_glyph_stands_where_it_was_written() -> None:
    paper = Paper()
    paper.write(100, 200, "Ab", 12)
    first, second = first_page(paper.done()).glyphs
    assert (first.left, first.baseline) == (pytest.approx(100, abs=0.1), pytest.approx(200, abs=0.1))
    assert first.top < first.baseline < first.bottom
    assert second.left == pytest.approx(first.right, abs=0.1)


def test_a_face_has_family_weight_slope_and_size() -> None:
    paper = Paper()
    paper.write(72, 100, "plain", 11)
    paper.write(72, 120, "bold", 14, BOLD)
    paper.write(72, 140, "italic", 9, ITALIC)
    faces = {glyph.face for glyph in first_page(paper.done()).glyphs}
    assert {(f.bold, f.italic, f.size) for f in faces} == {(False, False, 11), (True, False, 14), (False, True, 9)}
    assert len({f.family for f in faces}) == 1


def test_spaces_are_gaps_and_no_glyphs() -> None:
    paper = Paper()
    paper.write(72, 100, "one two")
    page = first_page(paper.done())
    assert text_of(page) == "one two"
    assert [glyph.text for glyph in page.glyphs if glyph.gap] == ["t"]


def test_accents_are_kept() -> None:
    paper = Paper()
    paper.write(72, 100, "à Ndélé, où « l’État » œuvre déjà")
    assert text_of(first_page(paper.done())) == "à Ndélé, où « l’État » œuvre déjà"


def test_ligatures_become_their_letters() -> None:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    paper = Paper()
    paper.write(72, 100, "\ufb01nd", font="Vera")
    page = first_page(paper.done())
    assert text_of(page) == "find"


@pytest.mark.parametrize("meaning", ["D800", "DFFF", "E123", "FFFD"])
def test_letters_that_mean_nothing_are_left_out_and_counted(meaning: str) -> None:
    paper = Paper()
    paper.write(72, 100, "XaXbX")
    codes = {"X": meaning, "a": "0061", "b": "0062"}
    page = first_page(rewritten(paper.done(), unicode_map(**codes)))
    assert text_of(page) == "ab"
    assert page.unreadable == 3


def test_symbol_fonts_bullets_are_bullets() -> None:
    paper = Paper()
    paper.write(72, 100, "X a")
    assert text_of(first_page(rewritten(paper.done(), unicode_map(X="F0B7", a="0061")))) == "• a"


def test_what_lies_off_the_page_is_left_out() -> None:
    paper = Paper()
    paper.write(72, 100, "here")
    paper.write(1e6, 100, "far right")
    paper.write(-5000, 100, "far left")
    paper.write(72, -9000, "far above")
    assert text_of(first_page(paper.done())) == "here"


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_boxes_are_those_of_the_page_as_shown(degrees: int) -> None:
    page = first_page(turned(simple().done(), degrees))
    assert (page.width > page.height) == (degrees % 180 == 90)
    left, top, right, bottom = in_order(page)[0].box
    near = {0: (72, 120), 90: (HEIGHT - 120, 72), 180: (WIDTH - 72, HEIGHT - 120), 270: (120, WIDTH - 72)}
    x, y = near[degrees]
    assert left - 12 < x < right + 12
    assert top - 12 < y < bottom + 12


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_text_is_placed_as_if_the_page_were_turned_back(degrees: int) -> None:
    upright, other = first_page(simple().done()), first_page(turned(simple().done(), degrees))
    assert {glyph.face.turn for glyph in upright.glyphs} == {0}
    assert {glyph.face.turn for glyph in other.glyphs} == {degrees // 90}
    for straight, back in zip(in_order(upright), in_order(other), strict=True):
        assert back.text == straight.text
        assert (back.left, back.top, back.baseline) == (
            pytest.approx(straight.left, abs=0.1),
            pytest.approx(straight.top, abs=0.1),
            pytest.approx(straight.baseline, abs=0.1),
        )


def test_a_pair_of_surrogates_is_one_letter() -> None:
    paper = Paper()
    paper.write(72, 100, "aX")
    assert text_of(first_page(rewritten(paper.done(), unicode_map(X="D83DDE00", a="0061")))) == "a\U0001f600"


def test_images_are_counted_where_there_is_no_text() -> None:
    paper = Paper()
    paper.canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), "grey")), 100, 100, 200, 200)
    page = first_page(paper.done())
    assert (page.glyphs, page.images) == ([], 1)


@pytest.mark.parametrize(
    ("first", "apart", "second", "read"),
    [
        ("protec", 1.45, "tion", "protection"),
        ("nine", 1.45, "-month", "nine-month"),
        ("protec", 2.5, "tion", "protec tion"),
        ("of", 1.45, "patrols", "of patrols"),
        ("2", 1.45, "patrols", "2 patrols"),
    ],
)
def test_a_word_that_goes_on_a_little_apart_is_one_word(first: str, apart: float, second: str, read: str) -> None:
    paper = Paper()
    end = paper.write(72, 100, f"The {first}", 10)
    paper.write(end + apart, 100, f"{second} went on.", 10)
    assert text_of(first_page(paper.done())) == f"The {read} went on."


def test_a_letter_that_is_drawn_back_onto_the_space_behind_a_hyphen_goes_on_with_the_word() -> None:
    paper = Paper()
    end = paper.write(72, 100, "Council decision EC-", 10)
    paper.write(end, 100, " ", 10)
    paper.write(end + 0.3, 100, "M of the year", 10)
    assert text_of(first_page(paper.done())) == "Council decision EC-M of the year"
