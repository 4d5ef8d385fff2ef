"""Whether what a reference names is there: an indexed document with that place, one that is only cited, or none."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.cite import labels_of, pages_of
from bot.compose import about_card
from bot.quotes.attribution import begins
from bot.quotes.candidates import Desk
from bot.quotes.known import known_by_citation
from bot.quotes.places import Level, Place, path_of
from bot.quotes.references import reference_of
from corpus.model import Block, BlockKind, Document
from prompts import render

_NAMED = 3


class Standing(StrEnum):
    """What there is of a reference."""

    FOUND = "found"
    NO_PLACE = "no such place"
    CITED = "cited only"
    UNKNOWN = "not indexed"


class ReferenceCheck(BaseModel):
    """What a reference leads to; ``pages`` are those of the place, 1-based, empty where none is named or found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: str
    standing: Standing
    file: str = ""
    document: str = ""
    symbol: str = ""
    pages: tuple[int, ...] = ()
    page_labels: tuple[str, ...] = ()
    paragraph: str = ""
    section: str = ""
    notices: tuple[str, ...] = ()


def check_reference(desk: Desk, text: str) -> ReferenceCheck:
    """What a reference leads to among the documents that may be seen."""
    reference = reference_of(text)
    found = [desk.document(n) for n, named in enumerate(desk.named(reference)) if named]
    if not found:
        cited = known_by_citation(desk, reference)[:_NAMED]
        notice = render("quote_claim_not_indexed", claimed=reference.text, cited=", ".join(cited))
        standing = Standing.CITED if cited else Standing.UNKNOWN
        return ReferenceCheck(reference=reference.text, standing=standing, notices=(notice,))
    whole = next((d for d in found if all(blocks_at(d, p) or has(d, p) for p in reference.places)), None)
    document = whole or found[0]
    notices = (*about_card(document.card), *desk.about(document))
    if whole is None:
        missing = "; ".join(dict.fromkeys(p.text for p in reference.places if not has(document, p)))
        notices = (render("reference_no_place", document=document.card.short, place=missing), *notices)
    blocks = [block for place in reference.places[:1] for block in blocks_at(document, place)]
    pages = pages_of(desk.store, document, [b.span for b in blocks]) if blocks else ()
    return ReferenceCheck(
        reference=reference.text, standing=Standing.FOUND if whole else Standing.NO_PLACE, file=document.card.file,
        document=document.card.title or document.card.short, symbol=document.card.symbol, pages=pages,
        page_labels=labels_of(document, pages), paragraph=blocks[0].label if blocks else "", notices=notices,
    )  # fmt: skip


def has(document: Document, place: Place) -> bool:
    """Whether a document has a place at all; one that cannot be looked for counts as there."""
    match place.level:
        case Level.PAGE:
            labels = {label.split("/")[0].casefold() for label in (page.label for page in document.pages)}
            return place.path[0] in labels | {str(page.number) for page in document.pages}
        case Level.SECTION | Level.ANNEX:
            word = ("annex", *place.path) if place.level is Level.ANNEX else place.path
            heads = _heads(document)
            return any(begins(head, word) for head in heads) or not any(begins(head, word[:1]) for head in heads)
        case Level.PREAMBLE:
            return any(block.label == "preamble" for block in document.blocks)
        case Level.PARAGRAPH:
            return not any(b.label[:1].isdigit() for b in _body(document)) or bool(blocks_at(document, place))
        case _:
            return bool(blocks_at(document, place))


def blocks_at(document: Document, place: Place) -> list[Block]:
    """The paragraphs or the footnote that a label names; empty for other kinds of place."""
    if place.level is Level.FOOTNOTE:
        notes = (b for b in document.blocks if b.kind is BlockKind.FOOTNOTE)
        return [b for b in notes if path_of(b.label) == place.path]
    if place.level is Level.PARAGRAPH:
        return [b for b in _body(document) if b.label[:1].isdigit() and place.holds(path_of(b.label))]
    return []


def _body(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind is not BlockKind.FOOTNOTE]


def _heads(document: Document) -> Sequence[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.HEADING]
