"""The best passages read together with the question: which part of each is read, by which reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.model import Document, Passage
from index import CrossEncoder, Embedder, EmbeddingInput, Reading, Rereader, TokenRows

READ_WORDS = 160
"""A passage is as long as this at most, but for lists; longer ones are read around their likeliest sentence."""

SHOWN_WORDS = 80
_COVERAGE = 0.6


class Reader(Protocol):
    """What judges passages for a question."""

    def read(
        self, question: str, passages: Sequence[EmbeddingInput], tokens: Sequence[TokenRows] | None = None
    ) -> list[Reading]:
        """Judge each passage, in the order given; ``tokens`` is what was kept of them when they were indexed."""


@dataclass(frozen=True, slots=True)
class Read:
    """A reading of a passage from its sentence ``start`` on; ``first`` to before ``last`` is what is listed of it."""

    start: int
    first: int
    last: int
    reading: Reading

    def of(self, sentence: int) -> float | None:
        """The logit of one of the passage's sentences; None where it was not read."""
        place = sentence - self.start
        return self.reading.sentences[place] if 0 <= place < len(self.reading.sentences) else None


def reader_for(folder: Path | None, embedder: Embedder) -> Reader:
    """The reader that is set: the trained one, or the cross-encoder in a folder; raises WeightsError.

    The trained one shares an embedder that runs the weights it was trained with; beside another it has its own.
    """
    if folder is not None:
        return CrossEncoder(folder)
    return Rereader(embedder) if embedder.kept_tokens else Rereader.find()


def window(words: Sequence[int], likely: npt.NDArray[np.float32], most: int) -> tuple[int, int]:
    """The run of sentences around the likeliest one that has about ``most`` words, as (first, before last).

    ``words`` and ``likely`` hold each sentence's words and how likely it is; a passage that is little longer is whole.
    """
    if len(words) == 0 or sum(words) <= 1.2 * most:
        return 0, len(words)
    first = int(np.argmax(likely))
    last, size = first + 1, words[first]
    while True:
        before = likely[first - 1] if first > 0 and size + words[first - 1] <= most else None
        after = likely[last] if last < len(words) and size + words[last] <= most else None
        if after is not None and (before is None or after >= before):
            size, last = size + words[last], last + 1
        elif before is not None:
            first, size = first - 1, size + words[first - 1]
        else:
            return first, last


def read(
    reader: Reader,
    question: str,
    passages: Sequence[tuple[Document, Passage]],
    cosines: Sequence[npt.NDArray[np.float32]],
    shares: Sequence[npt.ArrayLike],
    tokens: Sequence[TokenRows] | None = None,
) -> list[Read]:
    """Each passage read with the question, and of a long one what the reader finds likeliest to carry the answer.

    ``cosines`` and ``shares`` hold, for each passage, its sentences' nearness and share of the question's rare words:
    of one that is too long to be read whole they choose the part. ``tokens`` is what was kept of the whole passages.
    """
    words = [_words(document, passage) for document, passage in passages]
    parts: list[tuple[int, int]] = []
    for counts, near, share in zip(words, cosines, shares, strict=True):
        likely = near[: len(counts)] + np.float32(_COVERAGE) * np.array(share, dtype=np.float32)
        parts.append(window(counts, likely, READ_WORDS))
    items = [item(document, passage, *part) for (document, passage), part in zip(passages, parts, strict=True)]
    kept = None if tokens is None else [rows.part(*ends) for rows, ends in zip(tokens, parts, strict=True)]
    found: list[Read] = []
    for counts, near, (start, end), reading in zip(
        words, cosines, parts, reader.read(question, items, kept), strict=True
    ):
        likely = np.array(reading.sentences, dtype=np.float32) if reading.sentences else near[start:end]
        first, last = window(counts[start:end], likely, SHOWN_WORDS)
        found.append(Read(start, start + first, start + last, reading))
    return found


def _words(document: Document, passage: Passage) -> list[int]:
    """How many words each sentence has."""
    return [len(document.text[s.start : s.end].split()) for s in passage.sentences]


def item(document: Document, passage: Passage, first: int, last: int) -> EmbeddingInput:
    """The window's sentences as one text, joined by single blanks."""
    pieces = [document.text[s.start : s.end] for s in passage.sentences[first:last]]
    ranges: list[tuple[int, int]] = []
    at = 0
    for piece in pieces:
        ranges.append((at, at + len(piece)))
        at += len(piece) + 1
    return EmbeddingInput(passage.context, " ".join(pieces), tuple(ranges))
