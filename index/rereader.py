"""Reading question and passage together: one layer over the question's tokens and the kept ones of a passage.

``tokens.py`` says what is kept of a passage when it is indexed, so that at a question only this one layer is computed.
It began as the fifth layer of all-MiniLM-L6-v2, its inner part cut to the weightiest third. ``rereader.safetensors``
holds it with three small heads and is made by ``scripts/train-reader``. One pass per batch judges passages and all
their sentences, each from the mean of its tokens.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from index.embedder import Embedder
from index.forward import cores
from index.reading_layer import ReadingLayer, Tensors, load_reading_layer
from index.tokens import OUTSIDE, TRAINED, TokenRows
from index.windows import EmbeddingInput

if TYPE_CHECKING:
    import torch

QUESTION_TOKENS = 64
"""Of a longer question, its first token and the last 63: what it leans on stands in front of what it asks."""

TEXT_TOKENS = 320
TOGETHER = 12
"""Passages in one pass, at most: it holds about 10 MB for them."""

STEP = 64
"""Tokens of a pass are a multiple of this: for one not seen before oneDNN makes its kernels anew, 2 ms for each."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one passage, all as logits: higher is better, 0 is even.

    ``relevance`` is for ordering passages, ``answers`` for whether the passage answers at all, ``sentences`` tells of
    each sentence whether it carries the answer.
    """

    relevance: float
    answers: float
    sentences: tuple[float, ...]


@dataclass(frozen=True)
class Rereader:
    """The trained reader, loaded at the first question. Safe to share between threads.

    ``embedder`` runs the packaged weights: it knows the states of the question, and of passages that none were kept of.
    """

    embedder: Embedder
    trained: Path = TRAINED
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    _loaded: list[ReadingLayer] = field(default_factory=list, repr=False, compare=False)
    _reading: list[None] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def find(cls) -> Rereader:
        """The reader on the packaged weights, which are checked; raises WeightsError where they are missing."""
        return cls(Embedder.find())

    def read(
        self, question: str, passages: Sequence[EmbeddingInput], tokens: Sequence[TokenRows] | None = None
    ) -> list[Reading]:
        """Judge each passage for a question, in the order given; long texts are read to about their 300th token.

        ``tokens`` is what was kept of the passages; without it they go through the model now.
        """
        if not passages:
            return []
        rows = self.embedder.encode_passages(passages).tokens if tokens is None else tokens
        loaded, states = self._ready(), _shortened(self.embedder.encode_question(question).states)
        counts = [max(1, len(passage.sentences)) for passage in passages]

        def judge(group: list[int]) -> list[Reading]:
            return read_rows(loaded, states, [rows[i] for i in group], [counts[i] for i in group])

        with self._lanes() as lanes:
            groups = _groups([len(each.rows) for each in rows], lanes)
            made = list(_pool().map(judge, groups))
        readings = {
            i: reading for group, part in zip(groups, made, strict=True) for i, reading in zip(group, part, strict=True)
        }
        return [readings[i] for i in range(len(passages))]

    @contextmanager
    def _lanes(self) -> Iterator[int]:
        """The cores for one reading: all of them, or its share where several questions are read at once."""
        with self._lock:
            self._reading.append(None)
            lanes = max(1, cores() // len(self._reading))
        try:
            yield lanes
        finally:
            with self._lock:
                self._reading.pop()

    def _ready(self) -> ReadingLayer:
        with self._lock:
            if not self._loaded:
                self._loaded.append(load_reading_layer(self.trained, self.embedder.precision))
            return self._loaded[0]


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    """One thread for each core, kept: what torch prepares for a thread is prepared once."""
    return ThreadPoolExecutor(cores(), thread_name_prefix="reader")


def _shortened(states: Floats) -> Floats:
    if len(states) <= QUESTION_TOKENS:
        return states
    return np.concatenate((states[:1], states[1 - QUESTION_TOKENS :]))


def _groups(lengths: Sequence[int], lanes: int, most: int = TOGETHER) -> list[list[int]]:
    """Places of the rows in groups of at most ``most``, as many for each lane; with like sums of lengths the lanes end
    at about the same time."""
    count = min(len(lengths), lanes * -(-len(lengths) // (lanes * most)))
    groups: list[list[int]] = [[] for _ in range(count)]
    loads = [0] * count
    for place in np.argsort([-length for length in lengths], kind="stable").tolist():
        lightest = min((n for n in range(count) if len(groups[n]) < most), key=loads.__getitem__)
        groups[lightest].append(place)
        loads[lightest] += lengths[place]
    return groups


def read_rows(loaded: ReadingLayer, states: Floats, rows: Sequence[TokenRows], counts: Sequence[int]) -> list[Reading]:
    """Judge rows beside a question's states, in one pass on one core (torch counts them for each thread)."""
    import torch

    torch.set_num_threads(1)
    with torch.inference_mode():
        return _judge(loaded, torch.from_numpy(states), _laid(rows, len(states)), counts)


