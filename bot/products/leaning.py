"""On which tension's ground a question stands: by meaning first, by the vocabulary's words in support."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from bot.products.gather import Floats, vectors_of
from bot.products.tension import frames_for, tensions
from corpus.vocabulary import Concept
from index import Searcher

_QUESTION, _PASSAGES, _NAMED = 0.3, 0.7, 0.1
_PLACES = np.array([0.5, 0.3, 0.2], dtype=np.float32)
_LEAST = 0.46
"""Weights and the least score, fitted on half of 102 labelled questions; docs/quality.md has the figures."""


def tensions_of(searcher: Searcher, vector: Floats, passages: Sequence[int], named: Collection[str]) -> tuple[str, ...]:
    """The id of the tension on whose ground a question stands, or nothing.

    ``vector`` is the question's; ``passages`` are the best found, best first; ``named`` are tensions whose words stand
    in question or answer. A score is the highest cosine with what the poles ask, where they bite and what balances
    them: of the question, and of its first three passages.
    """
    first = list(passages)[: len(_PLACES)]
    if not first:
        return ()
    scores: dict[str, float] = {}
    for concept in tensions(searcher.vocabulary):
        means = np.stack(vectors_of(searcher.embedder, _means(concept)))
        of_passages = searcher.passage_cosines(means, first).max(axis=1)
        score = _QUESTION * float((means @ vector).max()) + _PASSAGES * float(_PLACES[: len(first)] @ of_passages)
        scores[concept.id] = score + _NAMED * (concept.id in named)
    best = max(scores, key=lambda id_: scores[id_])
    return (best,) if scores[best] >= _LEAST else ()


def _means(concept: Concept) -> list[str]:
    own = (*(pole.asks for pole in concept.poles), *concept.bites, *concept.levers)
    return [*own, *(text for frame in frames_for(concept).values() for text in frame.means)]
