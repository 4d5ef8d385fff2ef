"""SQLite files of what was computed before: one that is damaged is made anew, since all in it can be had again."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def opened(path: Path, schema: str) -> sqlite3.Connection:
    """A connection to the file with its tables, in write-ahead mode; what is no database any more is replaced.

    A crash of the process loses nothing that was committed. Raises sqlite3.OperationalError where the disk or the
    rights do not allow it: not for us to mend.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _prepared(path, schema)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        forget(path)
        return _prepared(path, schema)


def forget(path: Path) -> None:
    """Deletes a file with what SQLite keeps beside it: its log would be played into the new one."""
    for each in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        each.unlink(missing_ok=True)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that a file is no whole database, which may come out only where it is read."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, sqlite3.OperationalError | sqlite3.IntegrityError | sqlite3.ProgrammingError
    )


def _prepared(path: Path, schema: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(schema)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
