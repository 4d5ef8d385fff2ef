"""Another cross-encoder as the reader: a folder in sentence-transformers' form, run by that library."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import WeightsError
from index.forward import OFFLINE
from index.rereader import Reading
from index.tokens import TokenRows
from index.windows import EmbeddingInput


@dataclass(frozen=True)
class CrossEncoder:
    """A cross-encoder with one output, loaded at the first question; it judges passages, not their sentences."""

    folder: Path
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    _loaded: list[Any] = field(default_factory=list, repr=False, compare=False)

    def read(
        self, question: str, passages: Sequence[EmbeddingInput], tokens: Sequence[TokenRows] | None = None
    ) -> list[Reading]:
        """Judge each passage by the model's logit, in the order given; raises WeightsError where it has none.

        ``tokens`` were kept for the trained reader, and are of no use here.
        """
        if not passages:
            return []
        with self._lock:
            if not self._loaded:
                self._loaded.append(_load(self.folder))
        import torch

        pairs = [(question, f"{p.context}. {p.text}" if p.context else p.text) for p in passages]
        logits = self._loaded[0].predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
        return [Reading(float(logit), float(logit), ()) for logit in logits.reshape(len(pairs), -1)[:, 0]]


def _load(folder: Path) -> Any:
    os.environ.update(OFFLINE)
    from sentence_transformers import CrossEncoder as Model

    try:
        return Model(str(folder), device="cpu", local_files_only=True, max_length=256)
    except (OSError, ValueError, KeyError, RuntimeError):
        raise WeightsError(
            "The cross-encoder in POC_RERANKER cannot be loaded: name a folder in sentence-transformers' form, "
            "or unset it."
        ) from None
