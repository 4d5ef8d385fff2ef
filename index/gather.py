"""Readings of all sources of a run: those kept from before, those read now, those whose text OCR gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import NoTextLayer, OcrFailed
from corpus.model import Document, Passage
from corpus.ocr import Ocr, Scanned
from corpus.read import PICTURE
from corpus.worker import Limits, Readers, Reading, Source, size_of
from index.readings import Readings, reading_key

UNSURE = "OCR could not make sense of it"
_SURE = 60
"""Percent: below, what OCR reads is no text. Pages of print have 92 and more, maps 28 to 36 (six scans, 26 pages)."""
_MOSTLY = 0.5
"""A document of which at least half the pages are pictures is a scan; fewer are maps and signatures."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """One reading; ``kept`` says that it was not read anew. ``layered`` is the PDF with the text layer of a scan."""

    reading: Reading
    kept: bool
    layered: Path | None = None


@dataclass(frozen=True, slots=True)
class Gathering:
    """Where readings come from; ``readers`` starts the reading processes when there is something to read."""

    readings: Readings
    readers: Callable[[], Readers]
    limits: Limits
    ocr: Ocr
    again: bool = False

    def all(self, sources: Sequence[Source]) -> Iterator[Gathered]:
        """Yields a reading for each source: kept ones first, then as they are read, scans last."""
        scans: list[Gathered] = []
        for each in self._as_they_are(sources):
            if self._is_for_ocr(each.reading):
                scans.append(each)
            else:
                yield each
        for each in scans:
            yield self._with_ocr(each)

    def _as_they_are(self, sources: Sequence[Source]) -> Iterator[Gathered]:
        fresh: list[Source] = []
        for source in sources:
            known = self._known(source)
            if known is None:
                fresh.append(source)
            else:
                yield Gathered(known, True)
        fresh.sort(key=lambda source: size_of(source.path))  # whoever embeds them soon has the first
        for reading in self.readers().read(fresh) if fresh else ():
            self._keep(reading)
            yield Gathered(reading, False)

    def _known(self, source: Source, variant: str = "") -> Reading | None:
        """What was kept of a source: its document, else a failure under the same limits."""
        if self.again:
            return None
        get = self.readings.get
        return get(reading_key(source, variant), source) or get(reading_key(source, variant, self.limits), source)

    def _keep(self, reading: Reading, variant: str = "") -> None:
        """Keeps a reading, unless the file changed between the look at its bytes and the reading."""
        document, source = reading.document, reading.source
        if document is None or document.id == source.digest:
            key = reading_key(source, variant, self.limits if document is None else None)
            self.readings.put(key, source.digest, reading)

    def _is_for_ocr(self, reading: Reading) -> bool:
        if not (self.ocr.makes or self.ocr.kept(reading.source.digest)):
            return False
        if reading.document is None:
            return isinstance(reading.error, NoTextLayer)
        pages = reading.document.pages
        return sum(page.note == PICTURE for page in pages) >= _MOSTLY * len(pages)

    def _with_ocr(self, before: Gathered) -> Gathered:
        """The scan read through its text layer; as it was before where OCR fails and some text is there."""
        source = before.reading.source
        known = self._known(source, "ocr")
        try:
            scanned = self.ocr.make(source.path, source.digest, source.password)
        except OcrFailed as error:
            return before if before.reading.document else Gathered(Reading(source, error=error), False)
        if known is not None:
            return Gathered(known, True, scanned.path)
        [layered] = self.readers().read([Source(scanned.path, source.names)])
        if isinstance(layered.error, NoTextLayer):
            layered = replace(layered, error=OcrFailed("OCR found no words in it. Check that it is a legible scan."))
        reading = replace(layered, source=source)
        if layered.document is not None:
            document = _marked(layered.document, scanned, source.digest)
            reading = replace(reading, document=document, passages=_legible(document, layered.passages))
        self._keep(reading, "ocr")
        return Gathered(reading, False, scanned.path)


def _legible(document: Document, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages of a scan, but for those that stand on pages of which OCR made nothing sure."""
    unsure = {page.number for page in document.pages if 0 < page.ocr < _SURE}
    kept: list[Passage] = []
    for passage in passages:
        numbers = {int(page) for page in document.glyph_page[passage.start : passage.end] if page}
        if not numbers & unsure:
            kept.append(replace(passage, document=document.id))
    return tuple(kept)


def _marked(document: Document, scanned: Scanned, digest: str) -> Document:
    """The document under its scan's own id, each page with the confidence of its OCR."""
    sure = dict(enumerate(scanned.confidence, 1))
    pages = tuple(replace(page, ocr=sure.get(page.number, 0)) for page in document.pages)
    noted = tuple(replace(page, note=UNSURE) if 0 < page.ocr < _SURE else page for page in pages)
    return replace(document, id=digest, pages=noted)
