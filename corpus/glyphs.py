"""Glyphs of a page as pdfium sees them: character, box, baseline, size and face.

Boxes are in points from the top left corner of the page as shown, rotation applied, so that a
picture of the page needs no more than a scale. Source of the calls: PDFium's ``fpdf_text.h``.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pypdfium2 as pdfium
import pypdfium2.raw as raw

SOFT_BREAKS = "\ufffe\u0002\u00ad\ufffb"
"""Characters that stand for a hyphen at a line's end, by pdfium's version and by the PDF itself."""

_PRECISION = 100
_NAME_BYTES = 128
_STYLE = re.compile(r"(PS)?([-, ]?(Bold|Italic|Oblique|Regular|Roman|Black|Heavy|Light|Medium))*(MT)?$")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Face:
    """A font as the eye sorts it: family name without style, bold, italic, size in points, quarter turns clockwise."""

    family: str
    bold: bool
    italic: bool
    size: float
    turn: int = 0


@dataclass(slots=True)
class Glyph:
    """One character with its box (points, top left origin), baseline and face.

    Text that stands sideways or upside down is placed as if the page were turned to read it; ``shown`` then holds
    its box on the page as shown. ``gap`` marks white space before the glyph, ``newline`` a line break that pdfium saw
    before it; ``order`` is its place in the content stream.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    face: Face
    gap: bool = False
    newline: bool = False
    order: int = 0
    shown: Box | None = None

    @property
    def box(self) -> Box:
        """Left, top, right and bottom on the page as shown."""
        return self.shown or (self.left, self.top, self.right, self.bottom)


@dataclass(frozen=True, slots=True)
class RawPage:
    """What pdfium gives for one page: size in points as shown, printed label, and glyphs in content order."""

    number: int
    label: str
    width: float
    height: float
    glyphs: list[Glyph]
    unreadable: int
    images: int


