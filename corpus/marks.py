"""Where words stand on a page, as boxes to be marked: one for each stretch of a line, or none at all.

A mark must lie on the words that are quoted and on nothing else. So the letters are looked for anew among the glyphs
that pdfium finds on the page now; where a single one is not in its place, nothing is marked.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from corpus.glyphs import SOFT_BREAKS, Box, Glyph

Letter = tuple[str, Box]
"""A character of a document's text, and its box on the page as shown, in points."""

_TOLERANCE = 0.5
_TALLER = 1.4
_WIDEST_GAP = 4.0
_ABOVE, _BELOW = 0.82, 0.24
_HYPHENS = frozenset(SOFT_BREAKS) | set("-\u2010\u2011")


def marks_of(letters: Sequence[Letter], glyphs: Sequence[Glyph]) -> tuple[Box, ...]:
    """Boxes in points over the letters; empty where one of them is not among the page's glyphs in its place.

    A box never holds the middle of a glyph that is not quoted, such as a note's mark between two words.
    """
    found = _matched(letters, glyphs)
    if not found:
        return ()
    others = [glyph.box for i, glyph in enumerate(glyphs) if i not in found]
    middles = np.array([((b[0] + b[2]) / 2, (b[1] + b[3]) / 2) for b in others]).reshape(-1, 2)
    boxes: list[Box] = []
    last: Glyph | None = None
    for glyph in (glyphs[i] for i in found):
        box = _box(glyph)
        joined = _joined(boxes[-1], box, glyph.face.turn) if last and last.face.turn == glyph.face.turn else None
        if joined and not _holds(joined, middles):
            boxes[-1] = joined
        else:
            boxes.append(box)
        last = glyph
    return tuple(boxes)


def _matched(letters: Sequence[Letter], glyphs: Sequence[Glyph]) -> dict[int, None]:
    """The glyphs of the letters by index, in their order; empty where one is missing."""
    if not letters or not glyphs:
        return {}
    boxes = np.array([glyph.box for glyph in glyphs])
    found: dict[int, None] = {}
    for letter, box in letters:
        near = np.flatnonzero(np.abs(boxes - box).max(axis=1) < _TOLERANCE)
        index = next((i for i in near.tolist() if _is(letter, glyphs[i].text)), None)
        if index is None:
            return {}
        found[index] = None
    return _with_hyphens(list(found), glyphs)


def _with_hyphens(found: Sequence[int], glyphs: Sequence[Glyph]) -> dict[int, None]:
    """The glyphs, with each hyphen that breaks a quoted word at a line's end: the text has the word whole."""
    whole: dict[int, None] = {}
    for index, after in zip(found, [*found[1:], -1], strict=True):
        whole[index] = None
        if after == index + 2 and glyphs[index + 1].text in _HYPHENS and not glyphs[index + 1].gap:
            whole[index + 1] = None
    return whole


def _is(letter: str, glyph: str) -> bool:
    """Whether a glyph is a letter, as the reader writes it: a ligature is each of its letters, hyphens are one."""
    return letter in glyph or (letter in _HYPHENS and glyph in _HYPHENS)


def _box(glyph: Glyph) -> Box:
    """A glyph's box; of upright text no taller than its letters, since fonts often claim room in the lines around."""
    left, top, right, bottom = glyph.box
    if glyph.face.turn:
        return glyph.box
    size = glyph.face.size
    tight = max(top, glyph.baseline - _ABOVE * size), min(bottom, glyph.baseline + _BELOW * size)
    return (left, *_sides(tight, (top, bottom), right))


def _sides(tight: tuple[float, float], loose: tuple[float, float], right: float) -> tuple[float, float, float]:
    top, bottom = tight if tight[1] - tight[0] > 0.3 * (loose[1] - loose[0]) else loose
    return top, right, bottom


def _joined(one: Box, two: Box, turn: int) -> Box | None:
    """The box around two neighbours of one line; None where they stand on two lines or far apart."""
    union = (min(one[0], two[0]), min(one[1], two[1]), max(one[2], two[2]), max(one[3], two[3]))
    along, across = (1, 0) if turn % 2 else (0, 1)
    height = max(one[across + 2] - one[across], two[across + 2] - two[across])
    gap = max(one[along], two[along]) - min(one[along + 2], two[along + 2])
    if union[across + 2] - union[across] > _TALLER * height or gap > _WIDEST_GAP * height:
        return None
    return union


def _holds(box: Box, middles: npt.NDArray[np.float64]) -> bool:
    left, top, right, bottom = box
    x, y = middles[:, 0], middles[:, 1]
    return bool(np.any((left < x) & (x < right) & (top < y) & (y < bottom)))
