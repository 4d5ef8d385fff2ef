"""A PostgreSQL of the tests' own: a fresh cluster in a folder, on a socket there, ended with the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl, newest version first; None where there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    return folders[-1].parent if folders else None


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of a running PostgreSQL for SQLAlchemy; skips where it is not installed."""
    folder = binaries()
    if folder is None:
        pytest.skip("PostgreSQL is not installed")
    account = _account()
    base = Path(tempfile.mkdtemp(prefix="poc-pg-"))
    try:
        if account:
            os.chown(base, pwd.getpwnam(account).pw_uid, -1)
        run = partial(subprocess.run, check=True, capture_output=True, user=account, cwd="/", timeout=120)
        run([folder / "initdb", "-D", base / "data", "-U", "poc", "-A", "trust", "-E", "UTF8", "--no-sync"])
        options = f"-c listen_addresses='' -c unix_socket_directories={base} -c fsync=off"
        start = [folder / "pg_ctl", "-D", base / "data", "-w", "-t", "100", "-l", base / "log", "-o", options, "start"]
        run(start, capture_output=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield f"postgresql+psycopg://poc@/postgres?host={base}"
        finally:
            run([folder / "pg_ctl", "-D", base / "data", "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _account() -> str | None:
    """Whom to run it as: PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    pytest.skip("there is no account to run PostgreSQL as")
