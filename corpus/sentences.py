"""Sentences of a text as slices: full stops that end nothing (abbreviations, numbers, symbols) are passed over."""

from __future__ import annotations

import re

from corpus.model import Span

_END = re.compile(r"([.!?…]+|;(?=\s+[A-Z(•]))[\"'”’»)\]]*(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|St|No|Nos|Art|para|paras|pp?|vol|vols|chap|sect|sects|ch|ed|eds|fig|figs"
    r"|cf|vs|viz|al|etc|approx|i\.e|e\.g|a\.m|p\.m|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Add|Corr|Rev|Ibid|U\.S|U\.N|A\.C|D\.C|incl|est)"
    r"|(?:^|\s)[A-Z]|\b[A-Z]\.[A-Z]|(?:^|\s)\(?[a-z])\.$",
)
_KEEP_ENDING = re.compile(r"\b(?:etc|al|a\.m|p\.m|U\.S|U\.N)\.$")
_LABEL_ONLY = re.compile(r"^\s*(?:[•*·-]\s+)?(?:\d{1,3}|[A-Za-z]|[ivxlIVXL]{1,6})\.$")


def sentences_of(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Sentences of ``text[start:end]`` as spans of ``text``, trimmed of white space, in order."""
    found: list[Span] = []
    begin = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if stop < end and not _ends(text, begin, stop, end):
            continue
        span = _trim(text, begin, stop)
        if span is not None:
            found.append(span)
        begin = stop
    rest = _trim(text, begin, end)
    if rest is not None:
        found.append(rest)
    return tuple(found)


def _ends(text: str, begin: int, stop: int, end: int) -> bool:
    """Whether the stop at ``stop`` ends a sentence, by what stands on both sides of it."""
    before, after = text[begin:stop], text[stop:end].lstrip()
    if not after:
        return True
    if _LABEL_ONLY.match(before):
        return False
    if before.endswith(".") and _ABBREVIATION.search(before[-14:]):
        return bool(_KEEP_ENDING.search(before)) and after[0].isupper() and not after[:2].isupper()
    first = after.lstrip("\"'“‘«([")[:1]
    return not first or first.isupper() or first.isdigit() or first in "•–—"


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else None
