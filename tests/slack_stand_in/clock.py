"""Slack's time, which a test may run faster or move on, and the pulse that waiting tests listen to."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Clock:
    """Seconds since 1970 as Slack counts them: real time, times ``scale``, plus what was skipped by ``advance``."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale
        self._base = time.time()
        self._start = time.monotonic()
        self._skipped = 0.0
        self._sleepers: set[asyncio.Event] = set()

    def now(self) -> float:
        """Slack's seconds since 1970."""
        return self._base + (time.monotonic() - self._start) * self.scale + self._skipped

    def advance(self, seconds: float) -> None:
        """Skip ``seconds`` of Slack's time; call it in the loop's thread. Whoever has slept long enough wakes."""
        self._skipped += seconds
        for sleeper in self._sleepers:
            sleeper.set()

    async def sleep(self, seconds: float) -> None:
        """Wait for ``seconds`` of Slack's time."""
        deadline = self.now() + seconds
        while (left := deadline - self.now()) > 0:
            moved = asyncio.Event()
            self._sleepers.add(moved)
            try:
                await asyncio.wait_for(moved.wait(), left / self.scale)
            except TimeoutError:
                pass
            finally:
                self._sleepers.discard(moved)


class Pulse:
    """Beats at every change of state, so that nobody who waits for one needs to sleep."""

    def __init__(self) -> None:
        self._beats = 0
        self._changed = threading.Condition()
        self._listeners: set[asyncio.Event] = set()

    def beat(self) -> None:
        """Say that something changed; call it in the loop's thread."""
        with self._changed:
            self._beats += 1
            self._changed.notify_all()
        for listener in self._listeners:
            listener.set()

    def wait(self, predicate: Callable[[], T], timeout: float) -> T:
        """Return the first true value of ``predicate``, asked again after each beat, from any other thread.

        Raises TimeoutError after ``timeout`` real seconds.
        """
        deadline = time.monotonic() + timeout
        while True:
            seen = self._beats
            if value := predicate():
                return value
            self._next(seen, deadline)

    def _next(self, seen: int, deadline: float) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: self._beats != seen, deadline - time.monotonic()):
                raise TimeoutError("what was waited for did not happen")

    async def until(self, predicate: Callable[[], bool], timeout: float) -> bool:
        """The same inside the loop; False after ``timeout`` real seconds."""
        deadline = time.monotonic() + timeout
        while not predicate():
            changed = asyncio.Event()
            self._listeners.add(changed)
            try:
                await asyncio.wait_for(changed.wait(), deadline - time.monotonic())
            except TimeoutError:
                return predicate()
            finally:
                self._listeners.discard(changed)
        return True
