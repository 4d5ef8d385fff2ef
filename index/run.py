"""One run over the files of a home: each read, added to the snapshot, and told of; then checked and published."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from corpus.cited import cited_in
from corpus.cited_cards import cited_cards
from corpus.errors import InputError
from corpus.model import Card, CitedDocument, Document, Passage, Status
from corpus.ocr import Ocr, OcrLimits
from corpus.overrides import Overrides
from corpus.passages import passages_of
from corpus.read import PICTURE, digest_of
from corpus.worker import Limits, Readers
from index.alike import LookAlikes
from index.build import BuildOptions, SnapshotBuilder
from index.embedder import Embedder
from index.gather import UNSURE, Gathered, Gathering
from index.manifest import Manifest
from index.originals import keep
from index.plan import Plan
from index.readings import FILE as READINGS
from index.readings import Readings
from index.report import INDEXED, SAME, FileOutcome, Report, as_row, changes, read_report

DEFAULT_OCR = OcrLimits()
OCR = Path("cache", "ocr")

Progress = Callable[[FileOutcome | None, int], None]
"""Called with None and the number of files when that is known, then after each file with its outcome."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one run does otherwise than usual.

    ``dry`` ends with the report, and publishes nothing. ``again`` reads every file anew, whatever was kept. ``ocr``
    gives scans a text layer; without it only those that have one from an earlier run are read. ``check`` is given the
    folder of the finished snapshot before it is published, returns what is to be kept about it, and raises where the
    snapshot must not go into service.
    """

    dry: bool = False
    again: bool = False
    ocr: bool = False
    ocr_limits: OcrLimits = DEFAULT_OCR
    check: Callable[[Path], Mapping[str, Any]] | None = None


class Taker(Protocol):
    """What documents are added to."""

    spare: Callable[[], int]

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Take one document with its passages."""


