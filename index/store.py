"""The text of a snapshot: documents and passages in one SQLite file, written once and then read-only."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import numpy.typing as npt

from corpus.errors import SnapshotDamaged
from corpus.model import Card, Document, Passage
from index.related import SCHEMA as RELATED
from index.related import Related, read_related, write_related
from index.rows import (
    Glyphs,
    document_row,
    glyph_blobs,
    passage_row,
    read_document,
    read_glyph_pages,
    read_glyphs,
    read_passage,
)

SCHEMA = """
CREATE TABLE documents (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, card TEXT NOT NULL, text TEXT NOT NULL,
    pages TEXT NOT NULL, blocks TEXT NOT NULL, marks TEXT NOT NULL, cited TEXT NOT NULL);
CREATE TABLE glyphs (document INTEGER PRIMARY KEY, page BLOB NOT NULL, box BLOB NOT NULL);
CREATE TABLE passages (number INTEGER PRIMARY KEY, document INTEGER NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, rest TEXT NOT NULL);
"""
WRITING = ("PRAGMA page_size = 8192", "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF")
DOCUMENTS_KEPT = 64
GLYPHS_KEPT = 16
PASSAGES_KEPT = 4096
AT_ONCE = 500


class StoreWriter:
    """Writes a new text store; passages are numbered from 0 in the order in which they are added."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in WRITING:
            self._connection.execute(pragma)
        self._connection.executescript(SCHEMA + RELATED)
        self._connection.execute("BEGIN")
        self.documents = self.pages = self.passages = 0

    def add(self, document: Document, passages: Sequence[Passage]) -> range:
        """Add a document with its passages, and return their numbers."""
        run = self._connection.execute
        run("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (self.documents, *document_row(document)))
        run("INSERT INTO glyphs VALUES (?, ?, ?)", (self.documents, *glyph_blobs(document)))
        numbers = range(self.passages, self.passages + len(passages))
        rows = (
            (number, self.documents, passage.start, passage.end, passage_row(passage))
            for number, passage in zip(numbers, passages, strict=True)
        )
        self._connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?)", rows)
        self.documents += 1
        self.pages += len(document.pages)
        self.passages += len(passages)
        return numbers

    def close(self, described: Sequence[Card] = ()) -> None:
        """Finish the file, with what is known across its documents, and of those that are described but not here."""
        if self._connection.in_transaction:
            write_related(self._connection, described)
            self._connection.execute("COMMIT")
            self._connection.execute("CREATE INDEX passages_of_document ON passages (document)")
        self._connection.close()

    def abandon(self) -> None:
        """Close without finishing."""
        self._connection.close()


class _Connection:
    """One thread's connection, closed when the thread or the store goes."""

    def __init__(self, uri: str) -> None:
        self.open = sqlite3.connect(uri, uri=True, check_same_thread=False)

    def __del__(self) -> None:
        if hasattr(self, "open"):
            self.open.close()


