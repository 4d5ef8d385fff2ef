"""Peace operations named in a text: by acronym, by full name, or by the place where they work.

The missions are data (``missions.yaml``). Names that only look alike stay apart because the longest name that stands
at a place wins: "South Sudan" is never the Sudan, and "Republic of the Congo" is never the Democratic Republic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from corpus.yaml_files import read_yaml

How = Literal["acronym", "name", "place"]

_WORD = re.compile(r"\w+")
_HYPHENS = "-\u2010\u2011\u2013\ufffe\u0002"
_APOSTROPHES = "'’"


class Mission(BaseModel):
    """A peace operation; ``until`` is its last year, or None while it stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    acronym: str
    name: str
    french: str = ""
    other: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    capital: str = ""
    since: int
    until: int | None = None

    @property
    def current(self) -> bool:
        """Whether the mission has no last year."""
        return self.until is None

    def stood_in(self, year: int) -> bool:
        """Whether the mission worked in any part of a year."""
        return self.since <= year <= (self.until or year)


class Mention(NamedTuple):
    """A mission, the half-open range of characters that names it, and how: a place says less than a name."""

    mission: str
    start: int
    end: int
    how: How


class _Name(NamedTuple):
    how: How
    missions: tuple[str, ...]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    missions: tuple[Mission, ...]
    apart: tuple[str, ...]


@cache
def missions() -> tuple[Mission, ...]:
    """Every mission of ``missions.yaml``, in the order of the file."""
    return _data().missions


@cache
def mission(acronym: str) -> Mission | None:
    """The mission with that acronym, in capitals or not."""
    return next((m for m in missions() if m.acronym == acronym.upper()), None)


def missions_in(text: str, when: date | None = None) -> list[str]:
    """Acronyms of the missions that a text names, each once, in order of first mention."""
    return list(dict.fromkeys(mention.mission for mention in mentions(text, when)))


def mentions(text: str, when: date | None = None) -> list[Mention]:
    """Every mention of a mission, in the order of the text.

    A place points to the missions that stood there at ``when``, to none where none did. Without ``when`` it points
    to those of today, else to the latest; several missions in one place give several mentions of the same range.
    """
    found: list[Mention] = []
    for start, end in _names_in(text):
        name = _named(text[start:end])
        if name is None:
            continue
        standing = _standing(name.missions, when) if name.how == "place" else name.missions
        found.extend(Mention(acronym, start, end, name.how) for acronym in standing)
    return found


def _names_in(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of the longest names, none overlapping; only words that begin a name are looked at closely."""
    done = 0
    for word in _WORD.finditer(text):
        pattern = _patterns().get(word[0].casefold()) if word.start() >= done else None
        match = pattern.match(text, word.start()) if pattern else None
        if match:
            done = match.end()
            yield match.span()


def _named(words: str) -> _Name | None:
    """What a matched name means; capitals count where a place is an abbreviation."""
    return _index().get(words) or _index().get(_key(words))


def _standing(acronyms: tuple[str, ...], when: date | None) -> list[str]:
    here = [m for m in missions() if m.acronym in acronyms]
    if when is not None:
        return [m.acronym for m in here if m.stood_in(when.year)]
    current = [m.acronym for m in here if m.current]
    latest = max(here, key=lambda m: m.until or 0)
    return current or [latest.acronym]


def _key(name: str) -> str:
    for hyphen in _HYPHENS:
        name = name.replace(hyphen, "-")
    return re.sub(r"\s*-\s*", "-", " ".join(name.replace("’", "'").casefold().split()))


@cache
def _data() -> _Data:
    return _Data.model_validate(read_yaml(Path(__file__).parent / "missions.yaml"))


@cache
def _names() -> tuple[tuple[str, How, str], ...]:
    """Each name, how it names, and the mission's acronym."""
    rows: list[tuple[str, How, str]] = []
    for m in missions():
        rows.append((m.acronym, "acronym", m.acronym))
        rows.extend((name, "acronym" if name.isupper() else "name", m.acronym) for name in m.other)
        rows.extend((name, "name", m.acronym) for name in (m.name, m.french) if name)
        rows.extend((place, "place", m.acronym) for place in m.places)
    return tuple(rows)


@cache
def _index() -> dict[str, _Name]:
    index: dict[str, _Name] = {}
    for name, how, acronym in _names():
        key = name if _as_written(name, how) else _key(name)
        before = index.get(key)
        index[key] = _Name(how, (*before.missions, acronym) if before else (acronym,))
    return index


def _as_written(name: str, how: str) -> bool:
    """Abbreviations of places are matched in their own case: a car is not the Central African Republic."""
    return how == "place" and len(name) <= 3


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """One pattern per first word: the names that begin with it, longest first."""
    sources: dict[str, dict[str, str]] = {}
    for name, how, _ in (*_names(), *((name, "name", "") for name in _data().apart)):
        first = _WORD.match(name)
        if first is not None:
            sources.setdefault(first[0].casefold(), {})[name] = _source(name, _as_written(name, how))
    return {word: _alternation(names) for word, names in sources.items()}


def _alternation(names: dict[str, str]) -> re.Pattern[str]:
    longest = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(names[name] for name in longest)})(?!\w)")


def _source(name: str, exact: bool) -> str:
    """A pattern in which spaces, hyphens and apostrophes may be of any kind."""
    parts = []
    for letter in name:
        if letter in _HYPHENS:
            parts.append(rf"\s?[{re.escape(_HYPHENS)}]\s?")
        elif letter in _APOSTROPHES:
            parts.append(f"[{_APOSTROPHES}]")
        else:
            parts.append(r"\s+" if letter == " " else re.escape(letter))
    source = "".join(parts)
    return source if exact else f"(?i:{source})"
