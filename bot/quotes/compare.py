"""Whether a run of words of a quotation is the same as a run of a document's, and if not, in what it differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from itertools import pairwise, product

from bot.quotes.model import Change
from bot.quotes.spelling import is_joined, is_pronoun, is_sensitive, joined, spelling_key
from bot.quotes.words import Joint, Word, bare

Knows = Callable[[str], bool]

_LONGEST_STAND_IN = 3
_SHORT_WORD = 3
_DIGITS = re.compile(r"\d+(?:[.:]\d+)*")


def compare(ours: Sequence[Word], theirs: Sequence[Word], marks: Set[str], knows: Knows) -> Change | None:
    """What the quotation's run differs in; None where it is the same.

    ``marks`` are the footnote marks that stand at this place of the document. ``knows`` tells whether a word stands in
    any document: a blank may be missing or too many only where that makes no other word.
    """
    ours = _without_marks(ours, theirs, marks)
    if not ours and not theirs:
        return None
    if not any(word.bracket for word in ours):
        return _plainly(ours, theirs, knows)
    kept = _plainly(ours, theirs, knows)
    if kept is None:
        return None
    outside = [word for word in ours if not word.bracket]
    inside = [word for word in ours if word.bracket]
    rest = _plainly(outside, theirs, knows)
    if (rest is None or rest.honest) and not any(_is_weighty(word) for word in inside):
        return Change.INSERTED
    return Change.INSERTED if not outside and _stands_in(inside, theirs) else Change.CHANGED if theirs else Change.ADDED


def _plainly(ours: Sequence[Word], theirs: Sequence[Word], knows: Knows) -> Change | None:
    """The difference of two runs without regard to brackets."""
    if not ours or not theirs:
        return (Change.ADDED if ours else Change.LEFT_OUT) if ours or theirs else None
    left, right = "".join(w.key for w in ours), "".join(w.key for w in theirs)
    if left == right and len(ours) != len(theirs) and is_joined(left):
        return Change.SPELLING
    if left == right:
        return None if _joints_agree(ours, theirs, knows) else Change.CHANGED
    if _spelt(ours) == _spelt(theirs) and _accents_agree(ours, theirs):
        return Change.SPELLING
    return Change.CHANGED


def _spelt(words: Sequence[Word]) -> str:
    return joined("".join(spelling_key(word.key) for word in words))


def _accents_agree(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether accents differ, if at all, only in that one side has none in a longer word ("Côte", "Cote")."""
    left, right = "".join(w.key for w in ours), "".join(w.key for w in theirs)
    if left.isascii() and right.isascii():
        return True
    if bare(left) != bare(right):
        return bare(left) == left and bare(right) == right
    return (left == bare(left) or right == bare(right)) and len(left) > _SHORT_WORD


def _joints_agree(ours: Sequence[Word], theirs: Sequence[Word], knows: Knows) -> bool:
    """Whether the same letters are the same words: numbers apart, and a blank that differs makes no other word."""
    if _numbers(ours) != _numbers(theirs):
        return False
    left, right = _cuts(ours), _cuts(theirs)
    return all(
        joint is Joint.TIGHT or _is_slip(side, cut, knows)
        for side, own, other in ((ours, left, right), (theirs, right, left))
        for cut, joint in own.items()
        if cut not in other
    )


def _cuts(words: Sequence[Word]) -> dict[int, Joint]:
    """Where words begin, in letters from the run's beginning, without the first."""
    cuts: dict[int, Joint] = {}
    at = 0
    for before, word in pairwise(words):
        at += len(before.key)
        cuts[at] = word.joint
    return cuts


def _numbers(words: Sequence[Word]) -> list[str]:
    return [number for word in words for number in _DIGITS.findall(word.key)]


def _is_slip(words: Sequence[Word], cut: int, knows: Knows) -> bool:
    """Whether a blank at a cut only splits or joins by mistake: both parts long, harmless and not both words."""
    at = 0
    for before, word in pairwise(words):
        at += len(before.key)
        if at == cut:
            parts = (before.key, word.key)
            whole = before.key + word.key
            if min(map(len, parts)) < _SHORT_WORD or any(is_sensitive(part) for part in parts):
                return False
            return not all(map(knows, parts)) if knows(whole) else True
    return False


def _without_marks(ours: Sequence[Word], theirs: Sequence[Word], marks: Set[str]) -> list[Word]:
    """The quotation's words without footnote marks that stand at this place of the document."""
    if not marks:
        return list(ours)
    return [word._replace(key=_stem(word.key, theirs, marks)) for word in ours if not _is_mark(word.key, marks)]


def _is_mark(key: str, marks: Set[str]) -> bool:
    return all(part in marks for part in key.split("."))


def _stem(key: str, theirs: Sequence[Word], marks: Set[str]) -> str:
    """The word before a mark that grew into it ("civilians22", "2018.22"), else the word as it is."""
    for source, number in product(theirs, marks):
        glued = source.key[-1:].isdigit()
        if key == f"{source.key}.{number}" or (key == source.key + number and not glued):
            return source.key
    return key


def _is_weighty(word: Word) -> bool:
    """Whether a word may not be added even in brackets."""
    return is_sensitive(word.key) and not any(c.isdigit() for c in word.key)


def _stands_in(inside: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether bracketed words stand for pronouns and articles of the document alone."""
    harmless = all(is_pronoun(word.key) for word in theirs) and not any(_is_weighty(word) for word in inside)
    return harmless and len(theirs) <= _LONGEST_STAND_IN