@dataclass(frozen=True, slots=True)
class _Affine:
    """Page space to points from the top left corner of the page as shown."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def turn(self, x: float, y: float) -> int:
        """Quarter turns clockwise, on the page as shown, of text that runs along (x, y) of page space: 0 to 3."""
        right, down = self.a * x + self.c * y, self.b * x + self.d * y
        return round(math.atan2(down, right) / (math.pi / 2)) % 4


def read_page(pdf: pdfium.PdfDocument, index: int) -> RawPage:
    """Glyphs of the page with 0-based ``index``; raises ``pdfium.PdfiumError`` where the page cannot be loaded."""
    page = pdf[index]
    try:
        text = page.get_textpage()
        try:
            width, height = page.get_size()
            reader = _Reader(text.raw, _affine(page.raw, width, height), width, height)
            glyphs = list(reader.glyphs(text.count_chars()))
            images = 0 if glyphs else sum(1 for _ in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=2))
            return RawPage(index + 1, pdf.get_page_label(index) or "", width, height, glyphs, reader.unreadable, images)
        finally:
            text.close()
    finally:
        page.close()


def _affine(page: raw.FPDF_PAGE, width: float, height: float) -> _Affine:
    x, y = ctypes.c_int(), ctypes.c_int()

    def device(px: float, py: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, int(width * _PRECISION), int(height * _PRECISION), 0, px, py, x, y)
        return x.value / _PRECISION, y.value / _PRECISION

    (e, f), (ax, ay), (cx, cy) = device(0, 0), device(1000, 0), device(0, 1000)
    return _Affine((ax - e) / 1000, (ay - f) / 1000, (cx - e) / 1000, (cy - f) / 1000, e, f)


class _Reader:
    """One pass over a text page; holds the C variables that pdfium fills."""

    def __init__(self, page: raw.FPDF_TEXTPAGE, place: _Affine, width: float, height: float) -> None:
        self.page, self.place, self.width, self.height = page, place, width, height
        self.unreadable = 0
        self._box = raw.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._name = ctypes.create_string_buffer(_NAME_BYTES)
        self._flags = ctypes.c_int()
        self._faces: dict[int, Face] = {}

    def glyphs(self, count: int) -> Iterator[Glyph]:
        gap = newline = False
        high = 0
        for i in range(count):
            code = raw.FPDFText_GetUnicode(self.page, i)
            if code in (10, 13):
                newline = True
                continue
            if 0xD800 <= code < 0xDC00:
                self.unreadable += bool(high)
                high = code
                continue
            if 0xDC00 <= code < 0xE000 and high:
                code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
            elif high:
                self.unreadable, high = self.unreadable + 1, 0
            if 0x7F <= code < 0xA0:
                continue
            if code in (32, 9, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000, 0x200B):
                gap = True
                continue
            if code in (0, 0xFFFD) or (0xD800 <= code <= 0xF8FF and not _symbol_bullet(code)):
                self.unreadable += 1
                continue
            glyph = self._glyph(i, code, gap, newline)
            if glyph is not None:
                yield glyph
                gap = newline = False
        self.unreadable += bool(high)

    def _glyph(self, i: int, code: int, gap: bool, newline: bool) -> Glyph | None:
        if not raw.FPDFText_GetLooseCharBox(self.page, i, self._box):
            return None
        box = self._box
        x0, y0 = self.place(box.left, box.top)
        x1, y1 = self.place(box.right, box.bottom)
        left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if right < 0 or left > self.width or bottom < 0 or top > self.height:
            return None
        raw.FPDFText_GetCharOrigin(self.page, i, self._x, self._y)
        x, baseline = self.place(self._x.value, self._y.value)
        text = _LIGATURES.get(code) or ("•" if _symbol_bullet(code) else chr(code))
        face, shown = self._face(i), None
        if face.turn:
            shown = (left, top, right, bottom)
            left, top, right, bottom = self._turned(shown, face.turn)
            _, baseline, _, _ = self._turned((x, baseline, x, baseline), face.turn)
        return Glyph(text, left, top, right, bottom, baseline, face, gap, newline, i, shown)

    def _turned(self, box: Box, turn: int) -> Box:
        """A box on the page after the page is turned back by that many quarters."""
        left, top, right, bottom = box
        if turn == 1:
            return top, self.width - right, bottom, self.width - left
        if turn == 2:
            return self.width - right, self.height - bottom, self.width - left, self.height - top
        return self.height - bottom, left, self.height - top, right

    def _face(self, i: int) -> Face:
        owner = raw.FPDFText_GetTextObject(self.page, i)
        key = ctypes.addressof(owner.contents) if owner else 0
        face = self._faces.get(key) if key else None
        if face is None:
            face = self._faces[key] = self._measure(i)
        return face

    def _measure(self, i: int) -> Face:
        size, turn = raw.FPDFText_GetFontSize(self.page, i), 0
        matrix = raw.FS_MATRIX()
        if raw.FPDFText_GetMatrix(self.page, i, matrix):
            sign = math.copysign(1.0, size)
            turn = self.place.turn(sign * matrix.a, sign * matrix.b)
            size = abs(size) * (math.hypot(matrix.c, matrix.d) or 1.0)
        length = raw.FPDFText_GetFontInfo(self.page, i, self._name, _NAME_BYTES, self._flags)
        name = self._name.raw[: max(0, min(length, _NAME_BYTES) - 1)].decode("utf-8", "replace")
        family, lower = name.split("+")[-1], name.lower()
        bold = (
            "bold" in lower or "black" in lower or "heavy" in lower or raw.FPDFText_GetFontWeight(self.page, i) >= 600
        )
        italic = "italic" in lower or "oblique" in lower or bool(self._flags.value & 0x40)
        return _shared(Face(_STYLE.sub("", family), bold, italic, round(size * 2) / 2 or 1.0, turn))


@lru_cache(maxsize=4096)
def _shared(face: Face) -> Face:
    """One object for all equal faces, so that they can be counted by identity."""
    return face


def _symbol_bullet(code: int) -> bool:
    """Whether a private-use code is a bullet of the Symbol and Wingdings fonts."""
    return code in (0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF076, 0xF0A8, 0xF06E, 0xF02D)
