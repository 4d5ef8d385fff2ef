"""What is worked out of a mask once, for the searches that follow under the same one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

KEPT = 32

Mask = npt.NDArray[np.bool_]
Found = TypeVar("Found")


class Kept(Generic[Found]):
    """Works something out of a mask that does not change, and keeps it for the last 32 masks; safe between threads."""

    def __init__(self, work_out: Callable[[Mask], Found]) -> None:
        self._work_out = work_out
        self._kept: OrderedDict[int, tuple[Mask, Found]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, mask: Mask) -> Found:
        """Return what was worked out of this very array; an equal one is another."""
        with self._lock:
            if id(mask) in self._kept:  # the kept array itself keeps its id from being given away
                self._kept.move_to_end(id(mask))
                return self._kept[id(mask)][1]
        found = self._work_out(mask)
        with self._lock:
            self._kept[id(mask)] = mask, found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found
