"""From text to vectors on the CPU, without a network: all-MiniLM-L6-v2, or another model that a setting names."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from index.eights import ranges_digest
from index.forward import DIMENSION, Loaded, cores, load_model, padded, states_of
from index.lanes import ONE_CORE, Lanes, PassageVectors, Way, vectors_of
from index.tokens import press_digest
from index.weights import (
    DEFAULT_SHA256,
    MODEL_NAME,
    Precision,
    PrecisionChoice,
    Weights,
    choose_precision,
    find_weights,
)
from index.windows import EmbeddingInput, Floats, Plan, Tokenizer, plan_windows, pool

MAX_TOKENS = 384
MOST_TOKENS = 512
QUERY_CHARACTERS = 2_000
REMEMBERED = 64
TOGETHER = 8
"""Questions that are embedded in one pass, at most."""


class AskedVectors(NamedTuple):
    """A question's unit vector, float32 [384], and its tokens' states after the reader's layer, float32 [t, 384]."""

    vector: Floats
    states: Floats


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
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    _loaded: list[Loaded] = field(default_factory=list, repr=False, compare=False)
    _asked: OrderedDict[bytes, AskedVectors] = field(default_factory=OrderedDict, repr=False, compare=False)

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
        found, chosen = find_weights(weights, expected_sha256), choose_precision(precision)
        # What goes into another model's layers was never measured.
        return cls(found, chosen if found.sha256 == DEFAULT_SHA256 or chosen != "int8" else "fp32")

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
        precision = f"{self.precision}-{ranges_digest()}" if self.precision == "int8" else self.precision
        return f"{self.weights.sha256}/{precision}/{self.max_tokens}/{self.context_weight}/{self.kept_tokens}"

    @property
    def kept_tokens(self) -> str:
        """Which press makes the rows of tokens, as in a manifest's fingerprint; empty where none are kept."""
        return press_digest() if self.weights.sha256 == DEFAULT_SHA256 else ""

    def words(self) -> frozenset[str]:
        """The whole words, in small letters, that the model's tokenizer knows: common ones of its training texts."""
        return _whole_words(self._ready().tokenizer)

    def tokenizer(self) -> Tokenizer:
        """The model's tokenizer, without padding or cutting."""
        tokenizer: Tokenizer = self._ready().tokenizer
        return tokenizer

    def encode_query(self, text: str) -> Floats:
        """Return the unit vector of a question, float32 [384]; only its first 2,000 characters count."""
        return self.encode_question(text).vector

    def encode_question(self, text: str) -> AskedVectors:
        """Return a question's vector with its tokens' states; the last few questions are remembered.

        Of a question of several windows the states of the last one are returned: what is asked stands at its end.
        """
        return self.encode_questions((text,))[0]

    def encode_questions(self, texts: Sequence[str]) -> list[AskedVectors]:
        """Return the same for several questions; short ones that are new go through the model in one pass."""
        keys = [_key(text) for text in texts]
        with self._lock:
            known = {key: self._asked[key] for key in keys if key in self._asked}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            known |= self._made(new)
        return [known[key] for key in keys]

    def _made(self, new: Mapping[bytes, str]) -> dict[bytes, AskedVectors]:
        loaded, most = self._ready(), min(self.max_tokens, MOST_TOKENS)
        plans = {
            key: plan_windows(loaded.tokenizer, (EmbeddingInput("", text[:QUERY_CHARACTERS]),), most)
            for key, text in new.items()
        }
        short = [key for key, plan in plans.items() if _tokens(plan) <= ONE_CORE]
        groups = [short[at : at + TOGETHER] for at in range(0, len(short), TOGETHER)]
        groups += [[key] for key in plans if key not in short]
        made: dict[bytes, AskedVectors] = {}
        for group in groups:
            made |= zip(group, self._asked_of(loaded, [plans[key] for key in group]), strict=True)
        with self._lock:
            self._asked.update(made)
            while len(self._asked) > REMEMBERED:
                self._asked.popitem(last=False)
        return made

    def _asked_of(self, loaded: Loaded, plans: Sequence[Plan]) -> Iterator[AskedVectors]:
        """What questions come to in one pass."""
        ids, mask = padded([window for plan in plans for window in plan.windows])
        count = cores() if max(map(_tokens, plans)) > ONE_CORE else 1
        hidden, between = states_of(loaded, ids, mask, count)
        at = 0
        for plan in plans:
            own = slice(at, at := at + len(plan.windows))
            sums = np.zeros((plan.sentences + 2 * plan.passages, DIMENSION), dtype=np.float32)
            np.add.at(
                sums, np.concatenate([window.segments for window in plan.windows]), hidden[own][mask[own]].numpy()
            )
            states = between[own][-1][mask[own][-1]].numpy()
            yield AskedVectors(pool(plan, sums, self.context_weight)[0][0], states)

    def encode_passages(self, items: Sequence[EmbeddingInput]) -> PassageVectors:
        """Embed passages and their sentences in one forward pass each; rows are in the order given."""
        return vectors_of(self._ready(), self._way(), items)

    def lanes(self, spare: Callable[[], int] = lambda: 0) -> Lanes:
        """Threads that embed passages while the caller does other things, on all cores but those to be spared."""
        return Lanes(self._ready(), self._way(), spare)

    def _way(self) -> Way:
        return Way(self.precision, min(self.max_tokens, MOST_TOKENS), self.context_weight)

    def _ready(self) -> Loaded:
        with self._lock:
            if not self._loaded:
                self._loaded.append(load_model(self.weights.folder, self.precision, bool(self.kept_tokens)))
            return self._loaded[0]


def _key(text: str) -> bytes:
    """What a question is remembered by: no words of askers are kept."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def _tokens(plan: Plan) -> int:
    return sum(len(window.ids) for window in plan.windows)


@lru_cache(maxsize=2)
def _whole_words(tokenizer: Any) -> frozenset[str]:
    return frozenset(word for word in tokenizer.get_vocab(with_added_tokens=False) if word.isalpha() and word.islower())
