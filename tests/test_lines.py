"""Fitting the line between answer and silence, on signs made up so that the right line is known."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from bot.answerability import SPEAKS_FOR, Signs
from scripts.evaluation.lines import Documents, PlainPassages, Row, Rows, as_file, scores

NAMES = [field.name for field in fields(Signs)]
PLACE = {name: place for place, name in enumerate(NAMES)}


def drawn(group: str, count: int, told_by: str, shift: float = 0.0, part: str = "") -> list[Row]:
    """Questions of which one sign tells whether they have an answer; ``shift`` moves it for all."""
    chance = np.random.default_rng(len(group) + count)
    rows = []
    for number in range(count):
        label = number % 2
        signs = chance.uniform(0, 0.2, len(NAMES))
        signs[PLACE["which"]] = 0.0
        signs[PLACE[told_by]] = 0.3 + shift + 0.3 * label * SPEAKS_FOR[PLACE[told_by]] + chance.normal(0, 0.05)
        rows.append(Row(signs.tolist(), label, group, part=part or f"{number % 5}"))
    return rows


def weights(line: Documents | PlainPassages, rows: list[Row]) -> dict[str, float]:
    return dict(zip(NAMES, line.fit(Rows(rows))[1:].tolist(), strict=True))


@pytest.mark.parametrize("told_by", ["answers", "names"])
def test_the_sign_that_tells_has_the_weight_and_keeps_its_direction(told_by: str) -> None:
    found = weights(Documents(["a"]), drawn("a", 120, told_by))
    assert max(found, key=lambda name: abs(found[name])) == told_by
    assert all(weight * speaks >= 0 for weight, speaks in zip(found.values(), SPEAKS_FOR, strict=True))


def test_a_sign_that_would_speak_the_other_way_weighs_nothing() -> None:
    rows = [Row(row.signs, 1 - row.label, row.group) for row in drawn("a", 120, "answers")]
    assert weights(Documents(["a"]), rows)["answers"] == 0


def test_what_one_sentence_tells_weighs_among_plain_passages_alone() -> None:
    rows = drawn("a", 120, "sentence")
    assert weights(Documents(["a"]), rows)["sentence"] == 0
    assert weights(PlainPassages(["a"]), rows)["sentence"] > 1


def test_questions_that_say_which_document_are_brought_to_one_line() -> None:
    rows = drawn("a", 120, "answers")
    named = [
        Row([*row.signs[: PLACE["which"]], 1.0, *row.signs[PLACE["which"] + 1 :]], row.label, "a")
        for row in drawn("a", 122, "answers", shift=0.4)
    ]
    parameters = Documents(["a"]).fit(Rows([*rows, *named]))
    assert parameters[1 + PLACE["which"]] < 0
    lows = [
        np.quantile(scores(np.array([r.signs for r in part if r.label]), parameters), 0.05) for part in (rows, named)
    ]
    assert lows[0] == pytest.approx(lows[1], abs=0.01)


def test_the_thresholds_lie_where_they_should_in_every_bank_that_leads() -> None:
    rows = [*drawn("a", 200, "answers"), *drawn("b", 200, "answers", shift=0.1)]
    fitted = as_file(Documents(["a", "b"]), Rows(rows))
    parameters = np.array([fitted["bias"], *fitted["weights"]])
    for bank in ("a", "b"):
        marks = scores(np.array([row.signs for row in rows if row.group == bank and row.label]), parameters)
        assert (marks >= fitted["answer"] - 1e-3).mean() >= 0.95
        assert (marks >= fitted["sure"] - 1e-3).mean() >= 0.85
    assert 0 < fitted["near"] <= fitted["answer"] < fitted["sure"] < 1


def test_what_is_held_out_is_judged_by_a_model_that_has_not_seen_it() -> None:
    odd = drawn("a", 80, "answers", part="odd")  # of these alone the labels are the other way round
    rows = [*drawn("a", 160, "answers", part="even"), *(Row(r.signs, 1 - r.label, "a", part="odd") for r in odd)]
    held = PlainPassages(["a"]).held_out(Rows(rows))
    labels = np.array([row.label for row in rows])
    assert held[160:][labels[160:] == 1].mean() < held[160:][labels[160:] == 0].mean()  # learned from the even ones
    assert held[:160] == pytest.approx(np.full(160, held[0]), abs=0.2)  # from the odd ones nothing can be learned


def test_a_small_collection_keeps_its_say_beside_a_large_one() -> None:
    large, small = drawn("large", 900, "sentence"), drawn("small", 100, "answers")
    both = weights(PlainPassages(["large", "small"]), [*large, *small])
    assert both["answers"] > 0.5 and both["sentence"] > both["answers"]
