"""States, and areas that people name like one, in a text: by any of their names, adjectives or capitals.

They are data (``states.yaml``). The longest name that stands at a place wins: "South Sudan" is never the Sudan.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from corpus.yaml_files import read_yaml

_SHORT = 4
"""Names of fewer letters are abbreviations, which count in capitals alone."""


class Named(NamedTuple):
    """A State as a text names it (half-open range of characters), and every name that it goes by.

    A name of two States ("Congo") brings the names of both.
    """

    start: int
    end: int
    names: tuple[str, ...]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    cased: frozenset[str]
    states: tuple[tuple[str, ...], ...]


def states_in(text: str) -> list[Named]:
    """Every State that a text names, in the order of the text, as often as it does."""
    found = (Named(*match.span(), _names_of(match[0])) for match in _pattern().finditer(text))
    return [each for each in found if each.names]


@cache
def _data() -> _Data:
    return _Data.model_validate(read_yaml(Path(__file__).with_name("states.yaml")))


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted({name for state in _data().states for name in state}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)


@cache
def _index() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for state in _data().states:
        for name in state:
            found[name.casefold()] = (*found.get(name.casefold(), ()), *state)
    return found


@cache
def _written() -> frozenset[str]:
    return frozenset(name for state in _data().states for name in state)


@cache
def _common() -> frozenset[str]:
    return frozenset(word.casefold() for word in _data().cased)


def _names_of(said: str) -> tuple[str, ...]:
    """All names of what is named so; none where small letters make another word of it."""
    abbreviated = len(said) < _SHORT or (said.islower() and said in _common())
    if abbreviated and said not in _written():
        return ()
    return tuple(dict.fromkeys(_index()[said.casefold()]))
