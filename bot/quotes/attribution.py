"""Whose words a slice is (its own document's, or those of one that a sentence or note names), and what fits it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from bot.quotes.places import Level, Place, path_of, places_in, without_places
from bot.quotes.references import Reference, instrument_words, names_card, same_document, telling_words
from bot.voice import voice_of
from corpus.cited import cited_documents, pinpoint
from corpus.model import Block, BlockKind, Document, Span
from corpus.passages import block_at
from corpus.sentences import sentences_of
from corpus.structure import section_path

_OPENING = 60
"""Longer than "The Security Council," and the like, in characters."""


class Fit(IntEnum):
    """How well a reference fits a place; a lower one is better."""

    RIGHT = 0
    SECOND_HAND = 1
    WRONG_PLACE = 2
    WRONG_DOCUMENT = 3


@dataclass(frozen=True, slots=True)
class Source:
    """Another document to which a sentence gives its words: its name, the words of that name, the place in it."""

    name: str
    words: frozenset[str]
    place: str


def fit_of(reference: Reference, document: Document, spans: Sequence[Span], pages: Sequence[tuple[int, str]]) -> Fit:
    """How a reference fits slices of a document.

    ``pages`` are the slices' pages, physical number and printed label. A reference that names no document is compared
    by its place alone.
    """
    if not reference.names_document or names_card(reference, document.card):
        return Fit.RIGHT if _is_there(reference.places, document, spans, pages) else Fit.WRONG_PLACE
    named = [source for source in sources_of(document, spans) if _names(reference, source)]
    if not named:
        return Fit.WRONG_DOCUMENT
    agreed = any(_agree(reference.places, places_in(source.place)) for source in _telling(named))
    return Fit.SECOND_HAND if agreed else Fit.WRONG_PLACE


def sources_of(document: Document, spans: Sequence[Span]) -> list[Source]:
    """The other documents to which the sentences around slices, and their footnotes, give the words."""
    found: list[Source] = []
    for span in spans:
        block = document.blocks[block_at(document.blocks, span.start)]
        if block.kind is BlockKind.FOOTNOTE:
            found += _cited(document.text[block.start : block.end])
            continue
        block, span = _in_body(document, block, span)
        sentence, before = _sentence(document, block, span)
        found += _cited(document.text[sentence.start : sentence.end])
        card = document.card
        _, reported = voice_of(
            document.text[sentence.start : sentence.end], previous=before, speaker=card.title or card.symbol
        )
        if reported:
            found.append(Source(" ".join(reported.split()), telling_words(reported), ""))
        for note in _notes(document, span, sentence):
            found += note
    return list(dict.fromkeys(found))


def _in_body(document: Document, block: Block, span: Span) -> tuple[Block, Span]:
    """Where a pull quote's words stand in the body."""
    if block.repeats is None:
        return block, span
    body = document.blocks[block_at(document.blocks, block.repeats)]
    return body, Span(block.repeats, min(body.end, block.repeats + span.end - span.start))


def _sentence(document: Document, block: Block, span: Span) -> tuple[Span, str]:
    """The sentences of a block that a slice touches, and the text before them."""
    whole = sentences_of(document.text, block.start, block.end)
    touched = [s for s in whole if s.start < span.end and s.end > span.start]
    start, end = (touched[0].start, touched[-1].end) if touched else span
    return Span(start, max(end, span.end)), document.text[max(block.start, start - 400) : start]


def _cited(text: str) -> list[Source]:
    """Documents that a text cites, each with the place that it gives."""
    mentions = cited_documents(text)
    ends = [*(m.start for m in mentions[1:]), len(text)]
    return [
        Source(
            mention.name,
            instrument_words(mention.name) | telling_words(text[mention.start : mention.end]),
            pinpoint(text[mention.start : end], before=text[: mention.start]),
        )
        for mention, end in zip(mentions, ends, strict=False)
    ]


def _notes(document: Document, span: Span, sentence: Span) -> Iterator[list[Source]]:
    """What the notes say whose marks stand in the slice, and the first behind it in the same sentence."""
    inside = [m for m in document.marks if span.start < m.position <= span.end]
    behind = [m for m in document.marks if span.end < m.position <= sentence.end + 1]
    notes = [b for b in document.blocks if b.kind is BlockKind.FOOTNOTE]
    for number in dict.fromkeys(m.number for m in (*inside, *behind[:1])):
        at = next((i for i, b in enumerate(notes) if b.label == number), None)
        if at is not None:
            yield _note(document, notes, at)


