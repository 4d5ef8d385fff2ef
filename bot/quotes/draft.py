"""A draft's quotations and references: where each begins, and which reference goes with which quotation.

Quotation marks are curly, straight or guillemets; a block of lines that begin with ">" or are indented is one
quotation. A mark that never closes ends its quotation with its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.quotes.places import places_in, spans_of_places
from bot.quotes.references import SHORT_RESOLUTION
from corpus.cited import cited_documents
from corpus.sentences import sentences_of

_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")
_PAIRS = {"“": "”", "„": "“”", "«": "»", "‟": "”"}
_BLOCK = re.compile(r"(?:^(?:> ?| {4,}|\t)\S.*\n?)+", re.MULTILINE)
_NOT_A_QUOTATION = re.compile(r"\s*(?:[•*·▪–-]|\(?\w{1,4}[.)])\s")
_BEHIND = re.compile(r"[”\"»’']?\s*[,.;:]?\s*[\d⁰¹²³⁴-⁹]{0,3}\s*\((?P<inside>(?:[^()]|\([^()]*\)){2,160})\)")
_KINDS = "brief|policy|report|letter|note|review|plan|summary|handbook|resolution|declaration|guidance|strategy|code"
_KIND = re.compile(
    rf"\b(?:the|our|its|in)\s+(?P<name>(?:[\w’'-]+\s+){{0,6}}?(?:{_KINDS})(?:\s+(?:{_KINDS}))?"
    r"(?:\s+(?:of|dated)\s+\d{1,2}\s+\w+\s+\d{4})?)\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"(?<![\w’'])[‘'](?=\w)((?:[^‘’'\n]|(?<=\w)[’'](?=\w))+)[’'](?!\w)")
_WORDS_IN_SINGLE = 3
_PLACE_BEHIND = re.compile(r"[\s,(]*(?:in\s+|at\s+)?")
_PLACE_BEFORE = re.compile(r"\s+(?:of|in|to)\s+(?:the\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A quotation or a reference in a draft, ``text[start:end]``.

    ``claims`` are the references that may go with a quotation, the likeliest first; a name such as "the brief" may mean
    nothing. ``closed`` is False where its quotation mark never closes.
    """

    is_quotation: bool
    start: int
    end: int
    claims: tuple[str, ...] = ()
    closed: bool = True


def parts_of(text: str) -> list[Part]:
    """Every quotation and every reference outside of one, in the order of the draft."""
    blocks = [m for m in _BLOCK.finditer(text) if not _NOT_A_QUOTATION.match(m[0].lstrip("> \t"))]
    found = [Part(True, m.start(), m.end()) for m in blocks]
    for paragraph in _PARAGRAPH.finditer(text):
        if not any(b.start() <= paragraph.start() < b.end() for b in blocks):
            found += _quotations(text, paragraph.start(), paragraph.end())
    quotations = sorted(found, key=lambda part: part.start)
    named = references_in(text)
    outside = [(a, b) for a, b in named if not any(q.start <= a < q.end for q in quotations)]
    claimed = [_with_claim(text, q, outside) for q in quotations]
    return sorted([*claimed, *(Part(False, a, b) for a, b in outside)], key=lambda part: part.start)


def references_in(text: str) -> list[tuple[int, int]]:
    """Where a text names a document by symbol, number or known name, with the place that stands beside it."""
    named = sorted(
        {(m.start, m.end) for m in cited_documents(text)} | {m.span() for m in SHORT_RESOLUTION.finditer(text)}
    )
    places = spans_of_places(text)
    found: list[tuple[int, int]] = []
    for start, end in named:
        for a, b in places:
            if a >= end and _PLACE_BEHIND.fullmatch(text, end, a):
                end = b
            elif b <= start and _PLACE_BEFORE.fullmatch(text, b, start):
                start = a
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def _quotations(text: str, start: int, end: int) -> Iterator[Part]:
    """Quotations of one paragraph, the outermost of nested ones."""
    at = start
    while at < end:
        mark = text[at]
        if mark in _PAIRS or (mark == '"' and _opens(text, at)):
            stop = _close(text, at, end)
            yield Part(True, at, end if stop < 0 else stop + 1, closed=stop >= 0)
            at = end if stop < 0 else stop + 1
        elif mark in "‘'" and (single := _SINGLE.match(text, at, end)):
            if len(single[1].split()) >= _WORDS_IN_SINGLE:
                yield Part(True, *single.span())
                at = single.end()
            else:
                at += 1
        else:
            at += 1


def _opens(text: str, at: int) -> bool:
    """Whether a straight mark begins a quotation: nothing or a blank stands before it, a letter behind."""
    before, behind = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return (not before or before.isspace() or before in "([{—–-/") and bool(behind.strip())


def _close(text: str, at: int, end: int) -> int:
    """Where a quotation's mark closes, or -1; inner quotations of the same kind are passed over."""
    opening, depth = text[at], 0
    closing = _PAIRS.get(opening, '"')
    for i in range(at + 1, end):
        if opening != '"' and text[i] == opening and opening not in closing:
            depth += 1
        elif text[i] in closing and (opening != '"' or text[i - 1 : i].strip()):
            if not depth:
                return i
            depth -= 1
    return -1


def _with_claim(text: str, part: Part, named: Sequence[tuple[int, int]]) -> Part:
    """A quotation with its references: in brackets right behind it, then those of its sentence, the nearest first."""
    behind = _BEHIND.match(text, part.end - 1 if text[part.end - 1 : part.end] in "”\"»’'" else part.end)
    inside = behind["inside"] if behind else ""
    reads = references_in(inside) or places_in(inside) or _KIND.search(f"the {inside}")
    start, end = _sentence(text, part)
    near = [(a, b) for a, b in named if start <= a and b <= end]
    near += [m.span("name") for m in _KIND.finditer(text, start, end) if not part.start <= m.start() < part.end]
    near.sort(key=lambda span: span[0] - part.end if span[0] >= part.end else part.start - span[1])
    claims = [*([inside] if reads else []), *(text[a:b] for a, b in near)]
    return replace(part, claims=tuple(dict.fromkeys(" ".join(claim.split()) for claim in claims)))


def _sentence(text: str, part: Part) -> tuple[int, int]:
    """The sentence around a quotation; a lead-in that ends in a colon belongs to it."""
    around = [m for m in _PARAGRAPH.finditer(text) if m.start() <= part.start < m.end()]
    first, last = (around[0].start(), around[0].end()) if around else (part.start, part.end)
    if first == part.start and text[:first].rstrip().endswith(":"):
        first = text.rfind("\n\n", 0, len(text[:first].rstrip())) + 1
    touched = [s for s in sentences_of(text, first, last) if s.start < part.end and s.end > part.start]
    return (min(touched[0].start, part.start), max(touched[-1].end, part.end)) if touched else (first, last)
