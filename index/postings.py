"""The passages that score best over a question's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.kept import Mask

SLACK = 1e-3
"""How far sums of the same scores in another order may differ; nothing is given up that is nearer than this."""
BLOCK, BLOCKS = 64, 8
"""Up to 64 neighbouring passages are looked at through the highest of their sums, in at least 8 k blocks."""

Ints = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Posting:
    """Passages that hold one word of the question: their numbers, int32 [m] ascending, and scores, float32 [m].

    What the word adds to a passage is ``factor`` times its score.
    """

    rows: npt.NDArray[np.int32]
    scores: Scores
    factor: float = 1.0

    def times(self, factor: float) -> Posting:
        """The same posting, counted ``factor`` times."""
        return Posting(self.rows, self.scores, self.factor * factor)

    def add_to(self, sums: Scores) -> None:
        """Add what the word adds to the sums of all passages, float32 [at least passages]."""
        np.add.at(sums, self.rows, np.float32(self.factor) * self.scores)  # a third of the time of sums[rows] += …


def scores_at(postings: Sequence[Posting], numbers: Ints) -> Scores:
    """Return what the words add up to for some passages (ascending numbers [c]), float32 [c]."""
    total = np.zeros(len(numbers), dtype=np.float32)
    wanted = numbers.astype(np.int32)  # of the rows' own kind: else the search would copy all rows
    for posting in postings:
        if len(posting.rows):
            places = np.minimum(np.searchsorted(posting.rows, wanted), len(posting.rows) - 1)
            has = posting.rows[places] == wanted
            total[has] += np.float32(posting.factor) * posting.scores[places[has]]
    return total


def likely(postings: Sequence[Posting], k: int, passages: int, mask: Mask | None) -> Ints:
    """Return the passages among which the k best are sure to be, ascending; only those where ``mask`` is true.

    All entries are gone through. Of the sums, the k-th best of the blocks' highest is no more than the k-th best of
    all, so that nothing below it needs to be looked at again.
    """
    block = min(BLOCK, max(1, passages // (BLOCKS * max(1, k))))
    blocks = -(-passages // block)
    sums = np.zeros(blocks * block, dtype=np.float32)
    for posting in postings:
        posting.add_to(sums)
    if mask is not None:
        sums[:passages] *= mask
    line = _kth(sums.reshape(blocks, block).max(axis=1), k) - SLACK
    return np.flatnonzero(sums >= line if line > 0 else sums > 0)


def _kth(values: Scores, k: int) -> float:
    """The k-th highest value, or 0 where there are fewer."""
    return float(np.partition(values, len(values) - k)[len(values) - k]) if 0 < k <= len(values) else 0.0
