"""Drawing pages in a process of its own, with limits: a PDF that hangs or crashes must not take the bot along."""

from __future__ import annotations

import logging
import multiprocessing
import threading
import time
import weakref
from collections.abc import Mapping, Sequence
from concurrent.futures import TimeoutError, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from pebble import ProcessPool

from corpus.marks import Letter
from corpus.pictures import Picture, draw
from corpus.worker import prepare

log = logging.getLogger(__name__)

_SECONDS = 20.0
_STARTING, _LOOK = 20.0, 0.5
"""Seconds for the process's start; and between two looks whether it is there: one that dies just as it is given work
never answers (see corpus.worker)."""
_MEGABYTES = 1000
_MOST_TASKS = 500


class Painter:
    """One drawing process, started with the first picture; safe to share between threads."""

    def __init__(self, seconds: float = _SECONDS, megabytes: int = _MEGABYTES) -> None:
        self._seconds, self._megabytes, self._starting = seconds, megabytes, _STARTING
        self._pool: ProcessPool | None = None
        self._ending: weakref.finalize[..., Painter] | None = None
        self._lock = threading.Lock()

    def draw(self, path: Path, pages: Sequence[int], letters: Mapping[int, Sequence[Letter]]) -> list[Picture]:
        """What ``corpus.pictures.draw`` gives; nothing where the pages cannot be drawn within the limits.

        A process that died between two pictures is replaced, and asked once more.
        """
        for _ in range(2):
            try:
                return self._drawn(self._running(), (path, pages, letters))
            except BrokenProcessPool:
                log.warning("the process that draws pages was gone")
            except Exception as error:  # a page without its picture is still quoted
                log.warning("a page could not be drawn: %s", type(error).__name__)
                return []
        return []

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            self._end()

    def _drawn(self, pool: ProcessPool, wanted: tuple[object, ...]) -> list[Picture]:
        try:
            drawing = pool.schedule(draw, wanted, timeout=self._seconds)
        except RuntimeError:  # broken since it was last looked at
            raise BrokenProcessPool from None
        until = time.monotonic() + self._seconds + self._starting
        try:
            while drawing not in wait([drawing], _LOOK).done:
                if not pool.active:
                    raise BrokenProcessPool
                if time.monotonic() > until:
                    raise TimeoutError
            found: list[Picture] = drawing.result()
            return found
        finally:
            drawing.cancel()  # type: ignore[no-untyped-call]

    def _running(self) -> ProcessPool:
        with self._lock:
            if self._pool is not None and not self._pool.active:
                self._end()  # its threads and pipes would stay
            if self._pool is None:
                spawn = multiprocessing.get_context("spawn")
                self._pool = ProcessPool(1, _MOST_TASKS, prepare, [self._megabytes], spawn)
                self._ending = weakref.finalize(self, _end, self._pool)
            return self._pool

    def _end(self) -> None:
        if self._ending is not None:
            self._ending()
        self._pool = self._ending = None


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()
