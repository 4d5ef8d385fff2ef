"""Vectors of texts that were embedded before, so that a re-index embeds only what is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.kept_files import opened
from index.tokens import WIDTH, TokenRows
from index.windows import EmbeddingInput

AT_ONCE = 500
SCHEMA = """
-- The table of earlier versions, without tokens; what it held is made anew.
DROP TABLE IF EXISTS vectors;
CREATE TABLE IF NOT EXISTS passages (
    key BLOB PRIMARY KEY, passage BLOB NOT NULL, sentences BLOB NOT NULL, tokens BLOB, places BLOB
);
"""


class CachedVectors(NamedTuple):
    """One passage's vector, float16 [d], its sentences', float16 [s, d], and what the reader keeps of its tokens."""

    passage: npt.NDArray[np.float16]
    sentences: npt.NDArray[np.float16]
    tokens: TokenRows | None = None


def cache_key(fingerprint: str, item: EmbeddingInput) -> bytes:
    """Return the 16-byte key of what an embedder with that fingerprint makes of a passage."""
    content = json.dumps([fingerprint, item.context, item.text, item.sentences])
    return hashlib.blake2b(content.encode(), digest_size=16).digest()


class EmbeddingCache:
    """A SQLite file of vectors by key; what a killed run has put stays, so that the next one goes on from there."""

    def __init__(self, path: Path) -> None:
        self._connection = opened(path, SCHEMA)

    def get(self, keys: Sequence[bytes]) -> dict[bytes, CachedVectors]:
        """Return the vectors that are known, by key."""
        found: dict[bytes, CachedVectors] = {}
        for start in range(0, len(keys), AT_ONCE):
            part = keys[start : start + AT_ONCE]
            marks = ",".join("?" * len(part))
            query = f"SELECT key, passage, sentences, tokens, places FROM passages WHERE key IN ({marks})"
            for key, passage, sentences, tokens, places in self._connection.execute(query, part):
                vector = np.frombuffer(passage, dtype=np.float16)
                rows = np.frombuffer(sentences, np.float16).reshape(-1, len(vector))
                found[key] = CachedVectors(vector, rows, _tokens(tokens, places))
        return found

    def put(self, vectors: dict[bytes, CachedVectors]) -> None:
        """Keep vectors; they are on disk when this returns, but for a crash of the whole machine."""
        rows = (
            (key, kept.passage.tobytes(), kept.sentences.tobytes(), *_bytes(kept.tokens))
            for key, kept in vectors.items()
        )
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT OR REPLACE INTO passages VALUES (?, ?, ?, ?, ?)", rows)
        self._connection.execute("COMMIT")

    def keep_only(self, keys: Sequence[bytes]) -> int:
        """Delete all vectors but those of ``keys``, and return how many went."""
        run = self._connection.execute
        run("CREATE TEMP TABLE kept (key BLOB PRIMARY KEY)")
        self._connection.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((key,) for key in keys))
        gone = run("DELETE FROM passages WHERE key NOT IN (SELECT key FROM kept)").rowcount
        run("DROP TABLE kept")
        return int(gone)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _tokens(rows: bytes | None, places: bytes | None) -> TokenRows | None:
    if rows is None or places is None:
        return None
    return TokenRows(np.frombuffer(rows, np.int8).reshape(-1, WIDTH), np.frombuffer(places, np.int16))


def _bytes(tokens: TokenRows | None) -> tuple[bytes | None, bytes | None]:
    return (None, None) if tokens is None else (tokens.rows.tobytes(), tokens.sentences.tobytes())
