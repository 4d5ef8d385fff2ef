"""Drafts told from the texts that were adopted: they say the same, and only one of them decides."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.model import BlockKind, Document, Status
from corpus.sentences import sentences_of

SAME = 0.8
_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_SHORTEST = 30


def same_text(a: Document, b: Document) -> float:
    """Share of the sentences of ``a`` that stand in ``b`` too, 0 to 1; case, spaces and punctuation do not count."""
    return _shared(_sentences(a), _sentences(b))


def draft_of(documents: Iterable[Document]) -> list[tuple[str, str]]:
    """Pairs of a draft and the adopted resolution with its text: their ids, where at least four fifths are the same.

    A draft is a document that calls itself one, or that nothing but its text tells apart from the resolution.
    """
    known = list(documents)
    adopted = [(d.id, _sentences(d)) for d in known if d.card.document_type == "resolution"]
    pairs: list[tuple[str, str]] = []
    for document in known:
        if not adopted or not _may_be_draft(document):
            continue
        own = _sentences(document)
        share, id_ = max((min(_shared(own, other), _shared(other, own)), id_) for id_, other in adopted)
        if share >= SAME:
            pairs.append((document.id, id_))
    return pairs


def _may_be_draft(document: Document) -> bool:
    card = document.card
    return card.status is Status.DRAFT or "draft" in card.title.casefold() or not card.document_type


def _sentences(document: Document) -> frozenset[int]:
    """Hashes of the sentences of the body; those under 30 letters and digits say too little to count."""
    found = set()
    for block in document.blocks:
        if block.kind in _BODY:
            for start, end in sentences_of(document.text, block.start, block.end):
                letters = re.sub(r"[\W_]+", "", document.text[start:end]).casefold()
                if len(letters) >= _SHORTEST:
                    found.add(hash(letters))
    return frozenset(found)


def _shared(own: frozenset[int], other: frozenset[int]) -> float:
    return len(own & other) / len(own) if own else 0.0
