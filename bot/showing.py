"""Showing what stands behind an answer: a passage with its neighbours, and the documents that are indexed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime

from bot.cite import cite
from bot.model import Citation, PassageView
from corpus.model import Document, Passage, Span, slices
from index import Searcher

_AROUND = 1


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a quotation lies, in ids and figures alone, so that it may stand in a button.

    ``mark`` is a checksum of the slice: a snapshot made anew from the same PDF either has the same words there, or the
    reference leads nowhere.
    """

    document: str
    start: int
    end: int
    mark: str

    @classmethod
    def of(cls, where: Citation | PassageView) -> Reference:
        """The reference of a citation or of a passage as found."""
        text = where.quote if isinstance(where, Citation) else ""
        return cls(where.document_id, where.start, where.end, _mark(text) if text else "")

    @classmethod
    def of_slice(cls, document: str, start: int, end: int, text: str) -> Reference:
        """The reference of a slice by its document's id; ``text`` is the slice, or empty where it is not at hand."""
        return cls(document, start, end, _mark(text) if text else "")

    def encode(self) -> str:
        """One line of at most 130 characters."""
        return f"{self.document}.{self.start}.{self.end}.{self.mark}"

    @classmethod
    def decode(cls, line: str) -> Reference | None:
        """The reference that ``encode`` wrote; None for anything else."""
        parts = line.split(".")
        if len(parts) != 4 or not (parts[1].isdecimal() and parts[2].isdecimal()):
            return None
        return cls(parts[0], int(parts[1]), int(parts[2]), parts[3])

    @classmethod
    def of_passage(cls, document: Document, start: int, end: int) -> Reference:
        """The reference of a whole passage, marked with the words from its first to its last character."""
        return cls(document.id, start, end, _mark(document.text[start:end]))


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as it is shown: ``citation`` says where the quoted slice stands, ``text`` is the whole passage.

    ``before`` and ``after`` are the passages around it, verbatim.
    """

    citation: Citation
    text: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as it stands in a list; ``issued`` is None where the date is unknown."""

    title: str
    symbol: str
    file: str
    issued: date | None
    authority: str
    status: str
    pages: int
    sample: bool


@dataclass(frozen=True, slots=True)
class InService:
    """The snapshot in service; ``created`` is in UTC."""

    id: str
    created: datetime
    documents: int
    passages: int


def show(searcher: Searcher, reference: Reference, audience: frozenset[str]) -> Shown | None:
    """The passage behind a reference; None where it is not there or the audience may not see it, one like the other."""
    quoted = _quoted(searcher, reference, audience)
    if quoted is None:
        return None
    document, span, quote = quoted
    status = searcher.standings.of(document.id, audience).status.value
    citation = cite(searcher.store, document, span, 1).model_copy(update={"status": status})
    number, passage = _passage(searcher, document, span)
    if passage is None:
        return Shown(citation, quote, (), ())
    near = searcher.neighbours(number, _AROUND, audience=audience)
    around = [(p.read_from, n, p.spans) for n, p in zip(near, searcher.store.passages(near), strict=True)]
    here = (passage.read_from, number)
    return Shown(
        citation=citation,
        text=slices(document.text, passage.spans),
        before=tuple(slices(document.text, spans) for start, n, spans in around if (start, n) < here),
        after=tuple(slices(document.text, spans) for start, n, spans in around if (start, n) > here),
    )


def spans_of(searcher: Searcher, reference: Reference, audience: frozenset[str]) -> tuple[Span, ...]:
    """The slices that a reference means: of a passage all that it shows; none where ``show`` gives None."""
    quoted = _quoted(searcher, reference, audience)
    if quoted is None:
        return ()
    document, span, _ = quoted
    passage = None if reference.mark else _passage(searcher, document, span)[1]
    return passage.spans if passage is not None and (passage.start, passage.end) == span else (span,)


def stands(searcher: Searcher, reference: Reference, audience: frozenset[str]) -> bool:
    """Whether the words behind a reference are still there and may be seen by those who will see the reply."""
    return _quoted(searcher, reference, audience) is not None


def whole_passage(searcher: Searcher, document: Document, span: Span) -> tuple[Span, ...]:
    """The slices of the passage that begins and ends where a span does; none where there is no such passage."""
    _, passage = _passage(searcher, document, span)
    return passage.spans if passage is not None and (passage.start, passage.end) == tuple(span) else ()


def listed(searcher: Searcher, audience: frozenset[str]) -> tuple[Listed, ...]:
    """The documents that an audience may see, by title."""
    cards = {id_: card for id_, card in searcher.cards.items() if searcher.sees(id_, audience=audience)}
    found = (
        Listed(
            title=card.title or card.short, symbol=card.symbol, file=card.file, issued=card.issued,
            authority=card.authority.value, status=searcher.standings.of(id_, audience).status.value,
            pages=card.pages, sample=card.sample,
        )
        for id_, card in cards.items()
    )  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.title.casefold(), each.symbol)))


def in_service(searcher: Searcher) -> InService:
    """What the snapshot says of itself."""
    manifest = searcher.snapshot.manifest
    return InService(manifest.id, manifest.created, manifest.counts.documents, manifest.counts.passages)


def _quoted(searcher: Searcher, reference: Reference, audience: frozenset[str]) -> tuple[Document, Span, str] | None:
    """Document, slice and words of a reference; None where they are gone or hidden from the audience."""
    if not searcher.sees(reference.document, audience=audience):
        return None
    document = searcher.store.document(reference.document)
    span = Span(reference.start, reference.end)
    quote = document.text[span.start : span.end]
    if not quote or (reference.mark and _mark(quote) != reference.mark):
        return None
    return document, span, quote


def _passage(searcher: Searcher, document: Document, span: Span) -> tuple[int, Passage | None]:
    """Number and passage that a slice is, else the one that holds its beginning; None where it stands in no passage.

    The parts of a long list begin alike, with the list's lead-in.
    """
    numbers = searcher.store.passage_numbers(document.id)
    found = list(zip(numbers, searcher.store.passages(numbers), strict=True))
    for number, passage in found:
        if (passage.start, passage.end) == span:
            return number, passage
    for number, passage in found:
        if any(each.start <= span.start < each.end for each in passage.spans):
            return number, passage
    return -1, None


def _mark(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"
