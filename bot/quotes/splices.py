"""A quotation made of pieces from different places, written as if they were one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.quotes.candidates import Candidate, Desk, coverage
from bot.quotes.judge import Quoted

_PIECE = 5
_MOST = 3
_WHOLE = 0.85


def splice(desk: Desk, quoted: Quoted, found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Up to three places whose runs of at least five words make up the quotation; empty where none do."""
    covered = [False] * len(quoted.words)
    parts: list[Candidate] = []
    while len(parts) < _MOST:
        best = max(found, key=lambda c: sum(_new(c, covered)), default=None)
        if best is None or sum(_new(best, covered)) < _PIECE:
            break
        covered = [a or b for a, b in zip(covered, _new(best, covered), strict=True)]
        parts.append(best)
    if len(parts) < 2 or coverage(desk.shelf, quoted, covered) < _WHOLE:
        return ()
    return tuple(sorted(parts, key=lambda c: c.judgement.same.index(True)))


def _new(candidate: Candidate, covered: Sequence[bool]) -> list[bool]:
    """Words that a place adds, in runs of at least five."""
    adds = [same and not known for same, known in zip(candidate.judgement.same, covered, strict=True)]
    kept = [False] * len(adds)
    start = 0
    for at in range(len(adds) + 1):
        if at == len(adds) or not adds[at]:
            if at - start >= _PIECE:
                kept[start:at] = [True] * (at - start)
            start = at + 1
    return kept
