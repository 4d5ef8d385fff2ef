"""From the roots of a home to a published snapshot: scan, read, embed, publish."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.errors import InputError
from corpus.model import Document, Status
from corpus.overrides import Overrides
from corpus.passages import passages_of
from corpus.read import digest_of
from corpus.worker import Limits, Readers, Reading, Source
from index.build import BuildOptions, SnapshotBuilder
from index.embedder import Embedder
from index.originals import keep
from index.roots import Found, scan

DEFAULT_LIMITS = Limits()
DEFAULT_OPTIONS = BuildOptions()


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: ``indexed``, ``same content``, or why not; ``reason`` is a sentence for a person."""

    file: str
    outcome: str
    reason: str = ""
    pages: int = 0
    passages: int = 0
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """The closing table of a run. ``seconds``: parse (waiting for readers), embed, write, total."""

    files: list[FileOutcome] = field(default_factory=list)
    pages: int = 0
    passages: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    snapshot: str = ""

    @property
    def indexed(self) -> int:
        """How many files were indexed."""
        return sum(f.outcome == "indexed" for f in self.files)


Progress = Callable[[FileOutcome, int], None]
"""Called after each file with its outcome and the number of files in all."""


def ingest(
    home: Path,
    roots: Sequence[Path],
    embedder: Embedder,
    *,
    limits: Limits = DEFAULT_LIMITS,
    options: BuildOptions = DEFAULT_OPTIONS,
    progress: Progress | None = None,
    readers: Readers | None = None,
) -> Report:
    """Index every PDF below the roots and publish the snapshot; the served one stays until then.

    Raises InputError where there is no PDF, or none that can be read, so that an empty index never replaces a full one.
    """
    began = time.perf_counter()
    found = scan(roots)
    if not found:
        raise InputError(
            "There is no PDF in the indexed folders, so nothing was changed. Put PDFs there and run again."
        )
    overrides = {root: Overrides.load(root) for root in roots}
    report = Report()
    sources = _sources(found, overrides, report)
    pool = readers or Readers(limits=limits)
    try:
        with SnapshotBuilder(home, embedder, options) as builder:
            _fill(builder, pool, sources, overrides, report, progress)
            if not report.indexed:
                raise InputError(_nothing(report))
            builder.finish()
            report.files.sort(key=lambda f: f.file)
            manifest = builder.publish(report={"files": [_row(f) for f in report.files]})
            report.seconds |= {"embed": builder.seconds["embed"], "write": builder.seconds["write"]}
    finally:
        if readers is None:
            pool.__exit__()
    report.pages, report.passages = manifest.counts.pages, manifest.counts.passages
    report.snapshot = manifest.id
    report.seconds["total"] = time.perf_counter() - began
    return report


def _row(outcome: FileOutcome) -> dict[str, object]:
    return {name: getattr(outcome, name) for name in FileOutcome.__slots__}


def _nothing(report: Report) -> str:
    first = next((f"{f.file}: {f.reason}" for f in report.files if f.reason), "")
    return f"None of the {len(report.files)} files could be indexed, so nothing was changed. {first}".strip()


def _sources(found: Sequence[Found], overrides: dict[Path, Overrides], report: Report) -> list[Source]:
    """One source for each content and audience: equal bytes under two names are one document with two names."""
    groups: dict[tuple[str, tuple[str, ...]], list[Found]] = {}
    for file in found:
        try:
            digest = digest_of(file.path.read_bytes())
        except OSError:
            why = "The file cannot be opened. Check that it is there and may be read."
            report.files.append(FileOutcome(file.name, "cannot be opened", why))
            continue
        audience = _override(overrides, file).audience(file.name)
        groups.setdefault((digest, audience), []).append(file)
    sources: list[Source] = []
    for files in groups.values():
        first, *others = sorted(files, key=lambda f: (len(f.name), f.name))
        names = (first.name, *(f.name for f in others))
        sources.append(Source(first.path, names, _override(overrides, first).password(first.name)))
    return sources


def _override(overrides: dict[Path, Overrides], found: Found) -> Overrides:
    """What the catalogue.yaml of every root above a file says; the nearest root has the last word."""
    above = sorted((r for r in overrides if r == found.path or r in found.path.parents), key=lambda r: len(r.parts))
    return Overrides(tuple(entry for root in above for entry in overrides[root].entries))


def _fill(
    builder: SnapshotBuilder,
    pool: Readers,
    sources: Sequence[Source],
    overrides: dict[Path, Overrides],
    report: Report,
    progress: Progress | None,
) -> None:
    """Adds each document as it is read, so that embedding goes on while the readers read."""
    waited = 0.0
    taken: dict[str, str] = {}
    builder.spare = pool.at_work
    readings = pool.read(sources)
    while True:
        before = time.perf_counter()
        reading = next(readings, None)
        waited += time.perf_counter() - before
        if reading is None:
            break
        outcomes = _take(builder, reading, overrides, taken)
        report.files.extend(outcomes)
        if progress is not None:
            progress(outcomes[0], len(sources))
    report.seconds["parse"] = waited


def _take(
    builder: SnapshotBuilder, reading: Reading, overrides: dict[Path, Overrides], taken: dict[str, str]
) -> list[FileOutcome]:
    """Adds one reading; ``taken`` holds the ids that were added, with their names."""
    name, *others = reading.source.names
    if reading.document is None:
        error = reading.error
        first = FileOutcome(name, getattr(error, "outcome", "failed"), str(error))
    else:
        document = _with_overrides(reading.document, reading.source, overrides)
        if document.id in taken:
            same = f"It has the same content as {taken[document.id]}."
            return [FileOutcome(other, "same content", same) for other in reading.source.names]
        taken[document.id] = name
        passages = reading.passages if document is reading.document else passages_of(document)
        builder.add(document, passages)
        keep(builder.home, document.id, reading.source.path, reading.document.id, reading.source.password)
        notes = tuple(f"page {p.number}: {p.note}" for p in document.pages if p.note)
        first = FileOutcome(name, "indexed", "", len(document.pages), len(passages), notes)
    same = f"It has the same content as {name}."
    return [first, *(FileOutcome(other, "same content", same) for other in others)]


def _with_overrides(document: Document, source: Source, overrides: dict[Path, Overrides]) -> Document:
    """The document with what catalogue.yaml says of it; the same object where it says nothing.

    A document that has been replaced is superseded, whether or not somebody wrote that down as well. One that is
    limited to an audience has an id of its own, so that an open copy of the same bytes may stand beside it.
    """
    card = _override(overrides, Found(source.path, source.name)).apply(document.card)
    if card.replaced_by and card.status in (Status.IN_FORCE, Status.UNKNOWN):
        card = card.model_copy(update={"status": Status.SUPERSEDED})
    if card == document.card:
        return document
    limited = digest_of("\n".join((document.id, *sorted(card.audience))).encode())
    return replace(document, card=card, id=limited if card.audience else document.id)
