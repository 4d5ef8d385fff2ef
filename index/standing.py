"""How the documents of a snapshot stand for those who will see a reply: a document that they may not see replaces
nothing for them, and a draft gives way to the adopted text only where they may see that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.model import Card, Status
from corpus.relations import OUTDATED, Kind, Relation, latest
from index.masks import may_see
from index.related import Related


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a document is in force, and its relations to others; ``of`` holds those in which it is the other one."""

    status: Status
    relations: tuple[Relation, ...] = ()
    of: tuple[Relation, ...] = ()

    def names(self, *kinds: Kind) -> tuple[str, ...]:
        """Names of the documents to which it stands in relations of these kinds, each once."""
        return tuple(dict.fromkeys(relation.name for relation in self.relations if relation.kind in kinds))

    def others(self, *kinds: Kind) -> tuple[str, ...]:
        """Ids of the indexed documents to which it stands in relations of these kinds."""
        return tuple(dict.fromkeys(r.other for r in self.relations if r.kind in kinds and r.other))


class Standings:
    """The standing of every document of one snapshot."""

    def __init__(self, cards: Mapping[str, Card], related: Related) -> None:
        self._cards = cards
        self._described = {card.described.short: card.described for card in related.cited if card.described}
        self._from: dict[str, list[Relation]] = defaultdict(list)
        self._to: dict[str, list[Relation]] = defaultdict(list)
        for relation in related.relations:
            self._from[relation.document].append(relation)
            if relation.other:
                self._to[relation.other].append(relation)

    def of(self, id_: str, audience: frozenset[str]) -> Standing:
        """The standing of a document, by id, for an audience. Raises KeyError for one that is not here."""
        card = self._cards[id_]
        mine = tuple(r for r in self._from.get(id_, ()) if self._sees(r, audience))
        others = tuple(r for r in self._to.get(id_, ()) if may_see(self._cards[r.document], audience))
        return Standing(_status(card, mine), mine, others)

    def _sees(self, relation: Relation, audience: frozenset[str]) -> bool:
        """Whether an audience may know the other document, or what people wrote of it where it is not indexed."""
        card = self._cards[relation.other] if relation.other else self._described.get(relation.name)
        return card is None or may_see(card, audience)

    def replaces(self, told: Card, audience: frozenset[str]) -> bool:
        """Whether a document that is not indexed replaces one that an audience may see, as people wrote of it."""
        rows = (r for each in self._from.values() for r in each if not r.other and r.kind is Kind.REPLACED)
        return any(r.name == told.short and may_see(self._cards[r.document], audience) for r in rows)

    def newest(self, id_: str, audience: frozenset[str], *kinds: Kind) -> Relation | None:
        """The relation of these kinds whose other document is the newest."""
        return latest((r for r in self.of(id_, audience).relations if r.kind in kinds), self._cards)

    def outdated(self, audience: frozenset[str]) -> dict[str, frozenset[str]]:
        """Documents that were replaced, reissued or renewed, each with the ids of those that stand in their place."""
        found: dict[str, frozenset[str]] = {}
        for id_ in self._from:
            if others := self.of(id_, audience).others(*OUTDATED, Kind.RENEWED):
                found[id_] = frozenset(others)
        return found

    def adopted(self) -> dict[str, tuple[str, ...]]:
        """Drafts, each with the ids of the adopted texts that say the same."""
        pairs = {id_: [r.other for r in rows if r.kind is Kind.DRAFT] for id_, rows in self._from.items()}
        return {id_: tuple(others) for id_, others in pairs.items() if others}


def _status(card: Card, relations: tuple[Relation, ...]) -> Status:
    if card.status is Status.DRAFT or any(r.kind is Kind.DRAFT for r in relations):
        return Status.DRAFT
    replaced = card.replaced_by or any(r.kind in OUTDATED for r in relations)
    return Status.SUPERSEDED if replaced else card.status
