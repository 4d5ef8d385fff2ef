"""What a run has before it: the files below the roots, what catalogue.yaml says of them, and whether that is new."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import index
from corpus.additions import additions
from corpus.errors import InputError
from corpus.folders import files_below
from corpus.overrides import FILE as CATALOGUE
from corpus.overrides import Overrides
from corpus.worker import Source
from index.contents import Contents
from index.readings import code_digest, reader_version
from index.report import FileOutcome
from index.roots import Found, scan

_COPY = re.compile(r"\bcopy\b|\bcopie\b|\(\d{1,2}\)(?=\.pdf$)", re.I)
_CLOSED = "The file cannot be opened. Check that it is there and may be read."


@dataclass(frozen=True, slots=True)
class Plan:
    """The sources to index, the files that cannot be opened, the catalogue entries of each root.

    ``inputs`` is a digest of all that a snapshot made from them depends on. ``words`` is what administrators add to the
    vocabulary, as the text of one file.
    """

    sources: tuple[Source, ...]
    closed: tuple[FileOutcome, ...]
    overrides: Mapping[Path, Overrides]
    inputs: str
    words: str = ""

    def override(self, path: Path) -> Overrides:
        """What the catalogue.yaml of every root above a file says; the nearest root has the last word."""
        return override_of(self.overrides, path)


def make_plan(home: Path, roots: Sequence[Path], model: str) -> Plan:
    """Look at every PDF below the roots; ``model`` says how vectors are made.

    Raises InputError where there is none, PathError where a root is gone, CatalogueError.
    """
    found = scan(roots)
    if not found:
        raise InputError(
            "There is no PDF in the indexed folders, so nothing was changed. Put PDFs there and run again."
        )
    overrides = {root: Overrides.load(root) for root in roots}
    words = additions(roots)
    contents = Contents(home)
    digests: dict[Path, str] = {}
    closed: list[FileOutcome] = []
    for file in found:
        try:
            digests[file.path] = contents.digest(file.path)
        except OSError:
            closed.append(FileOutcome(file.name, "cannot be opened", _CLOSED))
    contents.save()
    sources = _sources([file for file in found if file.path in digests], digests, overrides)
    said = [_digest(path) for root in roots for path in _catalogues(root)]
    files = [(file.name, digests.get(file.path, "")) for file in found]
    inputs = json.dumps([reader_version(), code_digest(Path(index.__path__[0])), model, said, words, files])
    return Plan(tuple(sources), tuple(closed), overrides, hashlib.sha256(inputs.encode()).hexdigest(), words)


def override_of(overrides: Mapping[Path, Overrides], path: Path) -> Overrides:
    """The entries of all roots above a path, those of the nearest last."""
    above = sorted((r for r in overrides if r == path or r in path.parents), key=lambda r: len(r.parts))
    return Overrides(tuple(entry for root in above for entry in overrides[root].entries))


def _sources(found: Sequence[Found], digests: Mapping[Path, str], overrides: Mapping[Path, Overrides]) -> list[Source]:
    """One source for each content and audience: equal bytes under two names are one document with two names.

    It is cited by the shortest one that does not say that it is a copy.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[Found]] = {}
    for file in found:
        audience = override_of(overrides, file.path).audience(file.name)
        groups.setdefault((digests[file.path], audience), []).append(file)
    sources: list[Source] = []
    for (digest, _), files in groups.items():
        first, *others = sorted(files, key=lambda f: (bool(_COPY.search(f.name)), len(f.name), f.name))
        names = (first.name, *(f.name for f in others))
        password = override_of(overrides, first.path).password(first.name)
        sources.append(Source(first.path, names, password, digest))
    return sources


def _catalogues(root: Path) -> list[Path]:
    beside = root.with_name(CATALOGUE)
    if root.is_dir():
        return sorted(path for path in files_below(root) if path.name == CATALOGUE)
    return [beside] if beside.is_file() else []


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
