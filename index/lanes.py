"""Passages through the model on all cores, while the caller goes on with other work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Condition
from typing import Self

import numpy as np

from index.forward import DIMENSION, Loaded, Part, cores, nothing_yet, token_vectors
from index.halves import Halves
from index.tokens import TokenRows, token_rows
from index.weights import Precision
from index.windows import EmbeddingInput, Floats, Ints, Plan, Window, batches, plan_windows, pool

TOKEN_BUDGET: dict[Precision, int] = {"fp32": 512, "int8": 512, "bf16": 1_024}
"""Tokens of a batch, padding included. Fewer need less padding; in bf16 all cores share a batch and want more."""
ONE_CORE = 128
"""Up to so many tokens, a question's, are one core's work: cores that wait for each other would gain nothing."""
_LOOK = 0.05


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Unit vectors of passages and of their sentences, and what the reader keeps of their tokens.

    ``passages`` is float32 [n, 384]; ``sentences`` is float16 [m, 384]; the sentences of passage i are rows
    ``offsets[i]:offsets[i + 1]`` (int64 [n + 1]); every passage has at least one. ``tokens`` has one entry for each
    passage, or none where the model is not the one that the reader was trained with.
    """

    passages: Floats
    sentences: Halves
    offsets: Ints
    tokens: tuple[TokenRows, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """How passages go through a model: in which precision, cut into windows of how many tokens, pooled how."""

    precision: Precision
    max_tokens: int
    context_weight: float


@dataclass(frozen=True, slots=True)
class Begun:
    """Passages on their way through the model."""

    plan: Plan
    parts: Sequence[Future[Part]]
    keeps_rows: bool
    context_weight: float

    def result(self) -> PassageVectors:
        """Their vectors, waited for."""
        return _gathered(self.plan, (part.result() for part in self.parts), self.keeps_rows, self.context_weight)


class Lanes:
    """Threads that put batches through a model: in fp32 one for each core, in bf16 one that takes all cores.

    In fp32 a batch takes long enough that one per core, none waiting for another, beats one over all cores. ``spare``
    tells at any time how many cores to leave to others: two that wait for each other on one core lose more than they
    gain. Use as a context manager; what was begun and not waited for is given up at its end.
    """

    def __init__(self, loaded: Loaded, way: Way, spare: Callable[[], int] = lambda: 0) -> None:
        self._loaded, self._way, self._spare = loaded, way, spare
        self._cores = cores()
        self._each = self._cores if way.precision == "bf16" else 1
        self._pool = ThreadPoolExecutor(self._cores // self._each)
        self._change, self._busy = Condition(), 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, items: Sequence[EmbeddingInput]) -> Begun:
        """Send passages on their way, the longest first; each passage and its sentences take one forward pass."""
        plan, waiting = _planned(self._loaded, self._way, items)
        parts = [self._pool.submit(self._through, batch) for batch in waiting]
        return Begun(plan, parts, self._loaded.press is not None, self._way.context_weight)

    def close(self) -> None:
        """End the threads; batches that none has begun are given up."""
        self._pool.shutdown(cancel_futures=True)

    def _through(self, batch: Sequence[Window]) -> Part:
        with self._change:
            while self._busy and self._busy + self._spare() >= self._cores:
                self._change.wait(_LOOK)
            self._busy += 1
        try:
            return token_vectors(self._loaded, batch, max(1, self._each - self._spare()))
        finally:
            with self._change:
                self._busy -= 1
                self._change.notify()


def vectors_of(loaded: Loaded, way: Way, items: Sequence[EmbeddingInput]) -> PassageVectors:
    """The vectors of passages, computed at once; a single batch is not handed to a thread."""
    if not items:
        empty = np.zeros((0, DIMENSION))
        return PassageVectors(empty.astype(np.float32), empty.astype(np.float16), np.zeros(1, np.int64))
    plan, waiting = _planned(loaded, way, items)
    if len(waiting) > 1 and way.precision != "bf16":
        with Lanes(loaded, way) as lanes:
            return lanes.begin(items).result()
    few = len(waiting) == 1 and sum(len(window.ids) for window in waiting[0]) <= ONE_CORE
    parts = (token_vectors(loaded, batch, 1 if few else cores()) for batch in waiting)
    return _gathered(plan, parts, loaded.press is not None, way.context_weight)


def _planned(loaded: Loaded, way: Way, items: Sequence[EmbeddingInput]) -> tuple[Plan, list[list[Window]]]:
    """Windows of passages, and the batches in which they go through the model, the longest first."""
    plan = plan_windows(loaded.tokenizer, items, way.max_tokens)
    return plan, list(batches(plan.windows, TOKEN_BUDGET[way.precision]))[::-1]


def _gathered(plan: Plan, parts: Iterable[Part], keeps_rows: bool, context_weight: float) -> PassageVectors:
    sums = nothing_yet(plan, keeps_rows)
    for part in parts:
        sums.take(part)
    passages, sentences = pool(plan, sums.vectors.numpy(), context_weight)
    tokens = token_rows(plan, sums.rows) if sums.rows is not None else ()
    return PassageVectors(passages, sentences.astype(np.float16), plan.offsets, tokens)
