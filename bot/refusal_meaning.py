"""What a question means, for the refusals: a small linear model beside the patterns.

Patterns know the wordings that somebody thought of. This model knows how near a question lies to several hundred
written examples of what is refused, and of look-alikes that are taken. It looks at the question's unit vector, at the
word lists of ``refusals.yaml`` that it touches, and at its words and pairs of words. ``scripts/train-refusals`` fits
``refusal_weights.json``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

Floats = npt.NDArray[np.float64]

WEIGHTS = Path(__file__).with_name("refusal_weights.json")
CUES = (
    "documents", "documentary", "named_text", "live", "soon", "us", "harm", "force", "forsake", "shield", "at_risk",
    "person", "contact", "ignore", "rules_of_ours", "source_words", "others", "incident", "unit", "tell",
)  # fmt: skip
"""The word lists of refusals.yaml that count as signs."""
_CUE_SCALE, _GRAM_SCALE = 0.15, 0.3  # beside a unit vector
_WORD = re.compile(r"[a-z0-9/]+")


class Weights(BaseModel):
    """The fitted model: a row of weights for each kind, over vector, cues, grams and a constant; above 0 is refused.

    ``model`` is the sha256 of the embedding weights that it was fitted with; with others it does not count.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    threshold: float
    kinds: tuple[str, ...]
    grams: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """The fitted model, ready to judge."""

    weights: Weights
    matrix: Floats
    places: dict[str, int]

    def kind_of(self, spelt: str, cues: Sequence[bool], vector: npt.NDArray[np.float32]) -> str:
        """The kind of refusal that a question calls for, or an empty string; ``spelt`` as ``refusals.plain`` gives."""
        scores = self.matrix @ features(spelt, cues, vector, self.places)
        best = int(np.argmax(scores))
        return self.weights.kinds[best] if scores[best] > self.weights.threshold else ""


def grams_of(spelt: str) -> list[str]:
    """The words of a question and their pairs, each once."""
    words = _WORD.findall(spelt)
    return list(dict.fromkeys([*words, *(f"{a} {b}" for a, b in pairwise(words))]))


def features(spelt: str, cues: Sequence[bool], vector: npt.NDArray[np.float32], places: dict[str, int]) -> Floats:
    """What the model looks at: the vector [384], the cues, the known grams, and a constant."""
    grams = np.zeros(len(places))
    grams[[places[gram] for gram in grams_of(spelt) if gram in places]] = _GRAM_SCALE
    return np.concatenate([vector.astype(np.float64), np.array(cues, dtype=np.float64) * _CUE_SCALE, grams, [1.0]])


@cache
def meaning() -> Meaning:
    """The model in service."""
    weights = Weights.model_validate_json(WEIGHTS.read_text(encoding="utf-8"))
    return Meaning(weights, np.array(weights.rows), {gram: at for at, gram in enumerate(weights.grams)})
