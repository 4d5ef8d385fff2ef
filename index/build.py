"""Building a snapshot from documents as they come in."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from corpus.model import Card, Document, Passage
from corpus.vocabulary import FILE_NAME
from index.cache import EmbeddingCache
from index.dense import FLAT, DenseIndex, as_questions, kind_for
from index.embedder import Embedder
from index.forward import DIMENSION
from index.inputs import embedding_input, passage_terms
from index.lexical import LexicalWriter
from index.lock import writer_lock
from index.manifest import FILE, Counts, DenseFacts, Holds, Manifest, ModelFacts, read_manifest, write_manifest
from index.rows import document_row, passage_row
from index.sentences import read_rows
from index.snapshot import BUILDING, clean_up, file_facts, publish
from index.store import Store
from index.vectors import OWNERS, PASSAGES, SENTENCES, VectorWriter
from index.windows import EmbeddingInput

TEXT = "text.sqlite"
DENSE = "dense.faiss"
LEXICAL = "lexical"
CACHE = Path("cache", "embeddings.sqlite")
FIRST_BATCH = 32
"""Passages embedded at once at first; each batch takes twice as many, so that no core waits long for its first."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build: FAISS kind (empty: by the number of passages), passages embedded at once, whether to cache.

    ``holds`` says what is added.
    """

    dense_kind: str = ""
    batch: int = 256
    cache: bool = True
    holds: Holds = "documents"


class SnapshotBuilder:
    """Builds one snapshot; nothing of it is seen by a reader before ``publish``.

    Use as a context manager: it holds the home's writer lock (HomeBusy), clears what dead builds left, and
    deletes its own files when it ends unpublished. The model is loaded only when a text has to be embedded.
    """

    def __init__(self, home: Path, embedder: Embedder, options: BuildOptions = BuildOptions()) -> None:
        self.home, self.embedder, self.options = home, embedder, options
        self.created = datetime.now(UTC)
        self.id = f"{self.created:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        self.folder = home / BUILDING / self.id
        self.seconds = {"embed": 0.0, "write": 0.0}
        self.spare: Callable[[], int] = lambda: 0  # cores that embedding leaves to others at the moment
        self.described: tuple[Card, ...] = ()  # what people wrote of documents that are not among those added
        self._stack = ExitStack()
        self._pending: list[EmbeddingInput] = []
        self._batch = min(FIRST_BATCH, options.batch)
        self._owners: list[int] = []
        self._digests: list[str] = []
        self._lexical = LexicalWriter()
        self._dense_kind, self._dense = FLAT, DenseFacts()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(writer_lock(self.home))
            clean_up(self.home)
            self.folder.mkdir(parents=True)
            stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
            self._store = Store.create(self.folder / TEXT)
            stack.callback(self._store.abandon)
            cache = EmbeddingCache(self.home / CACHE) if self.options.cache else None
            if cache:
                stack.callback(cache.close)
            self._vectors = VectorWriter(self.folder, self.embedder, cache, lambda: self.spare())
            stack.callback(self._vectors.abandon)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def embedded(self) -> int:
        """Number of passages that had to be embedded so far; the others came from the cache."""
        return self._vectors.embedded

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Add a document; as soon as a batch is full, its passages are on their way through the model."""
        with self._clock("write"):
            self._store.add(document, passages)
            self._owners += [self._store.documents - 1] * len(passages)
            self._digests.append(_digest(document, passages))
            items = [embedding_input(document, passage) for passage in passages]
            for item in items:
                self._lexical.add(passage_terms(item))
        self._pending += items
        while len(self._pending) >= self._batch:
            self._embed(self._batch)
            self._batch = min(2 * self._batch, self.options.batch)

    def keep_words(self, text: str) -> None:
        """Keep what administrators add to the vocabulary with the snapshot; an empty text adds nothing."""
        if text:
            (self.folder / FILE_NAME).write_text(text, encoding="utf-8")

    def finish(self) -> Path:
        """Write everything and return the finished snapshot's folder, not yet in service."""
        if self._pending:
            self._embed(len(self._pending))
        with self._clock("write"):  # while the last passages are in the model
            self._store.close(self.described)
            self._lexical.save(self.folder / LEXICAL)
            np.array(self._owners, dtype=np.int32).tofile(self.folder / OWNERS)
        with self._clock("embed"):
            self._vectors.close()
        with self._clock("write"):
            self._build_dense()
        write_manifest(self.folder, self._manifest())
        return self.folder

    def publish(self, report: Mapping[str, Any] | None = None, evaluation: Mapping[str, Any] | None = None) -> Manifest:
        """Put the finished snapshot into service, with what is to be kept about it, and return its manifest."""
        facts = {"report": dict(report or {}), "evaluation": dict(evaluation or {}), "seconds": self.seconds}
        manifest = read_manifest(self.folder).model_copy(update=facts)
        write_manifest(self.folder, manifest)
        publish(self.home, self.folder)
        return manifest

    def _build_dense(self) -> None:
        """An approximate index is measured, with vectors that stand for questions; an exact one needs no measuring."""
        vectors = read_rows(self.folder / PASSAGES, np.float16, DIMENSION)
        dense = DenseIndex.build(vectors, self.options.dense_kind or kind_for(len(vectors)))
        self._dense_kind = dense.kind
        if dense.kind != FLAT:
            sentences = read_rows(self.folder / SENTENCES, np.float16, DIMENSION)
            measured = dense.tune(as_questions(sentences))
            self._dense = DenseFacts(probes=measured.probes, recall_at_10=measured.recall, queries=measured.queries)
        dense.save(self.folder / DENSE)

    def _embed(self, count: int) -> None:
        with self._clock("embed"):
            self._vectors.add(self._pending[:count])
            del self._pending[:count]

    def _manifest(self) -> Manifest:
        files = [path for path in sorted(self.folder.rglob("*")) if path.is_file() and path.name != FILE]
        return Manifest(
            id=self.id,
            created=self.created,
            model=ModelFacts(
                name=self.embedder.name,
                sha256=self.embedder.weights.sha256,
                dimension=DIMENSION,
                precision=self.embedder.precision,
                fingerprint=self.embedder.fingerprint,
            ),
            counts=Counts(
                documents=self._store.documents,
                pages=self._store.pages,
                passages=self._store.passages,
                sentences=self._vectors.sentences,
            ),
            holds=self.options.holds,
            corpus=hashlib.sha256("".join(sorted(self._digests)).encode()).hexdigest(),
            dense_kind=self._dense_kind,
            dense=self._dense,
            files={path.relative_to(self.folder).as_posix(): file_facts(path) for path in files},
            seconds=self.seconds,
        )

    @contextmanager
    def _clock(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - start


def _digest(document: Document, passages: Sequence[Passage]) -> str:
    parts = [*document_row(document), *(passage_row(passage) for passage in passages)]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
