"""Where in the documents a quotation may stand: runs with exactly its letters, and stretches that share its words."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bot.quotes.judge import LONGEST_GAP, Quoted
from bot.quotes.shelf import Found, Shelf
from bot.quotes.words import Kind

Visible = npt.NDArray[np.bool_]
"""Whether those who will see the reply may see a document, by its number in the store."""

_MOST_LITERAL = 400
_BIN = 16
_COMMON = 0.002
_ENOUGH_RARE = 3
_SLACK = 8
_NEARLY = 0.8


def literal(shelf: Shelf, quoted: Quoted, visible: Visible) -> list[Found]:
    """Runs of words of visible documents that have exactly the quotation's letters, in reading order."""
    letters = "".join(word.key for word in quoted.words)
    return [run for run in shelf.literally(letters, _MOST_LITERAL) if visible[shelf.document[run.first]]]


def stretches(shelf: Shelf, quoted: Quoted, visible: Visible, most: int) -> list[Found]:
    """The stretches of visible documents that share most with the quotation, best first.

    Each word votes for where the quotation would begin, a rare one more than a common one; an ellipsis widens a
    stretch.
    """
    starts, weights = _votes(shelf, quoted)
    seen = visible[shelf.document[np.clip(starts, 0, len(shelf) - 1)]]
    if not seen.any():
        return []
    bins, inverse = np.unique(starts[seen] // _BIN, return_inverse=True)
    score = np.bincount(inverse, weights=weights[seen])
    follows = np.concatenate((np.diff(bins) == 1, [False]))
    score += np.where(follows, np.concatenate((score[1:], [0.0])), 0.0)
    gaps = sum(word.kind is Kind.GAP for word in quoted.words)
    reach = _SLACK + len(quoted.words) // 4 + LONGEST_GAP * gaps
    found: list[Found] = []
    for place in np.argsort(-score, kind="stable")[: 4 * most].tolist():
        begin = int(bins[place]) * _BIN
        middle = min(max(begin + len(quoted.words) // 2, 0), len(shelf) - 1)
        document = int(shelf.document[middle])
        whole = shelf.ranges[document]
        wide = Found(max(begin - reach, whole.first), min(begin + len(quoted.words) + 2 * _BIN + reach, whole.end))
        if visible[document] and not any(_covers(stretch, wide) for stretch in found):
            found.append(wide)
        if len(found) == most:
            break
    return found


def _covers(one: Found, other: Found) -> bool:
    """Whether two stretches are nearly the same."""
    shared = min(one.end, other.end) - max(one.first, other.first)
    return shared > _NEARLY * (other.end - other.first)


def _votes(shelf: Shelf, quoted: Quoted) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Where each word of the quotation lets it begin, and how much that weighs."""
    places = [shelf.places(number) for number in quoted.numbers]
    common = _COMMON * len(shelf) + 20
    rare = sum(0 < len(p) <= common for p in places)
    used = [(i, p) for i, p in enumerate(places) if len(p) and (len(p) <= common or rare < _ENOUGH_RARE)]
    if not used:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    starts = np.concatenate([p.astype(np.int64) - i for i, p in used])
    weights = np.concatenate([np.full(len(p), np.log1p(len(shelf) / len(p))) for _, p in used])
    return np.maximum(starts, 0), weights