def _judge(loaded: ReadingLayer, states: torch.Tensor, laid: _Laid, counts: Sequence[int]) -> list[Reading]:
    import torch
    from torch.nn import functional

    weights, firsts = loaded.weights, np.cumsum([0, *counts])
    dtype = weights["asked.weight"].dtype
    asked = functional.linear(states.to(dtype), weights["asked.weight"], weights["asked.bias"])
    asked = torch.cat([asked, loaded.layer.joint(asked[None])[0]], -1)
    both = loaded.held(torch.from_numpy(laid.kept))
    both[torch.from_numpy(laid.asked)] = asked.repeat(len(counts), 1)
    width = len(weights["asked.bias"])
    hidden = loaded.layer.after_each(both[:, :width], both[:, width:], laid.lengths).float()
    parts = _means(hidden, laid.parts, 2 * len(counts)).view(len(counts), -1)  # the question's mean, the passage's
    starts = torch.from_numpy(np.cumsum([0, *laid.lengths[:-1]]))
    judged = _mlp(weights, torch.cat([hidden[starts], parts[:, width:], parts[:, :width]], -1), "mix", "out")
    numbered = np.where(laid.sentences == OUTSIDE, OUTSIDE, laid.sentences + firsts[laid.parts // 2])
    carries = _mlp(weights, _means(hidden, numbered, int(firsts[-1])), "sent", "sent2")[:, 0].tolist()
    pairs = zip(judged.tolist(), firsts[:-1], firsts[1:], strict=True)
    return [Reading(relevance, answers, tuple(carries[a:b])) for (relevance, answers), a, b in pairs]


class _Laid(NamedTuple):
    """Question and passage, one pair after the other, with a few empty rows at the end.

    ``kept`` int8 [n, 128] holds the passages' rows, 0 at the places of the question's tokens, which are ``asked``, and
    at the end. ``parts`` counts the questions and passages through by token, ``sentences`` holds each token's sentence
    or -1; at the end both are -1.
    """

    kept: npt.NDArray[np.int8]
    asked: npt.NDArray[np.int64]
    parts: npt.NDArray[np.int64]
    sentences: npt.NDArray[np.int64]
    lengths: list[int]


def _laid(rows: Sequence[TokenRows], question: int) -> _Laid:
    cut = [TokenRows(each.rows[:TEXT_TOKENS], each.sentences[:TEXT_TOKENS]) for each in rows]
    sizes = np.array([(question, len(each.rows)) for each in cut])
    count = int(sizes.sum())
    room = -(-count // STEP) * STEP
    parts = np.full(room, OUTSIDE, dtype=np.int64)
    parts[:count] = np.repeat(np.arange(sizes.size), sizes.ravel())
    of_passage = np.flatnonzero(parts % 2 * (parts >= 0))
    kept = np.zeros((room, cut[0].rows.shape[1]), dtype=np.int8)
    kept[of_passage] = np.concatenate([each.rows for each in cut])
    sentences = np.full(room, OUTSIDE, dtype=np.int64)
    sentences[of_passage] = np.concatenate([each.sentences for each in cut])
    return _Laid(kept, np.flatnonzero(parts % 2 == 0), parts, sentences, sizes.sum(1).tolist())


def _means(vectors: torch.Tensor, of: npt.NDArray[np.int64], count: int) -> torch.Tensor:
    """The mean of the vectors of each number, [count, d]; 0 where a number has none, and those of -1 left out."""
    import torch

    inside = torch.from_numpy(np.flatnonzero(of >= 0))
    numbers = torch.from_numpy(of)[inside]
    sums = vectors.new_zeros(count, vectors.shape[-1]).index_add_(0, numbers, vectors[inside])
    return sums / torch.bincount(numbers, minlength=count).clamp(min=1)[:, None]


def _mlp(weights: Tensors, x: torch.Tensor, first: str, second: str) -> torch.Tensor:
    from torch.nn import functional

    front, back = f"heads.{first}", f"heads.{second}"
    inner = functional.gelu(functional.linear(x, weights[f"{front}.weight"], weights[f"{front}.bias"]))
    return functional.linear(inner, weights[f"{back}.weight"], weights[f"{back}.bias"])
