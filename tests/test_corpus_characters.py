"""What is known of a page's characters is what pdfium's own bindings say of them."""

from __future__ import annotations

import ctypes
import io

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from pypdf import PdfReader, PdfWriter

from corpus.characters import affine, characters_of
from tests.pdfs import Paper


def turned(degrees: int) -> bytes:
    paper = Paper()
    paper.write(72, 100, "Lamps are lit at dusk; « l’été »", 12)
    paper.write(1e6, 100, "far away")
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(paper.done())))
    writer.pages[0].rotate(degrees)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_characters_are_those_that_the_bindings_give_one_by_one(degrees: int) -> None:
    with pdfium.PdfDocument(turned(degrees)) as pdf:
        page = pdf[0]
        text, (width, height) = page.get_textpage(), page.get_size()
        place, count = affine(page.raw, width, height), text.count_chars()
        found = characters_of(text.raw, count, place, width, height)
        box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        for i in range(count):
            assert raw.FPDFText_GetLooseCharBox(text.raw, i, box)
            raw.FPDFText_GetCharOrigin(text.raw, i, x, y)
            (x0, y0), (x1, y1) = place(box.left, box.top), place(box.right, box.bottom)
            corners = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
            assert found.codes[i] == raw.FPDFText_GetUnicode(text.raw, i)
            assert found.places[i] == (*corners, *place(x.value, y.value))
            owner = raw.FPDFText_GetTextObject(text.raw, i)
            assert found.owners[i] == (ctypes.addressof(owner.contents) if owner else 0)
            left, top, right, bottom = corners
            assert found.on_page[i] == (right >= 0 and left <= width and bottom >= 0 and top <= height)
        assert {True, False} <= set(found.on_page)


def test_none_of_a_page_without_text_are_asked_for() -> None:
    with pdfium.PdfDocument(turned(0)) as pdf:
        page = pdf[0]
        text = page.get_textpage()
        found = characters_of(text.raw, 0, affine(page.raw, *page.get_size()), *page.get_size())
        assert (found.codes, found.owners, found.on_page, found.places) == ([], [], [], [])
