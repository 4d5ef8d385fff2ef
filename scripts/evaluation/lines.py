"""Fitting what stands behind answer or silence: a logistic model over signs, and the thresholds on its score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedKFold

from bot.answerability import SPEAKS_FOR, Signs

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SURE = 0.85
_ANSWERED = 0.95
_NEAR = 0.99
_RIDGE = 10.0
_ENOUGH = 20

_NAMES = [field.name for field in fields(Signs)]
_WHICH = _NAMES.index("which")
_OF_PASSAGES = tuple(_NAMES.index(name) for name in ("sentence", "denies", "lacking", "rarest"))
"""Signs that weigh among plain passages alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question: its signs, whether it has an answer (1 or 0), and its bank.

    ``foreign``: it is about something else altogether. ``part`` is what is held out together with it.
    """

    signs: Sequence[float]
    label: int
    group: str
    foreign: bool = False
    part: str = ""


class Rows:
    """Questions as columns: signs ``x`` [n, signs], labels ``y``, ``groups``, ``foreign`` and ``parts`` [n]."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.x = np.array([row.signs for row in rows], dtype=np.float64)
        self.y = np.array([row.label for row in rows])
        self.groups = np.array([row.group for row in rows])
        self.foreign = np.array([row.foreign for row in rows])
        self.parts = np.array([row.part for row in rows])
        self._rows = rows

    def where(self, chosen: npt.NDArray[np.bool_] | Ints) -> Rows:
        """Some of them, by a mask or by their numbers."""
        return Rows([self._rows[i] for i in np.arange(len(self._rows))[chosen].tolist()])


class Documents:
    """The line for documents: all banks weigh the same, in each both kinds of questions.

    Questions that say which document they mean score higher throughout, answerable or not. Their weight is not fitted:
    it brings both kinds to one line, the one below which ``1 - _ANSWERED`` of the answerable questions lie, in the
    bank where most do. ``lead`` are the banks that say so, and in which the thresholds lie.
    """

    def __init__(self, lead: Iterable[str]) -> None:
        self.lead = tuple(lead)

    def fit(self, rows: Rows) -> Floats:
        """Bias and weights."""
        parameters = _fit(rows, dict.fromkeys(np.unique(rows.groups), 1.0), (_WHICH, *_OF_PASSAGES))
        totals = parameters[0] + rows.x @ parameters[1:]
        lines = [
            min(
                (float(np.quantile(totals[at], 1 - _ANSWERED)) for bank in self.lead
                 if (at := (rows.groups == bank) & (rows.y == 1) & (rows.x[:, _WHICH] == says)).sum() >= _ENOUGH),
                default=0.0,
            )
            for says in (0, 1)
        ]  # fmt: skip
        parameters[1 + _WHICH] = min(0.0, lines[0] - lines[1])
        return parameters

    def held_out(self, rows: Rows) -> Floats:
        """Each question's score from a model that has not seen it."""
        held = np.zeros(len(rows.y))
        for train, test in StratifiedKFold(10, shuffle=True, random_state=7).split(rows.x, rows.y):
            held[test] = scores(rows.x[test], self.fit(rows.where(train)))
        return held


class PlainPassages:
    """The line for plain passages: a collection weighs as the root of its questions, in each both kinds the same."""

    def __init__(self, lead: Iterable[str]) -> None:
        self.lead = tuple(lead)

    def fit(self, rows: Rows) -> Floats:
        """Bias and weights."""
        counts = {group: float((rows.groups == group).sum()) ** 0.5 for group in np.unique(rows.groups)}
        return _fit(rows, counts, (_WHICH,))

    def held_out(self, rows: Rows) -> Floats:
        """Each question's score from a model that has not seen its part."""
        held = np.zeros(len(rows.y))
        for part in np.unique(rows.parts):
            own = rows.parts == part
            held[own] = scores(rows.x[own], self.fit(rows.where(~own)))
        return held


def as_file(line: Documents | PlainPassages, rows: Rows) -> dict[str, Any]:
    """The model with three thresholds: in every leading bank 85 % of the answerable questions are above the first, 95 %
    above the second, 99 % above the third.
    """
    parameters = line.fit(rows)
    found = [scores(rows.x[(rows.y == 1) & (rows.groups == bank)], parameters) for bank in line.lead]
    return {
        "bias": round(float(parameters[0]), 4),
        "weights": [round(float(w), 4) for w in parameters[1:]],
        "sure": round(min(float(np.quantile(each, 1 - _SURE)) for each in found), 4),
        "answer": round(min(float(np.quantile(each, 1 - _ANSWERED)) for each in found), 4),
        "near": round(min(float(np.quantile(each, 1 - _NEAR)) for each in found), 4),
    }


def scores(x: Floats, parameters: Floats) -> Floats:
    """Scores between 0 and 1 [n] of signs [n, signs]."""
    return np.asarray(1 / (1 + np.exp(-(parameters[0] + x @ parameters[1:]))), dtype=np.float64)


def _fit(rows: Rows, counts: dict[str, float], without: Sequence[int]) -> Floats:
    """Bias and weights of a logistic model whose weights keep the direction in which each sign speaks.

    ``counts`` is how much each group weighs, half of it for each kind of question; signs ``without`` weigh nothing.
    The penalty is on the weights of signs scaled to one deviation.
    """
    balance = np.zeros(len(rows.y))
    for group, count in counts.items():
        for label in (0, 1):
            at = (rows.groups == group) & (rows.y == label)
            balance[at] = count * len(rows.y) / max(1, at.sum())
    balance /= balance.mean()
    scale = np.maximum(rows.x.std(axis=0), 1e-9)
    signed = np.column_stack([np.ones(len(rows.x)), rows.x / scale])
    side = np.where(rows.y == 1, 1.0, -1.0)

    def loss(parameters: Floats) -> float:
        margins = side * (signed @ parameters)
        return float((balance * np.logaddexp(0, -margins)).sum() + 0.5 * _RIDGE * (parameters[1:] ** 2).sum())

    bounds: list[tuple[int | None, int | None]] = [(None, None)]
    bounds += [(0, None) if speaks > 0 else (None, 0) for speaks in SPEAKS_FOR]
    for sign in without:
        bounds[1 + sign] = (0, 0)
    found = minimize(loss, np.zeros(signed.shape[1]), bounds=bounds, method="L-BFGS-B").x
    return np.concatenate((found[:1], found[1:] / scale))
