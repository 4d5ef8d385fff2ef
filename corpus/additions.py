"""What administrators add to the vocabulary: every ``vocabulary.yaml`` below the indexed folders, as one file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from corpus.concepts import read_concepts
from corpus.folders import files_below
from corpus.vocabulary import BUNDLED, FILE_NAME

_PARTS = ("as_written", "shared", "concepts", "plain", "concerned")


def additions(folders: Sequence[Path]) -> str:
    """The text of one vocabulary file that holds what all of them add, in the order of their paths; empty for none.

    The files are checked together with the bundled vocabulary: what cannot be used raises CatalogueError, which names
    the file, the entry and the field.
    """
    paths = sorted({path for folder in folders for path in _files(folder)})
    if not paths:
        return ""
    read_concepts(BUNDLED, *paths)
    merged: dict[str, list[Any]] = {part: [] for part in _PARTS}
    for path in paths:
        told = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for part in _PARTS:
            merged[part] += told.get(part) or []
    return yaml.safe_dump(merged, allow_unicode=True, sort_keys=False)


def _files(root: Path) -> list[Path]:
    """The vocabulary files of a folder, or the one beside a PDF that is indexed by itself."""
    if root.is_dir():
        return [path for path in files_below(root) if path.name == FILE_NAME]
    beside = root.with_name(FILE_NAME)
    return [beside] if beside.is_file() else []
