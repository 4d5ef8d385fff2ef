"""Questions that wait are prepared together: the model's weights go through the processor once for all of them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.question import Asking

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Ticket:
    """One question that waits; ``ready`` is set once it was prepared."""

    asking: Asking
    ready: threading.Event = field(default_factory=threading.Event)


class Ahead:
    """Holds what waits; whoever's turn comes first has ``prepare`` called with all of it."""

    def __init__(self, prepare: Callable[[Sequence[Asking]], None]) -> None:
        self._prepare = prepare
        self._waiting: list[Ticket] = []
        self._lock = threading.Lock()

    def join(self, asking: Asking) -> Ticket:
        """Adds a question to those that wait."""
        ticket = Ticket(asking)
        with self._lock:
            self._waiting.append(ticket)
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Takes a question out whose turn will not come."""
        with self._lock:
            if ticket in self._waiting:
                self._waiting.remove(ticket)

    def prepare(self, ticket: Ticket) -> None:
        """Returns once a question is prepared: by now, with another one before, or with all that wait together."""
        with self._lock:
            taken, self._waiting = (self._waiting, []) if ticket in self._waiting else ([], self._waiting)
        if not taken:
            ticket.ready.wait()
            return
        try:
            if len(taken) > 1:
                self._prepare([each.asking for each in taken])
        except Exception as error:  # each question meets it again by itself, where it is told
            log.warning("waiting questions could not be prepared: %s", type(error).__name__)
        finally:
            for each in taken:
                each.ready.set()
