"""From a question to what the reader learns from: the passage that answers, and those that look as if they did."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.reading import item, window
from corpus.model import Document, Passage
from index import EmbeddingInput, Query, Searcher
from index.terms import term_set, terms
from scripts.training.questions import Asked, digest

_NEGATIVES = 7
_WIDTHS = (40, 55, 70, 90, 110)
_COVERAGE = np.float32(0.6)
_EVERYONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """A passage's window with its label; ``carries`` [sentences] is None where the sentence is not known."""

    item: EmbeddingInput
    good: bool
    carries: npt.NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage of a question: each sentence's words and likelihood, and which of them answer."""

    document: Document
    passage: Passage
    words: tuple[int, ...]
    likely: npt.NDArray[np.float32]
    good: bool
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One question with its candidates, best first."""

    asked: Asked
    candidates: tuple[Candidate, ...]


def example(searcher: Searcher, asked: Asked) -> Example:
    """The thirty best passages of a question, with those that answer and the one that only looks so put in."""
    vector = searcher.embedder.encode_query(asked.text)
    hits = searcher.search(Query(asked.text, vector=vector), 30, audience=_EVERYONE)
    numbers = [hit.passage for hit in hits]
    names = {file for file, _ in asked.evidence} | {asked.near}
    for id_, card in searcher.cards.items():
        if card.file in names and len(searcher.store.passage_numbers(id_)) == 1:
            numbers += [n for n in searcher.store.passage_numbers(id_) if n not in numbers]
    words = list(dict.fromkeys(terms(asked.text)))
    rarity = dict(zip(words, searcher.rarity(words, audience=_EVERYONE), strict=True))
    total = sum(rarity.values()) or 1.0
    cosines = searcher.sentence_cosines(vector, numbers)
    found = []
    for passage, near in zip(searcher.store.passages(numbers), cosines, strict=True):
        document = searcher.store.document(passage.document)
        texts = [document.text[s.start : s.end] for s in passage.sentences]
        shares = [sum(w for t, w in rarity.items() if t in term_set(text)) / total for text in texts]
        own = [mark for file, mark in asked.evidence if file == document.card.file]
        answers = tuple(i for i, text in enumerate(texts) if digest(text) in own)
        found.append(
            Candidate(
                document, passage, tuple(len(text.split()) for text in texts),
                near[: len(texts)] + _COVERAGE * np.array(shares, dtype=np.float32),
                bool(answers) or (bool(own) and "" in own), answers,
            )
        )  # fmt: skip
    return Example(asked, tuple(c for c in found if c.words))


def parts(made: Example, draw: random.Random) -> list[Part]:
    """One draw of a question's passages: a good one first where it has one, then others, windows of a random width."""
    width = draw.choice(_WIDTHS)
    good = [c for c in made.candidates if c.good]
    others = [c for c in made.candidates if not c.good]
    found: list[Part] = []
    if good:
        found = _good(draw.choice(good), width, draw)
    elif near := [c for c in others if c.document.card.file == made.asked.near]:
        found = [_part(near[0], *window(near[0].words, near[0].likely, width), False)]
        others.remove(near[0])
    count = _NEGATIVES + 1 - len(found) if good else 3
    best = others[: 2 * count]
    picked = draw.sample(best, min(count, len(best)))
    return found + [_part(c, *window(c.words, c.likely, width), False) for c in picked]


def _good(candidate: Candidate, width: int, draw: random.Random) -> list[Part]:
    """The window that answers; where the likeliest one does not, that one too, as one that does not."""
    if not candidate.answers:
        return [_part(candidate, *window(candidate.words, candidate.likely, width), True)]
    pulled = candidate.likely.copy()
    pulled[draw.choice(candidate.answers)] += 9.0
    first, last = window(candidate.words, candidate.likely if draw.random() < 0.6 else pulled, width)
    if any(first <= i < last for i in candidate.answers):
        return [_part(candidate, first, last, True)]
    return [_part(candidate, *window(candidate.words, pulled, width), True), _part(candidate, first, last, False)]


def _part(candidate: Candidate, first: int, last: int, good: bool) -> Part:
    carries: npt.NDArray[np.float32] | None = np.zeros(last - first, dtype=np.float32)
    if good and carries is not None:
        carries[[i - first for i in candidate.answers if first <= i < last]] = 1.0
    if good and not candidate.answers:
        carries = None
    return Part(item(candidate.document, candidate.passage, first, last), good, carries)


def pseudo(searcher: Searcher, number: int, draw: random.Random) -> tuple[str, list[Part]] | None:
    """A question without a writer (inverse cloze, https://arxiv.org/abs/1906.00300): a sentence's words ask for it.

    Seven times in ten the sentence is left out, so that its neighbours must be recognised. None for short passages.
    """
    passage = searcher.store.passage(number)
    document = searcher.store.document(passage.document)
    texts = [document.text[s.start : s.end] for s in passage.sentences]
    at, share = draw.randrange(max(1, len(texts))), draw.choice((0.2, 0.5))
    kept = [word for word in texts[at].split() if draw.random() > share][:30] if len(texts) >= 3 else []
    if len(kept) < 4:
        return None
    asked = " ".join(kept)
    likely = -np.abs(np.arange(len(texts)) - at).astype(np.float32)
    first, last = window([len(text.split()) for text in texts], likely, draw.choice((55, 90)))
    whole = item(document, passage, first, last)
    if draw.random() < 0.3 or last - first < 2:
        carries = np.zeros(last - first, dtype=np.float32)
        carries[at - first] = 1.0
        found = [Part(whole, True, carries)]
    else:
        rest = [text for i, text in enumerate(texts[first:last], first) if i != at]
        found = [Part(EmbeddingInput(passage.context, " ".join(rest)), True, None)]
    others = [c for c in example(searcher, Asked(asked, "")).candidates if c.passage != passage][:12]
    for other in draw.sample(others, min(5, len(others))):
        found.append(_part(other, *window(other.words, other.likely, 70), False))
    return asked, found
