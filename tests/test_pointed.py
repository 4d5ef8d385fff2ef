"""A paragraph that a question names by number is looked up: the one that stands there, or word that none does."""

from __future__ import annotations

from dataclasses import replace

import pytest

import bot.assistant
from bot.answerability import Line, line
from bot.assistant import EVERYONE, Assistant
from bot.model import Answer, Outcome
from bot.pointed import left_to_ask
from bot.settings import Settings
from corpus.model import BlockKind, Document, Passage
from index import Embedder, LiveSearcher
from prompts import render
from tests.builders import build, document

ORDERS = (
    "Decides that the Lamp Board shall keep the lamps until 2031;",
    "Requests the Harbour Master to count boats, crews and nets every month. Boats may land after the count.",
    "Decides that the wardens shall:",
    "(a) Watch the pier, whoever lands there;",
    "(b) Report every theft of a lamp to the Board;",
    "Recalls the storm of 2019.",
)
LABELS = ("1", "2", "3", "3 (a)", "3 (b)", "4")
LETTER = ("Boats are painted in spring.", "Nets are dried in autumn.")


def orders() -> tuple[Document, list[Passage]]:
    """A resolution of four numbered paragraphs, the third with two items."""
    made, passages = document("orders", ORDERS, title="Resolution 2999 (2031)", symbols=("S/RES/2999 (2031)",))
    blocks = [replace(block, label=label) for block, label in zip(made.blocks, LABELS, strict=True)]
    for at in (3, 4):
        blocks[at] = replace(blocks[at], kind=BlockKind.LIST_ITEM, lead_in=2, level=1)
    return replace(made, blocks=tuple(blocks)), passages


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    home = tmp_path_factory.mktemp("home")
    letter = document("letter", LETTER, title="Letter on paint", symbols=("S/2031/7",), audience=("C1",))
    build(home, embedder, orders(), letter)
    return Assistant(LiveSearcher(home, embedder), Settings(home=home))


def quoted(answer: Answer) -> list[str]:
    return [claim.text for claim in answer.claims]


@pytest.mark.parametrize(
    ("asked", "texts"),
    [
        ("what does para 1 of 2999 say", [ORDERS[0]]),
        ("SCR 2999 para. 4?", [ORDERS[5]]),
        ("S/RES/2999 OP 2", ["Requests the Harbour Master to count boats, crews and nets every month.",
                             "Boats may land after the count."]),
        ("paragraph 3 (b) of resolution 2999", [ORDERS[4]]),
        ("2999 3(b)", [ORDERS[4]]),
        ("paras 1 and 4 of 2999", [ORDERS[0], ORDERS[5]]),
    ],
)  # fmt: skip
def test_the_paragraph_that_is_named_is_the_one_that_is_shown(desk: Assistant, asked: str, texts: list[str]) -> None:
    answer = desk.ask(asked, audience=frozenset({"C1"}))
    assert (answer.outcome, quoted(answer)) == (Outcome.ANSWERED, texts)


def test_a_place_that_is_looked_up_by_its_number_is_not_doubted(
    desk: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.assistant, "line", lambda _: Line(line().bias, line().weights, 1.1, 1.1, 1.1))
    answer = desk.ask("SCR 2999 para. 4?")
    assert answer.outcome is Outcome.ANSWERED and render("unsure_notice") not in answer.notices


def test_a_paragraph_comes_with_its_items(desk: Assistant) -> None:
    [text] = quoted(desk.ask("2999 para 3"))
    assert text == "\n".join(ORDERS[2:5])


ANNEXED = (
    "The General Assembly,",
    "Recalling the storm that put out eleven lamps of the harbour in one night of autumn,",
    "Noting with thanks the report of the wardens on oil, wicks and glass for the coming winter,",
    "1. Decides that the Lamp Board shall count its lamps every year;",
    "2. Requests the Harbour Master to publish the count in spring.",
    "Annex I",
    "1. Boats are painted in the dry month by their own crews.",
    "Annex II",
    "1. Nets are dried on the eastern pier in autumn.",
    "3. Sails are mended at the same place.",
)
PLACES = ("preamble", "preamble", "preamble", "1", "2", "", "1", "", "1", "3")


