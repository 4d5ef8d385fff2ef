"""Nearest passages by inner product, with FAISS."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.halves import widened
from index.kept import Mask
from index.lists import MaskedLists
from index.loading import faiss

FLAT = "Flat"
ROWS_AT_ONCE = 65_536
EXACT_UP_TO, EXACT_SHARE = 10_000, 0.02
"""Where a mask leaves so many passages, or so large a share, comparing them all is as quick as going through lists."""
FLAT_UP_TO = 20_000
COMPARED_AT_ONCE = 1024
RECALL = 0.99
RECALL_AT = 10
FETCHED = 200
TRAINED_ON = 81_920
SAMPLE = 200
NOISE = 4.0
"""Length of the noise that makes a question of a sentence: its lists are then as hard to find as a real question's."""

Floats = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.float32] | npt.NDArray[np.float16]


def kind_for(passages: int) -> str:
    """Return the index_factory string for so many passages: exact as long as that is quick, else lists of 8-bit rows.

    The number of lists is the power of two next to twice the square root.
    """
    return FLAT if passages <= FLAT_UP_TO else f"IVF{2 ** round(math.log2(2 * math.sqrt(passages)))},SQ8"


@dataclass(frozen=True, slots=True)
class Measured:
    """How good an index was found to be when it was built: ``recall`` at 10 beside exact search, over ``queries``.

    ``probes`` is how many lists a search goes through (0 where it goes through all passages).
    """

    probes: int
    recall: float
    queries: int


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """A FAISS index whose ids are passage numbers; ``kind`` is its index_factory string (``Flat``, ``IVF1024,SQ8``, …).

    ``vectors`` are the rows it was built from. What an approximate index finds is ordered by them. Where a mask leaves
    few passages, they are compared one by one.
    """

    kind: str
    vectors: Vectors
    _index: Any
    _lists: MaskedLists | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        inner = faiss().downcast_index(self._index)
        object.__setattr__(self, "_lists", MaskedLists(inner) if isinstance(inner, faiss().IndexIVF) else None)

    @classmethod
    def build(cls, vectors: Vectors, kind: str = FLAT) -> DenseIndex:
        """Index unit vectors [n, d], float32 or float16 (also memory-mapped), under numbers 0 to n - 1."""
        index = faiss().index_factory(vectors.shape[1], kind, faiss().METRIC_INNER_PRODUCT)
        if not index.is_trained:
            index.train(_sample(vectors))
        for rows in _chunks(vectors):
            index.add(rows)
        return cls(kind, vectors, index)

    def tune(self, queries: Vectors, recall: float = RECALL) -> Measured:
        """Go through as many lists as it takes to reach ``recall`` at 10 for unit vectors [q, d], and say what it took.

        The number is saved with the index. One that has no lists is only measured.
        """
        inner = faiss().downcast_index(self._index)
        wanted = [set(row) for row in nearest(self.vectors, queries, RECALL_AT)]
        lists = inner.nlist if isinstance(inner, faiss().IndexIVF) else 0
        probes, found = min(8, lists), 0.0
        while wanted:
            if lists:
                inner.nprobe = probes
            found = self._recall(queries, wanted)
            if found >= recall or probes >= lists:
                break
            probes = min(2 * probes, lists)
        return Measured(probes, round(found, 4) if wanted else 1.0, len(wanted))

    def _recall(self, queries: Vectors, wanted: Sequence[set[int]]) -> float:
        rows = np.asarray(queries, dtype=np.float32)
        got = [set(self.search(row, FETCHED)[0][:RECALL_AT].tolist()) for row in rows]
        return float(np.mean([len(have & want) / len(want) for have, want in zip(got, wanted, strict=True)]))

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        faiss().write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path, vectors: Vectors, kind: str = FLAT) -> DenseIndex:
        """Open a saved index, memory-mapped where FAISS can."""
        return cls(kind, vectors, faiss().read_index(str(path), faiss().IO_FLAG_MMAP_IFC))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: Floats, k: int, mask: Mask | None = None) -> tuple[npt.NDArray[np.int64], Floats]:
        """Return up to k passage numbers and their cosines with the query, nearest (highest) first.

        ``query`` is a unit vector [d]. Only passages where ``mask`` [n] is true are looked at.
        """
        if mask is not None and len(mask) != len(self):
            raise ValueError(f"mask has {len(mask)} entries for {len(self)} passages")
        k = min(k, len(self))
        if k <= 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        few = max(EXACT_UP_TO, EXACT_SHARE * len(self))
        if mask is not None and self.kind != FLAT and np.count_nonzero(mask) <= few:
            return self._exact(query, k, np.flatnonzero(mask))
        with one_thread():
            if mask is None or self._lists is None:
                scores, numbers = self._index.search(query[None, :], k, params=_parameters(self._index, mask))
            else:
                scores, numbers = self._lists.search(query, k, mask)
        found = numbers[0] >= 0
        if self.kind == FLAT:
            return numbers[0][found], scores[0][found]
        return self._exact(query, k, np.sort(numbers[0][found]))

    def _exact(self, query: Floats, k: int, numbers: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], Floats]:
        scores = np.empty(len(numbers), dtype=np.float32)
        for part in (slice(at, at + COMPARED_AT_ONCE) for at in range(0, len(numbers), COMPARED_AT_ONCE)):
            scores[part] = np.vecdot(widened(self.vectors[numbers[part]]), query)  # few stay in the cache
        order = np.argsort(-scores, kind="stable")[:k]
        return numbers[order], scores[order]


