"""What the trial of the Slack bot prints."""

from itertools import pairwise

from scripts.trial.figures import Figures, Part
from scripts.trial.questions import DIFFERENT, question

FIGURES = Figures(
    questions=1000, final_replies=998, lost=2, kills=2, burst=200, ack_p99=141.0, askers=20, answer_p95=944.0
)


def test_each_part_tells_its_own_figures_beside_what_is_wanted() -> None:
    assert [found for _, found, wanted in FIGURES.lines(Part.ACKS) if wanted] == ["141.0 ms", "0.0 ms"]
    assert FIGURES.lines(Part.ANSWERS)[1] == ("… p95", "944.0 ms", "≤ 1,000 ms")
    [(load, became, _)] = FIGURES.lines(Part.TROUBLE)
    assert "2 kill -9" in load and became.startswith("998 final replies, 0 doubled, 2 lost")


def test_questions_differ_until_all_were_asked() -> None:
    asked = [question(number) for number in range(DIFFERENT)]
    assert len(set(asked)) == DIFFERENT and question(DIFFERENT) == asked[0]
    assert all(one.split()[:2] != other.split()[:2] for one, other in pairwise(asked))


def test_without_a_part_all_are_told() -> None:
    assert FIGURES.lines(None) == [line for part in Part for line in FIGURES.lines(part)]
