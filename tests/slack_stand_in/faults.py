"""Trouble on order: what goes wrong with which calls of the Web API."""

import random
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What goes wrong: answers 429, 500 and 503; no answer at all; a connection reset."""

    RATE_LIMITED = "ratelimited"
    SERVER_ERROR = "server_error"
    UNAVAILABLE = "unavailable"
    HANG = "hang"
    RESET = "reset"


@dataclass
class Fault:
    """Befalls ``times`` calls of ``method`` (``*``: any), each with probability ``share``.

    With ``done`` the call takes effect and only its answer is lost: a time-out that strikes after Slack did its work.
    ``error``, where given, is answered with ``ok: false`` in place of ``kind``.
    """

    method: str
    kind: Kind = Kind.RATE_LIMITED
    times: int = 1
    retry_after: int = 1
    share: float = 1.0
    done: bool = False
    error: str = ""


class Faults:
    """The faults that are on order, drawn with a seed so that a run can be repeated."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Put a fault on order."""
        self._ordered.append(fault)

    def clear(self) -> None:
        """Cancel all orders."""
        self._ordered.clear()

    def take(self, method: str) -> Fault | None:
        """The fault that befalls this call, if any; it is used up by one."""
        for fault in self._ordered:
            if fault.method in ("*", method) and fault.times > 0 and self._random.random() < fault.share:
                fault.times -= 1
                return fault
        return None
