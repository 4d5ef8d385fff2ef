"""Re-indexing when a folder changes: debounced, one run at a time, each in a process of its own."""

from __future__ import annotations

import math
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence, Set
from pathlib import Path

from watchfiles import Change, watch
from watchfiles.main import FileChange

from bot.slack.leaving import Sign
from corpus.overrides import FILE as CATALOGUE
from corpus.vocabulary import FILE_NAME as VOCABULARY

_QUIET_MS = 2_000
_AT_MOST_MS = 30_000
_LOOK_MS = 1_000
_POLL_MS = 5_000
_AGAIN, _AT_LAST = 60.0, 3600.0
"""Seconds until a run that failed is tried again; twice as many each time, and no more than so many."""
_UNHEARD = 10.0
"""Seconds after which a run that does not end is told so once more."""
_COPIED = 600.0
"""Longest time in seconds that a file which is still written to is waited for."""

Standing = tuple[int, int] | None


def watch_roots(roots: Sequence[Path], command: Sequence[str], quiet: bool = False) -> None:
    """Run the command now, and again after a PDF or a list beside it has changed, until SIGTERM or SIGINT.

    A change is acted on when two seconds have passed without another, at the latest after 30 seconds; a file that is
    still being copied is waited for, since half of it is a damaged one. What changes while a run goes on is taken up by
    the next. A run that failed is tried again after a minute, then after two, at last every hour: another run may hold
    the home, or the disk be full. A root that goes is told by the run; when it is back, or another folder stands in its
    place, that one is watched and indexed.
    """
    stop = Sign()
    runs = _Runs(command, stop)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop.give)
    if not quiet:
        print(f"Watching {', '.join(root.name for root in roots)}. Ctrl-C ends it.", file=sys.stderr, flush=True)
    while not stop.is_set():
        if None not in (there := _standing(roots)):
            _watch_these(roots, there, runs, stop)
        runs.run()
        while None in _standing(roots) and not stop.wait(_LOOK_MS / 1000):
            pass


def _watch_these(roots: Sequence[Path], there: Sequence[Standing], runs: _Runs, stop: Sign) -> None:
    """Runs as folders change, until one of them is gone or replaced: nothing is told of it from then on."""
    own = {str(root) for root in roots}
    due, pause = 0.0, _AGAIN  # the first run begins when the watch has begun: what changes meanwhile is seen
    for change in _changes(roots, own, stop):
        if _standing(roots) != there or any(path in own for how, path in change if how is Change.deleted):
            return
        if not change and time.monotonic() < due:
            continue
        _settle([path for _, path in change], stop)
        if runs.run():
            due, pause = math.inf, _AGAIN
        else:
            due, pause = time.monotonic() + pause, min(2 * pause, _AT_LAST)


def _changes(roots: Sequence[Path], own: Set[str], stop: Sign) -> Iterator[set[FileChange]]:
    """What changes below the roots, every second, be it nothing; looked for where the system does not tell it.

    A system watches no more folders than it was set to, and some network drives watch none.
    """

    def changes(*, looked_for: bool) -> Iterator[set[FileChange]]:
        return watch(
            *roots, watch_filter=lambda change, path: _is_ours(path) or (change is Change.deleted and path in own),
            debounce=_AT_MOST_MS, step=_QUIET_MS, stop_event=stop, rust_timeout=_LOOK_MS, yield_on_timeout=True,
            raise_interrupt=False, force_polling=looked_for, poll_delay_ms=_POLL_MS,
        )  # fmt: skip

    try:
        yield from changes(looked_for=False)
    except FileNotFoundError:  # a root that went just now
        return
    except (OSError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or error
        print(
            f"This system tells of no changes in these folders ({why}): they are looked through instead.",
            file=sys.stderr,
        )
        yield from changes(looked_for=True)


def _settle(paths: Sequence[str], stop: Sign) -> None:
    """Waits until nobody has written to the files for two seconds: to the watcher a slow copy is one change."""
    last = time.monotonic() + _COPIED
    while any(map(_is_fresh, paths)) and time.monotonic() < last and not stop.wait(_LOOK_MS / 4000):
        pass


def _is_fresh(path: str) -> bool:
    try:
        return 0 <= time.time() - Path(path).stat().st_mtime < _QUIET_MS / 1000
    except OSError:
        return False


def _standing(roots: Sequence[Path]) -> list[Standing]:
    """By what a system tells each folder from another of its name; None for one that is gone."""
    found: list[Standing] = []
    for root in roots:
        try:
            facts = root.stat()
        except OSError:
            found.append(None)
        else:
            found.append((facts.st_dev, facts.st_ino))
    return found


class _Runs:
    """Runs the command, one at a time; ``stop`` ends the run that goes on, and begins no other."""

    def __init__(self, command: Sequence[str], stop: Sign) -> None:
        self._command, self._stop = command, stop

    def run(self) -> bool:
        """Runs the command to its end; True where it went well."""
        if self._stop.is_set():
            return True
        child, due = subprocess.Popen(self._command), 0.0
        while (code := _ended_with(child)) is None:
            if self._stop.is_set() and time.monotonic() >= due:  # again where it was lost: it is raised in any place
                child.terminate()
                due = time.monotonic() + _UNHEARD
        return code == 0


def _ended_with(child: subprocess.Popen[bytes]) -> int | None:
    """The exit code of a run; None every second that it goes on, to look whether it is to end."""
    try:
        return child.wait(_LOOK_MS / 1000)
    except subprocess.TimeoutExpired:
        return None


def _is_ours(path: str) -> bool:
    name = Path(path).name
    return not name.startswith(".") and (name.casefold().endswith(".pdf") or name in (CATALOGUE, VOCABULARY))
