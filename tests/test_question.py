import time

import pytest

from bot.question import clean, leans, understand
from bot.settings import Settings
from corpus.errors import QuestionError

SETTINGS = Settings()


def whole(text: str, *history: str) -> str:
    return understand(text, history, SETTINGS).whole


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("  Who \n leads\tearly   warning? ", "Who leads early warning?"),
        ("<@U0ABC> who leads <#C1|operations>?", "who leads operations?"),
        ("see <https://example.org/a|the policy> and <mailto:a@b.c|Ann>", "see the policy and Ann"),
        ("R&amp;R of &lt;troops&gt;", "R&R of <troops>"),
        ("who\x00 lea\u200bds\u202e?", "who leads?"),
        ("who leads \ud83d early warning", "who leads early warning"),
        ("Cafe\u0301", "Café"),
        ("من هو المسؤول؟", "من هو المسؤول؟"),
    ],
)
def test_a_question_is_cleaned_to_plain_words(typed: str, meant: str) -> None:
    assert clean(typed) == meant


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "no question here yet"),
        (" \n\t ", "no question here yet"),
        ("x", "no words that can be read"),
        ("?!…", "no words that can be read"),
        ("*_~` <@U1> <#C2>", "no words that can be read"),
        ("\x00\x01\x1b\u200b", "no words that can be read"),
        ("😀🎉", "no words that can be read"),
        ("a" * 4_001, "longer than 4,000 characters"),
        ("who leads? " * 2_000, "longer than 4,000 characters"),
    ],
)
def test_a_question_that_cannot_be_taken_gets_a_sentence(typed: str, told: str) -> None:
    with pytest.raises(QuestionError, match=told):
        understand(typed, (), SETTINGS)


@pytest.mark.parametrize(
    "typed", ["ok", "من المسؤول؟", "a " * 2_000, "'; DROP TABLE passages; --", "[bold]Who?[/nope]"]
)
def test_whatever_holds_words_is_taken_as_it_is(typed: str) -> None:
    assert whole(typed) == " ".join(typed.split())


@pytest.mark.parametrize(
    "asked",
    [
        "and who else?",
        "What about the police?",
        "Why?",
        "who leads it in the absence of the Head of Mission?",
        "Does their mandate allow a patrol base in the camp?",
        "how long can the mission keep a company there?",
    ],
)
def test_a_follow_up_leans_on_the_turn_before(asked: str) -> None:
    assert whole(asked, "What does the JMAC do?") == f"What does the JMAC do? {asked}"


@pytest.mark.parametrize(
    "asked",
    [
        "Who is responsible for strategic threat assessments in the mission?",
        "Is there a duty to report every alert within a day?",
        "Which duties are there for the heads of field offices?",
        "Are there limits on the use of force by the police?",
        "Which tools of the first tier does Political Affairs use?",
    ],
)
def test_a_question_that_stands_alone_takes_nothing_from_before(asked: str) -> None:
    assert whole(asked, "What does the JMAC do?") == asked


def test_only_the_two_last_turns_count_and_each_is_cut() -> None:
    question = understand("and why?", ["first", "", "\x00", "second", "third " * 500], SETTINGS)
    assert question.context.startswith("second third third")
    assert len(question.context) < 620


def test_a_first_question_leans_on_nothing() -> None:
    assert leans("and why?")
    assert understand("and why?", (), SETTINGS).context == ""


def test_markup_that_never_closes_costs_no_time() -> None:
    began = time.perf_counter()
    with pytest.raises(QuestionError):
        understand("<@" * 500_000, ["<@" * 500_000], SETTINGS)
    understand("and why is that so?", ["<https:" * 200_000], SETTINGS)
    assert time.perf_counter() - began < 2


def test_a_question_in_a_conversation_may_be_meant_otherwise() -> None:
    before = "What does the joint operations centre do?"
    leaning, plain = (
        understand(text, ["Hello?", before], SETTINGS) for text in ("and by night?", "Who warns people of a threat?")
    )
    assert leaning.whole == f"Hello? {before} and by night?" and plain.whole == "Who warns people of a threat?"
    assert leaning.otherwise is not None and leaning.otherwise.whole == "and by night?"
    assert plain.otherwise is not None and plain.otherwise.whole == f"{before} Who warns people of a threat?"
    assert understand("the full list, please", [before], SETTINGS).otherwise is None
    assert understand("Who warns people of a threat?", [], SETTINGS).otherwise is None
    assert leaning.otherwise.otherwise is None
