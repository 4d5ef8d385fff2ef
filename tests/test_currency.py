"""What is current speaks first, and what was replaced says so; each only to those who may see both."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import bot.assistant
from bot.answerability import Line, line
from bot.assistant import Assistant
from bot.currency import edition_reported
from bot.model import Answer, Outcome
from bot.settings import Settings
from index import Embedder, LiveSearcher
from prompts import render
from tests.builders import build, document
from tests.papers import faults

LANTERNS = "The Harbour Master shall count every lantern on the northern pier before dusk each day."
WELLS = "The Well Committee shall test the water of each village well every Monday morning."
BOATS = "Fishing boats should return to the harbour before the fog bell rings at sunset."
COUNT, TEST = "Who shall count the lanterns on the northern pier?", "Who shall test the water of the village wells?"
NEW: dict[str, object] = {
    "symbols": ("S/RES/9002 (2032)",), "document_type": "resolution", "issued": date(2032, 4, 1), "title": "Wells",
    "authority": "binding decision", "status": "in force",
}  # fmt: skip
OLD: dict[str, object] = {**NEW, "symbols": ("S/RES/9001 (2031)",), "issued": date(2031, 4, 1), "title": "Old wells"}
DRAFT: dict[str, object] = {**NEW, "symbols": ("S/2032/7",), "document_type": "draft resolution", "status": "draft"}

Made = tuple[str, tuple[str, ...], dict[str, object]]


@pytest.fixture(autouse=True)
def talkative(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether two made-up paragraphs are enough for an answer is not what is tested here."""
    ready = Line(line().bias, line().weights, -1.0, -1.0, -1.0)
    monkeypatch.setattr(bot.assistant, "line", lambda _: ready)


@pytest.fixture
def over(tmp_path: Path, embedder: Embedder) -> Callable[..., Assistant]:
    """An assistant over made-up documents: id, paragraphs, card."""

    def made(*documents: Made) -> Assistant:
        build(tmp_path, embedder, *(document(id_, text, **card) for id_, text, card in documents))
        return Assistant(LiveSearcher(tmp_path, embedder), Settings(home=tmp_path))

    return made


def cited(answer: Answer) -> list[str]:
    return [c.symbol for claim in answer.claims for c in claim.citations]


def test_the_current_of_two_with_the_same_words_speaks(over: Callable[..., Assistant]) -> None:
    new = {**NEW, "replaces": ("S/RES/9001 (2031)",)}
    assistant = over(("old", (WELLS, LANTERNS), OLD), ("new", (WELLS, BOATS), new))
    answer = assistant.ask(TEST)
    assert answer.outcome is Outcome.ANSWERED and cited(answer) == ["S/RES/9002 (2032)"]
    assert [p.document for p in answer.passages].index("Wells") < [p.document for p in answer.passages].index(
        "Old wells"
    )
    assert not faults(assistant, answer)


def test_an_answer_from_a_replaced_document_says_so_with_its_status(over: Callable[..., Assistant]) -> None:
    new = {**NEW, "replaces": ("S/RES/9001 (2031)",)}
    answer = over(("old", (WELLS, LANTERNS), OLD), ("new", (WELLS, BOATS), new)).ask(COUNT)
    assert cited(answer) == ["S/RES/9001 (2031)"]
    assert answer.claims[0].citations[0].status == "superseded"
    assert answer.notices[0].startswith("S/RES/9001 (2031) has been replaced by S/RES/9002 (2032)")


def test_a_question_that_names_the_replaced_document_is_answered_from_it(over: Callable[..., Assistant]) -> None:
    new = {**NEW, "replaces": ("S/RES/9001 (2031)",)}
    answer = over(("old", (WELLS, LANTERNS), OLD), ("new", (WELLS, BOATS), new)).ask(
        "Who shall test the water of the village wells under resolution 9001 (2031)?"
    )
    assert "S/RES/9001 (2031)" in cited(answer)


def test_what_others_may_not_see_replaces_nothing_for_them(over: Callable[..., Assistant]) -> None:
    new = {**NEW, "replaces": ("S/RES/9001 (2031)",), "audience": ("C1",)}
    assistant = over(("old", (WELLS, LANTERNS), OLD), ("new", (WELLS, BOATS), new))
    outside, inside = assistant.ask(TEST), assistant.ask(TEST, audience=frozenset({"C1"}))
    assert cited(outside) == ["S/RES/9001 (2031)"] and outside.claims[0].citations[0].status == "in force"
    assert not any("9002" in notice for notice in outside.notices)
    assert cited(inside) == ["S/RES/9002 (2032)"]


