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

from corpus.characters import Affine, Characters, affine, characters_of

SOFT_BREAKS = "\ufffe\u0002\u00ad\ufffb"
"""Characters that stand for a hyphen at a line's end, by pdfium's version and by the PDF itself."""

_NAME_BYTES = 128
_STYLE = re.compile(r"(PS)?([-, ]?(Bold|Italic|Oblique|Regular|Roman|Black|Heavy|Light|Medium))*(MT)?$")
_SPACES = frozenset((32, 9, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000, 0x200B))
_BREAKS = frozenset((10, 13))
_HYPHENS = frozenset((0x2D, 0x2010, 0x2011))
_WIDE, _DRAWN_BACK, _NO_WIDTH = 0.16, 0.09, 0.01
"""How far apart letters of one word may stand, in heights of a letter's box; and what counts as no width, in points."""
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SYMBOL_BULLETS = frozenset((0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF076, 0xF0A8, 0xF06E, 0xF02D))
"""Private codes that are bullets in the Symbol and Wingdings fonts."""
_TEXTS = _LIGATURES | dict.fromkeys(_SYMBOL_BULLETS, "•")


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


def read_page(pdf: pdfium.PdfDocument, index: int) -> RawPage:
    """Glyphs of the page with 0-based ``index``; raises ``pdfium.PdfiumError`` where the page cannot be loaded."""
    page = pdf[index]
    try:
        text = page.get_textpage()
        try:
            width, height = page.get_size()
            reader = _Reader(text.raw, affine(page.raw, width, height), width, height)
            glyphs = list(reader.glyphs(text.count_chars()))
            images = 0 if glyphs else sum(1 for _ in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=2))
            return RawPage(index + 1, pdf.get_page_label(index) or "", width, height, glyphs, reader.unreadable, images)
        finally:
            text.close()
    finally:
        page.close()


class _Reader:
    """One pass over a text page; holds the C variables that pdfium fills."""

    def __init__(self, page: raw.FPDF_TEXTPAGE, place: Affine, width: float, height: float) -> None:
        self.page, self.place, self.width, self.height = page, place, width, height
        self.unreadable = 0
        self._name = ctypes.create_string_buffer(_NAME_BYTES)
        self._flags = ctypes.c_int()
        self._faces: dict[int, Face] = {}

    def glyphs(self, count: int) -> Iterator[Glyph]:
        """All glyphs of the page that have ``count`` characters."""
        characters = characters_of(self.page, count, self.place, self.width, self.height)
        owners, places, faces = characters.owners, characters.places, self._faces
        for i, text, gap, newline in self._letters(characters):
            face = faces.get(owners[i]) or self._face(owners[i], i)
            left, top, right, bottom, x, baseline = places[i]
            shown = None
            if face.turn:
                shown = (left, top, right, bottom)
                left, top, right, bottom = self._turned(shown, face.turn)
                _, baseline, _, _ = self._turned((x, baseline, x, baseline), face.turn)
            yield Glyph(text, left, top, right, bottom, baseline, face, gap, newline, i, shown)

    def _letters(self, characters: Characters) -> Iterator[tuple[int, str, bool, bool]]:
        """Place and text of each character that is a glyph, and whether white space and a line break lie before it."""
        gap, newline, high = False, False, 0
        for i, (code, on_page) in enumerate(zip(characters.codes, characters.on_page, strict=True)):
            if high or not 0x20 < code < 0x7F:
                if code in _BREAKS:
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
                if code in _SPACES:
                    gap = gap or not _is_kerning(characters, i)
                    continue
                if code in (0, 0xFFFD) or (0xD800 <= code <= 0xF8FF and code not in _SYMBOL_BULLETS):
                    self.unreadable += 1
                    continue
            if on_page:
                yield i, _TEXTS.get(code) or chr(code), gap, newline
                gap = newline = False
        self.unreadable += bool(high)

    def _turned(self, box: Box, turn: int) -> Box:
        """A box on the page after the page is turned back by that many quarters."""
        left, top, right, bottom = box
        if turn == 1:
            return top, self.width - right, bottom, self.width - left
        if turn == 2:
            return self.width - right, self.height - bottom, self.width - left, self.height - top
        return self.height - bottom, left, self.height - top, right

    def _face(self, owner: int, i: int) -> Face:
        """The face of character ``i``, kept for all that the same text object draws."""
        size, turn = raw.FPDFText_GetFontSize(self.page, i), 0
        matrix = raw.FS_MATRIX()
        if raw.FPDFText_GetMatrix(self.page, i, matrix):
            sign = math.copysign(1.0, size)
            turn = self.place.turn(sign * matrix.a, sign * matrix.b)
            size = abs(size) * (math.hypot(matrix.c, matrix.d) or 1.0)
        length = raw.FPDFText_GetFontInfo(self.page, i, self._name, _NAME_BYTES, self._flags)
        family, bold, italic = _style(self._name.raw[: max(0, min(length, _NAME_BYTES) - 1)])
        bold = bold or raw.FPDFText_GetFontWeight(self.page, i) >= 600
        italic = italic or bool(self._flags.value & 0x40)
        face = _shared(family, bold, italic, round(size * 2) / 2 or 1.0, turn)
        if owner:
            self._faces[owner] = face
        return face


@lru_cache(maxsize=256)
def _style(name: bytes) -> tuple[str, bool, bool]:
    """A font's family, and whether its name says bold and italic."""
    whole = name.decode("utf-8", "replace")
    lower = whole.lower()
    bold = "bold" in lower or "black" in lower or "heavy" in lower
    return _STYLE.sub("", whole.split("+")[-1]), bold, "italic" in lower or "oblique" in lower


@lru_cache(maxsize=4096)
def _shared(family: str, bold: bool, italic: bool, size: float, turn: int) -> Face:
    """One object for all equal faces, so that they can be counted by identity."""
    return Face(family, bold, italic, size, turn)


def _is_kerning(characters: Characters, i: int) -> bool:
    """Whether a space between two letters is none: pdfium makes one where a new object goes on with a word a bit apart.

    A space that it made has no width of its own; behind an "f", which hangs over, it may be genuine. One of the file's
    is none behind a hyphen, where the next letter is drawn back onto it ("EC- M").
    """
    codes, places, owners = characters.codes, characters.places, characters.owners
    if not 0 < i < len(codes) - 1 or not _in_a_word(codes[i - 1]) or not _in_a_word(codes[i + 1]):
        return False
    before, space, behind = places[i - 1 : i + 2]
    if abs(before[5] - behind[5]) > _NO_WIDTH or owners[i - 1] == owners[i + 1]:
        return False
    apart = (behind[0] - before[2]) / ((before[3] - before[1]) or 1.0)
    made = space[2] - space[0] < _NO_WIDTH
    if made:
        return 0 < apart < _WIDE and codes[i - 1] != ord("f")
    return codes[i - 1] in _HYPHENS and -_DRAWN_BACK < apart < _DRAWN_BACK


def _in_a_word(code: int) -> bool:
    return chr(code).isalpha() or code in _HYPHENS
