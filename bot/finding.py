"""Search for a question: passages with their text, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bot.coverage import Held, shares
from bot.question import Question
from bot.ranking import read_weights, signs_of, weights, with_readings
from bot.reading import Read, Reader, read
from bot.routing import bonuses, fits_of
from corpus.model import Document, Passage, Span, slices
from index import Filters, Hit, Query, Searcher
from index.terms import terms

ALL = Filters()
READ = 10
_CANDIDATES = 60
_LIKELIER = 0.6


@dataclass(frozen=True, slots=True)
class Found:
    """One passage that was found: its hit, its document, its text, and what the reader made of it if it was read."""

    hit: Hit
    passage: Passage
    document: Document
    text: str
    read: Read | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages before they are ordered: hits with their signs (``bot.ranking.SIGNS``), texts and documents.

    ``rarity`` is that of the question's terms, ``held`` says which of them stand where.
    """

    hits: list[Hit]
    passages: list[Passage]
    texts: list[str]
    documents: dict[str, Document]
    signs: npt.NDArray[np.float64]
    rarity: dict[str, float]
    held: Held

    def document(self, i: int) -> Document:
        """The document of the i-th passage."""
        return self.documents[self.passages[i].document]


def find(
    searcher: Searcher,
    question: Question,
    vector: npt.NDArray[np.float32],
    k: int,
    *,
    audience: frozenset[str],
    filters: Filters = ALL,
    reader: Reader | None = None,
) -> list[Found]:
    """The k best passages that the audience may see, by the trained order; a found hit's score is that order's.

    With a reader, the ten best are read together with the question and ordered anew; the others follow them. Of a
    question in a conversation nobody knows for sure whether it leans on the turn before: it is searched both ways.
    """
    if (other := question.otherwise) is None:
        return _ordered(searcher, question, vector, audience, filters, reader, k)
    found = _ordered(searcher, question, vector, audience, filters, reader)
    beside = searcher.embedder.encode_query(other.whole)
    return _together(found, _ordered(searcher, other, beside, audience, filters, reader))[:k]


def _ordered(
    searcher: Searcher,
    question: Question,
    vector: npt.NDArray[np.float32],
    audience: frozenset[str],
    filters: Filters,
    reader: Reader | None,
    k: int | None = None,
) -> list[Found]:
    """The k best candidates for a question taken one way, best first; all of them without ``k``."""
    found = candidates(searcher, question, vector, audience=audience, filters=filters)
    scores = found.signs @ weights()
    order = np.argsort(-scores, kind="stable")
    reads: dict[int, Read] = {}
    if reader is not None and len(order):
        reads = read_best(searcher, question, vector, found, order[:READ].tolist(), reader)
        scores = _reordered(found, scores, reads)
        order = np.argsort(-scores, kind="stable")
    return [
        Found(
            found.hits[i].scored(scores[i].item()),
            found.passages[i],
            found.document(i),
            found.texts[i],
            reads.get(i),
        )
        for i in order[:k].tolist()
    ]


def _together(found: Sequence[Found], beside: Sequence[Found]) -> list[Found]:
    """Both orders as one, by the mean of a passage's two scores; the least score stands for the one it lacks.

    The likelier way of taking the question weighs more, and the best passage keeps about the score that it had in it.
    """
    if not found or not beside:
        return list(found or beside)
    first, second = ({f.hit.passage: f for f in each} for each in (found, beside))
    least, least_beside = found[-1].hit.score, beside[-1].hit.score
    means = {
        place: _LIKELIER * (first[place].hit.score if place in first else least)
        + (1 - _LIKELIER) * (second[place].hit.score if place in second else least_beside)
        for place in first | second
    }
    order = sorted(means, key=lambda place: -means[place])
    best = first.get(order[0])
    shift = best.hit.score - means[order[0]] if best is not None else 0.0
    chosen = [first.get(place) or second[place] for place in order]
    return [replace(f, hit=f.hit.scored(means[place] + shift)) for place, f in zip(order, chosen, strict=True)]


def read_best(
    searcher: Searcher,
    question: Question,
    vector: npt.NDArray[np.float32],
    found: Candidates,
    places: Sequence[int],
    reader: Reader,
) -> dict[int, Read]:
    """What the reader makes of the candidates at these places."""
    passages = [(found.document(i), found.passages[i]) for i in places]
    numbers = [found.hits[i].passage for i in places]
    cosines, tokens = searcher.sentence_cosines(vector, numbers), searcher.tokens(numbers)
    total = sum(found.rarity.values()) or 1.0
    coverage, ends = shares(found.rarity.values(), found.held.sentences) / total, found.held.ends
    covered = [coverage[ends[i] : ends[i + 1]] for i in places]
    return dict(zip(places, read(reader, question.whole, passages, cosines, covered, tokens), strict=True))


def _reordered(
    found: Candidates, scores: npt.NDArray[np.float64], reads: Mapping[int, Read]
) -> npt.NDArray[np.float64]:
    """Scores of the second order for those that were read; the others keep their distances, below all of them."""
    places = list(reads)
    anew = with_readings(scores[places], [reads[i].reading for i in places]) @ read_weights()
    others = np.ones(len(scores), dtype=np.bool_)
    others[places] = False
    result = scores.copy()
    if others.any():
        result[others] += anew.min() - scores[others].max() - 0.01
    result[places] = anew
    return result


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
    held = Held.by(asked, passages, texts, documents)
    signs = signs_of(question.whole, hits, passages, texts, held, rarity, fits)
    return Candidates(hits, passages, texts, documents, signs, rarity, held)


def excerpt(found: Found) -> Found:
    """A passage as it is listed: the part that was read, a list's lead-in with it; whole where it was not read."""
    passage, read_ = found.passage, found.read
    if read_ is None or read_.last - read_.first >= len(passage.sentences):
        return found
    shown = passage.sentences[read_.first : read_.last]
    spans = [Span(max(s.start, shown[0].start), min(s.end, shown[-1].end)) for s in passage.spans]
    blocks = found.document.blocks
    if read_.first and any(blocks[i].lead_in == passage.blocks[0] for i in passage.blocks[1:]):
        spans.insert(0, passage.sentences[0])
    kept = tuple(span for span in spans if span.end > span.start)
    part = replace(passage, spans=kept, sentences=shown)
    return replace(found, passage=part, text=slices(found.document.text, kept))
