"""The waiting line: bounded, and fair to each person however much another one asks."""

from __future__ import annotations

import heapq
import threading
import time
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """One question in a line: its id in the journal, its asker, and when it came (monotonic seconds).

    ``turned_away`` says that its asker is only to be told to come back later.
    """

    id: str
    user: str
    since: float
    turned_away: bool = False


class WaitingLine:
    """People take turns: each turn serves one question of the person who waited longest since their last turn.

    At most ``room`` questions wait in all and ``each`` of one person; ``at_once`` of one person are worked on at once.
    Safe to share between threads.
    """

    def __init__(self, room: int, each: int, at_once: int) -> None:
        self._room, self._each, self._at_once = room, each, max(at_once, 1)
        self._waiting: OrderedDict[str, deque[Job]] = OrderedDict()
        self._running: Counter[str] = Counter()
        self._later: list[tuple[float, int, Job]] = []
        self._taken: set[Job] = set()
        self._count = self._number = 0
        self._closed = False
        self._changed = threading.Condition()

    def put(self, id_: str, user: str) -> bool:
        """Adds a question at the end of its asker's line; False where there is no room."""
        with self._changed:
            if self._has(id_):
                return True
            if self._count >= self._room or len(self._waiting.get(user, ())) >= self._each:
                return False
            self._add(Job(id_, user, time.monotonic()))
            return True

    def put_back(self, job: Job, seconds: float) -> None:
        """Lets a question that was taken wait for some seconds and come again; there is always room for it."""
        with self._changed:
            self._number += 1
            heapq.heappush(self._later, (time.monotonic() + seconds, self._number, job))
            self._changed.notify()

    def put_anyway(self, id_: str, user: str, *, turned_away: bool = False) -> None:
        """Adds one for which there is always room: it was taken before a restart, or is to be turned away."""
        with self._changed:
            if not self._has(id_):
                self._add(Job(id_, user, time.monotonic(), turned_away))

    def jobs(self) -> list[Job]:
        """All that wait or are worked on."""
        with self._changed:
            return self._all()

    def take(self) -> Job | None:
        """The next question, waiting for one; None once the line is closed."""
        with self._changed:
            while not self._closed:
                self._wake_up()
                if job := self._next():
                    return job
                until = self._later[0][0] - time.monotonic() if self._later else None
                self._changed.wait(until)
            return None

    def done(self, job: Job) -> None:
        """Says that a question that was taken is no longer worked on."""
        with self._changed:
            self._taken.discard(job)
            self._running[job.user] -= 1
            if not self._running[job.user]:
                del self._running[job.user]
            self._changed.notify_all()

    def close(self) -> None:
        """Gives out nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __len__(self) -> int:
        with self._changed:
            return self._count + len(self._later) + len(self._taken)

    def _all(self) -> list[Job]:
        waiting = [job for jobs in self._waiting.values() for job in jobs]
        return [*waiting, *(job for _, _, job in self._later), *self._taken]

    def _has(self, id_: str) -> bool:
        return any(job.id == id_ for job in self._all())

    def _add(self, job: Job) -> None:
        self._waiting.setdefault(job.user, deque()).append(job)
        self._count += 1
        self._changed.notify()

    def _wake_up(self) -> None:
        while self._later and self._later[0][0] <= time.monotonic():
            job = heapq.heappop(self._later)[2]
            self._waiting.setdefault(job.user, deque()).appendleft(job)
            self._count += 1

    def _next(self) -> Job | None:
        for user, jobs in self._waiting.items():
            if self._running[user] < self._at_once:
                job = jobs.popleft()
                self._count -= 1
                self._running[user] += 1
                self._taken.add(job)
                if jobs:
                    self._waiting.move_to_end(user)
                else:
                    del self._waiting[user]
                return job
        return None
