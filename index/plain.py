"""Plain passages as an index: rows of a benchmark or of another system, searched as documents are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.model import Block, BlockKind, Card, Document, Page, Passage, Span
from corpus.sentences import sentences_of
from index.build import BuildOptions, SnapshotBuilder
from index.embedder import Embedder
from index.manifest import Manifest


@dataclass(frozen=True, slots=True)
class PlainPassage:
    """One row: the name under which it is found again, its text, and a title that may be empty."""

    id: str
    text: str
    title: str = ""


def index_passages(home: Path, rows: Iterable[PlainPassage], embedder: Embedder) -> Manifest:
    """Index rows, one passage each, and put them into service in a home of their own.

    A row is a document of one page whose file name is the row's id, so a hit's card names the row. Rows without
    letters or digits, and rows whose id came before, are left out. Raises HomeBusy where another process writes.
    """
    with SnapshotBuilder(home, embedder, BuildOptions(holds="passages")) as builder:
        seen: set[str] = set()
        for row in rows:
            if row.id not in seen and any(c.isalnum() for c in row.text):
                seen.add(row.id)
                builder.add(*_document(row))
        builder.finish()
        return builder.publish()


def _document(row: PlainPassage) -> tuple[Document, tuple[Passage]]:
    text = row.text.strip().encode("utf-8", "replace").decode("utf-8")
    whole = Span(0, len(text))
    document = Document(
        id=hashlib.sha256(row.id.encode("utf-8", "replace")).hexdigest(),
        card=Card(names=(row.id,), title=row.title, pages=1),
        text=text,
        blocks=(Block(BlockKind.PARAGRAPH, *whole),),
        pages=(Page(1, "1", 595.0, 842.0),),
        marks=(),
        glyph_page=np.ones(len(text), dtype=np.uint16),
        glyph_box=np.zeros((len(text), 4), dtype=np.float32),
    )
    passage = Passage(
        document=document.id, kind=BlockKind.PARAGRAPH, spans=(whole,), blocks=(0,),
        sentences=sentences_of(text, *whole), section=(), label="", context=row.title,
    )  # fmt: skip
    return document, (passage,)
