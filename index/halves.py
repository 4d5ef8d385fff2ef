"""Rows of numbers that are read from a file when they are asked for; 16-bit floats are made 32-bit."""

from __future__ import annotations

import os
import weakref
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

SIGN_AND_REST = np.int32(-0x70002000)
"""0x8FFFE000: the sign in its place, and exponent and digits in theirs."""

Floats = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]
Ints = npt.NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)


def widened(rows: Halves | Floats) -> Floats:
    """Return finite 16-bit floats as 32-bit ones, the very same numbers; 32-bit ones as they are.

    numpy's own conversion takes five times as long; torch's would wake a second thread for it.
    """
    if rows.dtype == np.float32:
        return rows.view(np.float32)
    bits = rows.view(np.int16).astype(np.int32)
    bits <<= np.int32(13)  # the sign is drawn along into the three places between it and the exponent
    bits &= SIGN_AND_REST
    values: Floats = bits.view(np.float32)
    values *= np.float32(2.0**112)  # the exponent counts from 15 in 16 bits, from 127 in 32
    return values


class StoredRows(Generic[Number]):
    """A file of rows [n, width] of one kind of number that is read, not mapped.

    Around each row that is looked at in a mapped file the system maps 64 kB more, so that some thousand questions
    make all of a large file resident.
    """

    def __init__(self, path: Path, width: int, dtype: type[Number]) -> None:
        self._width, self._dtype = width, np.dtype(dtype)
        self._descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)
        self._size = self._dtype.itemsize * width
        self._rows = os.fstat(self._descriptor).st_size // self._size

    def __len__(self) -> int:
        return self._rows

    def runs(self, starts: Ints, counts: Ints) -> npt.NDArray[Number]:
        """Return ``counts[i]`` rows from ``starts[i]`` on, for each i, one run after the other."""
        rows: npt.NDArray[Number] = np.empty((int(counts.sum()), self._width), dtype=self._dtype)
        into, size, done = rows.view(np.uint8).reshape(-1).data, self._size, 0
        starts, counts = _joined(starts, counts)
        for start, count in zip((starts * size).tolist(), (counts * size).tolist(), strict=True):
            if os.preadv(self._descriptor, [into[done : done + count]], start) != count:
                raise OSError(f"the file of vectors ends before byte {start + count}")
            done += count
        return rows


def _joined(starts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """The same rows in as few runs as there are: one that begins where the one before ends goes on with it."""
    first = np.ones(len(starts), dtype=np.bool_)
    np.not_equal(starts[1:], starts[:-1] + counts[:-1], out=first[1:])
    places = np.flatnonzero(first)
    return starts[places], np.add.reduceat(counts, places) if len(places) else counts
