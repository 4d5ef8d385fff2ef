"""Glyphs and lines made by hand, for tests that need no PDF."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from corpus.furniture import PageLines
from corpus.glyphs import Face, Glyph, RawPage
from corpus.lines import Line, lines_of

BODY = Face("Body", False, False, 10.0)
BOLD = Face("Body", True, False, 10.0)
NOTE = Face("Body", False, False, 8.0)
ASIDE = Face("Display", False, True, 14.0)
MARK = Face("Body", False, False, 6.0)
_ORDER = count()


def glyphs(text: str, left: float = 72.0, baseline: float = 100.0, face: Face = BODY) -> list[Glyph]:
    """A string set in letters half as wide as they are high; each space is a gap before the next letter."""
    made: list[Glyph] = []
    step = face.size / 2
    for n, character in enumerate(text):
        if character == " ":
            next(_ORDER)
            continue
        x = left + n * step
        gap = n > 0 and text[n - 1] == " "
        top, bottom = baseline - 0.8 * face.size, baseline + 0.2 * face.size
        made.append(Glyph(character, x, top, x + step, bottom, baseline, face, gap, False, next(_ORDER)))
    return made


def line(text: str, left: float = 72.0, baseline: float = 100.0, face: Face = BODY) -> Line:
    """One line of text."""
    return Line(glyphs(text, left, baseline, face))


def marked(text: str, mark: str, rest: str = "", left: float = 72.0, baseline: float = 100.0) -> Line:
    """A line whose ``text`` carries a raised mark, and goes on with ``rest``."""
    start = glyphs(text, left, baseline)
    raised = glyphs(mark, start[-1].right, baseline - 4, MARK)
    after = glyphs(" " + rest, raised[-1].right, baseline) if rest else []
    [made] = lines_of([*start, *raised, *after])
    return made


def column(lines: Sequence[str], left: float = 72.0, top: float = 100.0, face: Face = BODY) -> list[Line]:
    """Lines one under the other, 1.2 times their size apart."""
    return [line(text, left, top + n * 1.2 * face.size, face) for n, text in enumerate(lines)]


def raw_page(*parts: list[Glyph], number: int = 1, width: float = 600.0, height: float = 800.0) -> RawPage:
    """A page that holds these glyphs."""
    return RawPage(number, "", width, height, [glyph for part in parts for glyph in part], 0, 0)


def page_lines(lines: Sequence[Line], number: int = 1) -> PageLines:
    """A page with these lines as its body."""
    return PageLines(number, 600.0, 800.0, body=list(lines))
