"""The passages that the reader learns from: their tokens as they are embedded, and what finds an answer in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.model import Document, Passage
from index import Searcher
from index.embedder import MAX_TOKENS
from index.inputs import embedding_input
from index.terms import term_set
from index.tokens import CONTEXT_TOKENS
from index.windows import Plan, Tokenizer, plan_windows
from scripts.training.questions import Mark, digest

_AT_ONCE = 256

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Text:
    """One passage. Places are those of its tokens among the tokens of all passages, number ``number`` being this one.

    ``front`` [c] are the places of its context's first tokens, ``places`` [t] those of its sentences' tokens and
    ``sentences`` [t] the sentence of each. ``words``, ``terms`` and ``marks`` (digests) have one entry per sentence.
    """

    number: int
    collection: int
    file: str
    front: Ints
    places: Ints
    sentences: Ints
    words: tuple[int, ...]
    terms: tuple[frozenset[str], ...]
    marks: tuple[str, ...]

    def carrying(self, marks: Iterable[Mark]) -> tuple[int, ...]:
        """The sentences that are among some marks."""
        own = {mark for file, mark in marks if file == self.file}
        return tuple(i for i, mark in enumerate(self.marks) if mark in own)


@dataclass(frozen=True, slots=True)
class Texts:
    """The passages of some indexes: ``windows`` are the ids [tokens] of all, ``owners`` the passage of each window.

    The passages of collection c are ``texts[firsts[c]:firsts[c + 1]]``.
    """

    windows: list[Ints]
    owners: list[int]
    texts: list[Text]
    firsts: list[int]


def texts_of(searchers: Sequence[Searcher], tokenizer: Tokenizer) -> Texts:
    """Every passage of some indexes, cut into the windows that are embedded."""
    made = Texts([], [], [], [0])
    place = 0
    for collection, searcher in enumerate(searchers):
        for part in _parts(searcher):
            plan = plan_windows(tokenizer, [embedding_input(*each) for each in part], MAX_TOKENS)
            windows = iter(plan.windows)
            for number, (document, passage) in enumerate(part):
                own = [next(windows) for _ in range(plan.parts[number])]
                segments = np.concatenate([window.segments for window in own])
                split = _places(plan, number, segments, len(own[0].ids))
                made.texts.append(_text(len(made.texts), collection, document, passage, place, split))
                made.windows.extend(window.ids for window in own)
                made.owners.extend(made.texts[-1].number for _ in own)
                place += len(segments)
        made.firsts.append(len(made.texts))
    return made


def _parts(searcher: Searcher) -> Iterator[list[tuple[Document, Passage]]]:
    count = searcher.snapshot.manifest.counts.passages
    for start in range(0, count, _AT_ONCE):
        passages = searcher.store.passages(range(start, min(count, start + _AT_ONCE)))
        yield [(searcher.store.document(passage.document), passage) for passage in passages]


def _places(plan: Plan, number: int, segments: Ints, first: int) -> tuple[Ints, Ints, Ints]:
    """Places within the passage: of its context's tokens in the first window, of its sentences' tokens; sentences."""
    context = np.flatnonzero(segments[:first] == plan.sentences + number)[:CONTEXT_TOKENS]
    inside = np.flatnonzero(segments < plan.sentences)
    return context, inside, segments[inside] - plan.offsets[number]


def _text(
    number: int, collection: int, document: Document, passage: Passage, place: int, split: tuple[Ints, Ints, Ints]
) -> Text:
    sentences = [document.text[span.start : span.end] for span in passage.sentences]
    return Text(
        number, collection, document.card.file, place + split[0], place + split[1], split[2],
        tuple(len(sentence.split()) for sentence in sentences),
        tuple(term_set(sentence) for sentence in sentences),
        tuple(digest(sentence) for sentence in sentences),
    )  # fmt: skip
