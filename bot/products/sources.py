"""Which documents two sources are that a person names: a symbol, a title, "UNMISS's mandate", "the last report"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.cite import said_date
from bot.products.gather import Ground
from bot.routing import fits_of
from corpus.cited import cited_documents
from corpus.errors import QuestionError
from corpus.missions import missions_in
from corpus.model import Card
from corpus.relations import root
from prompts import said

_SPLIT = re.compile(r"\s+(?:versus|vs\.?|against|and|with|from|to|than|or|/)\s+|\s*[|;]\s*", re.IGNORECASE)
_REPORT = re.compile(r"\breports?\b", re.IGNORECASE)
_MANDATE = re.compile(r"\b(?:mandates?|resolutions?)\b", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:since|changed?|changes|new|different)\b.*\b(?:last|previous|earlier|before)\b|\blast (?:two|2) reports\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?:on|about|regarding|concerning)\s+(?P<subject>[\w ,’'-]{3,80}?)"
    r"(?=\s+(?:differ|compare|from|in|with|between)\b|[?.]|$)",
    re.IGNORECASE,
)
_GENERAL = frozenset(
    {"poc", "protection of civilians", "protection", "the protection of civilians", "protecting civilians"}
)


@dataclass(frozen=True)
class Source:
    """One side of a comparison: documents by id, with a name and the latest date among them."""

    name: str
    dated: str
    documents: tuple[str, ...]
    missions: tuple[str, ...]


def two_sources(ground: Ground, words: str) -> tuple[Source, Source]:
    """The two that words name; raises QuestionError that says what is missing."""
    cards = {id_: c for id_, c in ground.searcher.cards.items() if ground.searcher.sees(id_, audience=ground.audience)}
    if _CHANGED.search(words):
        return _last_two(cards, words)
    missions = missions_in(words)
    parts = [part for part in _SPLIT.split(_SUBJECT.sub(" ", words)) if part and part.strip()]
    asked = _by_mission(words, missions) if len(missions) == 2 else parts
    found: list[str] = []
    for part in asked:
        if (id_ := _best(cards, part, found)) is not None:
            found.append(id_)
    if len(found) < 2:
        known = said("compare_only", document=cards[found[0]].short) if found else said("compare_neither")
        raise QuestionError(said("compare_not_two", found=known))
    return _source(cards, found[0]), _source(cards, found[1])


def asks_for_mandates(words: str) -> bool:
    """Whether words ask for mandates, on no subject of their own."""
    return bool(re.search(r"\bmandates?\b", words, re.IGNORECASE)) and not subject_in(words)


def subject_in(words: str) -> str:
    """The subject that words limit a comparison to; empty for the protection of civilians as a whole."""
    found = _SUBJECT.search(words)
    subject = found["subject"].strip() if found else ""
    return "" if subject.casefold() in _GENERAL else subject


def _by_mission(words: str, missions: Sequence[str]) -> list[str]:
    kind = "mandate resolution" if _MANDATE.search(words) else "report" if _REPORT.search(words) else ""
    return [f"{mission} {kind}".strip() for mission in missions]


def _best(cards: dict[str, Card], words: str, taken: Sequence[str]) -> str | None:
    """The document that words fit best; of several that fit alike, the latest."""
    symbols = {root(mention.name) for mention in cited_documents(words) if "/" in mention.name}
    named = [id_ for id_, card in cards.items() if id_ not in taken and _names(card, words, symbols)]
    if named:
        return max(named, key=lambda id_: _day(cards[id_]))
    if symbols:  # another document, whatever is like it
        return None
    fits = {id_: fit for id_, fit in fits_of(words, cards).items() if id_ not in taken}
    ranked = sorted(fits, key=lambda id_: (-fits[id_].document, -fits[id_].title, -_day(cards[id_])))
    if not ranked or (fits[ranked[0]].document < 0.5 and fits[ranked[0]].title < 0.5):
        return None
    return ranked[0]


def _names(card: Card, words: str, symbols: set[str]) -> bool:
    """Whether words hold one of a document's symbols, with or without its year or its second half."""
    if any(re.match(rf"{re.escape(each)}(?!\w)", root(symbol)) for each in symbols for symbol in card.symbols):
        return True
    return any(re.search(rf"(?<!\w){re.escape(symbol)}(?!\w)", words, re.IGNORECASE) for symbol in card.symbols)


def _last_two(cards: dict[str, Card], words: str) -> tuple[Source, Source]:
    """The last two reports of the mission that words name, the earlier one first."""
    missions = set(missions_in(words))
    reports = [id_ for id_, card in cards.items() if "report of the secretary-general" in card.document_type.casefold()]
    of_mission: dict[str, list[str]] = {}
    for id_ in sorted(reports, key=lambda each: _day(cards[each])):
        for mission in cards[id_].missions or ("",):
            if not missions or mission in missions:
                of_mission.setdefault(mission, []).append(id_)
    pairs = {mission: ids for mission, ids in of_mission.items() if len(ids) > 1}
    if len(pairs) != 1:
        one = "; ".join(
            f"{mission}: {cards[ids[-1]].short}" if mission else cards[ids[-1]].short
            for mission, ids in of_mission.items()
        )
        key = "compare_which_mission" if len(pairs) > 1 else "compare_one_report"
        raise QuestionError(
            said(key, missions=", ".join(pairs)) if pairs else said(key, report=one or said("compare_none"))
        )
    earlier, later = next(iter(pairs.values()))[-2:]
    return _source(cards, earlier), _source(cards, later)


def _source(cards: dict[str, Card], id_: str) -> Source:
    card = cards[id_]
    mission = f" ({', '.join(card.missions)})" if card.missions else ""
    issued = said_date(card.issued)
    return Source(card.short, f"{card.short}{mission}{', ' + issued if issued else ''}", (id_,), card.missions)


def _day(card: Card) -> int:
    return card.issued.toordinal() if card.issued else 0
