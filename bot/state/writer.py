"""Writing together: whoever waits to write shares one transaction, and so one wait for the disk."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")
Work = Callable[[Connection], Any]
_MOST = 200


class GroupWriter:
    """Runs pieces of work on one connection, all that wait in one transaction; each returns once it is on the disk.

    A piece that fails undoes its group, whose pieces are then run one by one, so that it alone fails.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: deque[tuple[Work, Future[Any]]] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[Connection], T]) -> T:
        """Does a piece of work and returns what it returns, or raises what it raises, once that is committed."""
        done: Future[T] = Future()
        with self._changed:
            if self._closed:
                raise RuntimeError("the journal is closed")
            self._waiting.append((work, done))
            self._changed.notify()
        return done.result()

    def close(self) -> None:
        """Finishes what waits, and takes nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while group := self._next():
            try:
                with self._engine.begin() as connection:
                    results = [work(connection) for work, _ in group]
            except Exception:
                self._one_by_one(group)
            else:
                for (_, done), result in zip(group, results, strict=True):
                    done.set_result(result)

    def _next(self) -> list[tuple[Work, Future[Any]]]:
        with self._changed:
            while not self._waiting and not self._closed:
                self._changed.wait()
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST))]

    def _one_by_one(self, group: list[tuple[Work, Future[Any]]]) -> None:
        for work, done in group:
            try:
                with self._engine.begin() as connection:
                    result = work(connection)
            except Exception as error:
                done.set_exception(error)
            else:
                done.set_result(result)
