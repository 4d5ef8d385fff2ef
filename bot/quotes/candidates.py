"""From a quotation to the places that may be meant, each judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt

import numpy as np

from bot.cite import labels_of, pages_of
from bot.quotes.attribution import Fit, fit_of
from bot.quotes.judge import Judgement, Quoted, judge
from bot.quotes.references import Reference, names_card
from bot.quotes.seek import Visible, literal, stretches
from bot.quotes.shelf import Found, Shelf
from bot.quotes.words import Kind, words_of
from corpus.model import BlockKind, Document, Span, Status
from corpus.passages import block_at
from index import Store

_MOST_LITERAL = 60
_STRETCHES = 10
_STRETCHES_IN_CLAIMED = 4
_QUOTATION_MARKS = "\"“”„‟«»‘’'‚‹› \t\r\n\u00a0"
_LESSER = frozenset(BlockKind) - {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.FOOTNOTE, BlockKind.TABLE}


@dataclass(frozen=True, slots=True)
class Desk:
    """What a search needs: the documents' texts, their words, and which of them may be seen.

    ``outdated`` are the ids of those that were replaced, and ``about`` says so in a sentence, for the same audience.
    """

    store: Store
    shelf: Shelf
    visible: Visible
    outdated: frozenset[str] = frozenset()
    about: Callable[[Document], Sequence[str]] = lambda document: ()

    def document(self, number: int) -> Document:
        """A document by its number in the store."""
        return self.store.document(self.store.ids[number])

    def named(self, reference: Reference) -> Visible:
        """Which visible documents a reference may mean."""
        found = [
            bool(seen) and reference.names_document and names_card(reference, self.document(number).card)
            for number, seen in enumerate(self.visible)
        ]
        return np.array(found, dtype=np.bool_)


@dataclass(frozen=True)
class Candidate:
    """A place with its judgement; ``spans`` are the slices of the document's text that were lined up."""

    desk: Desk
    reference: Reference
    judgement: Judgement
    coverage: float

    @cached_property
    def number(self) -> int:
        """Number of its document in the store."""
        return int(self.desk.shelf.document[self.judgement.found.first])

    @cached_property
    def document(self) -> Document:
        """The document in which it lies."""
        return self.desk.document(self.number)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Slices without what stands between two parts of them on the page."""
        return tuple(span for part in self.judgement.parts for span in slices_of(self.desk.shelf, self.document, part))

    @cached_property
    def pages(self) -> tuple[int, ...]:
        """Physical pages, 1-based."""
        return pages_of(self.desk.store, self.document, self.spans)

    @cached_property
    def fit(self) -> Fit:
        """How the claim fits the place."""
        labels = labels_of(self.document, self.pages)
        return fit_of(self.reference, self.document, self.spans, list(zip(self.pages, labels, strict=True)))

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Sort key among places that are equally true: in force and in the body first, then by reading order."""
        block = self.document.blocks[block_at(self.document.blocks, self.spans[0].start)]
        card = self.document.card
        replaced = card.status in (Status.SUPERSEDED, Status.DRAFT) or self.document.id in self.desk.outdated
        return int(replaced), int(block.kind in _LESSER), self.judgement.found.first


def prepared(shelf: Shelf, quote: str) -> Quoted:
    """A quotation without the marks around it and the ellipses at its ends."""
    text = quote.strip(_QUOTATION_MARKS)
    words = words_of(text)
    while words and words[0].kind is Kind.GAP:
        words = words[1:]
    while words and words[-1].kind is Kind.GAP:
        words = words[:-1]
    return Quoted(text, tuple(words), tuple(shelf.spelling_of(word.key) for word in words))


def candidates(desk: Desk, quoted: Quoted, reference: Reference) -> list[Candidate]:
    """Every place with exactly the quotation's letters; where the claim fits none, also those that resemble it."""
    claimed = desk.named(reference)
    runs = literal(desk.shelf, quoted, desk.visible)
    runs.sort(key=lambda run: not claimed[desk.shelf.document[run.first]])
    found = [c for run in runs[:_MOST_LITERAL] if (c := _judged(desk, quoted, reference, run))]
    true = [c for c in found if not c.judgement.altered]
    if true and (not claimed.any() or any(c.fit <= Fit.SECOND_HAND for c in true)):
        return true
    wanted = stretches(desk.shelf, quoted, claimed, _STRETCHES_IN_CLAIMED) if claimed.any() else []
    if not true:
        wanted += stretches(desk.shelf, quoted, desk.visible, _STRETCHES)
    return found + [c for run in dict.fromkeys(wanted) if (c := _judged(desk, quoted, reference, run))]


def _judged(desk: Desk, quoted: Quoted, reference: Reference, run: Found) -> Candidate | None:
    document = desk.document(int(desk.shelf.document[run.first]))
    judgement = judge(quoted, desk.shelf, run, document.text, document.marks)
    if judgement is None:
        return None
    return Candidate(desk, reference, judgement, coverage(desk.shelf, quoted, judgement.same))


def coverage(shelf: Shelf, quoted: Quoted, same: Sequence[bool]) -> float:
    """How much of a quotation is there, from 0 to 1; a rare word counts for more than a common one."""
    weights = [_weight(shelf, number) for number in quoted.numbers]
    counted = [(w, s) for w, s, word in zip(weights, same, quoted.words, strict=True) if word.kind is not Kind.GAP]
    total = sum(w for w, _ in counted)
    return sum(w for w, s in counted if s) / total if total else 0.0


def _weight(shelf: Shelf, number: int) -> float:
    """How much a word tells: the root of its inverse frequency; a word that no document has tells most."""
    return float(sqrt(log(1 + len(shelf) / (1 + len(shelf.places(number))))))


def slices_of(shelf: Shelf, document: Document, run: Found) -> list[Span]:
    """A run of words as slices of the text: one, or several where other blocks stand between its words."""
    spans: list[Span] = []
    starts, ends = (column[run.first : run.end].tolist() for column in (shelf.start, shelf.end))
    for start, end in zip(starts, ends, strict=True):
        if spans and not any(c.isalnum() for c in document.text[spans[-1].end : start]):
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return spans
