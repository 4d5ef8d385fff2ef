"""Passages by the words they share with a question, with BM25."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.kept import Kept, Mask
from index.loading import bm25s
from index.postings import Posting, Scores, likely, scores_at

K1 = 1.2
B = 0.75

Numbers = npt.NDArray[np.int32]


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
        write(folder, self._vocabulary, np.concatenate(self._rows), [len(row) for row in self._rows], self._k1, self._b)


def write(
    folder: Path, vocabulary: Mapping[str, int], numbers: Numbers, lengths: Sequence[int], k1: float = K1, b: float = B
) -> None:
    """Write an index of passages into a new folder, in bm25s's form.

    ``numbers`` are the vocabulary's numbers of all passages' terms in a row, int32; ``lengths`` how many each has.
    The scores are computed here, for all terms at once: bm25s goes through them one by one.
    """
    passages, of_passage = len(lengths), np.array(lengths, dtype=np.int64)
    pairs = numbers.astype(np.int64) * passages + np.repeat(np.arange(passages), of_passage)
    pairs, counts = np.unique(pairs, return_counts=True)
    words, rows = np.divmod(pairs, passages)
    frequency = np.bincount(words, minlength=len(vocabulary))
    rarity = np.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
    norm = k1 * (1 - b + b * of_passage / of_passage.mean())
    bm25 = bm25s().BM25(k1=k1, b=b, method="lucene")
    bm25.scores = {
        "data": (rarity[words] * counts / (counts + norm[rows])).astype(np.float32),
        "indices": rows.astype(np.int32),
        "indptr": np.concatenate((np.zeros(1, np.int64), np.cumsum(frequency))),
        "num_docs": passages,
    }
    bm25.vocab_dict = dict(vocabulary)
    bm25.nonoccurrence_array = None
    bm25.save(folder, show_progress=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """How many passages a mask shows, and in what runs: ``edges`` [2 r], each run's first passage and its end."""

    passages: int
    edges: Numbers

    @classmethod
    def by(cls, mask: Mask) -> Shown:
        """Work it out."""
        edges = np.flatnonzero(np.diff(mask, prepend=False, append=False)).astype(np.int32)
        return cls(int(np.count_nonzero(mask)), edges)

    def of(self, rows: Numbers, mask: Mask) -> int:
        """Return how many of some passages (ascending numbers) are shown; hidden documents make few runs."""
        if len(self.edges) >= len(rows):
            return int(np.count_nonzero(mask[rows]))
        places = np.searchsorted(rows, self.edges)
        return int(places[1::2].sum() - places[::2].sum())


class LexicalIndex:
    """BM25 (Lucene's variant, https://doi.org/10.1007/978-3-030-45442-5_4) over passages, opened read-only.

    A passage's score is the sum over the question's terms t, each as often as it is asked, of
    ``log(1 + (n - df + .5) / (df + .5)) * tf / (tf + k1 * (1 - b + b * length / mean length))``; higher is better.
    """

    def __init__(self, vocabulary: Mapping[str, int], arrays: Mapping[str, Any], passages: int) -> None:
        self._vocabulary, self._arrays, self._passages = vocabulary, arrays, passages
        self._shown = Kept(Shown.by)

    @classmethod
    def load(cls, folder: Path, passages: int) -> LexicalIndex:
        """Open a saved index of ``passages`` passages; its arrays are memory-mapped.

        bm25s's files are read without bm25s, which loads SciPy: that takes longer than opening all the rest.
        """
        if not (folder / "params.index.json").exists():
            return cls({}, {}, passages)
        names = ("data", "indices", "indptr")
        arrays = {name: np.asarray(np.load(folder / f"{name}.csc.index.npy", mmap_mode="r")) for name in names}
        return cls(json.loads((folder / "vocab.index.json").read_text(encoding="utf-8")), arrays, passages)

    def __len__(self) -> int:
        return self._passages

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every search term that some passage holds."""
        return tuple(self._vocabulary)

    def scores(self, asked: Sequence[str], visible: Mask | None = None) -> Scores:
        """Return every passage's score, float32 [n]; nothing for a passage that may not be seen."""
        found = scores_at(self.postings(asked, visible), np.arange(self._passages))
        return found if visible is None else np.where(visible, found, np.float32(0))

    def postings(self, asked: Sequence[str], visible: Mask | None = None) -> list[Posting]:
        """Return the passages that hold each term, with what it adds to their scores, as often as it is asked.

        Where only the passages of ``visible`` [n] may be seen, a term is as rare as it is among those: how often it
        stands in the others would show in the order. Only the mean length is that of all passages.
        """
        numbers = [self._vocabulary.get(term) for term in asked]
        found = {number: self._posting(number, visible) for number in dict.fromkeys(numbers) if number is not None}
        return [found[number] for number in numbers if number is not None]

    def search(self, asked: Sequence[str], k: int, mask: Mask | None = None) -> tuple[npt.NDArray[np.int64], Scores]:
        """Return up to k passage numbers that share a term with the question, and their scores, best first.

        Only passages where ``mask`` [n] is true are ranked.
        """
        if mask is not None and len(mask) != self._passages:
            raise ValueError(f"mask has {len(mask)} entries for {self._passages} passages")
        postings = self.postings(asked)
        numbers = likely(postings, k, self._passages, mask)
        scores = scores_at(postings, numbers)
        order = best(scores, k)
        return numbers[order], scores[order]

    def frequency(self, term: str, visible: Mask | None = None) -> int:
        """Return the number of passages that hold a term, of those that may be seen (None: all)."""
        rows = self.holding(term)
        return len(rows) if visible is None else self._seen(rows, visible)

    def holding(self, term: str, visible: Mask | None = None) -> Numbers:
        """Return the numbers of the passages that hold a term, ascending, of those that may be seen (None: all)."""
        number = self._vocabulary.get(term)
        if number is None:
            return np.zeros(0, dtype=np.int32)
        first, end = self._arrays["indptr"][number : number + 2]
        rows: Numbers = self._arrays["indices"][first:end]
        return rows if visible is None else rows[visible[rows]]

    def rarity(self, term: str, visible: Mask | None = None) -> float:
        """Return ``log(1 + (n - df + .5) / (df + .5))`` of a term; one that is nowhere has the most.

        n and df count the passages that may be seen (None: all).
        """
        passages = self._passages if visible is None else self._shown.of(visible).passages
        return _rarity(passages, self.frequency(term, visible))

    def _posting(self, number: int, visible: Mask | None) -> Posting:
        """The stored scores hold a term's rarity among all passages; the factor makes it that among the visible."""
        arrays = self._arrays
        first, end = arrays["indptr"][number : number + 2]
        rows, scores = arrays["indices"][first:end], arrays["data"][first:end]
        if visible is None:
            return Posting(rows, scores)
        among = _rarity(self._shown.of(visible).passages, self._seen(rows, visible))
        return Posting(rows, scores, among / _rarity(self._passages, len(rows)))

    def _seen(self, rows: Numbers, visible: Mask) -> int:
        return self._shown.of(visible).of(rows, visible)


def _rarity(passages: int, frequency: int) -> float:
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def best(scores: Scores, k: int) -> npt.NDArray[np.int64]:
    """Return the places of up to k highest positive scores, best first, ties by place."""
    numbers = np.flatnonzero(scores > 0)
    return numbers[np.argsort(-scores[numbers], kind="stable")[: max(k, 0)]].astype(np.int64)
