"""Footnotes as evidence: where a question asks what a statement rests on, its note is shown with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from bot.evidence import Evidence
from bot.saying import without_number
from corpus.model import Block, BlockKind, Document, Span

MOST_NOTES = 2
_ASKS = re.compile(
    r"\b(?:foot|end)notes?\b|\bsources? (?:for|behind|given|cited)\b"
    r"|\bsources? of (?:the|this|that|these|those) (?:claim|figure|number|statement|definition|quotation)s?\b"
    r"|\b(?:which|what) sources?\b|\bwhat(?:'s| is| are) (?:the|its|their) sources?\b(?! of (?:threat|violence|harm))"
    r"|\b(?:cite[sd]?|citing|referenced?|quote[sd]?|quoting) (?:by|for|from|in|as|there)\b"
    r"|\bwhere (?:does|do|did|is|are|was|were)\b.*\b(?:come|comes|came|taken|drawn|stem) from\b"
    r"|\b(?:rests?|based|draws?|relies|rely) on (?:which|what)\b|\bon (?:which|what) .*\bbased\b"
    r"|\b(?:which|what) (?:document|report|resolution|study|policy|statement)s? (?:is|are|was|were) (?:cited|quoted)\b",
    re.IGNORECASE,
)


def asks_for_source(question: str) -> bool:
    """Whether a question asks what a statement rests on."""
    return _ASKS.search(question) is not None


def with_notes(chosen: Sequence[Evidence], most: int = MOST_NOTES) -> list[Evidence]:
    """The evidence with the footnotes whose marks stand in it, each after the piece that it belongs to."""
    shown = {(evidence.document.id, evidence.block) for evidence in chosen}
    result: list[Evidence] = []
    left = most
    for evidence in chosen:
        result.append(evidence)
        for index, block in chain.from_iterable(notes_behind(evidence.document, evidence.spans)):
            if left and (evidence.document.id, index) not in shown:
                shown.add((evidence.document.id, index))
                span = without_number(evidence.document, block, block.span)
                result.append(Evidence(evidence.document, (span,), index, evidence.score))
                left -= 1
    return result


def notes_behind(document: Document, spans: Sequence[Span]) -> list[list[tuple[int, Block]]]:
    """For each footnote whose mark stands in slices or right behind them: its block, with its place among the blocks.

    One that only says "ibid." has the note before it in front.
    """
    numbers = [m.number for s in spans for m in document.marks if s.start < m.position <= s.end + 1]
    notes = [(i, block) for i, block in enumerate(document.blocks) if block.kind is BlockKind.FOOTNOTE]
    by_label = {block.label: at for at, (_, block) in reversed(list(enumerate(notes)))}
    found: list[list[tuple[int, Block]]] = []
    for at in (by_label[number] for number in dict.fromkeys(numbers) if number in by_label):
        text = document.text[notes[at][1].start : notes[at][1].end]
        found.append(notes[max(0, at - 1) : at + 1] if "ibid" in text[:12].casefold() else [notes[at]])
    return found
