"""What a snapshot says about itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.errors import SnapshotDamaged

FORMAT = 1
FILE = "manifest.json"

Holds = Literal["documents", "passages"]
"""What is indexed: documents with their places, or plain passages without any."""


class ModelFacts(BaseModel):
    """The embedding model: name, sha256 of its weights, dimension, and how vectors are made (``fingerprint``)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    sha256: str
    dimension: int
    precision: str
    fingerprint: str


class Counts(BaseModel):
    """How much a snapshot holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: int
    pages: int
    passages: int
    sentences: int


class FileFacts(BaseModel):
    """One file of a snapshot: size in bytes and sha256."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int
    sha256: str


class DenseFacts(BaseModel):
    """The FAISS index: recall at 10 beside exact search, measured when it was built with so many made-up questions.

    ``probes`` is how many of its lists a search goes through (0 where it goes through all passages).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    probes: int = 0
    recall_at_10: float = 1.0
    queries: int = 0


class Manifest(BaseModel):
    """One snapshot's manifest.

    ``created`` is in UTC. ``corpus`` is a sha256 over all documents, their cards and passages, whatever their
    order. ``dense_kind`` is the FAISS index_factory string, ``dense`` how good it is. ``files`` has each file's
    relative path. ``holds`` tells whether documents were indexed or plain passages.
    ``seconds`` tells how long each stage of the build took. ``report`` and ``evaluation`` are filled by the
    callers that make them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = FORMAT
    id: str
    created: datetime
    model: ModelFacts
    counts: Counts
    holds: Holds = "documents"
    corpus: str
    dense_kind: str
    dense: DenseFacts = DenseFacts()
    files: dict[str, FileFacts]
    seconds: dict[str, float]
    report: dict[str, Any] = {}
    evaluation: dict[str, Any] = {}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a manifest into a snapshot's folder."""
    (folder / FILE).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read a snapshot's manifest. Raises SnapshotDamaged when it is missing, unreadable or of another format."""
    try:
        manifest = Manifest.model_validate_json((folder / FILE).read_bytes())
    except (OSError, ValidationError):
        raise SnapshotDamaged(
            "The index in service has no readable manifest: run scripts/reindex, or scripts/reindex --rollback."
        ) from None
    if manifest.format != FORMAT:
        raise SnapshotDamaged(
            f"The index in service has format {manifest.format}, this version reads {FORMAT}: run scripts/reindex."
        )
    return manifest
