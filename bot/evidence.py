"""Which sentences to show: whole ones, the fewest that carry the answer, lists never torn from their lead-in."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

import numpy as np
import numpy.typing as npt

from bot.coverage import held, shares
from bot.finding import Found
from bot.saying import is_no_statement, names_a_source_alone, without_number
from corpus.model import Block, BlockKind, Document, Span
from corpus.passages import block_at
from corpus.sentences import sentences_of
from index import Searcher
from index.terms import term_set

WHOLE_LIST_WORDS = 120
MOST_CLAIMS = 5
MORE_WORDS = 1.25
"""How far the words of an answer may go beyond what is wanted, so that a sentence is whole."""
_NOTE_WORDS = 70
_HEADER_ROWS = 2
_WEIGHTS = (0.52, 0.20, 0.26, 0.40)
_KEEP, _KEEP_ELSEWHERE = 0.65, 0.72
"""What share of the best sentence's score another one must have, and one of a document that says nothing so far."""
_STEEPNESS = 2.0
_EVEN, _SOFT = -3.0, 2.0
"""The reader's logit of a sentence that counts half, and how gently it goes up from there."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Slices of one document that are shown as one claim.

    ``shown`` and ``items`` tell how many of a list's items the claim holds (0 of 0 where it is no list).
    ``score`` is between about 0 and 1; higher is better.
    """

    document: Document
    spans: tuple[Span, ...]
    block: int
    score: float
    shown: int = 0
    items: int = 0

    @property
    def words(self) -> int:
        """Words that are quoted."""
        return sum(len(self.document.text[s.start : s.end].split()) for s in self.spans)


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence of a found passage with its parts of the score, each between about 0 and 1.

    ``carries`` is what the reader makes of it, softened; 0 where it was not read.
    """

    found: Found
    span: Span
    cosine: float
    coverage: float
    score: float
    carries: float = 0.0


def choose(
    scored: Sequence[Scored], words: int, list_words: int = WHOLE_LIST_WORDS, *, sources: bool = False
) -> list[Evidence]:
    """The evidence for an answer of about ``words`` quoted words from sentences in order, best first.

    A list of up to ``list_words`` is shown whole. Titles, a table's headings, signatures and sentences that only open
    something are no evidence. A footnote that only names a source is, where it is the best or ``sources`` are wanted.
    """
    chosen: list[Evidence] = []
    spent = 0
    for place, sentence in enumerate(scored):
        if (
            _says_nothing(sentence)
            or _is_a_row_of_something_else(sentence, scored)
            or (place and not sources and _names_a_source_alone(sentence))
        ):
            continue
        if chosen and (sentence.score < _KEEP * scored[0].score or spent >= words or len(chosen) >= MOST_CLAIMS):
            break
        if chosen and _is_elsewhere(sentence, chosen) and sentence.score < _KEEP_ELSEWHERE * scored[0].score:
            continue
        evidence = _evidence(sentence, scored, list_words)
        if any(_overlap(evidence, other) for other in chosen):
            continue
        if chosen and spent + evidence.words > MORE_WORDS * words:
            continue
        chosen.append(evidence)
        spent += evidence.words
    return chosen


def _is_elsewhere(sentence: Scored, chosen: Sequence[Evidence]) -> bool:
    return all(each.document.id != sentence.found.document.id for each in chosen)


def _says_nothing(sentence: Scored) -> bool:
    document, kind = sentence.found.document, sentence.found.passage.kind
    if kind is BlockKind.HEADING:
        return True
    if kind is BlockKind.TABLE:
        return sentence.span in set(_headers(sentence))
    index = block_at(document.blocks, sentence.span.start)
    text = document.text[sentence.span.start : sentence.span.end]
    if text.endswith(":"):
        return not _items(document, index)
    block = document.blocks[index]
    return block.kind is BlockKind.PARAGRAPH and not block.label[:1].isdigit() and is_no_statement(text)


def _is_a_row_of_something_else(sentence: Scored, scored: Sequence[Scored]) -> bool:
    """Whether neither a table's row nor its header has a word of the question: figures alone are near to any figure."""
    if sentence.found.passage.kind is not BlockKind.TABLE:
        return False
    shown = {sentence.span, *_headers(sentence)}
    return not any(each.coverage for each in scored if each.found is sentence.found and each.span in shown)


def _names_a_source_alone(sentence: Scored) -> bool:
    document = sentence.found.document
    block = document.blocks[block_at(document.blocks, sentence.span.start)]
    return block.kind is BlockKind.FOOTNOTE and names_a_source_alone(
        document.text[slice(*_note(document, block, sentence.span))]
    )


def score_sentences(
    searcher: Searcher,
    vector: npt.NDArray[np.float32],
    asked: Sequence[str],
    found: Sequence[Found],
    *,
    audience: frozenset[str],
) -> list[Scored]:
    """Every sentence of the passages, best first: nearness, share of the question's rare words, passage, reader.

    The passage counts ``exp((score - best score) / 2)``, so 1 for the best one.
    """
    if not found:
        return []
    weights = dict(zip(asked, searcher.rarity(asked, audience=audience), strict=True))
    total = sum(weights.values()) or 1.0
    top = max(f.hit.score for f in found)
    cosines = searcher.sentence_cosines(vector, [f.hit.passage for f in found])
    words = [term_set(f.document.text[start:end]) for f in found for start, end in f.passage.sentences]
    coverages = (shares(weights.values(), held(list(weights), words, len(words))) / total).tolist()
    scored: list[Scored] = []
    at = 0
    for f, near in zip(found, cosines, strict=True):
        of_passage = math.exp((f.hit.score - top) / _STEEPNESS)
        covered = coverages[at : (at := at + len(f.passage.sentences))]
        rows = zip(f.passage.sentences, near.tolist(), covered, strict=False)
        for place, (span, cosine, coverage) in enumerate(rows):
            logit = f.read.of(place) if f.read is not None else None
            carries = 0.0 if logit is None else 1 / (1 + math.exp((_EVEN - logit) / _SOFT))
            parts = (max(0.0, cosine), coverage, of_passage, carries)
            score = sum(w * p for w, p in zip(_WEIGHTS, parts, strict=True))
            scored.append(Scored(f, span, cosine, coverage, score, carries))
    return sorted(scored, key=lambda s: -s.score)


