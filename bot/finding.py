"""Search for a question: passages with their text, best first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from bot.question import Question
from bot.ranking import signs_of, weights
from bot.routing import bonuses, fits_of
from corpus.model import Document, Passage, slices
from corpus.vocabulary import Vocabulary
from index import Filters, Hit, Query, Searcher
from index.terms import terms

ALL = Filters()
_CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Found:
    """One passage that was found: its hit, its document and its text."""

    hit: Hit
    passage: Passage
    document: Document
    text: str


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The words of the field."""
    return Vocabulary.load()


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages before they are ordered: hits with their signs (``bot.ranking.SIGNS``), texts and documents."""

    hits: list[Hit]
    passages: list[Passage]
    texts: list[str]
    documents: dict[str, Document]
    signs: npt.NDArray[np.float64]


def find(
    searcher: Searcher,
    question: Question,
    vector: npt.NDArray[np.float32],
    k: int,
    *,
    audience: frozenset[str],
    filters: Filters = ALL,
) -> list[Found]:
    """The k best passages that the audience may see, by the trained order; a found hit's score is that order's."""
    found = candidates(searcher, question, vector, audience=audience, filters=filters)
    scores = found.signs @ weights()
    order = np.argsort(-scores, kind="stable")[:k]
    return [
        Found(
            replace(found.hits[i], score=float(scores[i])),
            found.passages[i],
            found.documents[found.passages[i].document],
            found.texts[i],
        )
        for i in order.tolist()
    ]


def candidates(
    searcher: Searcher,
    question: Question,
    vector: npt.NDArray[np.float32],
    *,
    audience: frozenset[str],
    filters: Filters = ALL,
) -> Candidates:
    """The passages that may be shown, with what speaks for each."""
    expansion = "; ".join(searcher.vocabulary.expand(question.whole))
    cards = {id_: card for id_, card in searcher.cards.items() if searcher.sees(id_, audience=audience)}
    fits = fits_of(question.whole, cards)
    query = Query(question.whole, expansion=expansion, vector=vector, bonus=bonuses(fits))
    hits = searcher.search(query, _CANDIDATES, audience=audience, filters=filters)
    passages = searcher.store.passages(hit.passage for hit in hits)
    documents = {p.document: searcher.store.document(p.document) for p in passages}
    texts = [slices(documents[p.document].text, p.spans) for p in passages]
    asked = list(dict.fromkeys(terms(question.whole)))
    rarity = dict(zip(asked, searcher.rarity(asked, audience=audience), strict=True))
    signs = signs_of(hits, passages, texts, documents, rarity, fits)
    return Candidates(hits, passages, texts, documents, signs)
