"""The card behind a symbol: what a document is, whether it stands, where it is cited; for those who may know of it."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from bot.assistant import Assistant
from bot.settings import Settings
from bot.slack.calls import Call
from bot.slack.layout import outcome_of
from bot.slack.status import answer, is_meant
from bot.state import Ending, Journal
from bot.state.database import open_database
from bot.status import Known
from bot.status_lines import show_status
from index import Embedder, LiveSearcher
from tests.builders import build, document
from tests.desks import words

NEW: dict[str, object] = {
    "symbols": ("S/RES/9002 (2032)",), "document_type": "resolution", "issuer": "Security Council",
    "issued": date(2032, 4, 1), "title": "Resolution 9002 (2032)", "authority": "binding decision",
    "status": "in force", "extends": (("UNMISS", date(2033, 4, 30)),),
}  # fmt: skip
OLD: dict[str, object] = {
    **NEW, "symbols": ("S/RES/9001 (2031)",), "title": "Resolution 9001 (2031)", "issued": date(2031, 4, 1),
    "extends": (("UNMISS", date(2032, 4, 30)),),
}  # fmt: skip
LETTER: dict[str, object] = {
    "symbols": ("A/99/5", "S/2032/7"),
    "title": "Letter on lanterns",
    "document_type": "letter",
}
SECRET: dict[str, object] = {"title": "Harbour plan", "audience": ("C1",), "symbols": ("HP/1",)}
INSIDE = frozenset({"C1"})


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    home = tmp_path_factory.mktemp("status")
    made = [
        document("old", ("It recalls the HIPPO report, and S/2030/44 once more.",), **OLD),
        document("new", ("It recalls its resolution 9001 (2031).", "See S/2030/44."), **NEW),
        document("letter", ("The POC policy, July 2015, is kept.",), **LETTER),
        document("secret", ("It rests on S/2029/13 and on resolution 9002 (2032).",), **SECRET),
    ]
    build(home, embedder, *((replace(each, cited=()), passages) for each, passages in made))
    return Assistant(LiveSearcher(home, embedder), Settings(home=home))


@pytest.mark.parametrize(
    "asked",
    [
        "S/RES/9002 (2032)",
        "s/res/9002",
        "resolution 9002 (2032)",
        "9002",
        " “S/RES/9002” ",
        "new.pdf",
        "S / RES / 9002",
    ],
)
def test_a_document_is_found_by_symbol_number_title_or_file(assistant: Assistant, asked: str) -> None:
    found = assistant.status(asked)
    assert found.known is Known.INDEXED and [card.name for card in found.cards] == ["S/RES/9002 (2032)"]


def test_a_card_says_type_date_authority_status_and_relations(assistant: Assistant) -> None:
    [card] = assistant.status("S/RES/9001").cards
    assert (card.document_type, card.issued, card.authority, card.status) == (
        "resolution", "2031-04-01", "binding decision", "in force",
    )  # fmt: skip
    assert card.renewed_by == ("S/RES/9002 (2032)",)
    [later] = assistant.status("S/RES/9002").cards
    assert later.renews == ("S/RES/9001 (2031)",)


def test_a_card_says_where_the_document_is_cited(assistant: Assistant) -> None:
    [card] = assistant.status("S/RES/9001").cards
    assert [(at.symbol, at.pages, at.paragraph) for at in card.cited_in] == [("S/RES/9002 (2032)", (1,), "1")]
    assert card.cited_times == 1


@pytest.mark.parametrize("asked", ["A/99/5-S/2032/7", "S/2032/7", "A/99/5", "letter on lanterns"])
def test_a_double_symbol_is_found_by_each_part(assistant: Assistant, asked: str) -> None:
    assert [card.title for card in assistant.status(asked).cards] == ["Letter on lanterns"]


def test_a_document_that_is_only_cited_has_a_card_with_its_places(assistant: Assistant) -> None:
    found = assistant.status("S/2030/44")
    [card] = found.cards
    assert found.known is card.known is Known.CITED and "not indexed" in found.reason
    assert sorted(at.symbol for at in card.cited_in) == ["S/RES/9001 (2031)", "S/RES/9002 (2032)"]
    [known] = assistant.status("A/70/95").cards
    assert (known.name, known.document_type, known.issued) == ("HIPPO report", "report", "2015-06-17")
    assert assistant.status("the HIPPO report").cards == assistant.status("A/70/95-S/2015/446").cards


def test_what_only_limited_documents_cite_does_not_exist_for_others(assistant: Assistant) -> None:
    for asked in ("S/2029/13", "HP/1", "Harbour plan"):
        outside, inside = assistant.status(asked), assistant.status(asked, audience=INSIDE)
        assert outside.known is Known.UNKNOWN and not outside.cards and inside.known is not Known.UNKNOWN
        assert not {"S/2029/13", "HP/1", "Harbour plan"} & set(outside.near)
    [outside_card], [inside_card] = (assistant.status("9002", audience=who).cards for who in (frozenset(), INSIDE))
    assert (outside_card.cited_times, inside_card.cited_times) == (0, 1)


def test_an_unknown_symbol_says_what_to_do_and_offers_near_ones(assistant: Assistant) -> None:
    found = assistant.status("S/RES/9003")
    assert found.known is Known.UNKNOWN and set(found.near[:2]) == {"S/RES/9001 (2031)", "S/RES/9002 (2032)"}
    assert "check the symbol" in found.reason and "S/RES/9002 (2032)" in found.reason
    assert assistant.status("zebra").near == () and "ask your administrator" in assistant.status("zebra").reason
    assert "such as S/RES/2779" in assistant.status("  ").reason


def test_the_console_prints_the_card(assistant: Assistant) -> None:
    paper = Console(width=100, record=True, file=io.StringIO())
    show_status(assistant.status("9001"), paper)
    shown = paper.export_text()
    assert "resolution, Security Council, 1 April 2031" in shown and "binding decision, in force" in shown
    assert "Mandate extended since by: S/RES/9002 (2032)" in shown and "Cited in (1):" in shown


def test_the_card_can_be_written_as_json(assistant: Assistant) -> None:
    row = json.loads(json.dumps(assistant.status("9001").model_dump(mode="json")))
    assert row["known"] == "indexed" and row["cards"][0]["status"] == "in force"


@pytest.fixture
def call(assistant: Assistant, tmp_path: Path) -> Callable[[str], Call]:
    journal = Journal(open_database(tmp_path))
    return lambda argument: Call(assistant, journal, "U1", "C9", frozenset({"U1"}), argument, "q1")


def test_slack_gets_the_same_card_or_the_sentence(call: Callable[[str], Call]) -> None:
    known, unknown = answer(call("S/RES/9001")), answer(call("S/RES/9003"))
    assert "Mandate extended since by: S/RES/9002 (2032)" in words(known.blocks)
    assert (outcome_of(known), outcome_of(unknown)) == (Ending.ANSWERED, Ending.ABSTAINED)
    assert "check the symbol" in unknown.text and words(unknown.blocks)


@pytest.mark.parametrize(
    ("argument", "meant"),
    [
        ("S/RES/2779", True), ("", True), ("2779 (2025)", True), ("HIPPO report", True), ("the POC policy", True),
        ("of the peace process", False), ("of forces agreement?", False), ("report of the mission", False),
    ],
)  # fmt: skip
def test_status_is_told_from_a_question_that_begins_so(argument: str, meant: bool) -> None:
    assert is_meant(argument) is meant
