"""Judging a quotation against one stretch of a document, word by word.

Nothing here is a matter of degree: a word is the same, or honestly edited, or the quotation is altered. How much of the
quotation is found (``coverage``) only tells an altered quotation from one that is absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from bot.quotes.align import Move, align
from bot.quotes.compare import compare
from bot.quotes.model import Change, Difference
from bot.quotes.shelf import Found, Shelf
from bot.quotes.spelling import is_sensitive
from bot.quotes.words import Kind, Word
from corpus.model import Mark

LONGEST_GAP = 150
"""How many words an ellipsis may stand for: pieces further apart are not near each other."""
_SHORT_GAP = 3
_NEAR_A_MARK = 3
_BREAK_COST, _LABEL_COST, _MARK_COST, _BRACKET_COST = 10_000.0, 0.05, 0.3, 0.2
_WORD_COST, _SOURCE_COST = 1.1, 0.6
"""A word dropped costs just more than one changed, so that what it stands for is shown; words left out cost less."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation ready to be compared: its text, its words, and for each the number of its spelling."""

    text: str
    words: tuple[Word, ...]
    numbers: tuple[int, ...]

    def cut(self, first: int, end: int) -> Quoted:
        """A part of it."""
        return Quoted(self.text, self.words[first:end], self.numbers[first:end])


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one stretch of a document makes of a quotation.

    ``found`` are the words that were lined up, from the first to the last; ``parts`` the same cut where an ellipsis
    passes over words. ``same`` tells for each word of the quotation whether it stands there.
    """

    found: Found
    parts: tuple[Found, ...]
    differences: tuple[Difference, ...]
    same: tuple[bool, ...]

    @property
    def altered(self) -> int:
        """How many differences alter the quotation."""
        return sum(not d.change.honest for d in self.differences)

    @property
    def rank(self) -> tuple[int, int]:
        """Sort key: exact before near before altered, then by the number of differences; smaller is better."""
        return self.altered, len(self.differences)


def judge(quoted: Quoted, shelf: Shelf, window: Found, text: str, marks: Sequence[Mark]) -> Judgement | None:
    """Line a quotation up with a stretch of words and judge it; None where no word of it stands there.

    ``text`` is the document's text and ``marks`` its footnote marks.
    """
    source = shelf.words(*window)
    labels = shelf.label[window.first : window.end]
    moves = _moves(quoted, shelf, window)
    hits = [m.source for m in moves if m.source is not None and m.quoted is not None and not m.gap]
    if not hits:
        return None
    differences: list[Difference] = []
    same, omitted = [False] * len(quoted.words), set[int]()
    at = source[hits[0]].start
    for is_gap, run in groupby(moves, key=lambda m: m.gap):
        for step in _runs(list(run), quoted, source, is_gap):
            ours = [quoted.words[i] for i in step.quoted]
            theirs = [source[j] for j in step.source if source[j].key and not (labels[j] and len(step.quoted) == 0)]
            before, at = at, theirs[-1].end if theirs else at
            here = {m.number for m in marks if before - 1 <= m.position <= at + _NEAR_A_MARK} if ours else set()
            change = _gap(theirs) if is_gap else compare(ours, theirs, here, shelf.knows)
            if change is Change.ELLIPSIS:
                omitted.update(step.source)
            if change is None or change.honest:
                for i in step.quoted:
                    same[i] = True
            if change is not None:
                differences.append(
                    Difference(change=change, quote=_slice(quoted.text, ours), truth=_slice(text, theirs))
                )
    found = Found(window.first + hits[0], window.first + hits[-1] + 1)
    places = tuple(Found(window.first + first, window.first + end) for first, end in _parts(hits, omitted))
    return Judgement(found, places, tuple(differences), tuple(same))


@dataclass(frozen=True, slots=True)
class _Run:
    quoted: tuple[int, ...]
    source: tuple[int, ...]


def _moves(quoted: Quoted, shelf: Shelf, window: Found) -> list[Move]:
    source = shelf.spelling[window.first : window.end]
    labels = shelf.label[window.first : window.end]
    adding = np.where(source < 0, _BREAK_COST, np.where(labels > 0, _LABEL_COST, _SOURCE_COST))
    dropping = np.array([_dropping(word) for word in quoted.words])
    gaps = np.array([word.kind is Kind.GAP for word in quoted.words], dtype=np.bool_)
    return align(np.array(quoted.numbers, dtype=np.int32), source, dropping, adding, gaps)


def _dropping(word: Word) -> float:
    """What it costs to pass over a word of the quotation: little for what may be a mark or an insertion."""
    if word.bracket:
        return _BRACKET_COST
    return _MARK_COST if word.kind is Kind.RAISED or word.key.isdecimal() else _WORD_COST


def _runs(moves: Sequence[Move], quoted: Quoted, source: Sequence[Word], is_gap: bool) -> Iterator[_Run]:
    """Moves in groups: equal words one by one, all between two of them together."""
    if is_gap:
        yield _Run(
            tuple(m.quoted for m in moves if m.quoted is not None and m.source is None),
            tuple(m.source for m in moves if m.source is not None),
        )
        return
    for equal, run in groupby(moves, key=lambda m: _equal(m, quoted, source)):
        group = list(run)
        steps = [[move] for move in group] if equal else [group]
        for step in steps:
            yield _Run(
                tuple(m.quoted for m in step if m.quoted is not None),
                tuple(m.source for m in step if m.source is not None),
            )


def _equal(move: Move, quoted: Quoted, source: Sequence[Word]) -> bool:
    if move.quoted is None or move.source is None:
        return False
    return quoted.words[move.quoted].key == source[move.source].key


def _gap(passed: Sequence[Word]) -> Change | None:
    """What an ellipsis does: it may not swallow a "not" or a "may" by itself, nor reach too far."""
    if not passed:
        return Change.ELLIPSIS
    short = len(passed) <= _SHORT_GAP and any(is_sensitive(word.key) for word in passed)
    return Change.SWALLOWED if short or len(passed) > LONGEST_GAP else Change.ELLIPSIS


def _parts(hits: Sequence[int], omitted: Set[int]) -> list[tuple[int, int]]:
    """The stretches between honest ellipses, from the first to the last word that was lined up in each."""
    parts: list[tuple[int, int]] = []
    for hit in hits:
        if parts and not any(j in omitted for j in range(parts[-1][1], hit)):
            parts[-1] = (parts[-1][0], hit + 1)
        else:
            parts.append((hit, hit + 1))
    return parts


def _slice(text: str, words: Sequence[Word]) -> str:
    """From the first to the last of some words, as they stand in their text."""
    return " ".join(text[words[0].start : words[-1].end].split()) if words else ""
