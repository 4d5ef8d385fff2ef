"""Fit the answer/abstain score to banks of answerable and unanswerable questions, and write its weights."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from bot.answerability import SPEAKS_FOR, WEIGHTS
from bot.assistant import Assistant
from bot.looking import signs
from corpus.errors import InputError, PathError
from scripts.benchmark.plots import draw_reliability
from scripts.commands.ask import turns
from scripts.commands.evaluate import read_bank
from scripts.opening import open_assistant, plainly, settings_for
from scripts.training.questions import HELD, own

Floats = npt.NDArray[np.float64]
_ANSWERED = 0.95
_WHICH = -1
"""Place of the sign whether a question says which document it means: its weight is not fitted, see ``_weighed``."""

_NEAR = 0.99
_FOREIGN = 25
_RIDGE = 10.0
_ENOUGH = 20
_OWN = "own"


@dataclass(frozen=True, slots=True)
class Row:
    """One question: its signs, whether the documents answer it, its group, and whether it is about something else."""

    signs: list[float]
    label: int
    group: str
    foreign: bool


@plainly
def main(
    sets: Annotated[list[str], typer.Argument(help="HOME=ANSWERABLE.jsonl,UNANSWERABLE.jsonl, once for each corpus.")],
    foreign: Annotated[
        Path | None, typer.Option(help="A file in SQuAD's form, whose questions are about something else.")
    ] = None,
    own_home: Annotated[
        Path | None, typer.Option("--own", help="Home with the documents of scripts/training/questions.jsonl.")
    ] = None,
    write: Annotated[bool, typer.Option(help="Write the weights into bot/answerability.json.")] = False,
    picture: Annotated[
        Path | None, typer.Option(help="Draw how far the held-out score can be relied on (PNG).")
    ] = None,
) -> None:
    """Print the held-out area under the curve for each corpus, and write the fitted weights on request."""
    strangers = _strangers(foreign) if foreign is not None else []
    rows = [row for text in sets for row in _rows(text, strangers)]
    rows += _own(own_home, strangers) if own_home is not None else []
    x, y = np.array([row.signs for row in rows]), np.array([row.label for row in rows])
    foreign_ = np.array([row.foreign for row in rows])
    groups = np.array([row.group for row in rows])
    banks = groups != _OWN
    held = _held_out(x, y, groups, banks)
    shown: dict[str, tuple[Floats, npt.NDArray[np.int64]]] = {}
    for group in dict.fromkeys(row.group for row in rows):
        at = np.array([row.group == group for row in rows])
        known = at & ~foreign_
        shown[group] = (held[known], y[known])
        print(f"{group}: {int(known.sum())} questions, held-out AUROC {roc_auc_score(y[known], held[known]):.3f}")
    fitted = _as_file(x, y, groups, banks)
    for group, (scores, labels) in shown.items():
        told, quiet = scores[labels == 1] >= fitted["answer"], scores[labels == 0] < fitted["answer"]
        away = held[foreign_ & (groups == group)] < fitted["answer"]
        print(
            f"{group}, held out: {told.mean():.0%} of the answerable ones answered, {quiet.mean():.0%} of the others"
            f" and {away.mean():.0%} of those about something else not"
        )
    print(json.dumps(fitted))
    if picture is not None:
        draw_reliability(shown, float(fitted["answer"]), picture)
    if write:
        WEIGHTS.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


def _rows(text: str, strangers: Sequence[str]) -> list[Row]:
    home, answerable, unanswerable = _parse(text)
    assistant = open_assistant(settings_for(home))
    bank = [(row, 1, False) for row in read_bank(answerable, ("question",))]
    bank += [(row, 0, False) for row in read_bank(unanswerable, ("question",))]
    bank += [({"question": question}, 0, True) for question in strangers]
    return [Row(_signs(assistant, row), label, home.name, strange) for row, label, strange in bank]


def _own(home: Path, strangers: Sequence[str]) -> list[Row]:
    """Our own questions over the documents that the reader has not learned from."""
    assistant = open_assistant(settings_for(home))
    bank = [(row.text, int(bool(row.evidence)), False) for row in own(assistant.settings) if row.group in HELD]
    bank += [(question, 0, True) for question in strangers]
    return [Row(_signs(assistant, {"question": text}), label, _OWN, strange) for text, label, strange in bank]


def _signs(assistant: Assistant, row: dict[str, Any]) -> list[float]:
    history = list(turns(row.get("history")))
    return signs(assistant.searcher(), assistant.reader, assistant.settings, row["question"], history)


def _strangers(path: Path) -> list[str]:
    """Twenty-five questions of a file in SQuAD's form, always the same ones."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))["data"]
        found = [qa["question"] for article in data for part in article["paragraphs"] for qa in part["qas"]]
    except (OSError, ValueError, KeyError, TypeError):
        raise PathError(f"{path} is not a readable file in SQuAD's form. Check the path.") from None
    return random.Random(7).sample(found, min(_FOREIGN, len(found)))


