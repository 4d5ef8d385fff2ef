"""Reading question and passage together: a small cross-encoder, the packaged weights with a few megabytes added.

The encoder is all-MiniLM-L6-v2's. ``rereader.safetensors`` holds low-rank additions to its layers (LoRA,
https://arxiv.org/abs/2106.09685) and three small heads; ``scripts/train-reader`` makes it. One forward pass per batch
judges the passage and all its sentences, each from the mean of its tokens.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corpus.errors import WeightsError
from index.embedder import OFFLINE, cores, read_tokenizer
from index.packed import PackedModel, Shape, linear_name, read_bert
from index.weights import Weights, choose_precision, find_weights
from index.windows import EmbeddingInput

if TYPE_CHECKING:
    import torch

TRAINED = Path(__file__).with_name("rereader.safetensors")
QUESTION_TOKENS = 64
CONTEXT_TOKENS = 16
TEXT_TOKENS = 200
TOGETHER = 3
SCALE = 2.0
_CLS, _SEP = 101, 102
_PARTS = {"q": "query", "k": "key", "v": "value", "o": "out", "up": "up", "down": "down"}

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one passage, all as logits: higher is better, 0 is even.

    ``relevance`` is for ordering passages, ``answers`` for whether the passage answers at all, ``sentences`` tells of
    each sentence whether it carries the answer.
    """

    relevance: float
    answers: float
    sentences: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row for the model: token ids, token types (1 for the passage), and the sentence of each token or -1."""

    ids: Ints
    types: Ints
    segments: Ints
    sentences: int


@dataclass(frozen=True, slots=True)
class _Loaded:
    model: Any
    tokenizer: Any
    heads: dict[str, torch.Tensor]


@dataclass(frozen=True)
class Rereader:
    """The trained reader; torch and the weights are loaded at the first question. Safe to share between threads."""

    weights: Weights
    trained: Path = TRAINED
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    _loaded: list[_Loaded] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def find(cls) -> Rereader:
        """The reader on the packaged weights, which are checked; raises WeightsError where they are missing."""
        return cls(find_weights())

    def read(self, question: str, passages: Sequence[EmbeddingInput]) -> list[Reading]:
        """Judge each passage for a question, in the order given; long texts are read to their 200th token."""
        if not passages:
            return []
        loaded = self._ready()
        rows = rows_of(loaded.tokenizer, question, passages)
        groups = _groups(rows, cores())
        made = _pool().map(lambda group: _forward(loaded, [rows[i] for i in group]), groups)
        readings = {
            i: reading for group, part in zip(groups, made, strict=True) for i, reading in zip(group, part, strict=True)
        }
        return [readings[i] for i in range(len(rows))]

    def _ready(self) -> _Loaded:
        with self._lock:
            if not self._loaded:
                self._loaded.append(_load(self.weights.folder, self.trained))
            return self._loaded[0]


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    """One thread for each core, kept: what torch prepares for a thread is prepared once."""
    return ThreadPoolExecutor(cores(), thread_name_prefix="reader")


def rows_of(tokenizer: Any, question: str, passages: Sequence[EmbeddingInput]) -> list[Row]:
    """One row for each passage: the question, the passage's context, its text."""
    contexts = [f"{p.context}. " if p.context else "" for p in passages]
    texts = [question, *contexts, *(p.text for p in passages)]
    encoded = tokenizer.encode_batch([t.encode("utf-8", "replace").decode() for t in texts], add_special_tokens=False)
    # The end of a question counts: what it leans on stands in front of it.
    asked = [_CLS, *encoded[0].ids[-QUESTION_TOKENS:], _SEP]
    rows = []
    for passage, context, text in zip(passages, encoded[1:], encoded[1 + len(passages) :], strict=False):
        front, ids = context.ids[:CONTEXT_TOKENS], text.ids[:TEXT_TOKENS]
        starts = np.array([start for start, _ in passage.sentences] or [0])
        at = np.array([start for start, _ in text.offsets[: len(ids)]], dtype=np.int64)
        segments = np.maximum(np.searchsorted(starts, at, side="right") - 1, 0)
        types = np.ones(len(asked) + len(front) + len(ids) + 1, dtype=np.int64)
        types[: len(asked)] = 0
        own = np.concatenate((np.full(len(asked) + len(front), -1), segments, [-1]))
        rows.append(Row(np.array([*asked, *front, *ids, _SEP], dtype=np.int64), types, own, len(starts)))
    return rows


