"""Fit the answer/abstain score to banks of answerable and unanswerable questions, and write its weights."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot.answerability import WEIGHTS
from bot.assistant import signs
from corpus.errors import InputError
from scripts.commands.ask import turns
from scripts.commands.evaluate import read_bank
from scripts.opening import open_assistant, plainly, settings_for

Floats = npt.NDArray[np.float64]
_ANSWERED = 0.93
_NEAR = 0.99


@plainly
def main(
    sets: Annotated[list[str], typer.Argument(help="HOME=ANSWERABLE.jsonl,UNANSWERABLE.jsonl, once for each corpus.")],
    write: Annotated[bool, typer.Option(help="Write the weights into bot/answerability.json.")] = False,
) -> None:
    """Print the cross-validated area under the curve for each corpus, and write the fitted weights on request."""
    rows: list[list[float]] = []
    labels: list[int] = []
    groups: list[str] = []
    for text in sets:
        home, answerable, unanswerable = _parse(text)
        assistant = open_assistant(settings_for(home))
        for path, label in ((answerable, 1), (unanswerable, 0)):
            for row in read_bank(path, ("question",)):
                rows.append(signs(assistant, row["question"], list(turns(row.get("history")))))
                labels.append(label)
                groups.append(home.name)
    x, y = np.array(rows), np.array(labels)
    held = cross_val_predict(
        _model(), x, y, cv=StratifiedKFold(10, shuffle=True, random_state=7), method="predict_proba"
    )
    for group in dict.fromkeys(groups):
        at = np.array([g == group for g in groups])
        print(f"{group}: {int(at.sum())} questions, held-out AUROC {roc_auc_score(y[at], held[at, 1]):.3f}")
    row = _weights(x, y)
    print(json.dumps(row))
    if write:
        WEIGHTS.write_text(json.dumps(row, indent=1) + "\n", encoding="utf-8")


def _model() -> LogisticRegression:
    return LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000)


def _weights(x: Floats, y: npt.NDArray[np.int64]) -> dict[str, object]:
    """The fitted model with two thresholds: 93 % of the answerable questions are above the first, 99 % the second."""
    model = _model().fit(x, y)
    scores = model.predict_proba(x)[:, 1][y == 1]
    return {
        "bias": round(float(model.intercept_[0]), 4),
        "weights": [round(float(w), 4) for w in model.coef_[0]],
        "answer": round(float(np.quantile(scores, 1 - _ANSWERED)), 4),
        "near": round(float(np.quantile(scores, 1 - _NEAR)), 4),
    }


def _parse(text: str) -> tuple[Path, Path, Path]:
    home, _, banks = text.partition("=")
    paths: Sequence[str] = banks.split(",")
    if not home or len(paths) != 2:
        raise InputError(f"{text} is not HOME=ANSWERABLE,UNANSWERABLE. Name a home and two files.")
    return Path(home), Path(paths[0]), Path(paths[1])


if __name__ == "__main__":
    typer.run(main)
