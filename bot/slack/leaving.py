"""The end of the process: waiting for the sign to it, and leaving at once where its threads would hold it up.

Nothing is lost by it: what is open in the journal is taken up at the next start, as after a kill -9.
"""

from __future__ import annotations

import logging
import os
import sys
import threading

log = logging.getLogger(__name__)

_LOOK = 0.5


def wait_for(stop: threading.Event) -> None:
    """Returns within a second once ``stop`` is set, by a signal's handler too.

    The system may give a signal to any thread, and Python runs its handler in the main one, which a wait without
    limit never lets awake for it: the bot would go on until a second signal (docs.python.org, signal, threads).
    """
    while not stop.wait(_LOOK):
        pass


def leave() -> None:
    """Ends the process, its threads unasked: one that is inside of torch aborts an interpreter that is finalized."""
    log.warning("the end did not wait for all that was worked on: it is taken up at the next start")
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)


def leave_within(seconds: float) -> None:
    """Ends the process after so many seconds, unless it has ended by then."""
    timer = threading.Timer(seconds, leave)
    timer.daemon = True
    timer.start()
