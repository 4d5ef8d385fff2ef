"""The passages that score best over a question's words, without a look at every passage that holds a common one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SLACK = 1e-3
"""How far sums of the same scores in another order may differ; nothing is given up that is nearer than this."""

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Posting:
    """Passages that hold one word of the question: their numbers, int32 [m] ascending, and scores, float32 [m].

    What the word adds to a passage is ``factor`` times its score.
    """

    rows: npt.NDArray[np.int32]
    scores: Scores
    factor: float = 1.0

    @property
    def most(self) -> float:
        """The most that the word adds to any passage."""
        return float(self.factor * self.scores.max()) if len(self.rows) else 0.0

    def times(self, factor: float) -> Posting:
        """The same posting, counted ``factor`` times."""
        return Posting(self.rows, self.scores, self.factor * factor)


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

    Rare words first. When all words left together cannot lift a passage that holds only them above the k-th best,
    the others' passages are looked up in their lists instead of the lists being gone through (MaxScore, Turtle and
    Flood 1995, https://doi.org/10.1016/0306-4573(95)00020-H).
    """
    ordered = sorted((p for p in postings if len(p.rows)), key=lambda p: len(p.rows))
    rest = np.append(np.cumsum([p.most for p in ordered][::-1])[::-1], 0.0)
    sums = np.zeros(passages, dtype=np.float32)
    line, done = 0.0, 0
    while done < len(ordered) and rest[done] + SLACK >= line:
        posting = ordered[done]
        sums[posting.rows] += np.float32(posting.factor) * posting.scores
        done += 1
        if done < len(ordered):
            here = sums[posting.rows] if mask is None else sums[posting.rows[mask[posting.rows]]]
            line = max(line, _kth(here, k))
    numbers = np.flatnonzero(sums > 0 if mask is None else (sums > 0) & mask)
    return _narrowed(ordered[done:], rest[done:], k, numbers, sums[numbers], line)


def _narrowed(ordered: Sequence[Posting], rest: Scores, k: int, numbers: Ints, sums: Scores, line: float) -> Ints:
    """The passages that may still be among the k best, while the scores of the words left are added to them."""
    for n in range(len(ordered) + 1):
        line = max(line, _kth(sums, k))
        keep = sums + rest[n] + SLACK >= line
        numbers, sums = numbers[keep], sums[keep]
        if n < len(ordered):
            sums = sums + scores_at(ordered[n : n + 1], numbers)
    return numbers


def _kth(values: Scores, k: int) -> float:
    """The k-th highest value, or 0 where there are fewer."""
    return float(np.partition(values, len(values) - k)[len(values) - k]) if 0 < k <= len(values) else 0.0
