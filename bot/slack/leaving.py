"""Leaving the process at once, where waiting for its threads would take too long or would crash it.

Nothing is lost by it: what is open in the journal is taken up at the next start, as after a kill -9.
"""

from __future__ import annotations

import logging
import os
import sys
import threading

log = logging.getLogger(__name__)


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
