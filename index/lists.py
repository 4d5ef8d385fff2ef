"""Which lists of an IVF index a search under a mask goes through."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from index.kept import Kept, Mask
from index.loading import faiss

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a mask shows: how many passages of each list, int64 [lists], and FAISS's selector of them."""

    counts: Ints
    selector: Any


class MaskedLists:
    """Goes through the nearest lists that hold passages which a mask shows, until enough of these have been seen.

    A fixed number of lists would miss most where a mask leaves what lies far from the question: the lists nearest to
    it then hold little or nothing that may be found.
    """

    def __init__(self, ivf: Any) -> None:
        self._ivf = ivf
        self._kept = Kept(self._shown)

    def search(self, query: Floats, k: int, mask: Mask) -> tuple[Floats, Ints]:
        """Return scores and numbers as FAISS does, [1, k]; ``query`` is [d]."""
        ivf, shown = self._ivf, self._kept.of(mask)
        nearness, lists = ivf.quantizer.search(query[None, :], ivf.nlist)
        counts = shown.counts[lists[0]]
        enough = max(k, round(ivf.nprobe / ivf.nlist * ivf.ntotal))
        through = np.flatnonzero((counts > 0) & (np.cumsum(counts) - counts < enough))
        if not len(through):
            return np.zeros((1, 0), np.float32), np.zeros((1, 0), np.int64)
        return self._through(query, k, lists[:, through], nearness[:, through], shown.selector)

    def _through(self, query: Floats, k: int, lists: Ints, nearness: Floats, selector: Any) -> tuple[Floats, Ints]:
        """FAISS's own search of chosen lists; its Python form takes no selector."""
        scores, numbers = np.empty((1, k), np.float32), np.empty((1, k), np.int64)
        arrays = [np.ascontiguousarray(array) for array in (query, lists, nearness)]
        asked, chosen, near = (faiss().swig_ptr(array) for array in arrays)
        found = faiss().swig_ptr(scores), faiss().swig_ptr(numbers)
        parameters = faiss().SearchParametersIVF(sel=selector, nprobe=lists.shape[1])
        self._ivf.search_preassigned_c(1, asked, k, chosen, near, *found, False, parameters)
        return scores, numbers

    def _shown(self, mask: Mask) -> Shown:
        counts = np.bincount(self._list_of[mask], minlength=self._ivf.nlist)
        return Shown(counts, faiss().IDSelectorBitmap(np.packbits(mask, bitorder="little")))

    @cached_property
    def _list_of(self) -> npt.NDArray[np.int32]:
        """The list of each passage, [n]."""
        owners = np.empty(self._ivf.ntotal, dtype=np.int32)
        for number in range(self._ivf.nlist):
            size = self._ivf.invlists.list_size(number)
            if size:
                owners[faiss().rev_swig_ptr(self._ivf.invlists.get_ids(number), size)] = number
        return owners
