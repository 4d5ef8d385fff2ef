"""Finding thousands of phrases in a text at once, however they are hyphenated, spaced, spelt or pluralised.

A phrase is a run of words. Two words are the same if they agree without regard to case, accents, a final plural or
possessive *s*, and British or American spelling. Between the words of a phrase a text may have spaces, one hyphen,
dash, slash or apostrophe; a comma or colon only if the phrase itself has one. Words are walked through a trie,
so the time grows with the text and not with the number of phrases.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

Value = TypeVar("Value")

_WORD = re.compile(r"[^\W_]+(?:['’]s(?![^\W_]))?")
_GAP = re.compile(r"\s*[-\u2010\u2011\u2013/'’]?\s*")
_COMMA = re.compile(r"\s*[,:]\s*")
_POSSESSIVE = re.compile(r"['’]s$")
_SPELLINGS = (
    (re.compile(r"advisor"), "adviser"),
    (re.compile(r"is(ation|e|ed|es|er|ing)(s?)$"), r"iz\1\2"),
    (re.compile(r"centre"), "center"),
    (re.compile(r"defence"), "defense"),
    (re.compile(r"programme"), "program"),
    (re.compile(r"(lab|neighb|behavi)our"), r"\1or"),
)
_SHOUTED_WORDS = 4
_END = ""


class Found(NamedTuple, Generic[Value]):
    """A phrase that a text holds: the value it was added with, and the half-open range of characters."""

    value: Value
    start: int
    end: int
    phrase: str


class _Entry(NamedTuple, Generic[Value]):
    phrase: str
    value: Value
    as_written: bool
    commas: bool


@lru_cache(maxsize=65_536)
def key(word: str) -> str:
    """The form under which a word is compared: two words are the same if their keys are.

    ``JMACs``, ``jmac`` and ``JMAC's`` have one key; so have ``organisation`` and ``organizations``. Words of up to
    three letters keep their *s* (``DOS`` is not ``do``), except a small one after capitals (``FCs``, ``FPUs``).
    """
    bare = _POSSESSIVE.sub("", word)
    if len(bare) > 2 and bare[-1] == "s" and bare[:-1].isupper():
        bare = bare[:-1]
    folded = "".join(c for c in unicodedata.normalize("NFKD", bare.casefold()) if not unicodedata.combining(c))
    singular = _singular(folded)
    for pattern, spelling in _SPELLINGS:
        singular = pattern.sub(spelling, singular)
    return singular


def keys(text: str) -> tuple[str, ...]:
    """The keys of a text's words, in order; spaces and punctuation count for nothing."""
    return tuple(key(word) for word in _WORD.findall(text))


class PhraseBook(Generic[Value]):
    """Phrases, each with a value; one phrase may have several values.

    ``as_written`` holds the phrases whose form matters: those in capitals do not count in small letters (``CAR``), and
    those in small letters count in neither singular nor possessive if they are plurals (``locals``).
    """

    def __init__(self, as_written: Container[str] = ()) -> None:
        self._root: dict[str, Any] = {}
        self._as_written = as_written

    def add(self, phrase: str, value: Value) -> None:
        """Let ``phrase`` stand for ``value``; a phrase without a word is a ValueError."""
        node = self._root
        words = keys(phrase)
        if not words:
            raise ValueError("a phrase needs at least one letter or digit")
        for word in words:
            node = node.setdefault(word, {})
        entries: list[_Entry[Value]] = node.setdefault(_END, [])
        if all(entry.value != value for entry in entries):
            entries.append(_Entry(phrase, value, phrase in self._as_written, "," in phrase or ":" in phrase))

    def find(self, text: str) -> Iterator[Found[Value]]:
        """What the text holds, from left to right: the longest phrase at each place, and no two that overlap.

        A phrase with several values is found once for each of them.
        """
        words = list(_WORD.finditer(text))
        forms = [key(word[0]) for word in words]
        shouted = len(words) >= _SHOUTED_WORDS and text.isupper()
        behind = [*forms[1:], ""]
        at = 0
        while at < len(words):
            node = self._root.get(forms[at])
            if node is None or (_END not in node and behind[at] not in node):
                at += 1
                continue
            last, entries = self._longest(text, words, forms, at, shouted)
            start, end = words[at].start(), words[last].end()
            for entry in entries:
                yield Found(entry.value, start, end, entry.phrase)
            at = last + 1

    def _longest(
        self, text: str, words: list[re.Match[str]], forms: list[str], first: int, shouted: bool
    ) -> tuple[int, list[_Entry[Value]]]:
        """The last word of the longest phrase that begins at word ``first``, and its entries, if there are any."""
        node, commas = self._root, False
        best: tuple[int, list[_Entry[Value]]] = (first, [])
        for at in range(first, len(words)):
            if forms[at] not in node:
                break
            if at > first:
                gap = text[words[at - 1].end() : words[at].start()]
                if not _GAP.fullmatch(gap):
                    if not _COMMA.fullmatch(gap):
                        break
                    commas = True
            node = node[forms[at]]
            if _END in node:
                slice_ = text[words[first].start() : words[at].end()]
                entries = [e for e in node[_END] if (e.commas or not commas) and _is_as_written(e, slice_, shouted)]
                best = (at, entries) if entries else best
        return best


def _is_as_written(entry: _Entry[Value], found: str, shouted: bool) -> bool:
    """Whether the phrase may be meant, if its form matters; in a shouted text capitals say nothing."""
    if not entry.as_written:
        return True
    if entry.phrase.isupper():
        return not shouted and re.sub(r"['’]?s$", "", found) == entry.phrase
    return found.casefold() == entry.phrase


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]
