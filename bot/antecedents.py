"""What a sentence leans on: "They remained there" is shown with the sentence that says who, a footnote with its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from bot.evidence import MORE_WORDS, MOST_CLAIMS, Evidence
from corpus.model import Block, BlockKind, Document, Span
from corpus.passages import block_at
from corpus.sentences import sentences_of

_FURTHEST = 2
_LINKS = "However|Moreover|Furthermore|In addition|In turn|Nevertheless|Nonetheless|Similarly|Also"
_ITSELF = (
    r"(?:policy |concept |present )?(?:brief|report|paper|note|section|part|resolution|document|review|study|letter|"
    r"plan|policy|annex|chapter|guidance|directive)s?"
)
# "It is vital that", "it could be useful to": the word stands for what follows.
_FORMAL = (
    r"(?:is|was|has been|remains|seems|appears|(?:could|would|should|may|might|must|will|can)(?: also| only)? be)"
    r"(?: \w+){1,3}? (?:that|to|for|whether|how|why|if)"
)
_OPENS = re.compile(
    rf"^\W*(?:\d{{1,3}}\.\s+)?(?:(?:{_LINKS}), )?"
    r"(?:(?:[Tt]hey|[Tt]hem|[Tt]heir|[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Ii]ts)\b"
    rf"|[Ii]t (?!{_FORMAL}\b)"
    rf"|(?:[Tt]his|[Tt]hese|[Tt]hose|[Ss]uch)\b(?! {_ITSELF}\b)(?! who\b)"
    r"|[Tt]he (?:latter|former|same)\b|[Tt]he others\b|[Aa]mong them\b|[Oo]f (?:these|those|them)\b)"
)


def leans(text: str) -> bool:
    """Whether a sentence begins by pointing back to the one before: "They", "This was", not "It is vital that"."""
    return _OPENS.match(text) is not None


def with_antecedents(chosen: Sequence[Evidence], words: int) -> list[Evidence]:
    """The evidence with what each piece leans on in front, each piece once; weaker pieces make room for it.

    ``words`` is about how many an answer quotes. The first piece always stays, with all it leans on; a footnote for
    whose sentence there is no room stands alone, since it can be read so.
    """
    result: list[Evidence] = []
    for evidence in chosen:
        held = {(each.document.id, span) for each in result for span in each.spans}
        if (evidence.document.id, evidence.spans[0]) in held:
            continue
        before = [each for each in _leant_on(evidence) if (each.document.id, each.spans[0]) not in held]
        added = [*before, evidence]
        spent = sum(each.words for each in chain(result, added))
        room = len(result) + len(added) <= MOST_CLAIMS and spent <= MORE_WORDS * words
        if not result or not before or room:
            result += added[: MOST_CLAIMS - len(result)]
        elif _is_note(evidence) and len(result) < MOST_CLAIMS:
            result.append(evidence)
    return result


def _is_note(evidence: Evidence) -> bool:
    return evidence.document.blocks[evidence.block].kind is BlockKind.FOOTNOTE


def _leant_on(evidence: Evidence) -> list[Evidence]:
    """The sentences that a piece leans on, in the order of the text; none for a list or a row of a table."""
    document, span = evidence.document, evidence.spans[0]
    block = document.blocks[block_at(document.blocks, span.start)]
    if evidence.items or len(evidence.spans) > 1 or block.kind is BlockKind.TABLE:
        return []
    if block.kind is BlockKind.FOOTNOTE and not leans(document.text[span.start : span.end]):
        found = _marked(document, block)
        return [] if found is None else [*_before(document, found), _as_evidence(document, found, evidence.score)]
    return [_as_evidence(document, each, evidence.score) for each in _spans_before(document, span)]


def _before(document: Document, span: Span) -> list[Evidence]:
    return [_as_evidence(document, each, 0.0) for each in _spans_before(document, span)]


def _spans_before(document: Document, span: Span) -> list[Span]:
    """Up to two sentences before one that points back, as far as they stand in its block."""
    block = document.blocks[block_at(document.blocks, span.start)]
    sentences = sentences_of(document.text, block.start, block.end)
    at = next((i for i, each in enumerate(sentences) if each.start == span.start), 0)
    first = at
    while first > 0 and at - first < _FURTHEST and leans(document.text[sentences[first].start : sentences[first].end]):
        first -= 1
    return list(sentences[first:at])


def _marked(document: Document, note: Block) -> Span | None:
    """The sentence that carries a footnote's mark; None where the mark is not known."""
    if note.anchor is None:
        return None
    block = document.blocks[block_at(document.blocks, note.anchor)]
    sentences = sentences_of(document.text, block.start, block.end)
    return next((each for each in sentences if each.start <= note.anchor <= each.end), None)


def _as_evidence(document: Document, span: Span, score: float) -> Evidence:
    return Evidence(document, (span,), block_at(document.blocks, span.start), score)
