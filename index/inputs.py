"""What of a passage is embedded, and what of it is searched by words."""

from __future__ import annotations

from corpus.model import Document, Passage, slices
from index.terms import terms
from index.windows import EmbeddingInput


def embedding_input(document: Document, passage: Passage) -> EmbeddingInput:
    """Return a passage's context and text, with its sentences as ranges of that text.

    A sentence that lies in none of the passage's spans gets an empty range, so that places still agree.
    """
    text = slices(document.text, passage.spans)
    bases = [
        len(slices(document.text, passage.spans[: i + 1])) - (span.end - span.start)
        for i, span in enumerate(passage.spans)
    ]
    ranges: list[tuple[int, int]] = []
    for sentence in passage.sentences:
        place = (ranges[-1][1], ranges[-1][1]) if ranges else (0, 0)
        for base, span in zip(bases, passage.spans, strict=True):
            if span.start <= sentence.start and sentence.end <= span.end:
                place = (base + sentence.start - span.start, base + sentence.end - span.start)
        ranges.append(place)
    return EmbeddingInput(passage.context, text, tuple(ranges))


def passage_terms(item: EmbeddingInput) -> list[str]:
    """Return the search terms of a passage: those of its context, then those of its text."""
    return terms(item.context) + terms(item.text)
