"""Drafts told from the texts that were adopted: they say the same, and only one of them decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from corpus.model import BlockKind, Card, Document, Status
from corpus.sentences import sentences_of

SAME = 0.8
_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_SHORTEST = 30


class Sentences(NamedTuple):
    """A document's id, its card and hashes of its sentences, good within one process."""

    id: str
    card: Card
    hashes: frozenset[int]


def same_text(a: Document, b: Document) -> float:
    """Share of the sentences of ``a`` that stand in ``b`` too, 0 to 1; case, spaces and punctuation do not count."""
    return _shared(sentences_in(a).hashes, sentences_in(b).hashes)


def draft_of(documents: Iterable[Sentences]) -> list[tuple[str, str]]:
    """Pairs of a draft and the adopted resolution with its text: their ids, where at least four fifths are the same.

    A draft is a document that calls itself one, or that nothing but its text tells apart from the resolution.
    """
    known = list(documents)
    adopted = [(d.id, d.hashes) for d in known if d.card.document_type == "resolution"]
    pairs: list[tuple[str, str]] = []
    for document in known:
        if not adopted or not may_be_draft(document.card):
            continue
        own = document.hashes
        share, id_ = max((min(_shared(own, other), _shared(other, own)), id_) for id_, other in adopted)
        if share >= SAME:
            pairs.append((document.id, id_))
    return pairs


def may_be_draft(card: Card) -> bool:
    """Whether a document may be a draft: it says so, or its card does not tell what it is."""
    return card.status is Status.DRAFT or "draft" in card.title.casefold() or not card.document_type


def sentences_in(document: Document) -> Sentences:
    """The sentences of the body; those under 30 letters and digits say too little to count."""
    found = set()
    for block in document.blocks:
        if block.kind in _BODY:
            for start, end in sentences_of(document.text, block.start, block.end):
                letters = re.sub(r"[\W_]+", "", document.text[start:end]).casefold()
                if len(letters) >= _SHORTEST:
                    found.add(hash(letters))
    return Sentences(document.id, document.card, frozenset(found))


def _shared(own: frozenset[int], other: frozenset[int]) -> float:
    return len(own & other) / len(own) if own else 0.0
