"""What obliges comes first where a duty is asked for, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.asked import for_a_duty
from bot.assistant import Assistant
from bot.duties import duties_first
from bot.settings import Settings
from corpus.model import slices
from index import Embedder, LiveSearcher
from tests.builders import build, document
from tests.test_evidence import scored

HARBOUR = (
    "Boats of the northern fleet moored at the pier stayed at the pier for nine days.",
    "The northern fleet shall leave the pier at once.",
    "The council requests the fleet to count its boats.",
)


@pytest.mark.parametrize(
    "asked",
    [
        "is the fleet obliged to leave",
        "does the crew have to row",
        "what must wardens do",
        "La flotte doit-elle partir ?",
    ],
)
def test_a_question_for_a_duty_is_known(asked: str) -> None:
    assert for_a_duty(asked)


@pytest.mark.parametrize("asked", ["who leads the fleet", "what did the fleet do", "when do boats leave"])
def test_another_question_is_none(asked: str) -> None:
    assert not for_a_duty(asked)


def test_what_binds_goes_ahead_of_what_is_about_as_near_and_no_further() -> None:
    made = document("d", HARBOUR)[0]

    def first(told: float) -> str:
        [best, *_] = duties_first(scored(made, nine=told, shall=0.8))
        return slices(made.text, [best.span])

    assert first(0.9) == HARBOUR[1]
    assert first(1.0) == HARBOUR[0]


def test_a_question_whether_somebody_must_is_answered_with_the_duty(tmp_path: Path, embedder: Embedder) -> None:
    build(tmp_path, embedder, document("harbour", HARBOUR))
    desk = Assistant(LiveSearcher(tmp_path, embedder), Settings(home=tmp_path))
    answer = desk.ask("Is the northern fleet obliged to leave the pier?")
    assert answer.claims[0].text == HARBOUR[1]
