"""Documents that the indexed ones cite: what is known of each, and where it is cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from corpus.cited import instruments
from corpus.model import Card, CitedDocument
from corpus.relations import root


class CitedIn(NamedTuple):
    """A document that cites another, and the positions in its text where it does."""

    document: str
    positions: tuple[int, ...]


class CitedCard(NamedTuple):
    """A document that is cited; ``symbol``, ``date`` and ``kind`` are empty where nothing tells them.

    ``indexed`` holds the ids under which it is indexed itself; empty for one that is known by citation alone.
    ``described`` is what ``catalogue.yaml`` says of one that is not indexed.
    """

    name: str
    symbol: str
    date: str
    kind: str
    cited_in: tuple[CitedIn, ...]
    indexed: tuple[str, ...] = ()
    described: Card | None = None


def cited_cards(
    cards: Mapping[str, Card], cited: Mapping[str, Sequence[CitedDocument]], described: Sequence[Card] = ()
) -> list[CitedCard]:
    """A card for every cited document, by how many documents cite it, most first, then by name.

    ``cited`` holds what each document of ``cards`` cites. A document that cites itself counts for nothing.
    ``described`` are the cards that people wrote of documents which are not indexed: each joins the cited document of
    its name. One that nobody cites has a card as well if it replaces an indexed document, else none.
    """
    known = _known(cards)
    places: dict[str, list[CitedIn]] = {}
    for id_, documents in cited.items():
        for each in documents:
            places.setdefault(each.name, []).append(CitedIn(id_, each.positions))
    told = {key: card for card in described for key in _keys_of(card)}
    found = [_described(_card(name, cited_in, known), told) for name, cited_in in places.items()]
    found = [card for card in found if card.cited_in]
    joined = {card.described.names for card in found if card.described}
    found += [_uncited(card) for card in described if card.names not in joined and _replaced_ids(card, known)]
    return sorted(found, key=lambda card: (-len(card.cited_in), card.name))


def names_of(card: CitedCard) -> Iterator[str]:
    """All that a cited document is called, as names are compared: by name, symbols, aliases, and as described."""
    yield from (card.name.casefold(), root(card.name), root(card.symbol), *map(root, _parts(card.symbol)))
    for entry in instruments():
        if entry.name == card.name:
            yield from (alias.casefold().removeprefix("the ") for alias in entry.aliases)
    if card.described:
        yield from _keys_of(card.described)


def _keys_of(card: Card) -> Iterator[str]:
    """What a described document is called: its entry's key, its symbols, its title."""
    for name in (*card.names, *card.symbols, card.title):
        if name:
            yield from (root(name), name.casefold().removeprefix("the "))


def _described(card: CitedCard, told: Mapping[str, Card]) -> CitedCard:
    """The cited document with what people wrote of it; an indexed one has a card of its own."""
    if card.indexed or not told:
        return card
    return card._replace(described=next((told[name] for name in names_of(card) if name in told), None))


def _uncited(card: Card) -> CitedCard:
    issued = card.issued.isoformat() if card.issued else ""
    return CitedCard(card.short, card.symbol, issued, card.document_type, (), (), card)


def _replaced_ids(card: Card, known: Mapping[str, set[str]]) -> set[str]:
    names = [key for name in card.replaces for key in (root(name), name.casefold())]
    return set().union(*(known.get(name, ()) for name in names))


def _card(name: str, cited_in: Sequence[CitedIn], known: Mapping[str, set[str]]) -> CitedCard:
    entry = next((e for e in instruments() if e.name == name), None)
    symbol = entry.symbol if entry else name if "/" in name and " " not in name.split(" (")[0] else ""
    ids = set(known.get(name.casefold(), ())).union(*(known.get(root(part), ()) for part in _parts(symbol)))
    others = tuple(place for place in cited_in if place.document not in ids)
    kind = entry.kind if entry else "resolution" if "/RES/" in symbol else ""
    return CitedCard(name, symbol, entry.date if entry else "", kind, others, tuple(sorted(ids)))


def _known(cards: Mapping[str, Card]) -> dict[str, set[str]]:
    """Ids by symbol, whatever the year in brackets, by title and by file name."""
    found: dict[str, set[str]] = {}
    for id_, card in cards.items():
        for name in (*map(root, card.symbols), card.title.casefold(), *map(str.casefold, card.names)):
            if name:
                found.setdefault(name, set()).add(id_)
    return found


def _parts(symbol: str) -> list[str]:
    """The symbols of a double symbol."""
    return [part for part in symbol.replace("-S/", " S/").split() if "/" in part]
