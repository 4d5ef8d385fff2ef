"""Which of a question's terms stand in passages and in their sentences, and how much of the question that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.model import Document, Passage
from index.terms import term_set

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Held:
    """Which of t terms stand in the text and in the context of each of n passages, and in each of their m sentences.

    ``texts`` and ``contexts`` are [n, t], ``sentences`` is [m, t]; passage i owns its rows ``ends[i]:ends[i + 1]``.
    """

    texts: Bools
    contexts: Bools
    sentences: Bools
    ends: tuple[int, ...]

    @classmethod
    def by(
        cls, asked: Sequence[str], passages: Sequence[Passage], texts: Sequence[str], documents: Mapping[str, Document]
    ) -> Held:
        """Look for terms in passages; ``texts`` are theirs, ``documents`` those in which they lie, by id."""
        sentences: list[frozenset[str]] = []
        ends = [0]
        for passage in passages:
            text = documents[passage.document].text
            sentences += [term_set(text[start:end]) for start, end in passage.sentences]
            ends.append(len(sentences))
        return cls(
            held(asked, map(term_set, texts), len(texts)),
            held(asked, (term_set(passage.context) for passage in passages), len(passages)),
            held(asked, sentences, len(sentences)),
            tuple(ends),
        )

    def best(self, of_sentences: Floats) -> Floats:
        """The highest value [n] among each passage's sentences, whose values [m] are given; 0 where it has none."""
        ends = np.array(self.ends)
        best = np.zeros(len(ends) - 1)
        some = np.flatnonzero(np.diff(ends))
        if len(some):
            best[some] = np.maximum.reduceat(of_sentences, ends[some])
        return best


def held(asked: Sequence[str], words: Iterable[frozenset[str]], n: int) -> Bools:
    """Which of the terms (columns, each once) stand among each of n sets of words (rows)."""
    places = {term: place for place, term in enumerate(asked)}
    terms = frozenset(asked)
    table = np.zeros((n, len(asked)), dtype=np.bool_)
    table.reshape(-1)[[row * len(asked) + places[term] for row, each in enumerate(words) for term in terms & each]] = (
        True
    )
    return table


def shares(weights: Iterable[float], table: Bools) -> Floats:
    """The weights of the terms (columns) that each row holds, added up in their order."""
    total = np.zeros(len(table))
    for weight, column in zip(weights, table.T, strict=True):
        total += weight * column
    return total
