"""A quotation and its true words in runs, each with the change that it belongs to: what every surface colours."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.quotes.model import Change, Check, Difference
from prompts import word

_AROUND, _WORDS = 160, 24


class Run(NamedTuple):
    """A piece of text; ``change`` is None where both sides are the same."""

    text: str
    change: Change | None = None


def quoted_runs(check: Check) -> list[Run]:
    """The quotation on one line, cut where it differs."""
    return _runs(" ".join(check.quote.split()), [(d.change, d.quote) for d in check.differences])


def true_runs(check: Check) -> list[Run]:
    """The true words on one line, cut where the quotation differs."""
    return _runs(" ".join(check.truth.split()), [(d.change, d.truth) for d in check.differences])


def _runs(text: str, marked: list[tuple[Change, str]]) -> list[Run]:
    runs: list[Run] = []
    at = 0
    for change, piece in marked:
        found = text.find(piece, at) if piece and change is not Change.JOINED else -1
        if found >= 0:
            runs += [Run(text[at:found]), Run(piece, change)]
            at = found + len(piece)
    return [run for run in (*runs, Run(text[at:])) if run.text]


def context(text: str, *, ending: bool) -> str:
    """What stands around the true words, on one line, its far end cut to about a line and a half."""
    line = re.sub(r"\s+", " ", text)
    words = line.split(" ")
    if len(line) <= _AROUND:
        return line
    kept = words[-_WORDS:] if ending else words[:_WORDS]
    return f"{word('cut')} {' '.join(kept)}" if ending else f"{' '.join(kept)} {word('cut')}"


def told(difference: Difference) -> str:
    """One difference in words: what was changed into what."""
    label = word(f"change_{difference.change.name.lower()}")
    if difference.change is Change.JOINED:
        return label
    if difference.quote and difference.truth:
        return f"{label}: “{difference.quote}” – {word('quote_reads')} “{difference.truth}”"
    return f"{label}: “{difference.quote or difference.truth}”"
