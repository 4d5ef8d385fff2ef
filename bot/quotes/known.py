"""Documents that are known by citation alone: cited by those that may be seen, and not indexed."""

from __future__ import annotations

from bot.quotes.candidates import Desk
from bot.quotes.references import Reference, instrument_words, same_document, telling_words


def known_by_citation(desk: Desk, reference: Reference) -> list[str]:
    """Short names of the visible documents that cite what a reference means."""
    citing = [desk.document(number) for number, seen in enumerate(desk.visible) if seen]
    return [
        document.card.short for document in citing if any(_means(reference, cited.name) for cited in document.cited)
    ]


def _means(reference: Reference, name: str) -> bool:
    if reference.names:
        return any(same_document(own, name) for own in reference.names)
    return bool(reference.words) and reference.words <= (instrument_words(name) | telling_words(name))
