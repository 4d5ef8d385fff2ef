"""The end of the process: the sign to it, and leaving in time where its threads would hold it up.

Nothing is lost by it: what is open in the journal is taken up at the next start, as after a kill -9.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time

log = logging.getLogger(__name__)

_LOOK = 0.5
_TELLING = 1.0
"""Seconds for the last word: whoever reads standard error may have stopped reading."""


class Sign:
    """The sign to end, which a signal gives.

    A signal's handler runs in the main thread, between any two steps of what that one does just then. So giving the
    sign takes no lock: ``threading.Event.set`` waits for ever where the main thread is inside of that event's own
    ``wait``. And waiting has a limit, looked at again and again: the system may give a signal to any thread, and a main
    thread that waits without limit does not wake up for it (docs.python.org, signal, threads).
    """

    def __init__(self) -> None:
        self._is_given = False

    def give(self, *_: object) -> None:
        """Gives the sign; the handler of a signal."""
        self._is_given = True

    def is_set(self) -> bool:
        """Whether it was given."""
        return self._is_given

    def wait(self, seconds: float = float("inf")) -> bool:
        """Returns once it was given, at the latest after so many seconds; True where it was."""
        until = time.monotonic() + seconds
        while not self._is_given and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _LOOK))
        return self._is_given


def leave() -> None:
    """Ends the process, its threads unasked: one that is inside of torch aborts an interpreter that is finalized."""
    last = threading.Thread(target=_last_word, daemon=True)
    last.start()
    last.join(_TELLING)
    os._exit(0)


def leave_after(sign: Sign, stop: threading.Event, seconds: float) -> None:
    """Once the sign is given, sets ``stop`` and ends the process after so many seconds, unless it has ended by then.

    Whatever the main thread is doing: it may be on its way into Slack, which may not answer.
    """

    def watch() -> None:
        sign.wait()
        stop.set()
        time.sleep(seconds)
        leave()

    threading.Thread(target=watch, name="end", daemon=True).start()


def _last_word() -> None:
    log.warning("the end did not wait for all that was worked on: it is taken up at the next start")
    logging.shutdown()
    sys.stdout.flush()
