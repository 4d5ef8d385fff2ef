"""One score from four: how near the passage and its best sentence, how many words shared, asked and added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """How much each score weighs, how they are made comparable, and how many candidates each search gives."""

    dense: float = 0.35
    lexical: float = 0.30
    sentence: float = 0.35
    expansion: float = 0.30
    scale: Literal["minmax", "z"] = "minmax"
    candidates: int = 200


DEFAULT_WEIGHTS = FusionWeights()


def fuse(dense: Scores, lexical: Scores, sentence: Scores, expansion: Scores, weights: FusionWeights) -> Scores:
    """Return one score per candidate, float32 [c]; higher is better.

    ``score = weights.dense * s(dense) + weights.lexical * s(lexical) + weights.sentence * s(sentence) +
    weights.expansion * s(expansion)``, where s maps the candidates' values to ``(x - min) / (max - min)`` ("minmax",
    0 to 1) or ``(x - mean) / deviation``
    ("z"); values that are all equal become 0. The four arrays are [c], in the same order of candidates.
    """
    scale = _minmax if weights.scale == "minmax" else _z
    shares = (weights.dense, weights.lexical, weights.sentence, weights.expansion)
    total = np.zeros(len(dense), dtype=np.float64)
    for share, values in zip(shares, (dense, lexical, sentence, expansion), strict=True):
        if len(values):
            total += share * scale(values.astype(np.float64))
    return total.astype(np.float32)


def _minmax(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    width = float(np.ptp(values))
    return (values - values.min()) / width if width > 0 else np.zeros_like(values)


def _z(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    deviation = float(values.std())
    return (values - values.mean()) / deviation if deviation > 1e-12 else np.zeros_like(values)