def _overlap(a: Evidence, b: Evidence) -> bool:
    return a.document.id == b.document.id and any(x.start < y.end and y.start < x.end for x in a.spans for y in b.spans)


def _evidence(sentence: Scored, scored: Sequence[Scored], list_words: int) -> Evidence:
    """The claim that a sentence belongs to: itself, or its list."""
    document = sentence.found.document
    index = block_at(document.blocks, sentence.span.start)
    block = document.blocks[index]
    if block.kind is BlockKind.TABLE:
        return Evidence(document, _with_header(sentence, document), index, sentence.score)
    if block.kind is BlockKind.FOOTNOTE:
        return Evidence(document, (_note(document, block, sentence.span),), index, sentence.score)
    lead = index if _items(document, index) else block.lead_in if block.kind is BlockKind.LIST_ITEM else None
    if lead is not None and (lead != index or _is_lead_sentence(document, lead, sentence.span)):
        return _list(sentence, lead, scored, list_words)
    return Evidence(document, (sentence.span,), index, sentence.score)


def _note(document: Document, block: Block, span: Span) -> Span:
    """A footnote's sentence with what stands behind its semicolons, where that is short; without the number."""
    parts = sentences_of(document.text, block.start, block.end)
    first = last = next((i for i, each in enumerate(parts) if each.end >= span.end), len(parts) - 1)
    while first and document.text[parts[first - 1].end - 1] == ";":
        first -= 1
    while last + 1 < len(parts) and document.text[parts[last].end - 1] == ";":
        last += 1
    whole = Span(parts[first].start, parts[last].end)
    return without_number(document, block, whole if _count(document, (whole,)) <= _NOTE_WORDS else span)


def _is_lead_sentence(document: Document, lead: int, span: Span) -> bool:
    """Whether a sentence is the one that introduces the list: the last of its block."""
    return document.blocks[lead].end - span.end <= 1


def _items(document: Document, lead: int) -> list[int]:
    return [i for i in range(lead + 1, len(document.blocks)) if document.blocks[i].lead_in == lead]


def _list(sentence: Scored, lead: int, scored: Sequence[Scored], list_words: int) -> Evidence:
    """A list whole where it is short, else its lead-in with the items that match best."""
    document = sentence.found.document
    items = _items(document, lead)
    intro = sentences_of(document.text, document.blocks[lead].start, document.blocks[lead].end)[-1]
    whole = (intro, *(document.blocks[i].span for i in items))
    if _count(document, whole) <= list_words and not any(_items(document, i) for i in items):
        return Evidence(document, merged(document, whole), lead, sentence.score, len(items), len(items))
    best = {
        block_at(document.blocks, s.span.start): s.score for s in reversed(scored) if s.found.document.id == document.id
    }
    ranked = sorted((i for i in items if i in best), key=lambda i: -best[i])
    picked = [i for i in ranked if best[i] >= 0.9 * best[ranked[0]]][:3]
    own = block_at(document.blocks, sentence.span.start)
    if own in items and own not in picked:
        picked = [own, *picked[:1]]
    picked = picked or _first_items(document, items, list_words - _count(document, (intro,)))
    spans = (intro, *(_item_span(document, i, sentence, scored) for i in sorted(picked)))
    return Evidence(document, merged(document, spans), lead, sentence.score, len(picked), len(items))


def _first_items(document: Document, items: Sequence[int], words: int) -> list[int]:
    """The first items of a list, as many as so many words hold and at least one: a lead-in alone tells nothing."""
    sizes = accumulate(_count(document, (document.blocks[i].span,)) for i in items)
    return [i for n, (i, size) in enumerate(zip(items, sizes, strict=True)) if not n or size <= words]


def _item_span(document: Document, item: int, sentence: Scored, scored: Sequence[Scored]) -> Span:
    """A list item whole where it is short, else its best sentence with the item's beginning left to the reader."""
    block = document.blocks[item]
    if _count(document, (block.span,)) <= WHOLE_LIST_WORDS // 2:
        return block.span
    inside = [s.span for s in scored if s.found.document.id == document.id and block.start <= s.span.start < block.end]
    return inside[0] if inside else block.span


def _with_header(sentence: Scored, document: Document) -> tuple[Span, ...]:
    """A table's row with the header rows that its passage carries: what a column counts stands in the last of them."""
    header = list(islice(_headers(sentence), _HEADER_ROWS))
    return merged(document, (*header, sentence.span))


def _headers(sentence: Scored) -> Iterator[Span]:
    text = sentence.found.document.text
    for span in sentence.found.passage.sentences:
        if any(c.isdigit() for c in text[span.start : span.end]):
            return
        yield span


def _count(document: Document, spans: Sequence[Span]) -> int:
    return sum(len(document.text[s.start : s.end].split()) for s in spans)


def merged(document: Document, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order; those with nothing but white space between them become one."""
    found: list[Span] = []
    for span in sorted(set(spans)):
        if found and not document.text[found[-1].end : span.start].strip():
            found[-1] = Span(found[-1].start, max(span.end, found[-1].end))
        else:
            found.append(span)
    return tuple(found)
