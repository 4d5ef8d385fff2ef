"""Which documents a question means: by symbol, number, mission, date, kind of document and title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from corpus.missions import missions_in
from corpus.model import Card
from index.terms import term_set, terms

_SYMBOL = re.compile(r"\b[AES]/(?:[A-Z.]+/)*[\d.]+(?:/[\w.]+)*", re.IGNORECASE)
_RESOLUTION = re.compile(r"\b(?:res(?:olution)?s?\.?\s*(?:no\.?\s*)?)?\(?\b([12]\d{3})\b\)?", re.IGNORECASE)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DATE = re.compile(
    r"\b(?:(\d{1,2})\s+)?("
    + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in _MONTHS)
    + r")\.?\s+(?:(\d{1,2}),?\s+)?(20\d\d|19\d\d)\b",
    re.IGNORECASE,
)
_KINDS: Mapping[str, re.Pattern[str]] = {
    "report": re.compile(r"\breports?\b(?!ed|ing)", re.IGNORECASE),
    "resolution": re.compile(
        r"\b(?:resolution|renewal|mandate resolution)\b|\bthe (?:security )?council\b", re.IGNORECASE
    ),
    "letter": re.compile(r"\bletters?\b", re.IGNORECASE),
    "note": re.compile(r"\b(?:concept )?notes?\b(?! that)", re.IGNORECASE),
    "review": re.compile(r"\b(?:strategic )?review\b", re.IGNORECASE),
    "plan": re.compile(r"\bplan\b", re.IGNORECASE),
    "summary": re.compile(r"\bsummary\b", re.IGNORECASE),
    "brief": re.compile(r"\b(?:policy )?brief\b|\bbackground paper\b", re.IGNORECASE),
    "policy": re.compile(r"\bthe (?:\w+ )?policy\b", re.IGNORECASE),
}
_SHARES = (4.0, 2.0, 2.0, 1.0)
_DOCUMENT, _TITLE = 0.25, 0.10
_OLDER = 0.6
_LATEST = re.compile(r"\b(?:latest|newest|most recent|last|current)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a document fits what a question says of it, each between 0 and 1; 0 where the question says nothing.

    ``document`` is the weighted share of the question's mentions (symbol, mission, month, kind) that fit;
    ``title`` tells how many rare words the question shares with the document's title and main headings.
    """

    document: float = 0.0
    title: float = 0.0
    mission: float = 0.0
    month: float = 0.0
    kind: float = 0.0


def fits_of(text: str, cards: Mapping[str, Card]) -> dict[str, Fit]:
    """How each document, by id, fits a question; documents that fit nothing are left out."""
    cues = _Cues.of(text)
    titles = {id_: _title_terms(card) for id_, card in cards.items()}
    rarity = _title_rarity(tuple(titles.values()))
    signs = {id_: cues.signs(card) for id_, card in cards.items()}
    asked = [weight if any(row[i] for row in signs.values()) else 0.0 for i, weight in enumerate(_SHARES)]
    total = sum(asked)
    newest = _newest(cards, signs) if cues.latest else frozenset()
    fits: dict[str, Fit] = {}
    for id_, row in signs.items():
        share = sum(w * sign for w, sign in zip(asked, row, strict=True)) / total if total else 0.0
        title = min(1.0, sum(rarity.get(word, 0.0) for word in cues.words & titles[id_]))
        share *= 1.0 if not newest or id_ in newest else _OLDER
        if share or title:
            fits[id_] = Fit(share, title, row[1], row[2], row[3])
    return fits


def bonuses(fits: Mapping[str, Fit]) -> dict[str, float]:
    """What fits add to the fused scores (0 to about 1) by which the candidates are found."""
    return {id_: _DOCUMENT * fit.document + _TITLE * fit.title for id_, fit in fits.items()}


def says_which(text: str, cards: Iterable[Card]) -> bool:
    """Whether a question says which of these documents it means, by symbol, mission, month or kind."""
    cues = _Cues.of(text)
    return any(any(cues.signs(card)) for card in cards)


def names(text: str, card: Card) -> bool:
    """Whether a question names a document by its symbol or by the number of its resolution."""
    return _Cues.of(text).names(card)


def named(text: str, cards: Mapping[str, Card]) -> list[str]:
    """The ids of the documents that a question names by symbol or by the number of a resolution."""
    cues = _Cues.of(text)
    return [id_ for id_, card in cards.items() if cues.names(card)] if cues.symbols or cues.numbers else []


@dataclass(frozen=True, slots=True)
class _Cues:
    """What a question says about the document that it means."""

    symbols: tuple[str, ...]
    numbers: frozenset[str]
    missions: frozenset[str]
    months: frozenset[tuple[int, int]]
    kinds: frozenset[str]
    words: frozenset[str]
    latest: bool

    @classmethod
    def of(cls, text: str) -> _Cues:
        dates = [(int(m[4]), _month(m[2])) for m in _DATE.finditer(text)]
        dated = _DATE.sub(" ", text)
        return cls(
            symbols=tuple(m[0].casefold() for m in _SYMBOL.finditer(text)),
            numbers=frozenset(m[1] for m in _RESOLUTION.finditer(dated)),
            missions=frozenset(missions_in(text)),
            months=frozenset(dates),
            kinds=frozenset(kind for kind, pattern in _KINDS.items() if pattern.search(text)),
            words=frozenset(terms(text)),
            latest=bool(_LATEST.search(text)),
        )

    def signs(self, card: Card) -> tuple[float, float, float, float]:
        """1 or 0 for symbol, mission, month and kind."""
        described = f"{card.document_type} {card.title}".casefold() if self.kinds else ""
        return (
            float(self.names(card)),
            float(bool(self.missions & set(card.missions))),
            float(card.issued is not None and self._dated(card.issued)),
            float(any(kind in described for kind in self.kinds)),
        )

    def names(self, card: Card) -> bool:
        """Whether one of the symbols or numbers is the document's."""
        if not self.symbols and not self.numbers:
            return False
        symbols = [symbol.casefold() for symbol in card.symbols]
        if any(asked and symbol.startswith(asked) for asked in self.symbols for symbol in symbols):
            return True
        return any(re.search(rf"/res/{number}\b", symbol) for number in self.numbers for symbol in symbols)

    def _dated(self, issued: date) -> bool:
        return (issued.year, issued.month) in self.months


def _month(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS, 1) if month.startswith(name[:3].casefold()))


def _title_terms(card: Card) -> frozenset[str]:
    return term_set(" ".join([card.title, *card.headings, card.document_type, card.issuer]))


@lru_cache(maxsize=32)
def _title_rarity(titles: tuple[frozenset[str], ...]) -> dict[str, float]:
    """How telling each word of a title is: 1 over the number of titles that hold it, 0 where more than a third do.

    It is worked out once for those who see the same documents.
    """
    count: dict[str, int] = {}
    for title in titles:
        for word in title:
            count[word] = count.get(word, 0) + 1
    many = max(1, len(titles) // 3)
    return {word: 1 / n for word, n in count.items() if n <= many and not word.isdigit()}


def _newest(cards: Mapping[str, Card], signs: Mapping[str, tuple[float, ...]]) -> frozenset[str]:
    """The newest document of each mission among those that the question means."""
    best: dict[tuple[str, ...], str] = {}
    for id_, card in cards.items():
        if not any(signs[id_]) or card.issued is None:
            continue
        held = best.get(card.missions)
        if held is None or card.issued > (cards[held].issued or date.min):
            best[card.missions] = id_
    return frozenset(best.values())
