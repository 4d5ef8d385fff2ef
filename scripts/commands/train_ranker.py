"""Fit the order of passages to banks of questions, and write its weights."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer
from sklearn.linear_model import LogisticRegression

from bot.assistant import EVERYONE, Assistant
from bot.finding import READ, Found, candidates, excerpt, read_best
from bot.question import understand
from bot.ranking import READ_SIGNS, SIGNS, WEIGHTS, weights, with_readings
from corpus.errors import InputError
from scripts.commands.ask import turns
from scripts.commands.evaluate import read_bank
from scripts.evaluation.evidence import holds
from scripts.opening import open_assistant, plainly, settings_for

Floats = npt.NDArray[np.float64]
_HARD = 40
_STRENGTH = 0.1


@dataclass(frozen=True, slots=True)
class Case:
    """One question's candidates: ``signs`` [n, s], whether each holds the evidence, and how many words each has.

    ``group`` is the corpus, ``document`` what is held out together: the file of the evidence.
    """

    group: str
    document: str
    signs: Floats
    good: npt.NDArray[np.bool_]
    words: npt.NDArray[np.int64]


@plainly
def main(
    sets: Annotated[list[str], typer.Argument(help="HOME=QUESTIONS.jsonl, once for each corpus.")],
    write: Annotated[bool, typer.Option(help="Write the weights into bot/ranking.json.")] = False,
) -> None:
    """Print figures held out by document and by corpus, for the first order and the one after reading; then weights.

    A corpus of one document is held out in three parts of its questions.
    """
    pairs = [pair for text in sets for pair in _cases(text)]
    found: dict[str, dict[str, float]] = {}
    for order, names, cases in (
        ("first", SIGNS, [first for first, _ in pairs]),
        ("read", READ_SIGNS, [second for _, second in pairs]),
    ):
        for group in dict.fromkeys(case.group for case in cases):
            _report(f"{order} {group}: held out by document", _held_out(cases, group))
            others = [case for case in cases if case.group != group]
            if others:
                fitted = _fit(others)
                rows = [_figures(case, fitted) for case in cases if case.group == group]
                _report(f"{order} {group}: from the other corpora alone", np.mean(rows, axis=0))
        found[order] = {name: round(float(w), 3) for name, w in zip(names, _fit(cases), strict=True)}
    print(json.dumps(found))
    if write:
        WEIGHTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _report(title: str, row: Floats) -> None:
    print(f"{title} @1 {row[0]:.3f}, @5 {row[1]:.3f}, in 250 words {row[2]:.3f}")


def _cases(text: str) -> list[tuple[Case, Case]]:
    home, _, bank = text.partition("=")
    if not home or not bank:
        raise InputError(f"{text} is not HOME=QUESTIONS. Name a home and a file.")
    assistant = open_assistant(settings_for(Path(home)))
    rows = read_bank(Path(bank), ("question", "evidence"))
    alone = len({row["evidence"][0]["file"] for row in rows}) == 1
    return [_case(assistant, row, Path(home).name, f"#{i % 3}" if alone else "") for i, row in enumerate(rows)]


def _case(assistant: Assistant, row: dict[str, Any], group: str, part: str) -> tuple[Case, Case]:
    """The candidates of both orders; the second has what was read, as it is listed."""
    searcher = assistant.searcher()
    question = understand(row["question"], list(turns(row.get("history"))), assistant.settings)
    vector = searcher.embedder.encode_query(question.whole)
    found = candidates(searcher, question, vector, audience=EVERYONE)
    best = np.argsort(-(found.signs @ weights()), kind="stable")[:READ].tolist()
    reads = read_best(searcher, question, vector, found, best, assistant.reader)
    document = group + row["evidence"][0]["file"] + part
    whole = [Found(found.hits[i], found.passages[i], found.document(i), found.texts[i]) for i in range(len(found.hits))]
    listed = [excerpt(replace(whole[i], read=reads[i])) for i in best]
    signs = with_readings(found.signs[best], [reads[i].reading for i in best])
    return _judged(group, document, found.signs, whole, row), _judged(group, document, signs, listed, row)


def _judged(group: str, document: str, signs: Floats, found: Sequence[Found], row: dict[str, Any]) -> Case:
    evidence = row["evidence"]
    good = [any(f.document.card.file == e["file"] and holds(f.text, e["quote"]) for e in evidence) for f in found]
    return Case(group, document, signs, np.array(good), np.array([len(f.text.split()) for f in found]))


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


def _held_out(cases: Sequence[Case], group: str) -> Floats:
    """Mean figures of a corpus, each document's from a fit to all the others."""
    rows = []
    for document in dict.fromkeys(case.document for case in cases if case.group == group):
        fitted = _fit([case for case in cases if case.document != document])
        rows += [_figures(case, fitted) for case in cases if case.document == document]
    return np.asarray(np.mean(rows, axis=0), dtype=np.float64)


if __name__ == "__main__":
    typer.run(main)
