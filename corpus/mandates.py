"""Whose mandate a resolution extends, and until when, as its operative paragraphs say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from corpus.dates import date_in
from corpus.missions import mentions
from corpus.model import Block, BlockKind

_EXTENDS = re.compile(
    r"^\W*(?:decides?\s+(?:to\s+(?:extend|renew)|that\s+the\s+mandate)|extends|renews)\b[^;]*?\bmandates?\b[^;]*", re.I
)
_UNTIL = re.compile(r"\b(?:until|to|through)\s+(\d{1,2}\s+\w+\s+\d{4})", re.IGNORECASE)
_NEAR = 60
_OF = re.compile(r"\bmandates?\s+of\s+(?:the\s+)?(.{2,160})", re.IGNORECASE | re.DOTALL)


def extended(text: str, blocks: Sequence[Block], missions: Sequence[str]) -> tuple[tuple[str, date], ...]:
    """Missions with the last day of their mandate; ``missions`` are the document's own, for one that names none."""
    found: dict[str, date] = {}
    for paragraph in _operative(text, blocks):
        said = _EXTENDS.match(paragraph)
        until = _UNTIL.search(paragraph, said.start()) if said else None
        last = date_in(until[1]) if until else None
        if said is None or until is None or last is None:
            continue
        of = _OF.search(paragraph[: until.start()])
        named = [m.mission for m in mentions(of[1]) if m.how != "place" and m.start < _NEAR][:1] if of else []
        for mission in named or (missions if len(missions) == 1 and of is None else ()):
            found[mission] = max(last, found.get(mission, last))
    return tuple(found.items())


def _operative(text: str, blocks: Sequence[Block]) -> Iterator[str]:
    """Numbered paragraphs and their items, each on one line, without their number."""
    for block in blocks:
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and block.label:
            line = " ".join(text[block.start : block.end].split())
            yield re.sub(r"^(?:\d+|\([a-z]+\))\.?\s+", "", line)
