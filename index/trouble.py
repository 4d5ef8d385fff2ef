"""A disk that is full and a folder that may not be written to, told in a sentence."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.errors import HomeUnusable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, None})
"""numpy says that it could not write all, and gives no number."""
UNREADABLE = (
    "The home folder cannot be opened. Give the account that runs this the right to read it, or name another folder "
    "with --home."
)
_CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST})


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what the system says when a file cannot be written into HomeUnusable."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise _full() from None
        if error.errno in _CLOSED:
            raise _closed() from None
        raise
    except sqlite3.OperationalError as error:
        raise _closed() if "readonly" in str(error) or "unable to open" in str(error) else _full() from None
    except RuntimeError as error:  # FAISS has no other kind
        if "faiss" in str(error):
            raise _full() from None
        raise


def _full() -> HomeUnusable:
    return HomeUnusable(
        "The disk is full, or a limit on file sizes was reached; what is in service stays as it was. Free some space "
        "(scripts/reindex --prune 3 deletes old indexes) and run again: it goes on from where it was."
    )


def _closed() -> HomeUnusable:
    return HomeUnusable(
        "The home folder cannot be written to; what is in service stays as it was. Give the account that runs this "
        "the right to write there, or name another folder with --home."
    )
