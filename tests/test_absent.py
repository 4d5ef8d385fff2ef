"""Documents that are not here: told, and never given another document's words for their own."""

from __future__ import annotations

import pytest

import bot.assistant
from bot.absent import absent_in
from bot.answerability import Line, line
from bot.assistant import Assistant
from bot.model import Answer, Outcome
from bot.settings import Settings
from corpus.model import Card
from index import Embedder, LiveSearcher
from prompts import render
from tests.builders import build, document

CARDS = [
    Card(names=("mandate.pdf",), title="Resolution 2999 (2031)", symbols=("S/RES/2999 (2031)",)),
    Card(
        names=("lamps.pdf",),
        title="Standard operating procedure on lamps",
        document_type="standard operating procedure",
    ),
]
CARDS.append(
    Card(
        names=("own.pdf",), title="Directive on the protection of civilians in the harbour", authority="policy",
        document_type="policy directive",
    )
)  # fmt: skip
HARBOUR = (
    "Fuel for the harbour guard is given in strict compliance with the HRDDP, and boats are counted at dusk. "
    "Lamps are lit on the pier at night.",
    "The HRDDP asks for a risk assessment before lamps are lent to the harbour guard. It also asks for monitoring of "
    "lamps. Boats may be lent without a risk assessment.",
)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("what does the HRDDP say about fuel", "HRDDP"),
        ("Rome Statute article 8 on hunger", "Rome Statute"),
        ("what does our ROE say about warning shots", "ROE"),
        ("what does the SOP on detention say", "SOP on detention"),
        ("DPO POC handbook early warning chapter", "POC handbook"),
        ("which paragraph of the Kigali Principles is it", "Kigali Principles"),
        ("list all 18 Kigali Principles", "Kigali Principles"),
        ("who must approve support under the HRDDP", "HRDDP"),
        ("what does resolution 2888 say on boats", "resolution 2888"),
        ("what does the policy on detention require", "policy on detention"),
    ],
)
def test_a_document_whose_content_is_asked_for_and_that_is_not_here(asked: str, said: str) -> None:
    absent = absent_in(asked, CARDS)
    assert absent is not None and (absent.said, absent.wanted) == (said, True)


@pytest.mark.parametrize(
    "asked", ["must we apply the HRDDP before we give fuel", "who checks compliance with the HRDDP"]
)
def test_one_that_is_only_spoken_of_is_named_without_more(asked: str) -> None:
    absent = absent_in(asked, CARDS)
    assert absent is not None and not absent.wanted


@pytest.mark.parametrize(
    "asked",
    [
        "what does resolution 2999 say about the HRDDP",
        "S/RES/2999 para 3",
        "what does the SOP on lamps say",
        "who lights the lamps",
        "how many SOFA violations were there",
        "is there a policy on boats",
        "does 2999 refer to resolution 2888",
        "what does the POC policy say about lamps",
    ],
)
def test_nothing_is_missing_where_a_document_that_is_here_is_meant_or_none(asked: str) -> None:
    assert absent_in(asked, CARDS) is None


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    home = tmp_path_factory.mktemp("home")
    build(home, embedder, document("one", HARBOUR[:1]), document("two", HARBOUR[1:], audience=("C1",)))
    return Assistant(LiveSearcher(home, embedder), Settings(home=home))


@pytest.fixture(autouse=True)
def talkative(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = Line(line().bias, line().weights, -1.0, -1.0, -1.0)
    monkeypatch.setattr(bot.assistant, "line", lambda _: ready)


def test_who_decides_is_said_where_nothing_can_be_quoted_too(harbour: Assistant) -> None:
    answer = harbour.ask("Civilians are being shot near our base. What does the HRDDP say about fuel?")
    assert answer.outcome is Outcome.ABSTAINED and "HRDDP" in answer.reason
    assert answer.reason.endswith(render("decision_now", contact=harbour.settings.duty_contact))


def quoted(answer: Answer) -> str:
    return " ".join(claim.text for claim in answer.claims)


def test_a_sentence_that_only_names_it_is_no_answer_and_the_reply_says_why(harbour: Assistant) -> None:
    answer = harbour.ask("what does the HRDDP say about fuel")
    assert (answer.outcome, answer.claims) == (Outcome.ABSTAINED, ())
    assert answer.reason == render("abstain_absent", document="HRDDP", contact=harbour.settings.contact)
    assert answer.passages


@pytest.mark.parametrize("named", ["resolution 2888", "S/RES/2888 (2030)", "S/RES/2888"])
def test_one_named_by_its_symbol_is_missed_as_one_named_by_its_number(harbour: Assistant, named: str) -> None:
    answer = harbour.ask(f"What does {named} say about lamps?")
    assert answer.claims == () and answer.reason.startswith(f"Not among the documents here: “{named}”")


def test_what_another_document_says_of_it_is_shown_and_told_to_be_that(harbour: Assistant) -> None:
    answer = harbour.ask(
        "what does the HRDDP ask for before lamps are lent, a risk assessment?", audience=frozenset({"C1"})
    )
    assert answer.outcome is Outcome.ANSWERED
    assert answer.notices[0] == render("absent_notice", document="HRDDP")


def test_words_of_the_document_itself_do_not_stand_beside_it(harbour: Assistant) -> None:
    answer = harbour.ask("what does the HRDDP require on a risk assessment", audience=frozenset({"C1"}))
    assert "The HRDDP asks for a risk assessment" in quoted(answer) and "Boats may be lent" not in quoted(answer)


def test_a_paragraph_of_it_must_be_the_one_that_is_cited(harbour: Assistant) -> None:
    answer = harbour.ask("HRDDP para 14 on a risk assessment", audience=frozenset({"C1"}))
    assert answer.outcome is Outcome.ABSTAINED and "Not among the documents" in answer.reason


def test_a_question_about_the_subject_is_answered_with_the_notice(harbour: Assistant) -> None:
    answer = harbour.ask("must we apply the HRDDP to fuel for the harbour guard")
    assert "strict compliance" in quoted(answer)
    assert render("absent_notice", document="HRDDP") in answer.notices


def test_a_follow_up_asks_for_it_only_where_it_names_a_paragraph() -> None:
    before = "what does the HRDDP say about fuel"
    later = absent_in("and who counts the boats?", CARDS, before)
    assert later is not None and not later.wanted
    numbered = absent_in("and para 14?", CARDS, before)
    assert numbered is not None and numbered.wanted and numbered.numbers == ("14",)


def test_nothing_is_missing_where_there_is_no_document_that_could_be_named() -> None:
    assert absent_in("what does the HRDDP say about fuel", []) is None
