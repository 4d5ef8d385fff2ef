"""Documents that the indexed ones cite: what is known of each, and where it is cited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """

    name: str
    symbol: str
    date: str
    kind: str
    cited_in: tuple[CitedIn, ...]
    indexed: tuple[str, ...] = ()


def cited_cards(cards: Mapping[str, Card], cited: Mapping[str, Sequence[CitedDocument]]) -> list[CitedCard]:
    """A card for every cited document, by how many documents cite it, most first, then by name.

    ``cited`` holds what each document of ``cards`` cites. A document that cites itself counts for nothing.
    """
    known = _known(cards)
    places: dict[str, list[CitedIn]] = {}
    for id_, documents in cited.items():
        for each in documents:
            places.setdefault(each.name, []).append(CitedIn(id_, each.positions))
    found = [_card(name, cited_in, known) for name, cited_in in places.items()]
    return sorted((card for card in found if card.cited_in), key=lambda card: (-len(card.cited_in), card.name))


def _card(name: str, cited_in: Sequence[CitedIn], known: Mapping[str, set[str]]) -> CitedCard:
    entry = next((e for e in instruments() if e.name == name), None)
    symbol = entry.symbol if entry else name if "/" in name and " " not in name.split(" (")[0] else ""
    ids = set(known.get(name.casefold(), ())).union(*(known.get(root(part), ()) for part in _parts(symbol)))
    others = tuple(place for place in cited_in if place.document not in ids)
    kind = entry.kind if entry else "resolution" if "/RES/" in symbol else ""
    return CitedCard(name, symbol, entry.date if entry else "", kind, others, tuple(sorted(ids)))


def _known(cards: Mapping[str, Card]) -> dict[str, set[str]]:
    """Ids by symbol, whatever the year in brackets, and by title."""
    found: dict[str, set[str]] = {}
    for id_, card in cards.items():
        for name in (*map(root, card.symbols), card.title.casefold()):
            if name:
                found.setdefault(name, set()).add(id_)
    return found


def _parts(symbol: str) -> list[str]:
    """The symbols of a double symbol."""
    return [part for part in symbol.replace("-S/", " S/").split() if "/" in part]
