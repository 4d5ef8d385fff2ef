"""One writer per home at a time."""

from __future__ import annotations

import getpass
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import HomeBusy

LOCK = "write.lock"
HOLDER = "write.json"


@contextmanager
def writer_lock(home: Path) -> Iterator[None]:
    """Hold the home's lock for writing; the same thread may take it again inside.

    The system frees the lock when its process dies. Raises HomeBusy when another process or thread holds it,
    telling who and since when.
    """
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / LOCK, timeout=0, is_singleton=True)
    first = not lock.is_locked
    try:
        lock.acquire()
    except Timeout:
        raise HomeBusy(_busy_message(home)) from None
    try:
        if first:
            _write_holder(home)
        yield
    finally:
        if first:
            (home / HOLDER).unlink(missing_ok=True)
        lock.release()


def _write_holder(home: Path) -> None:
    holder = {
        "pid": os.getpid(),
        "user": _user(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    temporary = home / (HOLDER + ".tmp")
    temporary.write_text(json.dumps(holder), encoding="utf-8")
    temporary.replace(home / HOLDER)


def _busy_message(home: Path) -> str:
    try:
        holder = json.loads((home / HOLDER).read_text(encoding="utf-8"))
        since = datetime.fromisoformat(holder["since"]).astimezone(UTC)
        who = f"process {holder['pid']} of {holder['user']} on {holder['host']}, since {since:%Y-%m-%d %H:%M} UTC"
    except (OSError, ValueError, KeyError, TypeError):
        who = "just started"
    return f"Another run is writing to this home ({who}): wait until it has ended, then try again."


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown user"
