"""Items of one list that stand in one cell, made one line: the lead-in is said once, and a short list stands whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.products.gather import Near, Sentence
from bot.strength import strength_of
from corpus.model import Span, slices

_MOST_WORDS = 160
_WHOLE_ITEMS, _WHOLE_WORDS = 6, 60


def joined(found: Sequence[Near]) -> tuple[Near, ...]:
    """The lines of a cell with items of one list as one line, at the place of the first; others stay as they are.

    Items of unlike strength stay apart, and so do those that would make a line of more than 160 words.
    """
    lines: list[Near] = []
    for near in found:
        at = next((n for n, line in enumerate(lines) if _of_one_list(line.sentence, near.sentence)), None)
        one = None if at is None else _one(lines[at].sentence, near.sentence)
        if at is None or one is None:
            lines.append(near)
        else:
            lines[at] = Near(one, max(lines[at].cosine, near.cosine))
    return tuple(replace(line, sentence=_whole(line.sentence)) for line in lines)


def _of_one_list(one: Sentence, other: Sentence) -> bool:
    """Whether two lines are items that open with the same lead-in."""
    return (
        min(len(one.spans), len(other.spans)) > 1
        and one.document.id == other.document.id
        and one.spans[0] == other.spans[0]
    )


def _one(one: Sentence, other: Sentence) -> Sentence | None:
    """Two items as one line, in the document's order; None where they must stay apart."""
    items = sorted({*one.spans[1:], *other.spans[1:]})
    line = _line(one if one.span <= other.span else other, items)
    if len(line.text.split()) > _MOST_WORDS:
        return None
    strengths = {strength_of(each.own, lead_in=each.lead) for each in (one, other)}
    return line if len({*strengths, strength_of(line.text, lead_in=line.lead)}) == 1 else None


def _line(first: Sentence, items: Sequence[Span]) -> Sentence:
    spans = (first.spans[0], *items)
    text = first.document.text
    return replace(first, spans=spans, own=" ".join(text[s.start : s.end] for s in items), text=slices(text, spans))


def _whole(sentence: Sentence) -> Sentence:
    """A line of several items with all others of its list, if that is short: no tier is left out of three."""
    if len(sentence.spans) < 3:
        return sentence
    blocks = sentence.document.blocks
    lead = blocks[sentence.block].lead_in
    items = [Span(block.start, block.end) for block in blocks if block.lead_in == lead]
    whole = _line(sentence, items)
    return whole if len(items) <= _WHOLE_ITEMS and len(whole.text.split()) <= _WHOLE_WORDS else sentence
