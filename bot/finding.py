"""Search for a question: passages with their text, best first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from bot.question import Question
from corpus.missions import missions_in
from corpus.model import Document, Passage, slices
from corpus.vocabulary import Vocabulary
from index import Filters, Hit, Query, Searcher

_SYMBOL = re.compile(r"\b(?:[SA]/(?:RES/)?(?:\d{2,4}/)?\d{1,4}|res(?:olution)?\s*\(?(\d{4})\)?)", re.IGNORECASE)
ALL = Filters()
_MISSION_BONUS = 0.12
_SYMBOL_BONUS = 0.30


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


def find(
    searcher: Searcher,
    question: Question,
    vector: npt.NDArray[np.float32],
    k: int,
    *,
    audience: frozenset[str],
    filters: Filters = ALL,
) -> list[Found]:
    """The k best passages that the audience may see; documents and missions named in the question weigh in."""
    expansion = "; ".join(vocabulary().expand(question.whole))
    query = Query(question.whole, expansion=expansion, vector=vector, bonus=_bonus(searcher, question.whole))
    hits = searcher.search(query, k, audience=audience, filters=filters)
    passages = searcher.store.passages(hit.passage for hit in hits)
    documents = {p.document: searcher.store.document(p.document) for p in passages}
    return [
        Found(hit, passage, documents[passage.document], slices(documents[passage.document].text, passage.spans))
        for hit, passage in zip(hits, passages, strict=True)
    ]


def _bonus(searcher: Searcher, text: str) -> dict[str, float]:
    """What a named mission or symbol adds to the scores of its documents."""
    missions = set(missions_in(text))
    symbols = [match[1] or match[0] for match in _SYMBOL.finditer(text)]
    bonus: dict[str, float] = {}
    for id_, card in searcher.cards.items():
        value = _MISSION_BONUS if missions & set(card.missions) else 0.0
        if any(_names(symbol, card.symbols) for symbol in symbols):
            value += _SYMBOL_BONUS
        if value:
            bonus[id_] = value
    return bonus


def _names(asked: str, symbols: tuple[str, ...]) -> bool:
    """Whether a symbol or a resolution's number in a question means one of a document's symbols."""
    if asked.isdigit():
        return any(re.search(rf"/RES/{asked}\b", symbol) for symbol in symbols)
    return any(symbol.casefold().startswith(asked.casefold()) for symbol in symbols)
