"""Whom a question is about by name: what a document says of others is no evidence for it.

A mission by acronym, name or place; a State; any other name. A policy, a decision or a paper speaks for all of them. A
report and a letter speak for those that they name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.evidence import Scored
from bot.finding import Found
from corpus.missions import mentions, missions_in
from corpus.model import Authority, Card
from corpus.states import Named, states_in
from corpus.titles import LETTER
from index import Searcher
from index.terms import terms

_FIRST = 3
_COMPARES = re.compile(r"\b(?:compar\w+|versus|vs|both|differ(?:s|ent|ences?)?|other missions)\b", re.IGNORECASE)
# Words with capitals in a row that do not begin a sentence; those of hyphens and figures are no names.
_NAME = re.compile(r"(?<=[^\s.?!:] )[A-Z][a-zà-ÿ]{3,}(?: [A-Z][a-zà-ÿ]{3,})*(?![\w-])")
_DATES = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Mondays?|Tuesdays?|Wednesdays?|Thursdays?|Fridays?|Saturdays?|Sundays?)$"
)
_PEOPLE = re.compile(r"(?:ians?|ese|ish|ans?|[^aeiou]is?|ic)$")
"""Endings of peoples and languages, which a document may name by their country."""
_JOINS = re.compile(r"\b(?:and|or|nor|with|than|to)\b|[,/&]")
_LONG, _SLIPS, _VARIANTS = 6, 2, 4


@dataclass(frozen=True, slots=True)
class About:
    """The missions that a question is about, and the documents that have every other name of it.

    ``documents`` is None where it names nobody else; ``names`` are those names, as they are written.
    """

    missions: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    documents: frozenset[str] | None = None

    def is_of_another(self, found: Found) -> bool:
        """Whether a passage is about others than those that are asked about."""
        return _is_of_another(self.missions, found) or self._nowhere_names(found)

    def elsewhere(self, text: str, found: Sequence[Found], scored: Sequence[Scored]) -> tuple[str, ...]:
        """What a question is about, as it names it, where what was found first, or all to be quoted, is of others.

        Missions by their acronyms, and places as they are written: one who asks about Chad need not know MINURCAT.
        """
        first = found[:_FIRST]
        if not first or not (self.missions or self.names):
            return ()
        if self.missions and (
            all(_is_of_another(self.missions, f) for f in first)
            or all(_is_of_another(self.missions, s.found) for s in scored)
        ):
            return tuple(dict.fromkeys(_as_named(text)))
        return self.names if scored and all(self._nowhere_names(s.found) for s in scored) else ()

    def _nowhere_names(self, found: Found) -> bool:
        if self.documents is None or not _speaks_for_itself(found.document.card):
            return False
        return found.document.id not in self.documents


def about(searcher: Searcher, text: str, whole: str, *, audience: frozenset[str]) -> About:
    """Whom a question is about; ``whole`` is it with the turns that it leans on, whose missions count too.

    Nobody where it compares. Of names that are joined ("the Berlin summary and the Danish note") one is enough. A name
    that stands in no document that the audience may see is left out of account: it may be written otherwise there. Not
    so a State, whose names are known.
    """
    if _COMPARES.search(whole):
        return About()
    taken = [(mission.start, mission.end) for mission in mentions(text)]
    states = [state for state in states_in(text) if not _overlaps(state.start, state.end, taken)]
    taken += [(state.start, state.end) for state in states]
    named = sorted((*_states(searcher, states, audience), *_others(searcher, text, taken, audience)))
    having = [frozenset[str]().union(*(name.having for name in group)) for group in _joined(named, text)]
    documents = frozenset.intersection(*having) if having else None
    return About(tuple(missions_in(whole)), tuple(text[name.start : name.end] for name in named), documents)


class _Name(NamedTuple):
    """Where a question names somebody (half-open range of characters), and the documents that do so too."""

    start: int
    end: int
    having: frozenset[str]


def _joined(named: Sequence[_Name], text: str) -> list[list[_Name]]:
    groups: list[list[_Name]] = []
    for name in named:
        if groups and _JOINS.search(text[groups[-1][-1].end : name.start]):
            groups[-1].append(name)
        else:
            groups.append([name])
    return groups


def _overlaps(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in taken)


def _states(searcher: Searcher, states: Sequence[Named], audience: frozenset[str]) -> Iterator[_Name]:
    for state in states:
        ways = (searcher.documents_with(terms(name), audience=audience) for name in state.names)
        yield _Name(state.start, state.end, frozenset[str]().union(*ways))


def _others(
    searcher: Searcher, text: str, taken: Sequence[tuple[int, int]], audience: frozenset[str]
) -> Iterator[_Name]:
    """Words with capitals, where not most have one, that are no dates or peoples, nor ``taken`` as something else."""
    words = text.split()
    if sum(word[0].isupper() for word in words) > len(words) / 2:
        return
    for match in _NAME.finditer(text):
        if _overlaps(*match.span(), taken) or _DATES.match(match[0]) or _PEOPLE.search(match[0]):
            continue
        if having := _having(searcher, match[0], audience):
            yield _Name(*match.span(), having)


def _having(searcher: Searcher, name: str, audience: frozenset[str]) -> frozenset[str]:
    """Documents that have one of a name's words, or one that differs from it by no more than a spelling may."""
    found = frozenset[str]()
    for word in terms(name):
        near = searcher.words_near(word, _SLIPS, _VARIANTS, audience=audience) if len(word) >= _LONG else []
        found = found.union(*(searcher.documents_with([each], audience=audience) for each in (word, *near)))
    return found


def _is_of_another(asked: Collection[str], found: Found) -> bool:
    """Whether a passage is about other missions than those that are asked about.

    A document of no mission speaks for all of them, unless it reports on something else or is a letter; a passage
    speaks for those that it names too, or that its title does: "Letter … from the Representative of the Sudan".
    """
    card = found.document.card
    if not asked or not set(card.missions).isdisjoint(asked):
        return False
    told = {*card.missions, *_missions_told(f"{card.title}. {found.passage.context} {found.text}")}
    return (bool(told) or _speaks_for_itself(card)) and told.isdisjoint(asked)


def _speaks_for_itself(card: Card) -> bool:
    return card.authority is Authority.REPORT or LETTER.match(card.title) is not None


@lru_cache(maxsize=2048)
def _missions_told(text: str) -> tuple[str, ...]:
    """The missions that a passage names, which is kept: it may be found again."""
    return tuple(missions_in(text))


def _as_named(text: str) -> Iterator[str]:
    for mention in mentions(text):
        said = text[mention.start : mention.end]
        yield mention.mission if mention.how != "place" else said.title() if said.islower() else said
