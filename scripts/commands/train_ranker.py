"""Fit the order of passages to banks of questions, and write its weights."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer
from sklearn.linear_model import LogisticRegression

from bot.assistant import EVERYONE, Assistant
from bot.finding import candidates
from bot.question import understand
from bot.ranking import SIGNS, WEIGHTS
from corpus.errors import InputError
from scripts.commands.ask import turns
from scripts.commands.evaluate import read_bank
from scripts.evaluation.evidence import holds
from scripts.opening import open_assistant, plainly, settings_for

Floats = npt.NDArray[np.float64]
_HARD = 40
_FOLDS = 5
_STRENGTH = 0.1


@dataclass(frozen=True, slots=True)
class Case:
    """One question's candidates: ``signs`` [n, s], whether each holds the evidence, and how many words each has."""

    group: str
    signs: Floats
    good: npt.NDArray[np.bool_]
    words: npt.NDArray[np.int64]


@plainly
def main(
    sets: Annotated[list[str], typer.Argument(help="HOME=QUESTIONS.jsonl, once for each corpus.")],
    write: Annotated[bool, typer.Option(help="Write the weights into bot/ranking.json.")] = False,
    seeds: Annotated[int, typer.Option(help="How many times the folds are drawn.")] = 4,
) -> None:
    """Print held-out figures (five folds over questions, and each corpus from the others), then the weights."""
    cases = [case for text in sets for case in _cases(text)]
    groups = list(dict.fromkeys(case.group for case in cases))
    for group in groups:
        rows = _held_out(cases, group, seeds)
        print(f"{group}: held-out evidence@1 {rows[0]:.3f}, @5 {rows[1]:.3f}, in 250 words {rows[2]:.3f}")
        others = [case for case in cases if case.group != group]
        if others:
            row = np.mean([_figures(case, _fit(others)) for case in cases if case.group == group], axis=0)
            print(f"{group}: from the other corpora alone @1 {row[0]:.3f}, @5 {row[1]:.3f}, in 250 words {row[2]:.3f}")
    weights = {name: round(float(w), 3) for name, w in zip(SIGNS, _fit(cases), strict=True)}
    print(json.dumps(weights))
    if write:
        WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


def _cases(text: str) -> list[Case]:
    home, _, bank = text.partition("=")
    if not home or not bank:
        raise InputError(f"{text} is not HOME=QUESTIONS. Name a home and a file.")
    assistant = open_assistant(settings_for(Path(home)))
    return [_case(assistant, row, Path(home).name) for row in read_bank(Path(bank), ("question", "evidence"))]


def _case(assistant: Assistant, row: dict[str, Any], group: str) -> Case:
    searcher = assistant.searcher()
    question = understand(row["question"], list(turns(row.get("history"))), assistant.settings)
    vector = searcher.embedder.encode_query(question.whole)
    found = candidates(searcher, question, vector, audience=EVERYONE)
    files = [found.documents[p.document].card.file for p in found.passages]
    good = [
        any(file == e["file"] and holds(text, e["quote"]) for e in row["evidence"])
        for file, text in zip(files, found.texts, strict=True)
    ]
    return Case(group, found.signs, np.array(good), np.array([len(text.split()) for text in found.texts]))


def _fit(cases: Sequence[Case]) -> Floats:
    """Weights by logistic regression on the differences between the best good passage and the best forty others."""
    rows = []
    for case in cases:
        good, bad = np.flatnonzero(case.good), np.flatnonzero(~case.good)
        if len(good):
            rows.append(case.signs[good[0]] - case.signs[bad[:_HARD]])
    x = np.concatenate(rows)
    y = np.concatenate([np.ones(len(x)), np.zeros(len(x))])
    model = LogisticRegression(C=_STRENGTH, fit_intercept=False, max_iter=3000).fit(np.concatenate([x, -x]), y)
    return np.asarray(model.coef_[0], dtype=np.float64)


def _figures(case: Case, weights: Floats) -> tuple[float, float, float]:
    """Evidence first, among the first five, and within 250 words: each 0 or 1."""
    order = np.argsort(-(case.signs @ weights), kind="stable")
    places = np.flatnonzero(case.good[order])
    if not len(places):
        return 0.0, 0.0, 0.0
    read = int(case.words[order[: places[0] + 1]].sum())
    return float(places[0] == 0), float(places[0] < 5), float(read <= 250)


def _held_out(cases: Sequence[Case], group: str, seeds: int) -> Floats:
    rows = []
    for seed in range(seeds):
        order = np.random.default_rng(seed).permutation(len(cases))
        for fold in range(_FOLDS):
            held = set(order[fold::_FOLDS].tolist())
            fitted = _fit([case for i, case in enumerate(cases) if i not in held])
            rows += [_figures(cases[i], fitted) for i in sorted(held) if cases[i].group == group]
    return np.asarray(np.mean(rows, axis=0), dtype=np.float64)


if __name__ == "__main__":
    typer.run(main)
