"""A snapshot's vectors as they come out of the embedder or the cache: appended to plain files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from index.cache import CachedVectors, EmbeddingCache, cache_key
from index.embedder import Embedder, PassageVectors
from index.tokens import TokenRows
from index.windows import EmbeddingInput

PASSAGES = "passages.f16"
SENTENCES = "sentences.f16"
OFFSETS = "offsets.i64"
OWNERS = "owners.i32"
TOKENS = "tokens.i8"
PLACES = "token_places.i16"
TOKEN_OFFSETS = "token_offsets.i64"


class VectorWriter:
    """Embeds passages, or finds them in the cache, and appends their vectors in the order given.

    Vectors are rounded to float16 on both ways, so that a build from the cache equals one from nothing.
    """

    def __init__(self, folder: Path, embedder: Embedder, cache: EmbeddingCache | None) -> None:
        self._embedder, self._cache = embedder, cache
        self._passages: IO[bytes] = (folder / PASSAGES).open("wb")
        self._sentences: IO[bytes] = (folder / SENTENCES).open("wb")
        self._tokens: IO[bytes] = (folder / TOKENS).open("wb")
        self._places: IO[bytes] = (folder / PLACES).open("wb")
        self._folder = folder
        self._counts: list[int] = []
        self._token_counts: list[int] = []
        self.embedded = 0

    @property
    def sentences(self) -> int:
        """Number of sentence vectors so far."""
        return sum(self._counts)

    def add(self, items: Sequence[EmbeddingInput], spare: int = 0) -> None:
        """Append the vectors of the next passages; only those that the cache does not have are embedded."""
        keys = [cache_key(self._embedder.fingerprint, item) for item in items]
        known = self._cache.get(keys) if self._cache else {}
        missing = {key: item for key, item in zip(keys, items, strict=True) if key not in known}
        if missing:
            made = self._embedder.encode_passages(list(missing.values()), spare)
            new = dict(zip(missing, _rows(made), strict=True))
            if self._cache:
                self._cache.put(new)
            known |= new
            self.embedded += len(missing)
        for key in keys:
            self._passages.write(known[key].passage.tobytes())
            self._sentences.write(known[key].sentences.tobytes())
            self._counts.append(len(known[key].sentences))
            self._keep(known[key].tokens)

    def _keep(self, tokens: TokenRows | None) -> None:
        if tokens is not None:
            self._tokens.write(tokens.rows.tobytes())
            self._places.write(tokens.sentences.tobytes())
        self._token_counts.append(0 if tokens is None else len(tokens.rows))

    def close(self) -> None:
        """Finish the files."""
        for name, counts in ((OFFSETS, self._counts), (TOKEN_OFFSETS, self._token_counts)):
            np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64))).tofile(self._folder / name)
        self.abandon()

    def abandon(self) -> None:
        """Close the files without finishing them."""
        for file in (self._passages, self._sentences, self._tokens, self._places):
            file.close()


def _rows(vectors: PassageVectors) -> list[CachedVectors]:
    passages: npt.NDArray[np.float16] = vectors.passages.astype(np.float16)
    bounds = zip(vectors.offsets, vectors.offsets[1:], strict=False)
    tokens: Sequence[TokenRows | None] = vectors.tokens or [None] * len(passages)
    return [
        CachedVectors(passage, vectors.sentences[start:end], kept)
        for passage, (start, end), kept in zip(passages, bounds, tokens, strict=True)
    ]
