"""Drawing pages in a process of its own, with limits: a PDF that hangs or crashes must not take the bot along."""

from __future__ import annotations

import logging
import multiprocessing
import threading
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path

from pebble import ProcessPool

from corpus.marks import Letter
from corpus.pictures import Picture, draw
from corpus.worker import prepare

log = logging.getLogger(__name__)

_SECONDS = 20.0
_STARTING = 20.0
"""Seconds for the process's start; one that dies just as it is given work never answers (see corpus.worker)."""
_MEGABYTES = 1000
_MOST_TASKS = 500


class Painter:
    """One drawing process, started with the first picture; safe to share between threads."""

    def __init__(self, seconds: float = _SECONDS, megabytes: int = _MEGABYTES) -> None:
        self._seconds, self._megabytes, self._starting = seconds, megabytes, _STARTING
        self._pool: ProcessPool | None = None
        self._lock = threading.Lock()

    def draw(self, path: Path, pages: Sequence[int], letters: Mapping[int, Sequence[Letter]]) -> list[Picture]:
        """What ``corpus.pictures.draw`` gives; nothing where the pages cannot be drawn within the limits."""
        try:
            drawing = self._running().schedule(draw, (path, pages, letters), timeout=self._seconds)
            try:
                found: list[Picture] = drawing.result(self._seconds + self._starting)
            finally:
                drawing.cancel()  # type: ignore[no-untyped-call]
        except Exception as error:  # a page without its picture is still quoted
            log.warning("a page could not be drawn: %s", type(error).__name__)
            return []
        return found

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            if self._pool is not None:
                _end(self._pool)
                self._pool = None

    def _running(self) -> ProcessPool:
        with self._lock:
            if self._pool is None or not self._pool.active:
                spawn = multiprocessing.get_context("spawn")
                self._pool = ProcessPool(1, _MOST_TASKS, prepare, [self._megabytes], spawn)
                weakref.finalize(self, _end, self._pool)
            return self._pool


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()
