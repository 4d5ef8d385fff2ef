"""The best sentence within each candidate passage."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from index.halves import StoredRows, widened

Ints = npt.NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """Unit vectors of all sentences, float16 [m, d], left in their file; passage i owns ``offsets[i]:offsets[i + 1]``.

    Every passage owns at least one row; a passage without sentences of its own has one for its whole text.
    """

    vectors: StoredRows[np.float16]
    offsets: Ints

    @classmethod
    def load(cls, vectors: Path, offsets: Path, dimension: int) -> SentenceVectors:
        """Open the raw float16 rows and int64 offsets that a build wrote."""
        return cls(StoredRows(vectors, dimension, np.float16), np.fromfile(offsets, dtype=np.int64))

    def best(self, query: npt.NDArray[np.float32], passages: Ints) -> tuple[npt.NDArray[np.float32], Ints]:
        """Return, for each passage, its best sentence's cosine with the query and that sentence's place in it.

        ``query`` is a unit vector [d]; places are 0-based; of equal sentences the first one counts.
        """
        if len(passages) == 0:
            return np.zeros(0, np.float32), np.zeros(0, np.int64)
        cosines, counts = self.cosines(query, passages)
        firsts = np.cumsum(counts) - counts
        highest = np.maximum.reduceat(cosines, firsts)
        is_best = np.flatnonzero(cosines == np.repeat(highest, counts))
        return highest, is_best[np.searchsorted(is_best, firsts)] - firsts

    def cosines(self, query: npt.NDArray[np.float32], passages: Ints) -> tuple[npt.NDArray[np.float32], Ints]:
        """Return the cosines of all sentences of some passages with a unit vector, and how many each passage has."""
        starts = self.offsets[passages]
        counts = self.offsets[passages + 1] - starts
        return np.vecdot(widened(self.vectors.runs(starts, counts)), query), counts

    def of(self, passage: int) -> npt.NDArray[np.float16]:
        """Return the rows of one passage's sentences."""
        first, end = self.offsets[[passage, passage + 1]]
        return self.vectors.runs(first[None], (end - first)[None])


def read_rows(path: Path, dtype: type[Number], width: int) -> npt.NDArray[Number]:
    """Memory-map a file of raw rows as an array [rows, width], read-only; an empty file gives no rows."""
    if path.stat().st_size == 0:
        return np.zeros((0, width), dtype=dtype)
    return np.asarray(np.memmap(path, dtype=dtype, mode="r")).reshape(-1, width)
