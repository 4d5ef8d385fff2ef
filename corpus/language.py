"""The language of a text, by its script and its commonest words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

_SAMPLE = 20_000
_WORDS = re.compile(r"[^\W\d_]+")
_COMMON = {
    "en": "the of and to in that for on by with was is are be from this which has have",
    "fr": "le la les des et du dans que pour par sur avec est sont une au aux ce cette qui",
    "es": "el la los las de y en que por para con del es son una al se su esta este",
    # Not told apart further, but kept from being taken for one of those above.
    "other": "der die und das den mit von o os as e em do da dos não il di che per della gli",
}
_FUNCTION = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_ENOUGH = 0.06
_FEW = 40


def language_of(text: str) -> str:
    """``en``, ``fr``, ``es``, ``ar``, or ``other``; judged on the first 20,000 characters."""
    sample = text[:_SAMPLE]
    letters = [letter for letter in sample if letter.isalpha()]
    if not letters:
        return "other"
    if sum("\u0600" <= letter <= "\u06ff" or "\ufb50" <= letter <= "\ufeff" for letter in letters) > len(letters) / 2:
        return "ar"
    words = [word.casefold() for word in _WORDS.findall(sample)]
    shares = {language: sum(word in known for word in words) / len(words) for language, known in _FUNCTION.items()}
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] >= _ENOUGH else "other"


def other_script(letters: Iterable[str]) -> str:
    """The script of most of a page's letters where that is not the Latin one ("Arabic"); else an empty string."""
    count = Counter(_script(letter) for letter in letters if letter.isalpha())
    script, most = next(iter(count.most_common(1)), ("", 0))
    return "" if script == "Latin" or most < _FEW or 2 * most <= count.total() else script


@cache
def _script(letter: str) -> str:
    """The first word of a character's Unicode name, which is its script for letters."""
    return unicodedata.name(letter[:1], "").split(" ")[0].title()
