"""Documents that say nearly the same: drafts beside what was adopted, reissues, near copies."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from corpus.model import Card, Document, Passage, Status
from index.report import Alike

NEAR = 0.8
"""Share of its sentences, of the shorter document, that stand in the other one as well."""
_SHORTEST = 30
_FEWEST = 5
_COMMON = 25
_DRAFT = re.compile(r"(?<![^\W_])draft(?![^\W\d_])", re.I)
_LETTERS = re.compile(r"[^\W_]+")


class LookAlikes:
    """Takes documents as they come and tells which say nearly the same, by the sentences that they share.

    A sentence counts by its letters and digits, from 30 of them on. One that stands in more than 25 documents is a
    formula of the house and counts for nothing.
    """

    def __init__(self) -> None:
        self._cards: list[Card] = []
        self._sentences: list[int] = []
        self._holders: dict[int, list[int]] = defaultdict(list)

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Take one document."""
        number = len(self._cards)
        self._cards.append(document.card)
        spans = {span for passage in passages for span in passage.sentences}
        texts = ("".join(_LETTERS.findall(document.text[s.start : s.end].casefold())) for s in spans)
        found = {hash(text) for text in texts if len(text) >= _SHORTEST}
        self._sentences.append(len(found))
        for sentence in found:
            self._holders[sentence].append(number)

    def pairs(self) -> tuple[Alike, ...]:
        """The pairs, most alike first."""
        shared: Counter[tuple[int, int]] = Counter()
        for holders in self._holders.values():
            if 1 < len(holders) <= _COMMON:
                shared.update(combinations(holders, 2))
        found = [self._alike(a, b, count) for (a, b), count in shared.items()]
        return tuple(sorted((each for each in found if each.share >= NEAR), key=lambda each: (-each.share, each.first)))

    def _alike(self, a: int, b: int, count: int) -> Alike:
        shorter = max(min(self._sentences[a], self._sentences[b]), _FEWEST)
        first, second = sorted((self._cards[a], self._cards[b]), key=lambda card: card.file)
        return Alike(first.file, second.file, _why(first, second), round(count / shorter, 2))


def _why(first: Card, second: Card) -> str:
    if Status.DRAFT in (first.status, second.status) or any(_DRAFT.search(card.file) for card in (first, second)):
        return "draft"
    same = bool(set(first.symbols) & set(second.symbols))
    return "reissue" if same or first.reissued or second.reissued else "near copy"