class Counting:
    """Takes documents and does nothing with them: what a dry run needs of a snapshot."""

    def __init__(self) -> None:
        self.spare: Callable[[], int] = lambda: 0

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Take one document with its passages."""


@dataclass
class Run:
    """One run that builds: the report grows as documents come in."""

    home: Path
    plan: Plan
    before: Manifest | None
    wishes: Wishes
    limits: Limits
    readers: Readers | None
    progress: Progress | None
    began: float
    report: Report = field(default_factory=Report)
    taken: dict[str, str] = field(default_factory=dict)
    alike: LookAlikes = field(default_factory=LookAlikes)
    cards: dict[str, Card] = field(default_factory=dict)
    cited: dict[str, Sequence[CitedDocument]] = field(default_factory=dict)

    def go(self, embedder: Embedder, options: BuildOptions) -> Report:
        """Read, build where that is wanted, report, check, publish."""
        if self.wishes.dry and self.wishes.check is None:
            self._fill(Counting())
            return self._finished()
        with SnapshotBuilder(self.home, embedder, options) as builder:
            self._fill(builder)
            builder.keep_words(self.plan.words)
            builder.described = self._said().described(self.cards.values())
            folder = builder.finish()
            report = self._finished()
            if self.wishes.check is not None:
                report.gate = dict(self.wishes.check(folder))
            report.seconds |= {**builder.seconds, "total": time.perf_counter() - self.began}
            if not self.wishes.dry:
                report.snapshot = builder.id
                builder.publish(report=as_row(report))
        return report

    def _fill(self, taker: Taker) -> None:
        """Adds each document as it is read, so that embedding goes on while the readers read."""
        self.report.files.extend(self.plan.closed)
        self.report.inputs = self.plan.inputs
        waited, total = 0.0, len(self.plan.sources)
        self._tell(None, total)
        with ExitStack() as stack:
            gathered = self._gathering(taker, stack).all(self.plan.sources)
            while True:
                before = time.perf_counter()
                each = next(gathered, None)
                waited += time.perf_counter() - before
                if each is None:
                    break
                outcomes = self._take(taker, each)
                self.report.files.extend(outcomes)
                self._tell(outcomes[0], total)
        self.report.seconds["parse"] = waited
        if not self.report.indexed:
            raise InputError(_nothing(self.report))

    def _tell(self, outcome: FileOutcome | None, total: int) -> None:
        if self.progress is not None:
            self.progress(outcome, total)

    def _gathering(self, taker: Taker, stack: ExitStack) -> Gathering:
        """Where readings come from; reading processes are started when the first file has to be read."""
        readings = Readings(self.home / READINGS)
        stack.callback(readings.close)
        ocr = Ocr(self.home / OCR, self.wishes.ocr, self.wishes.ocr_limits)
        ocr.clear_work()
        started: list[Readers] = []

        def readers() -> Readers:
            if not started:
                started.append(self.readers or stack.enter_context(Readers(limits=self.limits)))
                taker.spare = started[0].at_work
            return started[0]

        return Gathering(readings, readers, self.limits, ocr, self.wishes.again)

    def _take(self, taker: Taker, each: Gathered) -> list[FileOutcome]:
        """Adds one reading and tells what became of each of its names."""
        reading = each.reading
        self.report.kept += each.kept
        name, *others = reading.source.names
        digest = reading.source.digest
        if reading.document is None:
            error = reading.error
            first = FileOutcome(name, getattr(error, "outcome", "failed"), str(error), digest=digest)
        else:
            document = with_overrides(reading.document, self.plan.override(reading.source.path))
            if document.id in self.taken:
                same = f"It has the same content as {self.taken[document.id]}."
                return [FileOutcome(other, SAME, same, digest=digest) for other in reading.source.names]
            self.taken[document.id] = name
            first = self._add(taker, document, each)
        same = f"It has the same content as {name}."
        return [first, *(FileOutcome(other, SAME, same, digest=digest) for other in others)]

    def _add(self, taker: Taker, document: Document, each: Gathered) -> FileOutcome:
        reading, source, read = each.reading, each.reading.source, each.reading.document
        passages = reading.passages if document is read else passages_of(document)
        taker.add(document, passages)
        self.alike.add(document, passages)
        self.cards[document.id] = document.card
        if self._said().of_symbols:
            self.cited[document.id] = document.cited or cited_in(document.text)
        if not self.wishes.dry and each.layered is not None:
            keep(self.home, document.id, each.layered, digest_of(each.layered.read_bytes()))
        elif not self.wishes.dry and read is not None:
            keep(self.home, document.id, source.path, read.id, source.password)
        sure = [page.ocr for page in document.pages if page.ocr and page.note != UNSURE]
        return FileOutcome(
            source.name, INDEXED, "", len(document.pages), len(passages),
            notes=tuple(f"page {p.number}: {p.note}" for p in document.pages if p.note),
            without_text=tuple(p.number for p in document.pages if p.note in (PICTURE, UNSURE)),
            ocr=round(sum(sure) / len(sure)) if sure else 0, digest=source.digest,
        )  # fmt: skip

    def _finished(self) -> Report:
        report = self.report
        report.files.sort(key=lambda f: f.file)
        report.pages, report.passages = sum(f.pages for f in report.files), sum(f.passages for f in report.files)
        report.changes = changes(read_report(self.before.report).files if self.before else [], report.files)
        report.superseded = tuple(sorted(card.file for card in self.cards.values() if card.status is Status.SUPERSEDED))
        report.alike = self.alike.pairs()
        report.described = self._described()
        unused = self._said().unused([*self.cards.values(), *_unread(report)])
        report.unused = tuple(key for key in unused if key not in report.described)
        report.seconds |= {"embed": 0.0, "write": 0.0}
        return report

    def _said(self) -> Overrides:
        """The entries of all roots."""
        return Overrides(tuple(entry for said in self.plan.overrides.values() for entry in said.entries))

    def _described(self) -> tuple[str, ...]:
        """Keys of the entries that describe a document which is only cited, or which replaces an indexed one."""
        described = self._said().described(self.cards.values())
        found = cited_cards(self.cards, self.cited, described) if described else []
        return tuple(sorted(card.described.names[0] for card in found if card.described))


def _unread(report: Report) -> Iterator[Card]:
    """The names of files that are not indexed, so that an entry for one does not count as misspelt."""
    return (Card(names=(file.file,)) for file in report.files if file.outcome != INDEXED)


def _nothing(report: Report) -> str:
    first = next((f"{f.file}: {f.reason}" for f in report.files if f.reason), "")
    return f"No file could be indexed ({len(report.files)} looked at), so nothing was changed. {first}".strip()


def with_overrides(document: Document, said: Overrides) -> Document:
    """The document with what catalogue.yaml says of it; the same object where it says nothing.

    A document that has been replaced is superseded, whether or not somebody wrote that down as well. One that is
    limited to an audience has an id of its own, so that an open copy of the same bytes may stand beside it.
    """
    card = said.apply(document.card)
    if card.replaced_by and card.status in (Status.IN_FORCE, Status.UNKNOWN):
        card = card.model_copy(update={"status": Status.SUPERSEDED})
    if card == document.card:
        return document
    limited = digest_of("\n".join((document.id, *sorted(card.audience))).encode())
    return replace(document, card=card, id=limited if card.audience else document.id)
