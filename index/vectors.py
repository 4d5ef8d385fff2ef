"""A snapshot's vectors as they come out of the embedder or the cache: appended to plain files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from index.cache import CachedVectors, EmbeddingCache, cache_key
from index.embedder import Embedder, PassageVectors
from index.windows import EmbeddingInput

PASSAGES = "passages.f16"
SENTENCES = "sentences.f16"
OFFSETS = "offsets.i64"
OWNERS = "owners.i32"


class VectorWriter:
    """Embeds passages, or finds them in the cache, and appends their vectors in the order given.

    Vectors are rounded to float16 on both ways, so that a build from the cache equals one from nothing.
    """

    def __init__(self, folder: Path, embedder: Embedder, cache: EmbeddingCache | None) -> None:
        self._embedder, self._cache = embedder, cache
        self._passages: IO[bytes] = (folder / PASSAGES).open("wb")
        self._sentences: IO[bytes] = (folder / SENTENCES).open("wb")
        self._folder = folder
        self._counts: list[int] = []
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

    def close(self) -> None:
        """Finish the files."""
        offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(self._counts, dtype=np.int64)))
        offsets.tofile(self._folder / OFFSETS)
        self.abandon()

    def abandon(self) -> None:
        """Close the files without finishing them."""
        self._passages.close()
        self._sentences.close()


def _rows(vectors: PassageVectors) -> list[CachedVectors]:
    passages: npt.NDArray[np.float16] = vectors.passages.astype(np.float16)
    bounds = zip(vectors.offsets, vectors.offsets[1:], strict=False)
    return [
        CachedVectors(passage, vectors.sentences[start:end])
        for passage, (start, end) in zip(passages, bounds, strict=True)
    ]
