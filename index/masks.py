"""Which passages a search may look at: by who will see the reply, by document, by mission, by status."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.model import Card, Status
from index.kept import Mask

MASKS_KEPT = 32
NOT_IN_FORCE = frozenset({Status.SUPERSEDED, Status.DRAFT})


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to, besides its audience.

    ``documents`` are ids (None: all). ``missions`` are acronyms; a document passes when it has one of them
    (empty: all). ``in_force`` leaves out superseded documents and drafts.
    """

    documents: frozenset[str] | None = None
    missions: frozenset[str] = frozenset()
    in_force: bool = False


NO_FILTERS = Filters()


def may_see(card: Card, audience: frozenset[str]) -> bool:
    """Tell whether everyone who will see a reply may see a document: it is open, or limited to one of them."""
    return not card.audience or not audience.isdisjoint(card.audience)


def visible(cards: Sequence[Card], owners: npt.NDArray[np.int32], audience: frozenset[str]) -> Mask:
    """Return a mask over passages [n]; ``owners`` [n] is the place of each passage's document in ``cards``."""
    return np.array([may_see(card, audience) for card in cards], dtype=np.bool_)[owners]


class Masks:
    """The masks of one snapshot, each computed once."""

    def __init__(
        self, cards: dict[str, Card], owners: npt.NDArray[np.int32], adopted: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """``adopted`` names, for each draft, the texts that were adopted in its words: where those who will see the
        reply may see one of them, the draft is not searched, unless a filter asks for the draft itself.
        """
        self._cards, self._owners, self._adopted = cards, owners, dict(adopted or {})
        self._audiences = frozenset(name for card in cards.values() for name in card.audience)
        self._kept: OrderedDict[tuple[frozenset[str], Filters], Mask | None] = OrderedDict()
        self._lock = threading.Lock()

    def mask(self, audience: frozenset[str], filters: Filters = NO_FILTERS) -> Mask | None:
        """Return the mask over passages [n], or None when nothing is hidden."""
        key = (audience & self._audiences, filters)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        mask = self._compute(*key)
        with self._lock:
            self._kept[key] = mask
            while len(self._kept) > MASKS_KEPT:
                self._kept.popitem(last=False)
        return mask

    def _compute(self, audience: frozenset[str], filters: Filters) -> Mask | None:
        passes = [
            may_see(card, audience) and _passes(id_, card, filters) and not self._gives_way(id_, audience, filters)
            for id_, card in self._cards.items()
        ]
        if all(passes):
            return None
        mask: Mask = np.array(passes, dtype=np.bool_)[self._owners]
        mask.flags.writeable = False  # the searches keep what they worked out of it
        return mask

    def _gives_way(self, id_: str, audience: frozenset[str], filters: Filters) -> bool:
        wanted = filters.documents is not None and id_ in filters.documents
        return not wanted and any(may_see(self._cards[text], audience) for text in self._adopted.get(id_, ()))


def _passes(id_: str, card: Card, filters: Filters) -> bool:
    return (
        (filters.documents is None or id_ in filters.documents)
        and (not filters.missions or not filters.missions.isdisjoint(card.missions))
        and not (filters.in_force and card.status in NOT_IN_FORCE)
    )
