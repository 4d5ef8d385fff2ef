"""How documents of one index stand to each other: replaced, renewed, continued, reissued, corrected, drafts.

A relation is what a document or ``catalogue.yaml`` says. What no text says is not guessed: that a mandate was renewed
is told from two resolutions which extend the mandate of one mission, the later one to a later day; that a report
continues another, from its words, or from two reports under one title on the same mission.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from corpus.model import Card

_REPORT = "report of the Secretary-General"
_CORRECTION = re.compile(r"/Corr\.\d+$")


class Kind(StrEnum):
    """What a document is to the other one: "S/2024/1 is replaced by S/2025/1"."""

    REPLACED = "replaced by"
    RENEWED = "renewed by"
    CONTINUED = "continued by"
    REISSUED = "reissued as"
    CORRECTED = "corrected by"
    DRAFT = "draft of"


OUTDATED = frozenset({Kind.REPLACED, Kind.REISSUED})
"""What takes a document out of force; a mandate that was renewed may still stand in parts."""


class Relation(NamedTuple):
    """One relation: the id of a document, what it is, the name of the other one, and its id (empty: not indexed)."""

    document: str
    kind: Kind
    name: str
    other: str


def relations_of(
    cards: Mapping[str, Card], drafts: Sequence[tuple[str, str]] = (), described: Sequence[Card] = ()
) -> list[Relation]:
    """Every relation between the documents of ``cards``, each once; ``drafts`` are ids of drafts and adopted texts.

    ``described`` are cards of documents that are not indexed: they may replace one that is.
    """
    known = _Known(cards)
    found: dict[Relation, None] = {}
    for id_, card in cards.items():
        found.update(dict.fromkeys((*_replaced(known, id_, card), *_continued(known, id_, card))))
        found.update(dict.fromkeys((*_issued_again(known, id_, card), *_corrected(known, id_, card))))
    for card in described:
        found.update(dict.fromkeys(r._replace(other="") for r in _replaced(known, "", card) if r.document))
    found.update(dict.fromkeys((*_renewed(cards), *_in_series(cards))))
    found.update(dict.fromkeys(Relation(draft, Kind.DRAFT, cards[text].short, text) for draft, text in drafts))
    return list(found)


def root(symbol: str) -> str:
    """A symbol as it is compared: without the year in brackets, in small letters, without spaces."""
    return re.sub(r"\s", "", symbol.split(" (")[0]).casefold()


class _Known:
    """Finds documents by one of their symbols, or by title, or by file name."""

    def __init__(self, cards: Mapping[str, Card]) -> None:
        self.cards = cards
        self._ids: dict[str, list[str]] = defaultdict(list)
        for id_, card in cards.items():
            for name in {root(symbol) for symbol in card.symbols} | {card.title.casefold(), *card.names}:
                if name:
                    self._ids[name].append(id_)

    def named(self, name: str, but: str) -> list[str]:
        """Ids of the documents of a name, all but the one that speaks."""
        ids = self._ids.get(root(name)) or self._ids.get(name.casefold()) or self._ids.get(name) or []
        return [id_ for id_ in ids if id_ != but]


def _replaced(known: _Known, id_: str, card: Card) -> Iterator[Relation]:
    for name in card.replaces:
        yield from (Relation(other, Kind.REPLACED, card.short, id_) for other in known.named(name, id_))
    for name in card.replaced_by:
        others = known.named(name, id_)
        yield from (Relation(id_, Kind.REPLACED, name, other) for other in others or [""])


def _continued(known: _Known, id_: str, card: Card) -> Iterator[Relation]:
    for name in card.continues:
        yield from (Relation(other, Kind.CONTINUED, card.short, id_) for other in known.named(name, id_))


def _issued_again(known: _Known, id_: str, card: Card) -> Iterator[Relation]:
    """A document that a star calls reissued, beside one of the same symbol without the star."""
    if card.reissued:
        same = {other for symbol in card.symbols for other in known.named(symbol, id_)}
        yield from (Relation(o, Kind.REISSUED, card.short, id_) for o in sorted(same) if not known.cards[o].reissued)


def _corrected(known: _Known, id_: str, card: Card) -> Iterator[Relation]:
    for symbol in card.symbols:
        if _CORRECTION.search(symbol):
            whole = _CORRECTION.sub("", symbol)
            yield from (Relation(other, Kind.CORRECTED, symbol, id_) for other in known.named(whole, id_))


def _renewed(cards: Mapping[str, Card]) -> Iterator[Relation]:
    """Resolutions that extend one mission's mandate: each is renewed by every later one that extends it further."""
    terms: dict[str, list[tuple[date, date, str]]] = defaultdict(list)
    for id_, card in cards.items():
        for mission, until in card.extends:
            if card.issued is not None:
                terms[mission].append((card.issued, until, id_))
    for rows in terms.values():
        for issued, until, id_ in rows:
            later = sorted((r for r in rows if r[0] > issued and r[1] > until), reverse=True)
            yield from (Relation(id_, Kind.RENEWED, cards[other].short, other) for _, _, other in later)


def _in_series(cards: Mapping[str, Card]) -> Iterator[Relation]:
    """Reports of the Secretary-General under one title on the same missions: each later one continues the earlier."""
    series: dict[tuple[str, str, tuple[str, ...]], list[tuple[date, str]]] = defaultdict(list)
    for id_, card in cards.items():
        if card.document_type == _REPORT and card.missions and card.issued is not None:
            series[card.document_type, card.title.casefold(), card.missions].append((card.issued, id_))
    for rows in series.values():
        for issued, id_ in rows:
            later = sorted(row for row in rows if row[0] > issued)
            yield from (Relation(id_, Kind.CONTINUED, cards[other].short, other) for _, other in later)


def latest(relations: Iterable[Relation], cards: Mapping[str, Card]) -> Relation | None:
    """The relation whose other document is the newest; one that names a document which is not indexed comes last."""
    dated = [(cards[r.other].issued or date.min if r.other in cards else date.min, r) for r in relations]
    return max(dated, key=lambda pair: pair[0], default=(date.min, None))[1]