def _fit(x: Floats, y: npt.NDArray[np.int64], groups: npt.NDArray[np.str_]) -> Floats:
    """Bias and weights of a logistic model whose weights keep the direction in which each sign speaks.

    All corpora weigh the same, and in each both kinds of questions do; the penalty is on the weights of signs scaled
    to one deviation.
    """
    balance = np.zeros(len(y))
    for group in np.unique(groups):
        for label in (0, 1):
            at = (groups == group) & (y == label)
            balance[at] = len(y) / max(1, at.sum())
    balance /= balance.mean()
    scale = np.maximum(x.std(axis=0), 1e-9)
    signed = np.column_stack([np.ones(len(x)), x / scale])

    def loss(parameters: Floats) -> float:
        margins = np.where(y == 1, 1.0, -1.0) * (signed @ parameters)
        return float((balance * np.logaddexp(0, -margins)).sum() + 0.5 * _RIDGE * (parameters[1:] ** 2).sum())

    bounds: list[tuple[int | None, int | None]] = [(None, None)]
    bounds += [(0, None) if speaks > 0 else (None, 0) for speaks in SPEAKS_FOR]
    bounds[_WHICH] = (0, 0)
    found = minimize(loss, np.zeros(signed.shape[1]), bounds=bounds, method="L-BFGS-B").x
    return np.concatenate((found[:1], found[1:] / scale))


def _weighed(x: Floats, y: npt.NDArray[np.int64], groups: npt.NDArray[np.str_], banks: npt.NDArray[np.bool_]) -> Floats:
    """The fitted model with the weight by which questions that say which document they mean have a line of their own.

    Such questions score higher throughout, answerable or not. The weight brings both kinds to one line: the one below
    which ``1 - _ANSWERED`` of the banks' answerable questions lie, in the bank where most do.
    """
    parameters = _fit(x, y, groups)
    totals = parameters[0] + x @ parameters[1:]
    lines = [
        min(
            (float(np.quantile(totals[at], 1 - _ANSWERED)) for bank in np.unique(groups[banks])
             if (at := (groups == bank) & (y == 1) & (x[:, _WHICH] == says)).sum() >= _ENOUGH),
            default=0.0,
        )
        for says in (0, 1)
    ]  # fmt: skip
    parameters[_WHICH] = min(0.0, lines[0] - lines[1])
    return parameters


def _scores(x: Floats, parameters: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-(parameters[0] + x @ parameters[1:]))), dtype=np.float64)


def _held_out(
    x: Floats, y: npt.NDArray[np.int64], groups: npt.NDArray[np.str_], banks: npt.NDArray[np.bool_]
) -> Floats:
    """Each question's score from a model that has not seen it."""
    held = np.zeros(len(y))
    for train, test in StratifiedKFold(10, shuffle=True, random_state=7).split(x, y):
        held[test] = _scores(x[test], _weighed(x[train], y[train], groups[train], banks[train]))
    return held


def _as_file(
    x: Floats, y: npt.NDArray[np.int64], groups: npt.NDArray[np.str_], banks: npt.NDArray[np.bool_]
) -> dict[str, Any]:
    """The model with two thresholds: in every bank 95 % of the answerable questions are above the first, 99 % above
    the second.
    """
    parameters = _weighed(x, y, groups, banks)
    scores = [_scores(x[(y == 1) & (groups == bank)], parameters) for bank in np.unique(groups[banks])]
    return {
        "bias": round(float(parameters[0]), 4),
        "weights": [round(float(w), 4) for w in parameters[1:]],
        "answer": round(min(float(np.quantile(found, 1 - _ANSWERED)) for found in scores), 4),
        "near": round(min(float(np.quantile(found, 1 - _NEAR)) for found in scores), 4),
    }


def _parse(text: str) -> tuple[Path, Path, Path]:
    home, _, banks = text.partition("=")
    paths: Sequence[str] = banks.split(",")
    if not home or len(paths) != 2:
        raise InputError(f"{text} is not HOME=ANSWERABLE,UNANSWERABLE. Name a home and two files.")
    return Path(home), Path(paths[0]), Path(paths[1])


if __name__ == "__main__":
    typer.run(main)
