"""How long a folder of PDFs takes to an index that answers, by stage, and beside the embedding model alone."""

from __future__ import annotations

import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from bot.assistant import Assistant
from bot.reading import reader_for
from bot.settings import Settings
from corpus.worker import Readers, Source
from index import Embedder, EmbeddingInput, LiveSearcher
from index.build import BuildOptions
from index.ingest import ingest
from index.inputs import embedding_input
from index.weights import Precision

Result = TypeVar("Result")
AT_ONCE = BuildOptions().batch


def whole(folder: Path, settings: Settings, embedder: Embedder) -> dict[str, Any]:
    """One run: seconds from the first byte read to an open index, then to its first answer, and what was indexed.

    Models loaded and reading processes started before; the home is empty. Other programs are timed to their open index.
    """
    with tempfile.TemporaryDirectory() as home, Readers() as readers:
        settings = settings.model_copy(update={"home": Path(home)})
        embedder.encode_query("ready")
        reader_for(settings.reranker, embedder).read("ready", [EmbeddingInput("", "ready")])
        readers.wait_until_ready()
        processor, began = time.process_time(), time.perf_counter()
        report = ingest(settings.home, [folder.resolve()], embedder, readers=readers)
        assistant = Assistant(LiveSearcher(settings.home, embedder), settings)
        assistant.searcher()
        took, processor = time.perf_counter() - began, time.process_time() - processor
        assistant.ask("Who protects civilians?")
        answered = time.perf_counter() - began - took
    return {
        "ingest_s": round(took, 3), "first_answer_s": round(answered, 3),
        "processor_s": round(processor, 3), "pages": report.pages,
        "passages": report.passages, "pages_per_s": round(report.pages / took, 2),
        "seconds": {name: round(value, 3) for name, value in report.seconds.items()},
    }  # fmt: skip


def stages(folder: Path, embedder: Embedder, precisions: tuple[Precision, ...]) -> dict[str, Any]:
    """Reading alone (in the readers, with nothing else to do) and the embedding model alone on the same passages."""
    with Readers() as readers:
        readers.wait_until_ready()
        (inputs, pages), read = _timed(lambda: _read(readers, folder))
    rows: dict[str, Any] = {"read": _row(read, pages)}
    for precision in precisions:
        own = Embedder(embedder.weights, precision)
        own.encode_query("ready")
        _, seconds = _timed(lambda own=own: _embed(own, inputs))  # type: ignore[misc]
        rows[f"embed {precision}"] = _row(seconds, pages)
    return rows


def _timed(work: Callable[[], Result]) -> tuple[Result, tuple[float, float]]:
    """A result with seconds by the clock and of this process's processors."""
    began, own = time.perf_counter(), time.process_time()
    result = work()
    return result, (time.perf_counter() - began, time.process_time() - own)


def _row(seconds: tuple[float, float], pages: int) -> dict[str, float]:
    return {
        "seconds": round(seconds[0], 3),
        "processor_s": round(seconds[1], 3),
        "pages_per_s": round(pages / seconds[0], 2),
    }


def _read(readers: Readers, folder: Path) -> tuple[list[EmbeddingInput], int]:
    inputs: list[EmbeddingInput] = []
    pages = 0
    for reading in readers.read([Source(path, (path.name,)) for path in sorted(folder.rglob("*.pdf"))]):
        if reading.document is not None:
            inputs += [embedding_input(reading.document, passage) for passage in reading.passages]
            pages += len(reading.document.pages)
    return inputs, pages


def _embed(embedder: Embedder, inputs: list[EmbeddingInput]) -> None:
    with embedder.lanes() as lanes:
        begun = deque([lanes.begin(inputs[:AT_ONCE])])
        for start in range(AT_ONCE, len(inputs), AT_ONCE):
            begun.append(lanes.begin(inputs[start : start + AT_ONCE]))
            begun.popleft().result()
        begun.popleft().result()