def test_a_mandate_that_was_renewed_keeps_its_status_and_says_so(over: Callable[..., Assistant]) -> None:
    old = {**OLD, "extends": (("UNMISS", date(2032, 4, 30)),)}
    new = {**NEW, "extends": (("UNMISS", date(2033, 4, 30)),)}
    answer = over(("old", (LANTERNS,), old), ("new", (BOATS,), new)).ask(COUNT)
    assert answer.claims[0].citations[0].status == "in force"
    assert render("renewed_notice", document="S/RES/9001 (2031)", renewed_by="S/RES/9002 (2032)") in answer.notices


def test_a_draft_gives_way_to_the_adopted_text(over: Callable[..., Assistant]) -> None:
    assistant = over(("draft", (WELLS, LANTERNS, BOATS), DRAFT), ("new", (WELLS, LANTERNS, BOATS), NEW))
    answer = assistant.ask(TEST)
    assert set(cited(answer)) == {"S/RES/9002 (2032)"}
    assert {p.document_id for p in answer.passages} == {"new"}
    asked_for = assistant.ask("What does S/2032/7 say on testing the water of the village wells?")
    assert set(cited(asked_for)) == {"S/RES/9002 (2032)"}
    assert render("draft_adopted_notice", document="S/2032/7", adopted="S/RES/9002 (2032)") in asked_for.notices


def test_a_draft_speaks_where_the_adopted_text_may_not_be_seen(over: Callable[..., Assistant]) -> None:
    limited = {**NEW, "audience": ("C1",)}
    assistant = over(("draft", (WELLS, LANTERNS, BOATS), DRAFT), ("new", (WELLS, LANTERNS, BOATS), limited))
    answer = assistant.ask(TEST)
    assert set(cited(answer)) == {"S/2032/7"} and render("draft_notice", document="S/2032/7") in answer.notices
    assert set(cited(assistant.ask(TEST, audience=frozenset({"C1"})))) == {"S/RES/9002 (2032)"}


def test_an_answer_from_two_documents_names_both_with_their_dates_and_keeps_them_apart(
    over: Callable[..., Assistant],
) -> None:
    one = {**NEW, "document_type": "report", "title": "One", "symbols": ("S/2031/1",), "issued": date(2031, 1, 2)}
    two = {**one, "title": "Two", "symbols": ("S/2031/5",), "issued": date(2031, 5, 6)}
    first = "The Harbour Master counted forty lanterns on the northern pier in January."
    second = "The Harbour Master counted sixty lanterns on the northern pier in May."
    third = "Three lanterns on the northern pier were counted as broken by the Harbour Master in January."
    answer = over(("one", (first, BOATS, third), one), ("two", (second, WELLS), two)).ask(
        "How many lanterns did the Harbour Master count on the northern pier?"
    )
    symbols = cited(answer)
    assert set(symbols) == {"S/2031/1", "S/2031/5"}
    assert sorted(symbols, key=symbols.index) == symbols
    notice = next(n for n in answer.notices if "rests on 2 documents" in n)
    assert "S/2031/1 (report, 2 January 2031)" in notice and "S/2031/5 (report, 6 May 2031)" in notice


@pytest.mark.parametrize(
    ("issued", "source", "edition"),
    [
        (date(2018, 10, 1), "The UN POC policy", "2015"),
        (date(2020, 1, 1), "the policy on protection of civilians", "2019"),
        (date(2025, 1, 1), "the 2015 POC policy", "2015"),
        (date(2010, 1, 1), "the POC policy", None),
        (None, "the POC policy", None),
        (date(2018, 1, 1), "the Kigali Principles", None),
    ],
)
def test_the_edition_that_a_paper_reports_is_the_last_before_it(
    issued: date | None, source: str, edition: str | None
) -> None:
    made, _ = document("a", ("Nothing of note.",), issued=issued)
    found = edition_reported(made, source)
    assert (found[1].date if found else None) == edition


def test_a_year_beside_the_name_elsewhere_tells_the_edition() -> None:
    told, _ = document("a", ("The POC policy is kept.", "See the POC policy, July 2015."), issued=None)
    found = edition_reported(told, "The POC policy")
    assert found is not None and found[1].date == "2015"
    torn, _ = document("a", ("See the POC policy of 2015.", "It differs from the POC policy of 2019."), issued=None)
    assert edition_reported(torn, "The POC policy") is None
