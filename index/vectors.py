"""A snapshot's vectors as they come out of the embedder or the cache: appended to plain files."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from index.cache import CachedVectors, EmbeddingCache, cache_key
from index.embedder import Embedder
from index.lanes import Begun, Lanes, PassageVectors
from index.tokens import TokenRows
from index.windows import EmbeddingInput

PASSAGES = "passages.f16"
SENTENCES = "sentences.f16"
OFFSETS = "offsets.i64"
OWNERS = "owners.i32"
TOKENS = "tokens.i8"
PLACES = "token_places.i16"
TOKEN_OFFSETS = "token_offsets.i64"
AHEAD = 2
"""One group is written while the next is in the model."""


@dataclass(frozen=True, slots=True)
class _Group:
    """The next passages by key: those that the cache had, those that are new, and their way through the model."""

    keys: Sequence[bytes]
    known: dict[bytes, CachedVectors]
    new: Sequence[bytes]
    begun: Begun | None


class VectorWriter:
    """Embeds passages, or finds them in the cache, and appends their vectors in the order given.

    What was added is embedded while the caller goes on: ``AHEAD`` groups are on their way at most. Vectors are rounded
    to float16 on both ways, so that a build from the cache equals one from nothing. ``spare`` is the lanes'.
    """

    def __init__(
        self, folder: Path, embedder: Embedder, cache: EmbeddingCache | None, spare: Callable[[], int] = lambda: 0
    ) -> None:
        self._embedder, self._cache, self._spare = embedder, cache, spare
        self._passages: IO[bytes] = (folder / PASSAGES).open("wb")
        self._sentences: IO[bytes] = (folder / SENTENCES).open("wb")
        self._tokens: IO[bytes] = (folder / TOKENS).open("wb")
        self._places: IO[bytes] = (folder / PLACES).open("wb")
        self._folder = folder
        self._counts: list[int] = []
        self._token_counts: list[int] = []
        self._groups: deque[_Group] = deque()
        self._under_way: set[bytes] = set()
        self._lanes: Lanes | None = None
        self.embedded = 0

    @property
    def sentences(self) -> int:
        """Number of sentence vectors written so far."""
        return sum(self._counts)

    def add(self, items: Sequence[EmbeddingInput]) -> None:
        """Take the next passages; only those that neither the cache has nor an earlier group are embedded."""
        while len(self._groups) >= AHEAD:
            self._write(self._groups.popleft())
        keys = [cache_key(self._embedder.fingerprint, item) for item in items]
        known = self._cache.get(keys) if self._cache else {}
        seen = known.keys() | self._under_way
        new = {key: item for key, item in zip(keys, items, strict=True) if key not in seen}
        self._groups.append(_Group(keys, known, list(new), self._begin(list(new.values()))))
        self._under_way |= new.keys() if self._cache else set()
        self.embedded += len(new)

    def _begin(self, items: Sequence[EmbeddingInput]) -> Begun | None:
        """Sends passages through the model, which is loaded for the first of them."""
        if items and self._lanes is None:
            self._lanes = self._embedder.lanes(self._spare)
        return self._lanes.begin(items) if items and self._lanes else None

    def _write(self, group: _Group) -> None:
        known = group.known
        if group.begun is not None:
            made = dict(zip(group.new, _rows(group.begun.result()), strict=True))
            if self._cache:
                self._cache.put(made)
            self._under_way -= made.keys()
            known = known | made
        if self._cache:  # what was on its way in an earlier group has come by now
            known = known | self._cache.get([key for key in dict.fromkeys(group.keys) if key not in known])
        for key in group.keys:
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
        """Wait for what is on its way, and finish the files."""
        while self._groups:
            self._write(self._groups.popleft())
        for name, counts in ((OFFSETS, self._counts), (TOKEN_OFFSETS, self._token_counts)):
            np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64))).tofile(self._folder / name)
        self.abandon()

    def abandon(self) -> None:
        """Close the files without finishing them; what is on its way is given up."""
        if self._lanes is not None:
            self._lanes.close()
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
