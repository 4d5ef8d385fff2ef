"""What the reader keeps of each token of a passage: its state after the model's fourth layer, pressed to 128 bytes.

The states come out of the pass that embeds the passage. A question is then read beside them without the passage going
through the model again (https://arxiv.org/abs/2004.14255 keeps such states for a ranker). ``rereader.safetensors``
holds the press, which was trained with the reader.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from index.halves import StoredRows
from index.windows import Plan

if TYPE_CHECKING:
    import torch

TRAINED = Path(__file__).with_name("rereader.safetensors")
LAYER = 4
WIDTH = 128
SCALE = 32.0
CONTEXT_TOKENS = 16
OUTSIDE = -1
"""The sentence of a token that belongs to the passage's context."""

_MOST = 127 / SCALE

Ints = npt.NDArray[np.int64]


class TokenRows(NamedTuple):
    """A passage's tokens: ``rows`` int8 [t, 128], and for each its place among the sentences, or -1 for the context."""

    rows: npt.NDArray[np.int8]
    sentences: npt.NDArray[np.int16]

    def part(self, first: int, last: int) -> TokenRows:
        """The context's tokens and those of sentences ``first`` to before ``last``, counted from 0 again."""
        inside = (self.sentences >= first) & (self.sentences < last)
        kept = inside | (self.sentences == OUTSIDE)
        if first == 0 and kept.all():
            return self
        moved = np.where(inside, self.sentences - first, OUTSIDE)[kept]
        return TokenRows(self.rows[kept], moved.astype(np.int16))


@dataclass(frozen=True, slots=True)
class Press:
    """The learned matrix from a state (384 numbers) to the 128 that are kept, float32 [128, 384], and its offset."""

    weight: torch.Tensor
    offset: torch.Tensor

    def __call__(self, states: torch.Tensor) -> npt.NDArray[np.int8]:
        """Rows int8 [t, 128] of states [t, 384]."""
        import torch

        pressed = torch.addmm(self.offset, states.float(), self.weight.T)
        rows: npt.NDArray[np.int8] = (pressed.clamp_(-_MOST, _MOST) * SCALE).round_().to(torch.int8).numpy()
        return rows


@lru_cache(maxsize=2)
def press_digest(trained: Path = TRAINED) -> str:
    """What pressed rows depend on besides the states: 16 hexadecimal digits of the file's sha256."""
    return hashlib.sha256(trained.read_bytes()).hexdigest()[:16]


def load_press(trained: Path = TRAINED) -> Press:
    """The press of a trained reader's file."""
    from safetensors.torch import load_file

    added = load_file(trained)
    return Press(added["pp.weight"].float(), added["pp.bias"].float())


def token_rows(plan: Plan, rows: npt.NDArray[np.int8]) -> tuple[TokenRows, ...]:
    """What is kept of each passage of a plan; ``rows`` [t, 128] are the tokens of all its windows, in their order.

    Kept are the first 16 tokens of its context and those of its sentences.
    """
    lengths = np.array([len(window.ids) for window in plan.windows])
    segments = np.concatenate([window.segments for window in plan.windows])
    owners = np.repeat(np.repeat(np.arange(plan.passages), plan.parts), lengths)
    ends = np.cumsum(lengths)
    within = np.arange(len(segments)) - np.repeat(ends - lengths, lengths)
    starts = np.cumsum(plan.parts) - plan.parts
    is_first = np.zeros(len(lengths), dtype=np.bool_)
    is_first[starts] = True
    context = (segments >= plan.sentences) & (segments < plan.sentences + plan.passages)
    context &= np.repeat(is_first, lengths) & (within <= CONTEXT_TOKENS)
    kept = context | (segments < plan.sentences)
    places = np.where(context, OUTSIDE, segments - plan.offsets[owners]).astype(np.int16)[kept]
    bounds = np.searchsorted(owners[kept], np.arange(plan.passages + 1))
    rows = rows[kept]
    return tuple(TokenRows(rows[a:b], places[a:b]) for a, b in pairwise(bounds.tolist()))


@dataclass(frozen=True, slots=True)
class StoredTokens:
    """The tokens of all passages of a snapshot, left in their files; passage i owns ``offsets[i]:offsets[i + 1]``."""

    rows: StoredRows[np.int8]
    sentences: StoredRows[np.int16]
    offsets: Ints

    @classmethod
    def load(cls, rows: Path, sentences: Path, offsets: Path) -> StoredTokens:
        """Open the raw rows, places and int64 offsets that a build wrote."""
        places = StoredRows(sentences, 1, np.int16)
        return cls(StoredRows(rows, WIDTH, np.int8), places, np.fromfile(offsets, dtype=np.int64))

    def of(self, numbers: Sequence[int]) -> list[TokenRows]:
        """The tokens of some passages, in the order given."""
        chosen = np.asarray(numbers, dtype=np.int64)
        starts = self.offsets[chosen]
        counts = self.offsets[chosen + 1] - starts
        rows, places = self.rows.runs(starts, counts), self.sentences.runs(starts, counts)[:, 0]
        ends = np.cumsum(counts).tolist()
        return [TokenRows(rows[end - n : end], places[end - n : end]) for end, n in zip(ends, counts, strict=True)]
