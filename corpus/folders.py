"""The files below an indexed folder, as every part that looks for some of them sees them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import PathError

_SYSTEM = frozenset({"lost+found"})


def files_below(folder: Path) -> Iterator[Path]:
    """Every file below a folder, by path; hidden ones and hidden folders (a bin for deleted files) are passed over.

    A link that leads nowhere is among them: whoever opens it says so. Links to folders are not followed. Raises
    PathError where a folder may not be opened: its documents would leave the index without a word.
    """

    def closed(error: OSError) -> None:
        name = Path(os.path.relpath(error.filename, folder.parent)).as_posix()
        raise PathError(
            f"The folder {name} cannot be opened, so nothing was changed. "
            "Give the account that indexes the right to read it, or move it out of the indexed folder."
        )

    for at, inner, names in os.walk(folder, onerror=closed):
        inner[:] = sorted(name for name in inner if not name.startswith(".") and name not in _SYSTEM)
        yield from (path for name in sorted(names) if not name.startswith(".") and _is_file(path := Path(at, name)))


def _is_file(path: Path) -> bool:
    return path.is_file() or (path.is_symlink() and not path.exists())
