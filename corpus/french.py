"""French questions on English documents: the field's words, word for word, into the English that is searched."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import Stemmer

from corpus.yaml_files import read_yaml

FILE = Path(__file__).with_name("french.yaml")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu)['’]", re.IGNORECASE)
_LONGEST = 6


def glossed(text: str) -> str:
    """The English words for a French text, in its order; figures, symbols and acronyms stay; empty where none is known.

    Words without an entry are left out: a French word in an English search only adds noise.
    """
    words = _WORD.findall(_ELIDED.sub(" ", text))
    stems = [_stem(word) for word in words]
    found: list[str] = []
    known = False
    at = 0
    while at < len(words):
        size = next((n for n in range(_LONGEST, 0, -1) if tuple(stems[at : at + n]) in _entries()), 0)
        if size:
            found.append(_entries()[tuple(stems[at : at + size])])
            known = True
        elif (words[at].isupper() and len(words[at]) > 1) or any(c.isdigit() for c in words[at]):
            found.append(words[at])
        at += size or 1
    return " ".join(dict.fromkeys(found)) if known else ""


@cache
def _entries() -> dict[tuple[str, ...], str]:
    """English by the stems of each French phrase."""
    rows: dict[str, list[str]] = read_yaml(FILE)
    return {
        tuple(_stem(word) for word in _WORD.findall(_ELIDED.sub(" ", phrase))): english
        for english, phrases in rows.items()
        for phrase in phrases
    }


@cache
def _stem(word: str) -> str:
    return str(Stemmer.Stemmer("french").stemWord(word.casefold()))
