"""Larger archives for timing, grown from the passages of a real one: its vectors with noise, its words drawn anew."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.model import CitedDocument, Document, Passage
from index import Snapshot
from index.build import DENSE, LEXICAL, TEXT
from index.dense import FLAT, DenseIndex, as_questions, kind_for
from index.inputs import embedding_input, passage_terms
from index.lexical import write
from index.manifest import Counts, DenseFacts, ModelFacts, write_manifest
from index.search import Searcher
from index.sentences import SentenceVectors, read_rows
from index.store import Store
from index.vectors import OFFSETS, OWNERS, PASSAGES, SENTENCES

NOISE = 0.35
"""Length of the noise that is added to a unit vector: 0.35 leaves a cosine of about .94 to the vector it came from."""
KEPT = 0.7
"""Share of a passage's words that its copy keeps; the others are drawn from all words of the real archive."""
LIMITED = 50
"""One document in so many is limited to an audience, so that searches of everybody have something to hide."""
AUDIENCE = "C-BENCH"
AT_ONCE = 20_000
NOTHING_CITED = (CitedDocument("S/RES/1", (0,)),)
"""Stands for what a document cites: the store would look for it in each copy's text."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Real:
    """A real archive in memory: its documents with their passages, the passages' terms, and all vectors."""

    documents: list[tuple[Document, list[Passage]]]
    terms: list[list[str]]
    passages: npt.NDArray[np.float16]
    sentences: SentenceVectors


def real(searcher: Searcher) -> Real:
    """Everything that larger archives are grown from."""
    store, folder = searcher.store, searcher.snapshot.folder
    dimension = searcher.snapshot.manifest.model.dimension
    documents = [(store.document(id_), store.passages(store.passage_numbers(id_))) for id_ in store.ids]
    inputs = (embedding_input(document, passage) for document, passages in documents for passage in passages)
    return Real(
        documents=documents,
        terms=[passage_terms(item) for item in inputs],
        passages=read_rows(folder / PASSAGES, np.float16, dimension),
        sentences=SentenceVectors.load(folder / SENTENCES, folder / OFFSETS, dimension),
    )


def grow(source: Real, like: Snapshot, passages: int, folder: Path, seed: int = 7) -> None:
    """Write a snapshot of so many passages into a new folder; the same seed gives the same archive.

    Whole documents are taken again and again, each copy a document of its own with the real text and passages, its
    vectors moved by ``NOISE`` and its words drawn anew (``KEPT``). The last one may be cut short.
    """
    folder.mkdir(parents=True)
    owners = _text(source, passages, folder)
    rows = np.arange(passages) % len(source.passages)
    owners.tofile(folder / OWNERS)
    random = np.random.default_rng(seed)
    _vectors(source, rows, folder, random)
    _words(source, rows, folder, random)
    kind, facts = _dense(folder, like.manifest.model.dimension)
    manifest = like.manifest.model_copy(
        update={
            "id": f"grown-{passages}", "created": datetime.now(UTC),
            "model": _without_tokens(like.manifest.model), "dense_kind": kind, "dense": facts, "files": {},
            "counts": Counts(
                documents=int(owners[-1]) + 1, pages=0, passages=passages,
                sentences=int(np.fromfile(folder / OFFSETS, dtype=np.int64)[-1]),
            ),
        }
    )  # fmt: skip
    write_manifest(folder, manifest)


def _without_tokens(model: ModelFacts) -> ModelFacts:
    """The model's facts for an archive of which nothing was kept for the reader."""
    return model.model_copy(update={"fingerprint": model.fingerprint.rpartition("/")[0] + "/"})


def _copies(source: Real) -> Iterator[tuple[Document, list[Passage]]]:
    """The real documents again and again, each time under new ids; without glyphs and blocks, which no search reads."""
    number = 0
    while True:
        for document, passages in source.documents:
            id_ = hashlib.sha256(f"{document.id}-{number}".encode()).hexdigest()
            audience = frozenset({AUDIENCE}) if number % LIMITED == LIMITED - 1 else frozenset()
            card = document.card.model_copy(update={"audience": tuple(audience)})
            yield replace(document, id=id_, card=card, blocks=(), cited=NOTHING_CITED, marks=()), passages
            number += 1


def _text(source: Real, passages: int, folder: Path) -> npt.NDArray[np.int32]:
    """Writes the text store; returns whose each passage is."""
    store = Store.create(folder / TEXT)
    owners: list[int] = []
    for document, own in _copies(source):
        own = own[: passages - len(owners)]
        store.add(document, own)
        owners += [store.documents - 1] * len(own)
        if len(owners) == passages:
            break
    store.close()
    return np.array(owners, dtype=np.int32)


def _vectors(source: Real, rows: npt.NDArray[np.int64], folder: Path, random: np.random.Generator) -> None:
    counts = np.diff(source.sentences.offsets)[rows]
    np.concatenate((np.zeros(1, np.int64), np.cumsum(counts))).tofile(folder / OFFSETS)
    with (folder / PASSAGES).open("wb") as passages, (folder / SENTENCES).open("wb") as sentences:
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            passages.write(_moved(source.passages[part], random).tobytes())
            own = np.concatenate([source.sentences.of(row) for row in part.tolist()])
            sentences.write(_moved(own, random).tobytes())


def _moved(vectors: npt.NDArray[np.float16], random: np.random.Generator) -> npt.NDArray[np.float16]:
    """Unit vectors with noise of length ``NOISE`` in a random direction, brought back to length 1."""
    noise = random.standard_normal(vectors.shape, dtype=np.float32) * np.float32(NOISE / np.sqrt(vectors.shape[1]))
    moved = vectors.astype(np.float32) + noise
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    rounded: npt.NDArray[np.float16] = moved.astype(np.float16)
    return rounded


def _words(source: Real, rows: npt.NDArray[np.int64], folder: Path, random: np.random.Generator) -> None:
    vocabulary: dict[str, int] = {}
    numbers = [
        np.array([vocabulary.setdefault(term, len(vocabulary)) for term in terms], dtype=np.int32)
        for terms in source.terms
    ]
    pool, drawn = np.concatenate(numbers), np.concatenate([numbers[row] for row in rows.tolist()])
    for start in range(0, len(drawn), AT_ONCE * 100):
        part = drawn[start : start + AT_ONCE * 100]
        new = random.random(len(part), dtype=np.float32) >= KEPT
        part[new] = random.choice(pool, size=int(new.sum()))
    write(folder / LEXICAL, vocabulary, drawn, [len(numbers[row]) for row in rows.tolist()])


def _dense(folder: Path, dimension: int) -> tuple[str, DenseFacts]:
    vectors = read_rows(folder / PASSAGES, np.float16, dimension)
    dense, facts = DenseIndex.build(vectors, kind_for(len(vectors))), DenseFacts()
    if dense.kind != FLAT:
        sentences = read_rows(folder / SENTENCES, np.float16, dimension)
        measured = dense.tune(as_questions(sentences))
        facts = DenseFacts(probes=measured.probes, recall_at_10=measured.recall, queries=measured.queries)
    dense.save(folder / DENSE)
    return dense.kind, facts


def clear(folder: Path) -> None:
    """Delete a grown archive."""
    shutil.rmtree(folder, ignore_errors=True)
