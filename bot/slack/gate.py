"""Arrivals first: answers are not begun while questions are being taken, so that each is acknowledged in time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Shut while something arrives."""

    def __init__(self) -> None:
        self._arriving = 0
        self._changed = threading.Condition()

    @contextmanager
    def arriving(self) -> Iterator[None]:
        """Keeps the gate shut inside."""
        with self._changed:
            self._arriving += 1
        try:
            yield
        finally:
            with self._changed:
                self._arriving -= 1
                self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Waits until nothing arrives, at most so many seconds; False where something still does."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._arriving, seconds)
