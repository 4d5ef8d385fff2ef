"""Typing mistakes: a word that no document holds is searched as the one that was meant, and the asker is told."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile

from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import extract

from index import Searcher
from index.terms import STOP_WORDS, terms

_WORD = re.compile(r"(?<![\w/.'’-])[^\W\d_]+(?![\w/'’-])")
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s)\W*$")
_BRITISH = re.compile(r"is(e[sd]?|ing|ations?)$")
_ON_A_PHONE = re.compile(
    r"(?:what|where|who|how|when|that|there|here|let|it)s|(?:ca|do|wo|is|are|was|were|does|did|has|have|had|should|could|"
    r"would|must|need)nt|(?:you|they)re|(?:they|we)ve|(?:they|it)ll"
)
"""Words that are typed without their apostrophe and tell a search nothing."""
_SHORTENED = {"nite": "night", "nites": "nights", "tonite": "tonight", "thru": "through", "mtgs": "meetings"}
_SHORTEST = 4
_SHORT = 6
_NEAR = 12


@dataclass(frozen=True, slots=True)
class Correction:
    """One word as it was typed, and as it is searched."""

    typed: str
    meant: str


def corrected(text: str, searcher: Searcher, audience: frozenset[str]) -> tuple[str, tuple[Correction, ...]]:
    """The text with its slips mended, and what was changed.

    A word is touched only where no document that the audience may see holds it, it is no common or field word, no
    acronym and no name, and one of up to two slips away (one in words of six letters or fewer) stands in a document.
    """
    found: list[Correction] = []

    def mend(match: re.Match[str]) -> str:
        word = match[0]
        if word[0].isupper() and not _SENTENCE_START.search(text[: match.start()]):
            return word
        meant = _meant(word, searcher, audience)
        if not meant:
            return word
        found.append(Correction(word, meant))
        return meant

    return _WORD.sub(mend, text), tuple(dict.fromkeys(found))


def _meant(word: str, searcher: Searcher, audience: frozenset[str]) -> str:
    """The word that was meant; empty where there is none, or none is needed."""
    low = word.casefold()
    if (
        len(low) < _SHORTEST
        or any(c.isupper() for c in word[1:])
        or low in STOP_WORDS
        or _ON_A_PHONE.fullmatch(low)
        or low in searcher.vocabulary.words
    ):
        return ""
    known = searcher.embedder.words()
    if low in known or searcher.knows(_stem(low), audience=audience):
        return ""
    if low in _SHORTENED:
        return _SHORTENED[low]
    american = _BRITISH.sub(r"iz\1", low)
    if american != low and searcher.knows(_stem(american), audience=audience):
        return american
    field = searcher.vocabulary.words
    near = [each for each in _near(low, _most(low), known, field) if searcher.knows(_stem(each), audience=audience)]
    stems = searcher.words_near(_stem(low), _most(_stem(low)), _NEAR, audience=audience)
    near += [word for word in (_word_of(stem, known, field) for stem in stems) if word]
    ranked = sorted(
        set(near), key=lambda each: (_slips(low, each), each[0] != low[0], -JaroWinkler.similarity(low, each))
    )
    fit = [each for each in ranked if each[0] == low[0] or _slips(low, each) == 1]
    return fit[0] if fit else ""


def _most(word: str) -> int:
    """How many slips a word may have: its letters tell, and a stem has fewer."""
    return 1 if len(word) <= _SHORT else 2


def _word_of(stem: str, known: frozenset[str], field: frozenset[str]) -> str:
    """A word to show for a stem that documents hold: itself where it is one, else the shortest with that stem.

    A stem that no word is known for is a name, and stands as it is, unless it was cut: "continu" is no word.
    """
    if stem in known or stem in field:
        return stem
    words = _dictionary(known, field)
    at, begins = bisect_left(words, stem[:-1]), stem[:-1]
    alike = takewhile(lambda word: word.startswith(begins), islice(words, at, None))
    whole = min((word for word in alike if _stem(word) == stem), key=len, default="")
    return whole or (stem if _stem(stem) == stem else "")


def _slips(low: str, other: str) -> int:
    """How many slips lead from a word to another one, or to its stem: letters too many, too few, wrong or swapped."""
    return min(OSA.distance(low, other), OSA.distance(_stem(low), other))


def _near(low: str, most: int, known: frozenset[str], field: frozenset[str]) -> Iterator[str]:
    """Common words and words of the field at most so many slips away."""
    for each, _, _ in extract(low, _dictionary(known, field), scorer=OSA.distance, score_cutoff=most, limit=_NEAR):
        yield each


@lru_cache(maxsize=2)
def _dictionary(known: frozenset[str], field: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(word for word in known | field if len(word) >= _SHORTEST and word.isalpha()))


def _stem(low: str) -> str:
    return next(iter(terms(low)), low)


def glossed(text: str, searcher: Searcher, audience: frozenset[str]) -> str:
    """The question with another name behind each one that no visible document uses, where one uses the other.

    "JMAC" is followed by "(Joint Mission Analysis Centre)" where documents spell it out: the search knows both names,
    the reader does not.
    """
    vocabulary = searcher.vocabulary

    def used(name: str) -> bool:
        words = terms(name)
        return bool(words) and all(searcher.knows(word, audience=audience) for word in words)

    for match in reversed(vocabulary.find(text)):
        concept = match.concept
        in_a_symbol = "/" in (text[match.end : match.end + 1], text[match.start - 1 : match.start])
        if concept.kind == "plain" or in_a_symbol or used(text[match.start : match.end]):
            continue
        other = next((name for name in (concept.label, *concept.names) if used(name)), "")
        if other:
            text = f"{text[: match.end]} ({other}){text[match.end :]}"
    return text
