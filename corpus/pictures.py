"""Pictures of pages, with words marked."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

from corpus.glyphs import Box, read_page
from corpus.marks import Letter, marks_of

_SCALE = 2.0
_LONGEST = 2400
_YELLOW, _EDGE = (255, 228, 92), (214, 158, 0)
_COLOURS = 128


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a PNG: its 1-based number, ``scale`` in pixels a point, and the boxes that are marked, in points."""

    page: int
    png: bytes
    scale: float
    marks: tuple[Box, ...]


def draw(path: Path, pages: Sequence[int], letters: Mapping[int, Sequence[Letter]]) -> list[Picture]:
    """Pictures of some pages of a PDF, by 1-based number, with each page's ``letters`` marked.

    A page on which a letter is not in its place is drawn without marks, and one that cannot be loaded is left out.
    Raises pdfium.PdfiumError or OSError where the file cannot be opened.
    """
    with pdfium.PdfDocument(path) as pdf:
        drawn = (_drawn(pdf, number, letters.get(number, ())) for number in pages if 1 <= number <= len(pdf))
        return [picture for picture in drawn if picture is not None]


def _drawn(pdf: pdfium.PdfDocument, number: int, letters: Sequence[Letter]) -> Picture | None:
    try:
        marks = marks_of(letters, read_page(pdf, number - 1).glyphs) if letters else ()
        page = pdf[number - 1]
        scale = min(_SCALE, _LONGEST / max(page.get_size()))
        image = page.render(scale=scale).to_pil().convert("RGB")
        page.close()
    except (pdfium.PdfiumError, ValueError):
        return None
    for box in marks:
        _mark(image, box, scale)
    return Picture(number, _png(image), scale, marks)


def _mark(image: Image.Image, box: Box, scale: float) -> None:
    """Lays yellow over a box, through which black letters stay black, and a line below for other backgrounds."""
    left, top, right, bottom = (round(side * scale) for side in box)
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, image.width), min(bottom, image.height)
    if right <= left or bottom <= top:
        return
    part = image.crop((left, top, right, bottom))
    image.paste(ImageChops.multiply(part, Image.new("RGB", part.size, _YELLOW)), (left, top))
    ImageDraw.Draw(image).line((left, bottom - 1, right - 1, bottom - 1), fill=_EDGE)


def _png(image: Image.Image) -> bytes:
    """The picture as a PNG; with a palette a page of text takes a third of the room, and looks the same."""
    out = io.BytesIO()
    image.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()
