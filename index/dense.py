"""Nearest passages by inner product, with FAISS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss as _faiss
import numpy as np
import numpy.typing as npt

faiss: Any = _faiss  # its type stubs miss half of what is used here

FLAT = "Flat"
ROWS_AT_ONCE = 65_536
EXACT_UP_TO = 10_000

Floats = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.float32] | npt.NDArray[np.float16]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """A FAISS index whose ids are passage numbers; ``kind`` is its index_factory string (``Flat``, ``SQfp16``, …).

    ``vectors`` are the rows it was built from: an approximate index cannot be trusted under a mask that leaves
    little, so up to 10,000 passages left are compared one by one.
    """

    kind: str
    vectors: Vectors
    _index: Any

    @classmethod
    def build(cls, vectors: Vectors, kind: str = FLAT) -> DenseIndex:
        """Index unit vectors [n, d], float32 or float16 (also memory-mapped), under numbers 0 to n - 1."""
        index = faiss.index_factory(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
        if not index.is_trained:
            index.train(_sample(vectors))
        for rows in _chunks(vectors):
            index.add(rows)
        return cls(kind, vectors, index)

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path, vectors: Vectors, kind: str = FLAT) -> DenseIndex:
        """Open a saved index, memory-mapped where FAISS can."""
        return cls(kind, vectors, faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

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
        if mask is not None and self.kind != FLAT and np.count_nonzero(mask) <= EXACT_UP_TO:
            return self._exact(query, k, np.flatnonzero(mask))
        bits = None if mask is None else np.packbits(mask, bitorder="little")
        selector = None if bits is None else faiss.IDSelectorBitmap(bits)
        scores, numbers = self._index.search(query[None, :], k, params=_parameters(self._index, selector))
        found = numbers[0] >= 0
        return numbers[0][found], scores[0][found]

    def _exact(self, query: Floats, k: int, numbers: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], Floats]:
        scores = self.vectors[numbers].astype(np.float32) @ query
        order = np.argsort(-scores, kind="stable")[:k]
        return numbers[order], scores[order]


def _parameters(index: Any, selector: Any) -> Any:
    """Search parameters of the index's own kind: a plain one would reset nprobe or efSearch to FAISS's default."""
    inner = faiss.downcast_index(index)
    if isinstance(inner, faiss.IndexIVF):
        return faiss.SearchParametersIVF(sel=selector, nprobe=inner.nprobe)
    if isinstance(inner, faiss.IndexHNSW):
        return faiss.SearchParametersHNSW(sel=selector, efSearch=inner.hnsw.efSearch)
    return None if selector is None else faiss.SearchParameters(sel=selector)


def _chunks(vectors: Vectors) -> Iterator[Floats]:
    for start in range(0, len(vectors), ROWS_AT_ONCE):
        yield np.ascontiguousarray(vectors[start : start + ROWS_AT_ONCE], dtype=np.float32)


def _sample(vectors: Vectors) -> Floats:
    step = max(1, len(vectors) // ROWS_AT_ONCE)
    return np.ascontiguousarray(vectors[::step], dtype=np.float32)
