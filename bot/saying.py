"""Whether a sentence says something by itself: a signature, a bare source or the opening of nothing does not."""

from __future__ import annotations

import re

from bot.strength import opens_as_resolution
from corpus.model import Block, BlockKind, Document, Span

_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|am|has|have|had|do|does|did|can|cannot|could|may|might|must|shall|should|will|would)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:is|are|was|were|can|may|shall|should|must|could|has|have|had|will|would|shows?|aims?|states|[a-z]{3,}ed)\b"
)
_TITLE = re.compile(r"[“\"][^”\"]*[”\"]")
_FORMULA = re.compile(
    r"^\W*I (?:would|should) be (?:most )?grateful if\b.*\b(?:circulated|brought|issued|distributed|bring|circulate)\b",
    re.DOTALL,
)
_ENDS = re.compile(r"[.!?;][\"”’)\]]*\s*$")
_FEW = 4


def without_number(document: Document, block: Block, span: Span) -> Span:
    """A footnote's slice without the note's number, which is no word of it and stands in its citation."""
    if block.kind is not BlockKind.FOOTNOTE or span.start != block.start or not block.label:
        return span
    opening = re.compile(rf"\W*{re.escape(block.label)}\W*\s+(?=\w|\W\w)").match(document.text, span.start, span.end)
    return Span(opening.end(), span.end) if opening else span


def names_a_source_alone(text: str) -> bool:
    """Whether a footnote gives nothing but where something is from: titles in quotation marks do not count."""
    return _SAYS.search(_TITLE.sub(" ", text)) is None


def is_no_statement(text: str) -> bool:
    """Whether a paragraph's sentence is a signature, an addressee, a title, or a letter's closing formula."""
    if _FORMULA.match(text):
        return True
    ended = _ENDS.search(text) is not None and len(text.split()) > _FEW
    return not ended and _VERB.search(text) is None and not opens_as_resolution(text)
