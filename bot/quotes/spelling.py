"""Two spellings of one word, and words that change what a sentence says; the data is ``spelling.yaml``.

A word's *spelling key* is the same for its British and its American form. It serves to find and to line up; whether
two words are the same is always decided by their letters first.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.quotes.words import bare
from corpus.yaml_files import read_yaml

_SHORTEST = 7


class Spelling(BaseModel):
    """The table as it stands in the file: in each pair the first is written for the second."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    endings: tuple[tuple[str, str], ...]
    beginnings: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, str], ...]
    joined: tuple[tuple[str, str], ...]
    sensitive: frozenset[str]
    pronouns: frozenset[str]


@cache
def table() -> Spelling:
    """The table, read once."""
    return Spelling.model_validate(read_yaml(Path(__file__).with_name("spelling.yaml")))


@lru_cache(maxsize=200_000)
def spelling_key(key: str) -> str:
    """The key that a word shares with its other spelling: "prioritised" and "prioritized" have one."""
    key = bare(key)
    if not key.isalpha():
        return key
    if key in _words():
        return _words()[key]
    if len(key) >= _SHORTEST:
        key = _ended(key)
    return _begun(key)


def is_sensitive(key: str) -> bool:
    """Whether a word changes what a sentence says: a negation, a modal verb, a quantity, a number."""
    return key in table().sensitive or any(c.isdigit() for c in key) or key.endswith("n't")


def is_pronoun(key: str) -> bool:
    """Whether a word only points to something named elsewhere."""
    return key in table().pronouns


def joined(squeezed: str) -> str:
    """A run of letters with words that may be written apart in one form."""
    return _joined().get(squeezed, squeezed)


def is_joined(squeezed: str) -> bool:
    """Whether a run of letters is a word that may be written apart."""
    return squeezed in _joined().keys() | set(_joined().values())


def _ended(key: str) -> str:
    for written, other in table().endings:
        if key.endswith(other):
            return key[: -len(other)] + written
    return key


def _begun(key: str) -> str:
    begins = _beginning().match(key)
    return _beginnings()[begins[0]] + key[begins.end() :] if begins else key


@cache
def _words() -> dict[str, str]:
    return {other: written for written, other in table().words}


@cache
def _beginnings() -> dict[str, str]:
    """By beginning; "fulfil" is not rewritten where "fulfill" stands already."""
    pairs = {other: written for written, other in table().beginnings}
    return pairs | {written: written for written in pairs.values() if written not in pairs}


@cache
def _beginning() -> re.Pattern[str]:
    """Any beginning, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, _beginnings()), key=len, reverse=True)))


@cache
def _joined() -> dict[str, str]:
    return {apart.replace(" ", ""): written for written, apart in table().joined}
