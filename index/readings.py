"""What was read of files before, so that a re-index reads only what is new."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path, PurePath

import corpus
from corpus import errors
from corpus.errors import ReadingError, WorkerCrashed
from corpus.symbols import symbol_in_name
from corpus.worker import Limits, Reading, Source
from index.kept_files import opened
from index.rows import document_row, glyph_blobs, passage_row, read_document, read_glyphs, read_passage

FILE = Path("cache", "readings.sqlite")
SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (key BLOB PRIMARY KEY, digest TEXT NOT NULL, error TEXT NOT NULL,
    reason TEXT NOT NULL, document BLOB NOT NULL, page BLOB NOT NULL, box BLOB NOT NULL, passages BLOB NOT NULL);
"""


@cache
def reader_version() -> str:
    """SHA-256 of all that reading depends on: the code and data of ``corpus``, and the version of pdfium's binding."""
    return hashlib.sha256((version("pypdfium2") + code_digest(Path(corpus.__path__[0]))).encode()).hexdigest()


def code_digest(folder: Path) -> str:
    """SHA-256 of the modules and tables of a package: with other code, what was kept is made anew."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.*")):
        if path.suffix in (".py", ".yaml"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def reading_key(source: Source, variant: str = "", limits: Limits | None = None) -> bytes:
    """The 16-byte key of what reading a file gives: its bytes, the reader, the password, nothing else.

    A file's name does not count, but for a symbol that it may give. ``variant`` is ``ocr`` for a scan's text. The
    ``limits`` count for a failure alone.
    """
    bounds = [limits.seconds, limits.megabytes] if limits else []
    symbol = symbol_in_name(PurePath(source.name).name)
    parts = [source.digest, reader_version(), source.password, bounds, symbol, variant]
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).digest()


class Readings:
    """A SQLite file of readings by key; what a killed run has put stays, so that the next one goes on from there.

    A document is kept as it was read, before ``catalogue.yaml`` speaks. A file that cannot be read is kept as well,
    with its error, until the file, the reader, its password or the limits change.
    """

    def __init__(self, path: Path) -> None:
        self._connection = opened(path, SCHEMA)

    def get(self, key: bytes, source: Source) -> Reading | None:
        """What reading the source gave; None where it was not kept. The document has the source's names."""
        query = "SELECT error, reason, document, page, box, passages FROM readings WHERE key = ?"
        row = self._connection.execute(query, (key,)).fetchone()
        if row is None:
            return None
        error, reason, packed, page, box, passages = row
        if error:
            kind: type[ReadingError] = getattr(errors, error)
            return Reading(source, error=kind(reason))
        document = read_document(tuple(json.loads(zlib.decompress(packed))), read_glyphs(page, box))
        document = replace(document, card=document.card.model_copy(update={"names": source.names}))
        rows = json.loads(zlib.decompress(passages))
        return Reading(source, document, tuple(read_passage(document.id, row) for row in rows))

    def put(self, key: bytes, digest: str, reading: Reading) -> None:
        """Keep what was read of the bytes with that SHA-256; a crash of the process does not lose it any more."""
        document, error = reading.document, reading.error
        if document is not None:
            texts = (_packed(list(document_row(document))), _packed([passage_row(p) for p in reading.passages]))
            page, box = glyph_blobs(document)
            row = (key, digest, "", "", texts[0], page, box, texts[1])
        elif isinstance(error, ReadingError) and not isinstance(
            error, WorkerCrashed
        ):  # a crash may be chance: read again
            row = (key, digest, type(error).__name__, str(error), b"", b"", b"", b"")
        else:
            return
        self._connection.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def keep_only(self, digests: Iterable[str]) -> int:
        """Delete all readings but those of files with these digests, and return how many went."""
        run = self._connection.execute
        run("CREATE TEMP TABLE kept (digest TEXT PRIMARY KEY)")
        self._connection.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((digest,) for digest in digests))
        gone = run("DELETE FROM readings WHERE digest NOT IN (SELECT digest FROM kept)").rowcount
        run("VACUUM")
        run("DROP TABLE kept")
        return int(gone)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _packed(value: list[str]) -> bytes:
    """JSON, compressed; half a character pair, which a PDF may hold, comes back as it was."""
    return zlib.compress(json.dumps(value).encode(), 1)
