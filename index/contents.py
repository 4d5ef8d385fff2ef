"""Digests of files, computed anew only where a file may have changed."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path

FILE = Path("cache", "files.json")
_SETTLED = 2_000_000_000
"""Nanoseconds after which a file's times can be trusted: two writes within one tick of the clock look alike."""


class Contents:
    """The SHA-256 of each file by path; a file whose size, times and number are as they were is not read again."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._known = _load(self._path)
        self._seen: dict[str, list[int | str]] = {}

    def digest(self, path: Path) -> str:
        """The SHA-256 of a file's bytes, in hexadecimal. Raises OSError where it cannot be read."""
        facts = path.stat()
        key = os.fsencode(path).decode("utf-8", "backslashreplace")
        mark: list[int | str] = [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino, facts.st_dev]
        known = self._known.get(key, [])
        if known[:-1] == mark and os.access(path, os.R_OK):
            digest = str(known[-1])
        else:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        if time.time_ns() - max(facts.st_mtime_ns, facts.st_ctime_ns) > _SETTLED:
            self._seen[key] = [*mark, digest]
        return digest

    def save(self) -> None:
        """Keep the digests of the files that were asked for, and of no others."""
        if self._seen == self._known:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".tmp")
        temporary.write_text(json.dumps(self._seen), encoding="utf-8")
        temporary.replace(self._path)


def _load(path: Path) -> dict[str, list[int | str]]:
    """What was kept; a file that cannot be used is as good as none."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return rows if isinstance(rows, dict) and all(isinstance(row, list) for row in rows.values()) else {}