class Store:
    """A text store opened read-only; safe to share between threads (each has its own connection)."""

    def __init__(self, path: Path) -> None:
        self._uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        self._local = threading.local()
        self.ids: tuple[str, ...] = tuple(row[0] for row in self._all("SELECT id FROM documents ORDER BY number"))
        self._number_of = {id_: number for number, id_ in enumerate(self.ids)}
        self._cached_document = lru_cache(DOCUMENTS_KEPT)(self._document)
        self._cached_glyphs = lru_cache(GLYPHS_KEPT)(self._glyphs)
        self._cached_glyph_pages = lru_cache(DOCUMENTS_KEPT)(self._glyph_pages)
        self._passages: OrderedDict[int, Passage] = OrderedDict()
        self._lock = threading.Lock()

    @staticmethod
    def create(path: Path) -> StoreWriter:
        """Start a new store."""
        return StoreWriter(path)

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open a finished store. Raises SnapshotDamaged when it cannot be read."""
        return cls(path)

    def number(self, id_: str) -> int:
        """Return a document's place in ``ids``. Raises KeyError when it is not here."""
        return self._number_of[id_]

    def document(self, id_: str) -> Document:
        """Return a document with empty glyph arrays (``glyphs`` has them). Raises KeyError when it is not here."""
        return self._cached_document(self._number_of[id_])

    def glyphs(self, id_: str) -> Glyphs:
        """Return a document's glyph map. Raises KeyError when the document is not here."""
        return self._cached_glyphs(self._number_of[id_])

    def glyph_pages(self, id_: str) -> npt.NDArray[np.uint16]:
        """Return the physical page of each of a document's characters, 0 where no glyph stands.

        ``glyphs`` has the boxes as well. Raises KeyError when the document is not here.
        """
        return self._cached_glyph_pages(self._number_of[id_])

    def cards(self) -> dict[str, Card]:
        """Return every document's card by id, in document order."""
        rows = self._all("SELECT id, card FROM documents ORDER BY number")
        return {id_: Card.model_validate_json(card) for id_, card in rows}

    def related(self) -> Related:
        """Return relations and cited documents; none from a store that was written before there were any."""
        tables = {row[0] for row in self._all("SELECT name FROM sqlite_master WHERE type = 'table'")}
        wanted = ("relations", "cited")
        return read_related({t: self._all(f"SELECT * FROM {t}") if t in tables else [] for t in wanted})

    def passage(self, number: int) -> Passage:
        """Return one passage. Raises KeyError when there is none of that number."""
        return self.passages((number,))[0]

    def passages(self, numbers: Iterable[int]) -> list[Passage]:
        """Return passages in the order asked, the last ones read from memory. Raises KeyError for an unknown number."""
        wanted = [int(number) for number in numbers]
        with self._lock:
            found = {number: self._passages[number] for number in wanted if number in self._passages}
        new = [number for number in wanted if number not in found]
        for start in range(0, len(new), AT_ONCE):
            part = new[start : start + AT_ONCE]
            marks = ",".join("?" * len(part))
            query = f"SELECT number, document, rest FROM passages WHERE number IN ({marks})"
            for number, document, rest in self._all(query, part):
                found[number] = read_passage(self.ids[document], rest)
        self._keep(found)
        return [found[number] for number in wanted]

    def _keep(self, found: dict[int, Passage]) -> None:
        with self._lock:
            for number, passage in found.items():
                self._passages[number] = passage
                self._passages.move_to_end(number)
            while len(self._passages) > PASSAGES_KEPT:
                self._passages.popitem(last=False)

    def passage_numbers(self, id_: str) -> range:
        """Return the numbers of a document's passages, in reading order. Raises KeyError for an unknown document."""
        query = "SELECT MIN(number), MAX(number) FROM passages WHERE document = ?"
        first, last = self._all(query, (self._number_of[id_],))[0]
        return range(0) if first is None else range(first, last + 1)

    def neighbours(self, number: int, n: int) -> list[int]:
        """Return the numbers of up to n passages before and n after one, of the same document, in reading order.

        Parts of a list repeat its lead-in, so it is their own words that tell where they are read.
        """
        rows = self._all("SELECT document FROM passages WHERE number = ?", (number,))
        if not rows:
            raise KeyError(number)
        own = self.passage_numbers(self.ids[rows[0][0]])
        placed = {near: passage.read_from for near, passage in zip(own, self.passages(own), strict=True)}
        order = sorted(own, key=lambda near: (placed[near], near))
        at = order.index(number)
        return order[max(at - n, 0) : at] + order[at + 1 : at + 1 + n]

    def _document(self, number: int) -> Document:
        query = "SELECT id, card, text, pages, blocks, marks, cited FROM documents WHERE number = ?"
        return read_document(self._all(query, (number,))[0])

    def _glyphs(self, number: int) -> Glyphs:
        page, box = self._all("SELECT page, box FROM glyphs WHERE document = ?", (number,))[0]
        return read_glyphs(page, box)

    def _glyph_pages(self, number: int) -> npt.NDArray[np.uint16]:
        return read_glyph_pages(self._all("SELECT page FROM glyphs WHERE document = ?", (number,))[0][0])

    def _all(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            if not hasattr(self._local, "connection"):
                self._local.connection = _Connection(self._uri)
            return list(self._local.connection.open.execute(query, values))
        except sqlite3.DatabaseError:
            raise SnapshotDamaged(
                "The index's text store cannot be read: run scripts/reindex, or scripts/reindex --rollback."
            ) from None
