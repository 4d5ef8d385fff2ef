"""Fit the order of passages to banks of questions, and write its weights."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer
from scipy.optimize import minimize

from bot.assistant import EVERYONE, Assistant
from bot.finding import READ, Candidates, Found, candidates, excerpt, read_best
from bot.question import Question, understand
from bot.ranking import READ_SIGNS, SIGNS, WEIGHTS, with_readings
from corpus.errors import InputError
from scripts.commands.ask import turns
from scripts.commands.evaluate import read_bank
from scripts.evaluation.evidence import holds
from scripts.opening import open_assistant, plainly, settings_for
from scripts.training.questions import HELD, digest, own
from scripts.training.questions import Asked as OwnQuestion

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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its candidates and what tells whether one holds the evidence; the rest as in ``Case``."""

    assistant: Assistant
    holds: Callable[[Found], bool]
    group: str
    document: str
    question: Question
    vector: npt.NDArray[np.float32]
    found: Candidates

    def whole(self) -> list[Found]:
        """The candidates as they were found."""
        parts = zip(self.found.hits, self.found.passages, self.found.texts, strict=True)
        return [Found(hit, passage, self.found.document(i), text) for i, (hit, passage, text) in enumerate(parts)]


@plainly
def main(
    sets: Annotated[list[str], typer.Argument(help="HOME=QUESTIONS.jsonl, once for each corpus.")],
    own_home: Annotated[
        Path | None, typer.Option("--own", help="Home with the documents of scripts/training/questions.jsonl.")
    ] = None,
    write: Annotated[bool, typer.Option(help="Write the weights into bot/ranking.json.")] = False,
) -> None:
    """Print figures held out by document and by corpus, for the first order and the one after reading; then weights.

    A corpus of one document is held out in three parts of its questions. The second order is fitted to our own
    questions too, over the documents that the reader has not learned from.
    """
    asked = [each for text in sets for each in _asked(text)]
    first = _order("first", SIGNS, [_first(each) for each in asked])
    asked += _own(own_home) if own_home is not None else []
    second = _order("read", READ_SIGNS, [_second(each, first) for each in asked])
    rows = (("first", SIGNS, first), ("read", READ_SIGNS, second))
    found = {order: {name: float(w) for name, w in zip(names, fit, strict=True)} for order, names, fit in rows}
    print(json.dumps(found))
    if write:
        WEIGHTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _order(order: str, names: Sequence[str], cases: Sequence[Case]) -> Floats:
    """Prints an order's figures for each corpus, and returns its weights, fitted to all."""
    for group in dict.fromkeys(case.group for case in cases):
        _report(f"{order} {group}: held out by document", _held_out(cases, group))
        others = [case for case in cases if case.group != group]
        if others:
            fitted = _fit(others)
            rows = [_figures(case, fitted) for case in cases if case.group == group]
            _report(f"{order} {group}: from the other corpora alone", np.mean(rows, axis=0))
    return np.round(_fit(cases), 3)


def _report(title: str, row: Floats) -> None:
    print(f"{title} @1 {row[0]:.3f}, @5 {row[1]:.3f}, in 250 words {row[2]:.3f}")


def _asked(text: str) -> list[Asked]:
    home, _, bank = text.partition("=")
    if not home or not bank:
        raise InputError(f"{text} is not HOME=QUESTIONS. Name a home and a file.")
    assistant = open_assistant(settings_for(Path(home)))
    rows = read_bank(Path(bank), ("question", "evidence"))
    alone = len({row["evidence"][0]["file"] for row in rows}) == 1
    return [_ask(assistant, row, Path(home).name, f"#{i % 3}" if alone else "") for i, row in enumerate(rows)]


def _ask(assistant: Assistant, row: dict[str, Any], group: str, part: str) -> Asked:
    question = understand(row["question"], list(turns(row.get("history"))), assistant.settings)
    evidence = row["evidence"]

    def held(found: Found) -> bool:
        return any(found.document.card.file == e["file"] and holds(found.text, e["quote"]) for e in evidence)

    return _found(assistant, question, held, (group, group + evidence[0]["file"] + part))


def _own(home: Path) -> list[Asked]:
    """Our own questions over the documents that the reader has not learned from."""
    assistant = open_assistant(settings_for(home))
    rows = [row for row in own(assistant.settings) if row.group in HELD and row.evidence]

    def of(row: OwnQuestion) -> Asked:
        def held(found: Found) -> bool:
            texts = (found.document.text[s.start : s.end] for s in found.passage.sentences)
            return any((found.document.card.file, digest(text)) in row.evidence for text in texts)

        return _found(assistant, Question(row.text), held, ("own", row.group))

    return [of(row) for row in rows]


def _found(assistant: Assistant, question: Question, held: Callable[[Found], bool], names: tuple[str, str]) -> Asked:
    searcher = assistant.searcher()
    vector = searcher.embedder.encode_query(question.whole)
    found = candidates(searcher, question, vector, audience=EVERYONE)
    return Asked(assistant, held, *names, question, vector, found)


def _first(asked: Asked) -> Case:
    return _judged(asked, asked.found.signs, asked.whole())


def _second(asked: Asked, first: Floats) -> Case:
    """The candidates that the first order has read, as they are listed."""
    scores = asked.found.signs @ first
    best = np.argsort(-scores, kind="stable")[:READ].tolist()
    searcher, reader = asked.assistant.searcher(), asked.assistant.reader
    reads = read_best(searcher, asked.question, asked.vector, asked.found, best, reader)
    whole = asked.whole()
    listed = [excerpt(replace(whole[i], read=reads[i])) for i in best]
    signs = with_readings(scores[best], [reads[i].reading for i in best])
    return _judged(asked, signs, listed)


def _judged(asked: Asked, signs: Floats, found: Sequence[Found]) -> Case:
    good = [asked.holds(f) for f in found]
    return Case(asked.group, asked.document, signs, np.array(good), np.array([len(f.text.split()) for f in found]))


def _fit(cases: Sequence[Case]) -> Floats:
    """Weights of a logistic model of the differences between the best good passage and the best forty others.

    In the second order every sign speaks for a passage: the reader's three logits are so alike that weights of either
    direction would set one against the other.
    """
    rows = []
    for case in cases:
        good, bad = np.flatnonzero(case.good), np.flatnonzero(~case.good)
        if len(good):
            rows.append(case.signs[good[0]] - case.signs[bad[:_HARD]])
    x = np.concatenate(rows)
    least = 0.0 if x.shape[1] == len(READ_SIGNS) else None

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = x @ weights
        slope = -2 * (x.T @ (1 / (1 + np.exp(margins)))) + weights / _STRENGTH
        return float(2 * np.logaddexp(0, -margins).sum() + 0.5 / _STRENGTH * (weights**2).sum()), slope

    bounds = [(least, None)] * x.shape[1]
    found = minimize(loss, np.full(x.shape[1], 0.1), jac=True, bounds=bounds, method="L-BFGS-B").x
    return np.asarray(found, dtype=np.float64)


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
