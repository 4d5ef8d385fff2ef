"""Whom a question is about: a mission, a State, any name; what is said of others is no evidence for it."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot.assistant
from bot.about import About, about
from bot.answerability import Line, line
from bot.assistant import EVERYONE, Assistant
from bot.evidence import score_sentences
from bot.finding import find
from bot.model import Outcome
from bot.question import Question
from bot.settings import Settings
from index import Embedder, LiveSearcher
from tests.builders import ALERTS, PATROLS, build, document

ELDERS = ("The Section for Elders in Ethiopia counts 40 village elders in Jimma.", "It pays them in Zeway every month.")
LAMPS = ("Kenyan fishers count 12 village elders on Mfangano.", "They pay them every year in Hezballa.")
PAPER = ("Village elders are counted every month, and they are paid.",)
ASKED = "How many village elders are counted{}?"


def over(home: Path, embedder: Embedder) -> Assistant:
    return Assistant(LiveSearcher(home, embedder), Settings(home=home))


@pytest.fixture
def talkative(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = Line(line().bias, line().weights, -1.0, -1.0, -1.0)
    monkeypatch.setattr(bot.assistant, "line", lambda _: ready)


def quoted(assistant: Assistant, text: str, audience: frozenset[str] = EVERYONE) -> set[str]:
    """The files that an answer quotes; none where there is no answer."""
    answer = assistant.ask(text, audience=audience)
    return {citation.file.removesuffix(".pdf") for claim in answer.claims for citation in claim.citations}


def whom(assistant: Assistant, text: str, audience: frozenset[str] = EVERYONE) -> About:
    return about(assistant.searcher(), text, text, audience=audience)


def elsewhere_of(assistant: Assistant, text: str) -> tuple[str, ...]:
    searcher = assistant.searcher()
    vector = searcher.embedder.encode_query(text)
    found = find(searcher, Question(text), vector, 10, audience=EVERYONE)
    scored = score_sentences(searcher, vector, text.split(), found, audience=EVERYONE)
    return whom(assistant, text).elsewhere(text, found, scored)


@pytest.fixture(scope="module")
def of_two_missions(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    home = tmp_path_factory.mktemp("home")
    patrols, orders = (
        document("patrols", PATROLS, missions=("UNMISS",)),
        document("alerts", ALERTS, missions=("MINUSCA",)),
    )
    build(home, embedder, patrols, orders)
    return over(home, embedder)


def test_what_is_about_other_missions_answers_nothing(of_two_missions: Assistant, talkative: None) -> None:
    asked = "Who plans patrols around the camp at night{}?"
    assert of_two_missions.ask(asked.format("")).outcome is Outcome.ANSWERED
    assert of_two_missions.ask(asked.format(" in UNMISS")).outcome is Outcome.ANSWERED
    assert elsewhere_of(of_two_missions, asked.format(" in south sudan")) == ()
    assert elsewhere_of(of_two_missions, asked.format(" in abyei")) == ("Abyei",)
    assert elsewhere_of(of_two_missions, asked.format(" in UNISFA")) == ("UNISFA",)


def test_it_is_said_that_what_comes_nearest_is_about_other_missions(of_two_missions: Assistant) -> None:
    answer = of_two_missions.ask("Who plans patrols around the camp at night in Abyei?")
    assert answer.outcome is Outcome.ABSTAINED and answer.passages and answer.score <= line().near
    assert "what comes nearest is not about Abyei. The nearest passages" in answer.reason


def test_only_the_mission_that_is_asked_about_is_quoted(of_two_missions: Assistant, talkative: None) -> None:
    def quoted(text: str) -> set[str]:
        answer = of_two_missions.ask(text)
        return {citation.file for claim in answer.claims for citation in claim.citations}

    assert quoted("Who plans patrols and who passes on alerts?") == {"patrols.pdf", "alerts.pdf"}
    assert quoted("Who plans patrols and who passes on alerts in UNMISS?") == {"patrols.pdf"}
    assert quoted("Who plans patrols and who passes on alerts in MINUSCA?") == {"alerts.pdf"}
    assert quoted("How do patrols and alerts in UNMISS compare?") == {"patrols.pdf", "alerts.pdf"}


def test_a_document_of_no_mission_speaks_for_all(tmp_path: Path, embedder: Embedder) -> None:
    build(tmp_path, embedder, document("orders", PATROLS))
    assert elsewhere_of(over(tmp_path, embedder), "Who plans patrols around the camp at night in Abyei?") == ()


@pytest.mark.parametrize(
    "card",
    [{"authority": "report"}, {"title": "Letter dated 3 May 2031 from the Harbour Master addressed to the Board"}],
)
def test_a_report_on_something_else_or_a_letter_does_not(
    tmp_path: Path, embedder: Embedder, card: dict[str, object]
) -> None:
    build(tmp_path, embedder, document("other", PATROLS, **card))
    assert elsewhere_of(over(tmp_path, embedder), "Who plans patrols around the camp at night in Abyei?") == ("Abyei",)


def test_a_letter_speaks_for_the_place_that_its_title_names(tmp_path: Path, embedder: Embedder) -> None:
    title = "Letter dated 3 May 2031 from the Permanent Representative of the Sudan addressed to the Board"
    build(tmp_path, embedder, document("letter", PATROLS, title=title))
    assert elsewhere_of(over(tmp_path, embedder), "Who plans patrols around the camp at night in the Sudan?") == ()
    assert elsewhere_of(over(tmp_path, embedder), "Who plans patrols around the camp at night in Abyei?") == ("Abyei",)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    """Two reports, a third that is limited to an audience, and none that names Norway."""
    home = tmp_path_factory.mktemp("home")
    limited = document("secret", ("Elders of Kaffrine in Senegal are counted.",), authority="report", audience=("C1",))
    elders, lamps = document("elders", ELDERS, authority="report"), document("lamps", LAMPS, authority="report")
    build(home, embedder, elders, lamps, limited)
    return over(home, embedder)


@pytest.mark.parametrize(
    ("place", "files"),
    [
        ("", {"elders", "lamps"}),
        (" in Ethiopia", {"elders"}),
        (" in ethiopia", {"elders"}),
        (" by Addis Ababa", {"elders"}),
        (" in Kenya", {"lamps"}),
        (" in Jimma", {"elders"}),
        (" on Mfangano in Kenya", {"lamps"}),
        (" in Jimma and on Mfangano", {"elders", "lamps"}),
        (" for Hezbolla", {"lamps"}),
        (" in Zanzibar", {"elders", "lamps"}),
        (" by Swahilis", {"elders", "lamps"}),
        (" in January", {"elders", "lamps"}),
    ],
)
def test_only_reports_that_name_whom_a_question_is_about_are_quoted(
    reports: Assistant, talkative: None, place: str, files: set[str]
) -> None:
    assert quoted(reports, ASKED.format(place)) == files


def test_a_question_that_compares_is_about_nobody_alone(reports: Assistant) -> None:
    assert whom(reports, "How do the elders who are counted in Ethiopia compare with others?") == About()


@pytest.mark.parametrize("place", ["Norway", "Mfangano in Ethiopia"])
def test_where_no_report_names_it_there_is_no_answer_and_it_is_said(reports: Assistant, place: str) -> None:
    answer = reports.ask(ASKED.format(f" in {place}"))
    assert answer.outcome is Outcome.ABSTAINED and answer.passages
    assert all(name in answer.reason for name in place.split(" in ")) and "is not about" in answer.reason


def test_a_paper_speaks_for_all(tmp_path: Path, embedder: Embedder, talkative: None) -> None:
    build(tmp_path, embedder, document("elders", ELDERS, authority="report"), document("paper", PAPER))
    assert "paper" in quoted(over(tmp_path, embedder), ASKED.format(" in Norway"))


def test_a_name_in_a_document_that_the_audience_may_not_see_changes_nothing(
    reports: Assistant, talkative: None
) -> None:
    assert whom(reports, ASKED.format(" in Kaffrine")) == whom(reports, ASKED.format(" in Nowhereville")) == About()
    assert quoted(reports, ASKED.format(" in Kaffrine")) == {"elders", "lamps"}
    assert whom(reports, ASKED.format(" in Kaffrine"), frozenset({"C1"})).documents == {"secret"}


def test_where_most_words_have_capitals_they_tell_no_names(reports: Assistant) -> None:
    assert whom(reports, "How Many Village Elders Are Counted On Mfangano?") == About()
