"""From text to vectors on the CPU, without a network: all-MiniLM-L6-v2, or another model that a setting names."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.packed import PackedModel, read_bert
from index.weights import (
    DEFAULT_SHA256,
    MODEL_NAME,
    Precision,
    PrecisionChoice,
    Weights,
    choose_precision,
    find_weights,
)
from index.windows import EmbeddingInput, Floats, Plan, Tokenizer, Window, batches, plan_windows, pool

if TYPE_CHECKING:
    import torch

DIMENSION = 384
MAX_TOKENS = 384
MOST_TOKENS = 512
QUERY_CHARACTERS = 2_000
TOKEN_BUDGET = 1_024
ONE_CORE = 128
"""Up to so many tokens, a question's, are one core's work: cores that wait for each other would gain nothing."""

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
class PassageVectors:
    """Unit vectors of passages and of their sentences.

    ``passages`` is float32 [n, 384]; ``sentences`` is float16 [m, 384]; the sentences of passage i are rows
    ``offsets[i]:offsets[i + 1]`` (int64 [n + 1]); every passage has at least one.
    """

    passages: Floats
    sentences: npt.NDArray[np.float16]
    offsets: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Loaded:
    model: Any
    tokenizer: Any


@dataclass(frozen=True)
class Embedder:
    """An embedding model; torch is imported and the model loaded at the first text.

    ``context_weight`` is how much the context's tokens count in a sentence's vector: 0 for the sentence's
    own tokens alone, 1 for a plain mean over both. ``max_tokens`` is the longest window (at most 512);
    longer passages are embedded in several. Safe to share between threads.
    """

    weights: Weights
    precision: Precision
    context_weight: float = 0.0
    max_tokens: int = MAX_TOKENS
    token_budget: int = TOKEN_BUDGET
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    _loaded: list[_Loaded] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def find(
        cls,
        weights: Path | None = None,
        expected_sha256: str | None = DEFAULT_SHA256,
        precision: PrecisionChoice = "auto",
    ) -> Embedder:
        """Check the weights and return an embedder that loads at its first use, importing nothing heavy now.

        Raises WeightsError when the weights are missing or are not the expected ones.
        """
        return cls(find_weights(weights, expected_sha256), choose_precision(precision))

    @classmethod
    def load(
        cls,
        weights: Path | None = None,
        expected_sha256: str | None = DEFAULT_SHA256,
        precision: PrecisionChoice = "auto",
    ) -> Embedder:
        """Check the weights and load the model now (about four seconds); otherwise as ``find``."""
        embedder = cls.find(weights, expected_sha256, precision)
        embedder.encode_query("ready")
        return embedder

    @property
    def name(self) -> str:
        """Name of the model, as its publisher writes it, or of the folder that was given."""
        return MODEL_NAME if self.weights.sha256 == DEFAULT_SHA256 else self.weights.folder.name

    @property
    def fingerprint(self) -> str:
        """What vectors depend on besides the text: weights, precision, window and pooling."""
        return f"{self.weights.sha256}/{self.precision}/{self.max_tokens}/{self.context_weight}"

    def words(self) -> frozenset[str]:
        """The whole words, in small letters, that the model's tokenizer knows: common ones of its training texts."""
        return _whole_words(self._ready().tokenizer)

    def tokenizer(self) -> Tokenizer:
        """The model's tokenizer, without padding or cutting."""
        tokenizer: Tokenizer = self._ready().tokenizer
        return tokenizer

    def encode_query(self, text: str) -> Floats:
        """Return the unit vector of a question, float32 [384]; only its first 2,000 characters count."""
        vector: Floats = self.encode_passages((EmbeddingInput("", text[:QUERY_CHARACTERS]),)).passages[0]
        return vector

    def encode_passages(self, items: Sequence[EmbeddingInput], spare: int = 0) -> PassageVectors:
        """Embed passages and their sentences in one forward pass each; rows are in the order given.

        ``spare`` cores are left to others: two that wait for each other on one core lose more than they gain.
        """
        if not items:
            empty = np.zeros((0, DIMENSION))
            return PassageVectors(empty.astype(np.float32), empty.astype(np.float16), np.zeros(1, np.int64))
        loaded = self._ready()
        plan = plan_windows(loaded.tokenizer, items, min(self.max_tokens, MOST_TOKENS))
        passages, sentences = pool(plan, self._segment_sums(loaded.model, plan, spare), self.context_weight)
        return PassageVectors(passages, sentences.astype(np.float16), plan.offsets)

    def _segment_sums(self, model: Any, plan: Plan, spare: int) -> Floats:
        import torch

        count = max(1, cores() - spare)
        sums = torch.zeros(plan.sentences + 2 * plan.passages, DIMENSION)
        waiting = list(batches(plan.windows, self.token_budget))[::-1]
        # In fp32 a batch takes long enough that one per core, none waiting for another, beats one over all cores.
        lanes = min(count, len(waiting)) if self.precision == "fp32" else 1
        if len(waiting) == 1 and sum(len(window.ids) for window in waiting[0]) <= ONE_CORE:
            count = 1
        if lanes == 1:
            for batch in waiting:
                sums.index_add_(0, *_token_vectors(model, batch, count))
            return _floats(sums)
        with ThreadPoolExecutor(lanes) as pool:
            for segments, vectors in pool.map(lambda batch: _token_vectors(model, batch, 1), waiting):
                sums.index_add_(0, segments, vectors)
        return _floats(sums)

    def _ready(self) -> _Loaded:
        with self._lock:
            if not self._loaded:
                self._loaded.append(_load(self.weights.folder, self.precision))
            return self._loaded[0]


@lru_cache(maxsize=2)
def _whole_words(tokenizer: Any) -> frozenset[str]:
    return frozenset(word for word in tokenizer.get_vocab(with_added_tokens=False) if word.isalpha() and word.islower())


def _token_vectors(model: Any, batch: Sequence[Window], cores: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Segments and vectors of a batch's tokens, on so many cores (torch counts them for each thread)."""
    import torch

    torch.set_num_threads(cores)
    with torch.inference_mode():
        ids, mask = _padded(batch)
        hidden = model(input_ids=ids, attention_mask=mask if not mask.all() else None).last_hidden_state
        return torch.from_numpy(np.concatenate([window.segments for window in batch])), hidden[mask].float()


def _floats(sums: torch.Tensor) -> Floats:
    result: Floats = sums.numpy()
    return result


def cores() -> int:
    """Cores to compute on: OMP_NUM_THREADS where it is set, else all."""
    asked = os.environ.get("OMP_NUM_THREADS", "")
    return int(asked) if asked.isdigit() else os.cpu_count() or 1


def _padded(batch: Sequence[Window]) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    lengths = np.array([len(window.ids) for window in batch])
    mask = np.arange(lengths.max()) < lengths[:, None]
    ids = np.zeros(mask.shape, dtype=np.int64)
    ids[mask] = np.concatenate([window.ids for window in batch])
    return torch.from_numpy(ids), torch.from_numpy(mask)


def _load(folder: Path, precision: Precision) -> _Loaded:
    os.environ.update(OFFLINE)
    import torch

    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    bert = read_bert(folder) if (folder / TOKENIZER).is_file() else None
    model, tokenizer = (PackedModel(*bert, dtype), read_tokenizer(folder)) if bert else _of_library(folder, dtype)
    return _Loaded(model, tokenizer)


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