def _note(document: Document, notes: Sequence[Block], at: int) -> list[Source]:
    """What a note cites; "ibid." is the last document of the note before, at its own place where it gives one."""
    text = document.text[notes[at].start : notes[at].end]
    own = [*_cited(text), *_named_in(text)]
    if "ibid" not in text[:16].casefold() or not at:
        return own
    before = _note(document, notes, at - 1)[-1:]
    place = pinpoint(text)
    return [*(Source(s.name, s.words, place or s.place) for s in before), *own]


def _named_in(note: str) -> list[Source]:
    """What stands between the semicolons of a note, with its place: a document that no list of names knows."""
    parts = [part for part in re.sub(r"^\s*\d{1,3}\.?\s", "", note).split(";") if part.strip()]
    found = [
        (without_places(part).strip(" .,()\n"), telling_words(without_places(part)), pinpoint(part)) for part in parts
    ]
    return [Source(" ".join(name.split()), words, place) for name, words, place in found if words]


def _names(reference: Reference, source: Source) -> bool:
    """Whether a reference means the document to which a sentence gives its words."""
    if reference.names:
        named = any(same_document(name, source.name) for name in reference.names)
        return named or reference.words == source.words
    return bool(reference.words) and reference.words <= source.words


def _telling(sources: Sequence[Source]) -> Sequence[Source]:
    """Those that give a place; all, where none does."""
    return [source for source in sources if source.place] or sources


def _agree(claimed: Sequence[Place], given: Sequence[Place]) -> bool:
    """Whether a claimed place may be one that is given; places of different kinds cannot be compared."""
    for level in {place.level for place in claimed}:
        ours = [p for p in claimed if p.level is level]
        theirs = [p for p in given if p.level is level]
        if theirs and not any(a.holds(b.path) or b.holds(a.path) for a in ours for b in theirs):
            return False
    return True


def _is_there(
    claimed: Sequence[Place], document: Document, spans: Sequence[Span], pages: Sequence[tuple[int, str]]
) -> bool:
    """Whether slices lie in the claimed places, level by level."""
    return all(
        any(_lies_in(place, document, spans, pages) for place in claimed if place.level is level)
        for level in {place.level for place in claimed}
    )


def _lies_in(place: Place, document: Document, spans: Sequence[Span], pages: Sequence[tuple[int, str]]) -> bool:
    blocks = [b for b in document.blocks for s in spans if b.start < s.end and b.end > s.start]
    match place.level:
        case Level.PAGE:
            return any(place.path[0] in (str(number), label.split("/")[0].casefold()) for number, label in pages)
        case Level.FOOTNOTE:
            return any(b.kind is BlockKind.FOOTNOTE and path_of(b.label) == place.path for b in blocks)
        case Level.PARAGRAPH:
            return _in_paragraph(place, document, blocks)
        case Level.PREAMBLE:
            return _in_preamble(place, document, blocks)
        case _:
            return _under_heading(place, document, blocks)


def _in_paragraph(place: Place, document: Document, blocks: Sequence[Block]) -> bool:
    """By label; where the document numbers nothing so finely the paragraph above is enough, and no numbers fit all."""
    labels = {path_of(b.label) for b in document.blocks if b.kind is not BlockKind.FOOTNOTE and b.label[:1].isdigit()}
    if not labels:
        return True
    own = [path_of(b.label) for b in blocks if b.kind is not BlockKind.FOOTNOTE]
    if any(place.holds(path) for path in own):
        return True
    finer = any(place.holds(label) for label in labels)
    return not finer and any(path and path == place.path[: len(path)] for path in own)


def _in_preamble(place: Place, document: Document, blocks: Sequence[Block]) -> bool:
    """Whether slices stand in the preamble, at the paragraph that is counted there if one is."""
    preamble = [b for b in document.blocks if b.label == "preamble"]
    if not place.path or not preamble:
        return not preamble or any(b.label == "preamble" for b in blocks)
    counted = preamble_of(document)
    return any(counted.index(b) + 1 == int(place.path[0]) for b in blocks if b in counted)


def preamble_of(document: Document) -> list[Block]:
    """The paragraphs of a preamble as they are counted: from the one after "The Security Council,"."""
    return [b for b in document.blocks if b.label == "preamble" and b.end - b.start > _OPENING]


def _under_heading(place: Place, document: Document, blocks: Sequence[Block]) -> bool:
    """Whether a heading above the slices begins with the section's number, or with "Annex" and its number."""
    word = ("annex", *place.path) if place.level is Level.ANNEX else place.path
    for block in blocks:
        for heading in section_path(document.blocks, document.blocks.index(block), document.text):
            if begins(heading, word):
                return True
    heads = (document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.HEADING)
    return not any(begins(head, word) for head in heads)


def begins(heading: str, word: Sequence[str]) -> bool:
    """Whether a heading begins with the parts of a section's number, or with "annex" and its number."""
    parts = heading.casefold().replace(".", " ").split()
    return parts[: len(word)] == list(word)