@contextmanager
def one_thread() -> Iterator[None]:
    """Let FAISS use one thread in here: for one question a second gains little, and costs much where a core is busy.

    The number is this thread's own.
    """
    before = faiss().omp_get_max_threads()
    faiss().omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss().omp_set_num_threads(before)


def _parameters(index: Any, mask: Mask | None) -> Any:
    """Search parameters of the index's own kind: a plain one would reset nprobe or efSearch to FAISS's default."""
    inner = faiss().downcast_index(index)
    selector = None if mask is None else faiss().IDSelectorBitmap(np.packbits(mask, bitorder="little"))
    if isinstance(inner, faiss().IndexIVF):
        return faiss().SearchParametersIVF(sel=selector, nprobe=inner.nprobe)
    if isinstance(inner, faiss().IndexHNSW):
        return faiss().SearchParametersHNSW(sel=selector, efSearch=inner.hnsw.efSearch)
    return None if selector is None else faiss().SearchParameters(sel=selector)


def nearest(vectors: Vectors, queries: Vectors, k: int) -> npt.NDArray[np.int64]:
    """Numbers [q, k] of the nearest rows by exact search, a part of the rows at a time."""
    k = min(k, len(vectors))
    best = np.full((len(queries), k), -2.0, dtype=np.float32)
    numbers = np.full((len(queries), k), -1, dtype=np.int64)
    asked = np.asarray(queries, dtype=np.float32)
    for n, rows in enumerate(_chunks(vectors)):
        scores = np.concatenate((best, asked @ rows.T), axis=1)
        own = np.broadcast_to(np.arange(len(rows)) + n * ROWS_AT_ONCE, (len(asked), len(rows)))
        all_numbers = np.concatenate((numbers, own), axis=1)
        order = np.argpartition(-scores, k - 1, axis=1)[:, :k]
        best, numbers = np.take_along_axis(scores, order, 1), np.take_along_axis(all_numbers, order, 1)
    return numbers


def _chunks(vectors: Vectors) -> Iterator[Floats]:
    for start in range(0, len(vectors), ROWS_AT_ONCE):
        yield np.ascontiguousarray(vectors[start : start + ROWS_AT_ONCE], dtype=np.float32)


def as_questions(sentences: Vectors, seed: int = 5) -> Floats:
    """Return up to 200 unit vectors that stand for questions, made of as many sentences' [m, d].

    A sentence itself is no test: its nearest passages all lie in one list.
    """
    chosen = np.asarray(sentences[:: max(1, len(sentences) // SAMPLE)][:SAMPLE], dtype=np.float32)
    noise = np.random.default_rng(seed).standard_normal(chosen.shape, dtype=np.float32)
    moved = chosen + noise * np.float32(NOISE / math.sqrt(chosen.shape[1]))
    questions: Floats = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return questions


def _sample(vectors: Vectors) -> Floats:
    """Rows to train on, drawn at random: at regular steps an archive of like documents would be seen in part."""
    if len(vectors) <= TRAINED_ON:
        return np.ascontiguousarray(vectors, dtype=np.float32)
    drawn = np.sort(np.random.default_rng(3).choice(len(vectors), TRAINED_ON, replace=False))
    return np.ascontiguousarray(vectors[drawn], dtype=np.float32)
