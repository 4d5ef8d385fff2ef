"""Passages by the words they share with a question, with BM25."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import numpy.typing as npt

K1 = 1.2
B = 0.75

Mask = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float32]


class LexicalWriter:
    """Collects the terms of passages, in passage order, and writes the index."""

    def __init__(self, k1: float = K1, b: float = B) -> None:
        self._k1, self._b = k1, b
        self._vocabulary: dict[str, int] = {}
        self._rows: list[npt.NDArray[np.int32]] = []

    def add(self, passage_terms: Sequence[str]) -> None:
        """Add the next passage's terms."""
        vocabulary = self._vocabulary
        numbers = [vocabulary.setdefault(term, len(vocabulary)) for term in passage_terms]
        self._rows.append(np.array(numbers, dtype=np.int32))

    def save(self, folder: Path) -> None:
        """Write the index into a new folder, as arrays that can be memory-mapped."""
        if not self._vocabulary:
            folder.mkdir(parents=True)
            return
        bm25 = bm25s.BM25(k1=self._k1, b=self._b, method="lucene")
        rows = [row.tolist() for row in self._rows]
        bm25.index((rows, dict(self._vocabulary)), create_empty_token=False, show_progress=False)
        bm25.save(folder, show_progress=False)


class LexicalIndex:
    """BM25 (Lucene's variant, https://doi.org/10.1007/978-3-030-45442-5_4) over passages, opened read-only.

    A passage's score is the sum over the question's terms t, each as often as it is asked, of
    ``log(1 + (n - df + .5) / (df + .5)) * tf / (tf + k1 * (1 - b + b * length / mean length))``; higher is better.
    """

    def __init__(self, bm25: Any, passages: int) -> None:
        self._bm25, self._passages = bm25, passages

    @classmethod
    def load(cls, folder: Path, passages: int) -> LexicalIndex:
        """Open a saved index of ``passages`` passages; its arrays are memory-mapped."""
        empty = not (folder / "params.index.json").exists()
        return cls(None if empty else bm25s.BM25.load(folder, mmap=True), passages)

    def __len__(self) -> int:
        return self._passages

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every search term that some passage holds."""
        return () if self._bm25 is None else tuple(self._bm25.vocab_dict)

    def scores(self, asked: Sequence[str], visible: Mask | None = None) -> Scores:
        """Return every passage's score, float32 [n].

        Where only the passages of ``visible`` [n] may be seen, a term is as rare as it is among those: how often it
        stands in the others would show in the order. Only the mean length is that of all passages.
        """
        return self._sum(asked) if visible is None else self._sum_of_visible(asked, visible)

    def search(self, asked: Sequence[str], k: int, mask: Mask | None = None) -> tuple[npt.NDArray[np.int64], Scores]:
        """Return up to k passage numbers that share a term with the question, and their scores, best first.

        Only passages where ``mask`` [n] is true are ranked.
        """
        scores = self.scores(asked)
        numbers = best(scores, k, mask)
        return numbers, scores[numbers]

    def frequency(self, term: str, visible: Mask | None = None) -> int:
        """Return the number of passages that hold a term, of those that may be seen (None: all)."""
        number = None if self._bm25 is None else self._bm25.vocab_dict.get(term)
        if number is None:
            return 0
        first, end = self._bm25.scores["indptr"][number : number + 2]
        return int(
            end - first if visible is None else np.count_nonzero(visible[self._bm25.scores["indices"][first:end]])
        )

    def rarity(self, term: str, visible: Mask | None = None) -> float:
        """Return ``log(1 + (n - df + .5) / (df + .5))`` of a term; one that is nowhere has the most.

        n and df count the passages that may be seen (None: all).
        """
        passages = self._passages if visible is None else int(np.count_nonzero(visible))
        return _rarity(passages, self.frequency(term, visible))

    def _sum(self, asked: Sequence[str]) -> Scores:
        known = [] if self._bm25 is None else self._bm25.get_tokens_ids(list(asked))
        if not known:
            return np.zeros(self._passages, dtype=np.float32)
        scores: Scores = self._bm25.get_scores_from_ids(known)
        return scores

    def _sum_of_visible(self, asked: Sequence[str], visible: Mask) -> Scores:
        """The stored scores hold each term's rarity among all passages; it is replaced by that among the visible."""
        scores = np.zeros(self._passages, dtype=np.float32)
        passages = int(np.count_nonzero(visible))
        for term, times in Counter(asked).items():
            number = None if self._bm25 is None else self._bm25.vocab_dict.get(term)
            if number is None:
                continue
            first, end = self._bm25.scores["indptr"][number : number + 2]
            rows = self._bm25.scores["indices"][first:end]
            seen = visible[rows]
            mine = _rarity(passages, int(np.count_nonzero(seen))) / _rarity(self._passages, int(end - first))
            scores[rows[seen]] += np.float32(times * mine) * self._bm25.scores["data"][first:end][seen]
        return scores


def _rarity(passages: int, frequency: int) -> float:
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def best(scores: Scores, k: int, mask: Mask | None = None) -> npt.NDArray[np.int64]:
    """Return the numbers of up to k passages with the highest positive scores, best first, ties by number."""
    if mask is not None and len(mask) != len(scores):
        raise ValueError(f"mask has {len(mask)} entries for {len(scores)} passages")
    numbers = np.flatnonzero(scores > 0 if mask is None else (scores > 0) & mask)
    if k < len(numbers):
        numbers = np.sort(numbers[np.argpartition(-scores[numbers], k - 1)[:k]]) if k > 0 else numbers[:0]
    return numbers[np.argsort(-scores[numbers], kind="stable")].astype(np.int64)
