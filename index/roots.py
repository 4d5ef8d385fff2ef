"""The folders and files that a home indexes, remembered from run to run."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from corpus.errors import HomeUnusable, PathError
from corpus.folders import files_below
from index.trouble import UNREADABLE

FILE = "roots.json"
_UNSEEN = frozenset({"Cc", "Zl", "Zp"})
_SUFFIX = ".pdf"


@dataclass(frozen=True, slots=True)
class Found:
    """One PDF below a root, with the name under which it is cited: its base name, or the shortest unique path."""

    path: Path
    name: str


def remembered(home: Path) -> list[Path]:
    """Return the roots of a home, in the order in which they were given; empty before the first run.

    Raises HomeUnusable where the home may not be opened, PathError where the list is none.
    """
    try:
        rows = json.loads((home / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except OSError:
        raise HomeUnusable(UNREADABLE) from None
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
        raise PathError(f"The list of indexed folders ({FILE}) cannot be read. Delete it and name the folders again.")
    return [Path(row) for row in rows]


def remember(home: Path, roots: Sequence[Path]) -> None:
    """Write the roots, atomically."""
    home.mkdir(parents=True, exist_ok=True)
    temporary = home / f"{FILE}.{os.getpid()}"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(json.dumps([str(root) for root in roots], indent=1))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(home / FILE)


def with_paths(roots: Iterable[Path], add: Iterable[Path], remove: Iterable[Path]) -> list[Path]:
    """Return the roots with some added and some dropped; PathError where one cannot be added or was never there."""
    kept = list(roots)
    for path in (p.resolve() for p in remove):
        if path not in kept:
            known = ", ".join(root.name for root in kept) or "none"
            raise PathError(f"{path.name} is not among the indexed folders ({known}). Check the path.")
        kept.remove(path)
    for given in add:
        path = given.resolve()
        if not path.exists():
            raise PathError(f"There is nothing at {given}. Check the path.")
        if path.is_file() and not _is_pdf(path):
            raise PathError(f"{given} is no PDF. Name a folder that holds PDFs, or a file that ends in .pdf.")
        if path not in kept:
            kept.append(path)
    return kept


def scan(roots: Sequence[Path]) -> list[Found]:
    """Return the PDFs below the roots, by path; raises PathError where a root is gone."""
    paths: dict[Path, None] = {}
    for root in roots:
        if not root.exists():
            raise PathError(
                f"The indexed folder {root.name} is not there. Bring it back, or drop it with scripts/reindex --remove."
            )
        files = [root] if root.is_file() else sorted(path for path in files_below(root) if _is_pdf(path))
        paths.update(dict.fromkeys(files))
    names = _names(list(paths))
    return [Found(path, name) for path, name in names.items()]


def _is_pdf(path: Path) -> bool:
    return path.suffix.casefold() == _SUFFIX


def _names(paths: Sequence[Path]) -> dict[Path, str]:
    """Return the shortest ending of each path that no other path has, made readable."""
    alike: dict[str, list[Path]] = {}
    for path in paths:
        alike.setdefault(path.name, []).append(path)
    return {path: _readable(_shortest(path, alike[path.name])) for path in paths}


def _shortest(path: Path, alike: Sequence[Path]) -> str:
    parts = path.parts
    for n in range(1, len(parts)):
        if sum(other.parts[-n:] == parts[-n:] for other in alike) == 1:
            return PurePath(*parts[-n:]).as_posix()
    return path.as_posix()


def _readable(name: str) -> str:
    """A name with a sign for what is no UTF-8, and for line ends and the like: a name is one line everywhere."""
    decoded = os.fsencode(name).decode("utf-8", "replace")
    return "".join("\ufffd" if unicodedata.category(each) in _UNSEEN else each for each in decoded)
