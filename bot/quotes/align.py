"""Lining the words of a quotation up with a stretch of a document: the fewest changes, beginning and end free.

Edit distance with free ends in the document (Sellers, 1980, doi:10.1016/0196-6774(80)90016-4), one numpy row for each
word of the quotation. An ellipsis may pass over words of the document at next to no cost.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

_SKIP = 0.002
_OTHER = 1.05
_EPSILON = 1e-3


class Move(NamedTuple):
    """One step: a place in the quotation and one in the document, None where that side has nothing.

    ``gap`` is True where an ellipsis passes over the document's word.
    """

    quoted: int | None
    source: int | None
    gap: bool


def align(quoted: Ints, source: Ints, dropping: Floats, adding: Floats, gaps: npt.NDArray[np.bool_]) -> list[Move]:
    """The cheapest moves, in order, from the first to the last word of the quotation.

    ``quoted`` [n] and ``source`` [m] are numbers of words; equal ones cost nothing, another word a little more
    than 1, so that one that stands there is kept before two that are changed. ``dropping`` [n] is what each of the
    quotation's words costs where the document lacks it, ``adding`` [m] what each of the document's costs where the
    quotation lacks it. ``gaps`` [n] marks ellipses.
    """
    costs = _costs(quoted, source, dropping, adding, gaps)
    return _trace(costs, quoted, source, dropping, adding, gaps)


def _costs(quoted: Ints, source: Ints, dropping: Floats, adding: Floats, gaps: npt.NDArray[np.bool_]) -> Floats:
    """Cost [n + 1, m + 1] of lining up so many words of both."""
    run = np.concatenate(([0.0], np.cumsum(adding, dtype=np.float64)))
    skip = _SKIP * np.arange(len(source) + 1)
    costs = np.zeros((len(quoted) + 1, len(source) + 1), dtype=np.float64)
    for i, word in enumerate(quoted):
        before, row = costs[i], costs[i + 1]
        if gaps[i]:
            row[:] = skip + np.minimum.accumulate(before - skip)
            row[1:] = np.minimum(row[1:], before[:-1] + np.where(source == word, 0.0, np.inf))
            continue
        row[:] = before + dropping[i]
        row[1:] = np.minimum(row[1:], before[:-1] + _OTHER * (source != word))
        row[:] = run + np.minimum.accumulate(row - run)
    return costs


def _trace(
    costs: Floats, quoted: Ints, source: Ints, dropping: Floats, adding: Floats, gaps: npt.NDArray[np.bool_]
) -> list[Move]:
    """The way back from the cheapest end; a word in place of another comes before one too many."""
    i, j = len(quoted), int(np.argmin(costs[-1]))
    moves: list[Move] = []
    while i > 0:
        here = costs[i, j]
        if gaps[i - 1]:
            if j and quoted[i - 1] == source[j - 1] and abs(costs[i - 1, j - 1] - here) < _EPSILON / 2:
                moves.append(Move(i - 1, j - 1, False))
                i, j = i - 1, j - 1
                continue
            while j and costs[i - 1, j] > here + _SKIP / 2:
                moves.append(Move(i - 1, j - 1, True))
                j -= 1
                here = costs[i, j]
            moves.append(Move(i - 1, None, True))
            i -= 1
        elif j and abs(costs[i - 1, j - 1] + _OTHER * float(quoted[i - 1] != source[j - 1]) - here) < _EPSILON:
            moves.append(Move(i - 1, j - 1, False))
            i, j = i - 1, j - 1
        elif j and abs(costs[i, j - 1] + float(adding[j - 1]) - here) < _EPSILON:
            moves.append(Move(None, j - 1, False))
            j -= 1
        else:
            moves.append(Move(i - 1, None, False))
            i -= 1
    return moves[::-1]
