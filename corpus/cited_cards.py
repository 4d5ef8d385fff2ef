"""Documents that the indexed ones cite and that are not indexed themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus.cited import cited_documents, instruments
from corpus.model import CitedDocument, Document


class CitedIn(NamedTuple):
    """A document that cites another, and the positions in its text where it does."""

    document: str
    positions: tuple[int, ...]


class CitedCard(NamedTuple):
    """A document known by citation alone; ``symbol``, ``date`` and ``kind`` are empty where nothing tells them."""

    name: str
    symbol: str
    date: str
    kind: str
    cited_in: tuple[CitedIn, ...]


def cited_only(documents: Iterable[Document]) -> list[CitedCard]:
    """Every document that is cited and not indexed, by how many documents cite it, most first, then by name."""
    indexed = list(documents)
    known = {_root(symbol) for document in indexed for symbol in document.card.symbols}
    known |= {document.card.title.casefold() for document in indexed if document.card.title}
    places: dict[str, list[CitedIn]] = {}
    for document in indexed:
        for cited in _cited(document):
            places.setdefault(cited.name, []).append(CitedIn(document.id, cited.positions))
    cards = [_card(name, tuple(cited_in)) for name, cited_in in places.items()]
    kept = [card for card in cards if not _is_known(card, known)]
    return sorted(kept, key=lambda card: (-len(card.cited_in), card.name))


def _cited(document: Document) -> Sequence[CitedDocument]:
    if document.cited:
        return document.cited
    positions: dict[str, list[int]] = {}
    for mention in cited_documents(document.text):
        positions.setdefault(mention.name, []).append(mention.start)
    return [CitedDocument(name, tuple(found)) for name, found in positions.items()]


def _card(name: str, cited_in: tuple[CitedIn, ...]) -> CitedCard:
    entry = next((e for e in instruments() if e.name == name), None)
    if entry is not None:
        return CitedCard(name, entry.symbol, entry.date, entry.kind, cited_in)
    symbol = name if "/" in name and " " not in name.split(" (")[0] else ""
    return CitedCard(name, symbol, "", "resolution" if "/RES/" in symbol else "", cited_in)


def _is_known(card: CitedCard, known: set[str]) -> bool:
    """Whether it is indexed: by one of its symbols, whatever the year in brackets, or by its title."""
    return card.name.casefold() in known or any(_root(part) in known for part in _parts(card.symbol))


def _parts(symbol: str) -> list[str]:
    """The symbols of a double symbol."""
    return [part for part in symbol.replace("-S/", " S/").split() if "/" in part]


def _root(symbol: str) -> str:
    return symbol.split(" (")[0]
