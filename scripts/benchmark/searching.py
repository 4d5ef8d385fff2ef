"""How long a search takes in an archive, how much of exact search it finds, and what it costs to open and to hold."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.vocabulary import Vocabulary
from index import Embedder, Filters, Query, Searcher, open_snapshot
from index.dense import RECALL_AT, nearest
from index.sentences import read_rows
from index.vectors import PASSAGES
from scripts.benchmark.growing import AUDIENCE

EVERYONE: frozenset[str] = frozenset()
HITS = 60
WARM = 20


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of search: who will see the reply, and the share of the documents that the filter leaves (1: all)."""

    name: str
    audience: frozenset[str]
    share: float = 1.0


WAYS = (
    Way("all", frozenset({AUDIENCE})),
    Way("open documents", EVERYONE),
    Way("10 % of the documents", EVERYONE, 0.1),
    Way("1 % of the documents", EVERYONE, 0.01),
)


def asked(questions: Sequence[str], embedder: Embedder) -> list[Query]:
    """Questions as the bot searches them: embedded, with the vocabulary's expansion."""
    words = Vocabulary.load()
    return [
        Query(text, expansion="; ".join(words.expand(text)), vector=embedder.encode_query(text)) for text in questions
    ]


def measure(folder: Path, queries: Sequence[Query], embedder: Embedder) -> dict[str, Any]:
    """Figures of one archive, to be taken in a process of its own: milliseconds, megabytes, recall."""
    began = time.perf_counter()
    searcher = Searcher(open_snapshot(folder), embedder)
    opened = time.perf_counter() - began
    ways = {way.name: _way(searcher, way, queries) for way in WAYS}
    lookups = _lookups(searcher, queries)
    resident = _resident()
    manifest = searcher.snapshot.manifest
    for way in WAYS:
        ways[way.name]["recall_at_10"] = round(_recall(searcher, way, queries), 4)
    return {
        "passages": manifest.counts.passages, "documents": manifest.counts.documents, "kind": manifest.dense_kind,
        "dense": manifest.dense.model_dump(), "open_ms": round(opened * 1e3, 1), **resident,
        "lookup_60_ms": lookups, "queries": len(queries), "ways": ways,
    }  # fmt: skip


def _filters(searcher: Searcher, way: Way) -> Filters:
    """Every n-th document, but where all are meant."""
    ids = searcher.store.ids
    step = round(1 / way.share)
    return Filters() if step == 1 else Filters(documents=frozenset(ids[::step]))


def _way(searcher: Searcher, way: Way, queries: Sequence[Query]) -> dict[str, float]:
    filters = _filters(searcher, way)
    times, seconds = [], []
    for n, query in enumerate([*queries[:WARM], *queries]):
        began, own = time.perf_counter(), time.thread_time()
        searcher.search(query, HITS, audience=way.audience, filters=filters)
        if n >= min(WARM, len(queries)):
            times.append((time.perf_counter() - began) * 1e3)
            seconds.append((time.thread_time() - own) * 1e3)
    marks = {f"p{p}_ms": round(float(np.percentile(times, p)), 2) for p in (50, 95, 99)}
    return {**marks, "processor_p50_ms": _mark(seconds, 50), "processor_p95_ms": _mark(seconds, 95)}


def _mark(values: Sequence[float], percent: int) -> float:
    return round(float(np.percentile(values, percent)), 2)


def _lookups(searcher: Searcher, queries: Sequence[Query]) -> float:
    """Median milliseconds of taking the 60 passages of a search from the text store."""
    times = []
    for query in queries[:WARM]:
        hits = searcher.search(query, HITS, audience=EVERYONE)
        began = time.perf_counter()
        searcher.store.passages(hit.passage for hit in hits)
        times.append((time.perf_counter() - began) * 1e3)
    return round(float(np.median(times)), 2)


def _recall(searcher: Searcher, way: Way, queries: Sequence[Query]) -> float:
    """Share of the exact ten nearest passages that the search by vectors has among its first ten."""
    mask = searcher.mask(way.audience, _filters(searcher, way))
    rows = np.arange(len(searcher)) if mask is None else np.flatnonzero(mask)
    vectors: npt.NDArray[Any] = read_rows(searcher.snapshot.folder / PASSAGES, np.float16, 384)
    wanted = np.array([query.vector for query in queries], dtype=np.float32)
    exact = rows[nearest(vectors if mask is None else vectors[rows], wanted, RECALL_AT)]
    found = [searcher.near(row, mask)[:RECALL_AT] for row in wanted]
    return float(np.mean([len(set(a) & set(b)) / len(b) for a, b in zip(found, exact.tolist(), strict=True)]))


def _resident() -> dict[str, int]:
    """Megabytes that the process holds in memory now, and how many of them are no part of a file."""
    lines = Path("/proc/self/status").read_text().splitlines()
    sizes = {name: rest for name, _, rest in (line.partition(":") for line in lines)}
    return {
        f"{name}_mb": int(sizes[row].split()[0]) // 1024
        for name, row in (("resident", "VmRSS"), ("anonymous", "RssAnon"))
    }


def save(path: Path, queries: Sequence[Query]) -> None:
    """Write embedded questions to a file, for the processes that measure."""
    texts = [[query.text, query.expansion] for query in queries]
    np.savez(path, vectors=np.array([query.vector for query in queries]), texts=np.array(json.dumps(texts)))


def load(path: Path) -> list[Query]:
    """Read what ``save`` wrote."""
    with np.load(path) as saved:
        texts, vectors = json.loads(str(saved["texts"])), saved["vectors"]
    return [Query(text, expansion, vector) for (text, expansion), vector in zip(texts, vectors, strict=True)]