@pytest.fixture(scope="module")
def annexed(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    """A resolution with a preamble of two counted paragraphs and two annexes, each with a first paragraph."""
    home = tmp_path_factory.mktemp("home")
    made, passages = document("annexed", ANNEXED, title="Resolution 99/7", symbols=("A/RES/99/7",))
    blocks = [replace(block, label=label) for block, label in zip(made.blocks, PLACES, strict=True)]
    for at in (5, 7):
        blocks[at] = replace(blocks[at], kind=BlockKind.HEADING, level=1)
    build(home, embedder, (replace(made, blocks=tuple(blocks)), passages))
    return Assistant(LiveSearcher(home, embedder), Settings(home=home))


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ("preambular para 2 of A/RES/99/7", 2),
        ("what does the first preambular paragraph of A/RES/99/7 say", 1),
        ("last preambular paragraph of A/RES/99/7?", 2),
        ("the 2nd PP of A/RES/99/7", 2),
        ("A/RES/99/7 annex II para 1", 8),
        ("para 1 of annex I of A/RES/99/7", 6),
        ("A/RES/99/7 para 1", 3),
    ],
)
def test_the_preamble_is_counted_and_a_paragraph_of_an_annex_is_not_the_main_texts(
    annexed: Assistant, asked: str, at: int
) -> None:
    [text] = quoted(annexed.ask(asked))
    assert text.lstrip("0123456789. ") == ANNEXED[at].lstrip("0123456789. ")


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("annex II para 2 of A/RES/99/7", "annex II, para 2"),
        ("annex V para 1 of A/RES/99/7", "annex V, para 1"),
        ("preambular para 9 of A/RES/99/7", "preambular para 9"),
    ],
)
def test_what_annex_or_preamble_does_not_have_is_told(annexed: Assistant, asked: str, place: str) -> None:
    answer = annexed.ask(asked)
    assert answer.reason == render("abstain_no_place", document="A/RES/99/7", place=place)


def test_each_is_cited_as_what_was_asked_for(desk: Assistant) -> None:
    answer = desk.ask("para 3 (a) of 2999")
    assert [(c.symbol, c.paragraph) for c in answer.claims[0].citations] == [("S/RES/2999 (2031)", "3 (a)")]


def test_where_more_is_asked_what_answers_it_there_is_shown(desk: Assistant) -> None:
    assert quoted(desk.ask("what does para 2 of 2999 say about landing after the count")) != quoted(
        desk.ask("2999 para 2")
    )


def test_a_paragraph_that_does_not_exist_is_told_and_no_other_takes_its_place(desk: Assistant) -> None:
    answer = desk.ask("what does para 45 of 2999 say")
    reason = render("abstain_no_place", document="S/RES/2999 (2031)", place="para 45")
    assert (answer.outcome, answer.claims, answer.reason) == (Outcome.ABSTAINED, (), reason)


def test_a_paragraph_of_a_resolution_that_is_not_here_is_not_another_ones(desk: Assistant) -> None:
    for asked in ("para 1 of 2888", "2888 para 1", "resolution 2888 para 1"):
        answer = desk.ask(asked)
        assert answer.outcome is Outcome.ABSTAINED and "Not among the documents" in answer.reason


def test_a_paragraph_of_another_resolution_is_not_looked_up_in_the_one_that_is_asked_about(desk: Assistant) -> None:
    assert (
        desk.ask("does 2999 recall the storm in para 1 of resolution 2888").claims[:1] != desk.ask("2999 para 1").claims
    )


def test_a_document_that_is_named_and_nothing_more_is_said_to_be_here(desk: Assistant) -> None:
    answer = desk.ask("what does S/RES/2999 say?")
    assert answer.outcome is Outcome.ABSTAINED
    assert answer.reason == render(
        "abstain_document_alone", document="S/RES/2999 (2031)", title="Resolution 2999 (2031)"
    )


def test_a_follow_up_stays_in_the_document(desk: Assistant) -> None:
    assert quoted(desk.ask("and para 4?", history=["what does para 1 of 2999 say"])) == [ORDERS[5]]


def test_a_document_that_others_may_not_see_is_not_pointed_to(desk: Assistant) -> None:
    seen = desk.ask("S/2031/7 para 2", audience=frozenset({"C1"}))
    assert quoted(seen) == [LETTER[1]]
    hidden = desk.ask("S/2031/7 para 2", audience=EVERYONE)
    assert LETTER[1] not in quoted(hidden)


@pytest.mark.parametrize("asked", ["what does S/RES/2999 say", "2999 para 3 (a)", "text of SCR 2999, para 4 please"])
def test_nothing_is_left_to_ask_besides_the_place(asked: str) -> None:
    assert left_to_ask(asked) == []


def test_what_is_left_to_ask_is_kept() -> None:
    assert left_to_ask("what does para 9 of 2999 say about vetting") == ["vet"]
