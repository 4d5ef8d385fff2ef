"""Whether the passages answer the question: a score from a few signs, and the line below which the bot is silent."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from bot.evidence import Scored
from bot.finding import Found
from index import Searcher
from index.terms import term_set, terms

_VERY_GOOD = 15.0
SPEAKS_FOR = (1, -1, 1, 1, 1)
"""For each sign in order: 1 where a higher value speaks for an answer, -1 where it speaks against.

``together`` speaks against: what the order and the reader make of passages that merely repeat the question's words is
worth less (so in each of three collections, one of them SQuAD 2.0's; docs/quality.md).
"""
_SURE = 8.0

WEIGHTS = Path(__file__).with_name("answerability.json")
_HARD = re.compile(r"\b(?:\d[\d,./-]*\d|\d+|[A-Z]{2,}[A-Za-z0-9-]*)\b")


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer, each between 0 and 1; a higher value speaks for it, but for ``together``.

    ``nearest``: cosine of the best sentence. ``together``: share of the question's rare words in the five best
    passages. ``hard``: share of its numbers and acronyms there (1 where it has none). ``best``: the score of the best
    passage in the trained order, as a share of what a very good one has. ``answers``: the reader's highest logit that
    a passage answers, from -8 as 0 to 8 as 1.
    """

    nearest: float
    together: float
    hard: float
    best: float
    answers: float

    def as_list(self) -> list[float]:
        """The signs in the order of their weights."""
        return [float(getattr(self, field.name)) for field in fields(self)]


@dataclass(frozen=True, slots=True)
class Line:
    """A logistic model over the signs and the two thresholds on its score."""

    bias: float
    weights: tuple[float, ...]
    answer: float
    near: float

    def score(self, signs: Signs) -> float:
        """Between 0 (nothing answers) and 1 (surely answered)."""
        total = self.bias + sum(w * s for w, s in zip(self.weights, signs.as_list(), strict=True))
        return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=1)
def line() -> Line:
    """The fitted model; ``scripts/calibrate --write`` writes it."""
    row = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Line(row["bias"], tuple(row["weights"]), row["answer"], row["near"])


def signs_of(
    searcher: Searcher,
    text: str,
    asked: Sequence[str],
    found: Sequence[Found],
    scored: Sequence[Scored],
    *,
    audience: frozenset[str],
) -> Signs:
    """Signs for a question's text, its search terms, the passages found and their sentences."""
    if not found or not scored:
        return Signs(0, 0, 0, 0, 0)
    rarity = dict(zip(asked, searcher.rarity(asked, audience=audience), strict=True))
    total = sum(rarity.values()) or 1.0
    together = frozenset[str]().union(*(term_set(f"{f.passage.context} {f.text}") for f in found[:5]))
    hard = {t for word in _HARD.findall(text) for t in terms(word)}
    answers = max((f.read.reading.answers for f in found if f.read is not None), default=-math.inf)
    return Signs(
        nearest=max(s.cosine for s in scored),
        together=sum(w for t, w in rarity.items() if t in together) / total,
        hard=sum(t in together for t in hard) / len(hard) if hard else 1.0,
        best=found[0].hit.score / _VERY_GOOD,
        answers=(min(max(answers, -_SURE), _SURE) + _SURE) / (2 * _SURE),
    )
