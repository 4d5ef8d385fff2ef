"""The model's forward pass: loading it, batches of windows through it, and what their tokens come to."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.eights import eight_bits
from index.packed import Making, PackedLinear, PackedModel, read_bert
from index.tokens import LAYER, WIDTH, Press, load_press
from index.weights import Precision
from index.windows import Plan, Window

if TYPE_CHECKING:
    import torch

DIMENSION = 384
TOKENIZER = "tokenizer.json"
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "USE_TF": "0",
    "USE_FLAX": "0",
    "TOKENIZERS_PARALLELISM": "false",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model with its tokenizer, and the press for what the reader keeps where the model is the reader's own."""

    model: Any
    tokenizer: Any
    press: Press | None


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of token vectors for each segment, and the pressed rows of all tokens in the windows' order."""

    vectors: torch.Tensor
    rows: npt.NDArray[np.int8] | None
    starts: Mapping[int, int]

    def take(self, part: Part) -> None:
        """Add a batch's tokens."""
        self.vectors.index_add_(0, part.segments, part.vectors)
        if self.rows is not None and part.pressed is not None:
            at = 0
            for window in part.windows:
                start, length = self.starts[id(window)], len(window.ids)
                self.rows[start : start + length] = part.pressed[at : at + length]
                at += length


class Part(NamedTuple):
    """A batch's windows with the segments, vectors and pressed rows of their tokens, one window after the other."""

    windows: Sequence[Window]
    segments: torch.Tensor
    vectors: torch.Tensor
    pressed: npt.NDArray[np.int8] | None


def nothing_yet(plan: Plan, keeps_rows: bool) -> Sums:
    """Sums of zero for a plan; rows have room for every token where they are kept."""
    import torch

    starts, total = dict[int, int](), 0
    for window in plan.windows:
        starts[id(window)], total = total, total + len(window.ids)
    rows = np.empty((total, WIDTH), dtype=np.int8) if keeps_rows else None
    return Sums(torch.zeros(plan.sentences + 2 * plan.passages, DIMENSION), rows, starts)


def token_vectors(loaded: Loaded, batch: Sequence[Window], cores: int) -> Part:
    """What a batch's tokens come to, on so many cores (torch counts them for each thread)."""
    import torch

    ids, mask = padded(batch)
    hidden, between = states_of(loaded, ids, mask, cores)
    segments = torch.from_numpy(np.concatenate([window.segments for window in batch]))
    pressed = loaded.press(between[mask]) if loaded.press is not None else None
    return Part(batch, segments, hidden[mask], pressed)


def states_of(loaded: Loaded, ids: torch.Tensor, mask: torch.Tensor, cores: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Token vectors [rows, tokens, 384] after the last layer, and after the reader's where there is a press."""
    import torch

    torch.set_num_threads(cores)
    with torch.inference_mode():
        wanted = {"after": LAYER} if loaded.press is not None else {}
        made = loaded.model(input_ids=ids, attention_mask=mask if not mask.all() else None, **wanted)
        last = made.last_hidden_state.float()
        return last, made.between.float() if loaded.press is not None else last


def cores() -> int:
    """Cores to compute on: OMP_NUM_THREADS where it is set, else all."""
    asked = os.environ.get("OMP_NUM_THREADS", "")
    return int(asked) if asked.isdigit() else os.cpu_count() or 1


def padded(batch: Sequence[Window]) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids of windows [rows, tokens], 0 behind shorter ones, and where they have tokens."""
    import torch

    lengths = np.array([len(window.ids) for window in batch])
    mask = np.arange(lengths.max()) < lengths[:, None]
    ids = np.zeros(mask.shape, dtype=np.int64)
    ids[mask] = np.concatenate([window.ids for window in batch])
    return torch.from_numpy(ids), torch.from_numpy(mask)


def load_model(folder: Path, precision: Precision, keeps_tokens: bool, making: Making | None = None) -> Loaded:
    """Load the model of a folder, in a form of our own where it is a BERT; ``making`` makes its linear layers."""
    os.environ.update(OFFLINE)
    import torch

    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    bert = read_bert(folder) if (folder / TOKENIZER).is_file() else None
    making = making or (eight_bits("embedder") if precision == "int8" else PackedLinear)
    if bert is None:
        return Loaded(*_of_library(folder, dtype), None)
    model = PackedModel(*bert, dtype, making)
    return Loaded(model, read_tokenizer(folder), load_press() if keeps_tokens else None)


def read_tokenizer(folder: Path) -> Any:
    """The tokenizer of a model's folder, which pads and cuts nothing."""
    from tokenizers import Tokenizer

    return _plain(Tokenizer.from_file(str(folder / TOKENIZER)))


def _plain(tokenizer: Any) -> Any:
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _of_library(folder: Path, dtype: torch.dtype) -> tuple[Any, Any]:
    """A model of a form that only sentence-transformers knows, with its tokenizer."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    hide_progress: Any = logging.disable_progress_bar
    hide_progress()
    # Plain attention: at a hundred tokens a row it takes 15 % less time on a CPU than torch's fused kernel.
    options = {"attn_implementation": "eager"}
    sentence_transformer = SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=options)
    transformer: Any = sentence_transformer[0]
    return transformer.auto_model.to(dtype).eval(), _plain(transformer.tokenizer.backend_tokenizer)
