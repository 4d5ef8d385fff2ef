"""From text to search terms: document symbols, numbers, acronyms and hyphenated words kept findable."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from itertools import chain

import Stemmer

STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a about above after again against all also am an and any are as at be because been before being "
        "below between both but by can could did do does doing down during each few for from further had has "
        "have having he her here hers him his how i if in into is it its itself me more most my of off on "
        "once only or other our out over own per same she so some such than that the their them then there "
        "these they this those through to too under until up upon very was we were what when where which "
        "while who whom whose why will with would you your ",
    )
)
WORD = re.compile(r"\d{1,3}(?:,\d{3})++(?:\.\d+)?|[^\W_]++(?:[-/.'\u2019\u2010\u2011][^\W_]++)*+")
DECIMAL = re.compile(r"\d+\.\d+")
INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")
JOINTS = re.compile(r"[-/.\u2010\u2011]")
HYPHENS = re.compile(r"[-\u2010\u2011]")

_stemmers = threading.local()


def terms(text: str) -> list[str]:
    """Split text into stemmed terms, in order, stop words left out.

    ``S/RES/2779`` gives itself, ``res`` and ``2779``; ``peace-keeping`` gives ``peacekeep``, ``peac`` and
    ``keep``; ``1,200`` gives ``1200``; ``U.N.`` gives ``un``. A stop word in capitals inside mixed text
    (``WHO``, ``US``) counts as an acronym.
    """
    text = unicodedata.normalize("NFKC", text)
    words = WORD.findall(text)
    if text == text.upper():  # capitals say nothing here
        words = [word.lower() for word in words]
    return list(chain.from_iterable(map(_word_terms, words)))


@lru_cache(maxsize=40_000)
def term_set(text: str) -> frozenset[str]:
    """The terms of a passage or sentence, kept for the next question that meets it."""
    return frozenset(terms(text))


@lru_cache(maxsize=65_536)
def _word_terms(word: str) -> tuple[str, ...]:
    low = word.lower()
    if low in STOP_WORDS:
        return (low,) if len(word) > 1 and word.isupper() else ()
    return _forms(low)


def _forms(word: str) -> tuple[str, ...]:
    if word[0].isdigit() and "," in word:
        return (word.replace(",", ""),)
    if INITIALS.match(word):
        return (word.replace(".", ""),)
    if DECIMAL.fullmatch(word):
        return (word,)
    word = re.sub(r"['\u2019]s?$|['\u2019](?=s$)", "", word).replace("\u2019", "'")
    pieces = [piece for piece in JOINTS.split(word) if piece]
    if len(pieces) == 1:
        return (_stem(word),)
    whole = _stem(HYPHENS.sub("", word)) if "/" not in word else HYPHENS.sub("-", word)
    parts = [_stem(piece) for piece in pieces if _counts(piece)]
    return tuple(dict.fromkeys([whole, *parts]))


def _counts(piece: str) -> bool:
    return piece not in STOP_WORDS and (len(piece) > 1 or piece.isdigit())


def _stem(word: str) -> str:
    if any(character.isdigit() for character in word):
        return word
    if not hasattr(_stemmers, "english"):
        _stemmers.english = Stemmer.Stemmer("english")
    return str(_stemmers.english.stemWord(word))