def _groups(rows: Sequence[Row], lanes: int, most: int = TOGETHER) -> list[list[int]]:
    """Places of the rows in groups of like length, longest first, as many for each core as for the others.

    Groups of like length need little padding; with as many for each, the cores end at about the same time.
    """
    order = np.argsort([-len(row.ids) for row in rows], kind="stable")
    count = min(len(rows), lanes * -(-len(rows) // (lanes * most)))
    return [group.tolist() for group in np.array_split(order, count)]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows side by side, padded: all [rows, tokens] but ``firsts`` [rows + 1], each row's first sentence."""

    ids: torch.Tensor
    types: torch.Tensor
    mask: torch.Tensor
    segments: torch.Tensor
    firsts: Ints

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Batch:
        """The rows in their order; segments are numbered through, -1 outside sentences."""
        import torch

        lengths = np.array([len(row.ids) for row in rows])
        mask = np.arange(lengths.max()) < lengths[:, None]
        ids, types, segments = (np.full(mask.shape, fill, np.int64) for fill in (0, 0, -1))
        firsts = np.cumsum([0, *(row.sentences for row in rows)])
        shifted = zip(rows, firsts[:-1], strict=True)
        ids[mask], types[mask] = np.concatenate([r.ids for r in rows]), np.concatenate([r.types for r in rows])
        segments[mask] = np.concatenate([np.where(r.segments < 0, -1, r.segments + first) for r, first in shifted])
        made = [torch.from_numpy(x) for x in (ids, types, mask, segments)]
        return cls(made[0], made[1], made[2], made[3], firsts)


def _forward(loaded: _Loaded, rows: Sequence[Row]) -> list[Reading]:
    """One forward pass on one core (torch counts them for each thread)."""
    import torch

    torch.set_num_threads(1)
    with torch.inference_mode():
        return _judge(loaded, rows)


def _judge(loaded: _Loaded, rows: Sequence[Row]) -> list[Reading]:
    import torch

    batch = Batch.of(rows)
    kept, firsts = batch.mask, batch.firsts
    hidden = loaded.model(
        input_ids=batch.ids,
        attention_mask=kept if not bool(kept.all()) else None,
        token_type_ids=batch.types,
    ).last_hidden_state.float()
    passage = (kept & (batch.types == 1))[..., None].float()
    question = kept[..., None].float() - passage
    means = [(hidden * side).sum(1) / side.sum(1).clamp(min=1) for side in (passage, question)]
    judged = _mlp(loaded.heads, torch.cat([hidden[:, 0], *means], -1), "mix", "out")
    inside = batch.segments >= 0
    owners = batch.segments[inside]
    sums = hidden.new_zeros(int(firsts[-1]), hidden.shape[-1]).index_add_(0, owners, hidden[inside])
    counts = hidden.new_zeros(int(firsts[-1])).index_add_(0, owners, torch.ones(len(owners)))
    carries = _mlp(loaded.heads, sums / counts.clamp(min=1)[:, None], "sent", "sent2")[:, 0].tolist()
    pairs = zip(judged.tolist(), firsts[:-1], firsts[1:], strict=True)
    return [Reading(relevance, answers, tuple(carries[a:b])) for (relevance, answers), a, b in pairs]


def _mlp(heads: dict[str, torch.Tensor], x: torch.Tensor, first: str, second: str) -> torch.Tensor:
    from torch.nn import functional

    inner = functional.gelu(functional.linear(x, heads[f"{first}.weight"], heads[f"{first}.bias"]))
    return functional.linear(inner, heads[f"{second}.weight"], heads[f"{second}.bias"])


def _load(folder: Path, trained: Path) -> _Loaded:
    os.environ.update(OFFLINE)
    import torch
    from safetensors.torch import load_file

    added = {name: tensor.float() for name, tensor in load_file(trained).items()}
    bert = read_bert(folder)
    if bert is None:
        raise WeightsError("The reader needs the packaged model's weights: install the project again.")
    dtype = torch.bfloat16 if choose_precision() == "bf16" else torch.float32
    heads = {name: tensor for name, tensor in added.items() if not name.startswith("enc.")}
    return _Loaded(PackedModel(*merged(*bert, added), dtype), read_tokenizer(folder), heads)


def merged(
    shape: Shape, state: Mapping[str, torch.Tensor], added: Mapping[str, torch.Tensor]
) -> tuple[Shape, dict[str, torch.Tensor]]:
    """The model with the trained additions: its lower layers only, each weight ``W + 2 B A``."""
    layers = 1 + max(int(name.split(".")[2]) for name in added if name.startswith("enc.layers."))
    made = dict(state)
    for number in range(layers):
        front = f"enc.layers.{number}"
        for short, part in _PARTS.items():
            name = linear_name(number, part)
            made[name] = state[name] + SCALE * (added[f"{front}.{short}.B"] @ added[f"{front}.{short}.A"])
        for short, norm in (("n1", "attention.output.LayerNorm"), ("n2", "output.LayerNorm")):
            for end in ("weight", "bias"):
                made[f"encoder.layer.{number}.{norm}.{end}"] = added[f"{front}.{short}.{end}"]
    for end in ("weight", "bias"):
        made[f"embeddings.LayerNorm.{end}"] = added[f"enc.n.{end}"]
    made["embeddings.token_type_embeddings.weight"] = added["enc.typ"]
    return shape._replace(layers=layers), made
