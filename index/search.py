"""From a question to ranked passages of one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from corpus.model import Card
from corpus.vocabulary import Vocabulary
from index.build import DENSE, LEXICAL, TEXT
from index.dense import DenseIndex
from index.embedder import Embedder
from index.fusion import DEFAULT_WEIGHTS, FusionWeights, fuse
from index.halves import widened
from index.kept import Mask
from index.lexical import LexicalIndex, best
from index.masks import NO_FILTERS, Filters, Masks, may_see
from index.postings import Posting, likely, scores_at
from index.sentences import SentenceVectors, read_rows
from index.snapshot import Snapshot
from index.standing import Standings
from index.store import Store
from index.terms import terms
from index.tokens import StoredTokens, TokenRows
from index.vectors import OFFSETS, OWNERS, PASSAGES, PLACES, SENTENCES, TOKEN_OFFSETS, TOKENS

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched.

    ``expansion`` is more text, whose terms are searched by words alone and weigh in as a score of their own.
    ``vector`` replaces the text's own. ``bonus`` adds to the fused score (about 0 to 1) of every passage of a
    document, by document id.
    """

    text: str
    expansion: str = ""
    vector: Floats | None = None
    bonus: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; all scores are higher for better.

    ``score`` is the fused one, to be compared within one search only. ``dense`` and ``sentence`` are cosines,
    ``lexical`` is BM25, ``expansion`` the BM25 of the query's expansion. ``best_sentence`` is a place in the
    passage's ``sentences`` (0 where it has none).
    Ranks are 1-based, None where that search did not have the passage among its candidates.
    """

    passage: int
    score: float
    dense: float
    lexical: float
    expansion: float
    sentence: float
    best_sentence: int
    dense_rank: int | None
    lexical_rank: int | None

    def scored(self, score: float) -> Hit:
        """The same hit with another score."""
        return Hit(
            self.passage, score, self.dense, self.lexical, self.expansion, self.sentence, self.best_sentence,
            self.dense_rank, self.lexical_rank,
        )  # fmt: skip


class Searcher:
    """One opened snapshot with everything a question needs; safe to share between threads."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder, weights: FusionWeights = DEFAULT_WEIGHTS) -> None:
        self.snapshot, self.embedder, self.weights = snapshot, embedder, weights
        folder, manifest = snapshot.folder, snapshot.manifest
        self.store = Store.open(folder / TEXT)
        self.cards: dict[str, Card] = self.store.cards()
        self.vocabulary = Vocabulary.load(folder)
        self._vectors = read_rows(folder / PASSAGES, np.float16, manifest.model.dimension)
        self._dense = DenseIndex.load(folder / DENSE, self._vectors, manifest.dense_kind)
        self._lexical = LexicalIndex.load(folder / LEXICAL, manifest.counts.passages)
        self._sentences = SentenceVectors.load(folder / SENTENCES, folder / OFFSETS, manifest.model.dimension)
        self._owners = np.fromfile(folder / OWNERS, dtype=np.int32)
        self._tokens = _tokens_of(snapshot, embedder)
        related = self.store.related()
        self.cited, self.standings = related.cited, Standings(self.cards, related)
        self._masks = Masks(self.cards, self._owners, self.standings.adopted())

    def search(self, query: Query, k: int, *, audience: frozenset[str], filters: Filters = NO_FILTERS) -> list[Hit]:
        """Return up to k passages, best first, ties in passage order.

        Both searches look only at passages that ``audience`` (who will see the reply) may see and that pass
        ``filters``. Their candidates are joined and scored by ``fuse``.
        """
        visible, mask = self._masks.mask(audience), self._masks.mask(audience, filters)
        vector = self.embedder.encode_query(query.text) if query.vector is None else query.vector
        words = self._lexical.postings(terms(query.text), visible)
        others = self._lexical.postings(terms(query.expansion), visible)
        near, _ = self._dense.search(vector, self.weights.candidates, mask)
        numbers, alike, lexical, expansion = self._candidates(near, words, others, mask)
        dense: Floats = np.vecdot(widened(self._vectors[numbers]), vector)
        sentence, places = self._sentences.best(vector, numbers)
        scores = fuse(dense, lexical, sentence, expansion, self.weights) + self._bonus(query, numbers)
        columns = (numbers, scores, dense, lexical, expansion, sentence, places)
        order = np.lexsort((numbers, -scores))[: max(k, 0)]
        return _hits([column[order] for column in columns], near, alike)

    def __len__(self) -> int:
        return len(self._owners)

    def mask(self, audience: frozenset[str], filters: Filters = NO_FILTERS) -> Mask | None:
        """Return which passages [n] a search of an audience with these filters looks at; None where it is all."""
        return self._masks.mask(audience, filters)

    def near(self, vector: Floats, mask: Mask | None = None) -> list[int]:
        """Return the numbers of the passages nearest to a unit vector, as many as a search takes from its vectors."""
        found: list[int] = self._dense.search(vector, self.weights.candidates, mask)[0].tolist()
        return found

    def sees(self, document: str, *, audience: frozenset[str]) -> bool:
        """Tell whether an audience may see a document; one that is not here is not seen."""
        return document in self.cards and may_see(self.cards[document], audience)

    def neighbours(self, number: int, n: int, *, audience: frozenset[str]) -> list[int]:
        """Return the numbers of up to n passages before and n after, or none where the audience may not look."""
        document = self.store.ids[self._owners[number]]
        return self.store.neighbours(number, n) if self.sees(document, audience=audience) else []

    def sentence_cosines(self, vector: Floats, numbers: Sequence[int]) -> list[Floats]:
        """Return, for each passage, the cosines of all its sentences with a unit vector, in their order."""
        cosines, counts = self._sentences.cosines(vector, np.asarray(numbers, dtype=np.int64))
        ends = [0, *np.cumsum(counts).tolist()]
        return [cosines[start:end] for start, end in pairwise(ends)]

    def passage_vectors(self, numbers: Sequence[int]) -> Floats:
        """Return the unit vectors of passages, float32 [passages, d]."""
        return widened(self._vectors[list(numbers)])

    def tokens(self, numbers: Sequence[int]) -> list[TokenRows] | None:
        """Return what was kept of passages' tokens for the reader; None where it was not, or for another reader."""
        return self._tokens.of(numbers) if self._tokens is not None else None

    def rarity(self, words: Sequence[str], *, audience: frozenset[str]) -> list[float]:
        """Return how rare each search term is among the passages that an audience may see (higher is rarer)."""
        visible = self._masks.mask(audience)
        return [self._lexical.rarity(word, visible) for word in words]

    def knows(self, word: str, *, audience: frozenset[str]) -> bool:
        """Tell whether a search term stands in any passage that an audience may see."""
        return self._lexical.frequency(word, self._masks.mask(audience)) > 0

    def documents_with(self, words: Sequence[str], *, audience: frozenset[str]) -> frozenset[str]:
        """Return the ids of the documents that an audience may see and that hold all of these search terms."""
        visible = self._masks.mask(audience)
        having = [set(self._owners[self._lexical.holding(word, visible)].tolist()) for word in words]
        return frozenset(self.store.ids[each] for each in set.intersection(*having)) if having else frozenset()

    def words_near(self, word: str, slips: int, k: int, *, audience: frozenset[str]) -> list[str]:
        """Return up to k terms of an audience's passages that are at most so many slips from a word, nearest first.

        A slip is a letter too many, too few or wrong, or two swapped (optimal string alignment).
        """
        near = extract(word, self._lexical.words, scorer=OSA.distance, score_cutoff=slips, limit=4 * k)
        return [each for each, _, _ in near if self.knows(each, audience=audience)][:k]

    def _candidates(
        self, near: Ints, words: Sequence[Posting], others: Sequence[Posting], mask: Mask | None
    ) -> tuple[Ints, Ints, Floats, Floats]:
        """The passages that either search found, ascending, and those found by words, best first; then their BM25.

        By words are found those that share most with the question, a word of its expansion counting half.
        """
        k = self.weights.candidates
        asked = [*words, *(posting.times(0.5) for posting in others)]
        numbers = np.union1d(near, likely(asked, k, len(self._owners), mask))
        lexical, expansion = scores_at(words, numbers), scores_at(others, numbers)
        places = best(lexical + np.float32(0.5) * expansion, k)
        found = np.zeros(len(numbers), dtype=np.bool_)
        found[places] = found[np.searchsorted(numbers, near)] = True
        return numbers[found], numbers[places], lexical[found], expansion[found]

    def _bonus(self, query: Query, numbers: Ints) -> Floats:
        of_documents = np.zeros(len(self.store.ids), dtype=np.float32)
        for id_ in query.bonus.keys() & self.cards.keys():
            of_documents[self.store.number(id_)] = query.bonus[id_]
        return of_documents[self._owners[numbers]]


def _hits(columns: list[npt.NDArray[Any]], near: Ints, alike: Ints) -> list[Hit]:
    dense_ranks = {number: rank for rank, number in enumerate(near.tolist(), 1)}
    lexical_ranks = {number: rank for rank, number in enumerate(alike.tolist(), 1)}
    rows = [column.tolist() for column in columns]
    return list(map(Hit, *rows, *(map(ranks.get, rows[0]) for ranks in (dense_ranks, lexical_ranks))))


def _tokens_of(snapshot: Snapshot, embedder: Embedder) -> StoredTokens | None:
    press = snapshot.manifest.model.fingerprint.rpartition("/")[2]
    if not press or press != embedder.kept_tokens:
        return None
    return StoredTokens.load(*(snapshot.folder / name for name in (TOKENS, PLACES, TOKEN_OFFSETS)))
