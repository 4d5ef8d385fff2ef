"""Advisers' verdicts in answers: brought in when the question comes again, for those who may see, while words stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.assistant
from bot.answerability import Line, line
from bot.assistant import EVERYONE, Assistant
from bot.confirmed import asks_the_same, bank_rows
from bot.model import Answer, Outcome
from bot.settings import Settings
from bot.showing import Reference
from bot.state import Judgement, Verdicts
from bot.state.database import open_database
from index import Embedder, LiveSearcher
from prompts import render
from tests.builders import ALERTS, PATROLS, build, document

ASKED = "Who sends an early-warning message when a threat is imminent?"
AGAIN = "Who sends early-warning messages when a threat is imminent?"
OTHER = "How are patrols planned?"
CELL = frozenset({"C1"})


class Clock:
    now = 1_790_000_000.0

    def __call__(self) -> float:
        self.now += 60
        return self.now


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    home = tmp_path_factory.mktemp("home")
    cell = ("The early-warning cell of sector nine sends the alert by satellite.", *PATROLS)
    build(home, embedder, document("open", PATROLS + ALERTS), document("cell", cell, audience=("C1",)))
    return home


@pytest.fixture
def verdicts(tmp_path: Path) -> Iterator[Verdicts]:
    engine = open_database(tmp_path)
    yield Verdicts(engine, Clock())
    engine.dispose()


@pytest.fixture
def desk(home: Path, embedder: Embedder, verdicts: Verdicts) -> Assistant:
    assistant = Assistant(LiveSearcher(home, embedder), Settings(home=home))
    assistant.heed(verdicts)
    return assistant


def first(answer: Answer) -> str:
    return Reference.of(answer.claims[0].citations[0]).encode()


def place(desk: Assistant, words: str, audience: frozenset[str] = EVERYONE) -> str:
    """The reference of a sentence, as a citation gives it."""
    searcher = desk.searcher()
    for id_ in searcher.cards:
        text = searcher.store.document(id_).text
        if words in text and desk.sees(id_, audience=audience):
            start = text.index(words)
            return Reference.of_passage(searcher.store.document(id_), start, start + len(words)).encode()
    raise LookupError(words)


def test_a_confirmed_sentence_comes_first_when_the_question_comes_again_and_says_when(
    desk: Assistant, verdicts: Verdicts
) -> None:
    sentence = PATROLS[0]
    before = desk.ask(OTHER)
    verdicts.record(Judgement.CONFIRM, wording=ASKED, reference=place(desk, sentence), adviser="U1")
    answer = desk.ask(AGAIN)
    assert answer.outcome is Outcome.ANSWERED and answer.claims[0].text == sentence
    assert answer.notices[0] == render("confirmed_notice", numbers="[1]", date="21 September 2026")
    assert answer.claims[0].citations[0].n == 1
    assert desk.ask(OTHER).claims == before.claims


def test_what_an_adviser_confirmed_is_not_doubted_and_what_was_rejected_is_not_called_the_closest(
    desk: Assistant, verdicts: Verdicts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.assistant, "line", lambda _: Line(line().bias, line().weights, 1.1, -1.0, -1.0))
    doubt = render("unsure_notice")
    before = desk.ask(ASKED)
    assert doubt in before.notices
    for claim in before.claims:
        about = Reference.of(claim.citations[0]).encode()
        verdicts.record(Judgement.REJECT, wording=ASKED, reference=about, adviser="U1")
    assert doubt not in desk.ask(ASKED).notices
    verdicts.record(Judgement.CONFIRM, wording=ASKED, reference=place(desk, PATROLS[0]), adviser="U1")
    assert doubt not in desk.ask(ASKED).notices


def test_a_rejected_citation_is_not_shown_for_that_question_again(desk: Assistant, verdicts: Verdicts) -> None:
    before = desk.ask(ASKED)
    verdicts.record(Judgement.REJECT, wording=ASKED, reference=first(before), adviser="U1", note="Old practice.")
    answer = desk.ask(ASKED)
    assert before.claims[0].text not in [claim.text for claim in answer.claims]
    assert render("adviser_note", date="21 September 2026", note="Old practice.") in answer.notices


def test_where_all_of_an_answer_is_rejected_nothing_of_it_is_left(desk: Assistant, verdicts: Verdicts) -> None:
    shown = desk.ask(ASKED)
    for claim in shown.claims:
        for citation in claim.citations:
            reference = Reference.of(citation).encode()
            verdicts.record(Judgement.REJECT, wording=ASKED, reference=reference, adviser="U1")
    answer = desk.ask(ASKED)
    assert answer.outcome is Outcome.ABSTAINED and answer.claims == () and answer.passages
    rejected = [(c.start, c.end) for claim in shown.claims for c in claim.citations if c.document_id]
    assert all(p.end <= start or end <= p.start for p in answer.passages for start, end in rejected)
    assert not any("[1]" in notice or "items shown" in notice for notice in answer.notices)


def test_a_correction_puts_the_right_passage_in_the_wrong_ones_place(desk: Assistant, verdicts: Verdicts) -> None:
    before = desk.ask(ASKED)
    right = place(desk, ALERTS[-1])
    verdicts.record(Judgement.CORRECT, wording=ASKED, reference=first(before), adviser="U1", right=right)
    answer = desk.ask(ASKED)
    assert answer.claims[0].text == ALERTS[-1]
    assert before.claims[0].text not in [claim.text for claim in answer.claims]


def test_what_was_said_last_of_a_place_holds(desk: Assistant, verdicts: Verdicts) -> None:
    reference = place(desk, PATROLS[0])
    verdicts.record(Judgement.CONFIRM, wording=ASKED, reference=reference, adviser="U1")
    verdicts.record(Judgement.REJECT, wording=ASKED, reference=reference, adviser="U2")
    assert PATROLS[0] not in [claim.text for claim in desk.ask(ASKED).claims]
    verdicts.record(Judgement.CONFIRM, wording=ASKED, reference=reference, adviser="U1")
    assert desk.ask(ASKED).claims[0].text == PATROLS[0]


def test_a_verdict_on_a_limited_document_does_not_exist_for_others(desk: Assistant, verdicts: Verdicts) -> None:
    hidden = place(desk, "The early-warning cell of sector nine sends the alert by satellite.", CELL)
    before = desk.ask(ASKED)
    verdicts.record(Judgement.CONFIRM, wording=ASKED, reference=hidden, adviser="U1", note="Not for all.")
    after = desk.ask(ASKED)
    assert (after.claims, after.notices, after.outcome) == (before.claims, before.notices, before.outcome)
    assert "satellite" in desk.ask(ASKED, audience=CELL).claims[0].text
    assert bank_rows(verdicts.all(), desk.searcher(), EVERYONE) == []


def test_a_verdict_is_dropped_when_the_words_have_changed(desk: Assistant, verdicts: Verdicts) -> None:
    before = desk.ask(ASKED)
    stale = first(before).rpartition(".")[0] + ".00000000"
    verdicts.record(Judgement.CONFIRM, wording=ASKED, reference=stale, adviser="U1")
    verdicts.record(Judgement.REJECT, wording=ASKED, reference=stale, adviser="U1")
    verdicts.record(Judgement.CONFIRM, wording=ASKED, reference=f"{'f' * 64}.0.9.00000000", adviser="U1")
    after = desk.ask(ASKED)
    assert (after.claims, after.notices) == (before.claims, before.notices)


def test_a_refused_question_stays_refused(desk: Assistant, verdicts: Verdicts) -> None:
    asked = "Should we open fire on the men at the gate now?"
    verdicts.record(Judgement.CONFIRM, wording=asked, reference=place(desk, PATROLS[0]), adviser="U1")
    assert desk.ask(asked).outcome is Outcome.REFUSED


def test_a_verdict_that_is_removed_is_heeded_no_more(desk: Assistant, verdicts: Verdicts) -> None:
    kept = verdicts.record(Judgement.CONFIRM, wording=ASKED, reference=place(desk, PATROLS[0]), adviser="U1")
    assert desk.ask(ASKED).claims[0].text == PATROLS[0]
    assert verdicts.remove(kept.id) and not verdicts.remove(kept.id)
    assert desk.ask(ASKED).claims[0].text != PATROLS[0]


def test_confirmed_answers_become_rows_of_a_question_bank(desk: Assistant, verdicts: Verdicts) -> None:
    verdicts.record(Judgement.CONFIRM, wording=ASKED, reference=place(desk, PATROLS[0]), adviser="U1")
    verdicts.record(Judgement.REJECT, wording=OTHER, reference=place(desk, PATROLS[1]), adviser="U1")
    (row,) = bank_rows(verdicts.all(), desk.searcher(), EVERYONE)
    assert row["question"] == ASKED and row["confirmed"] is True
    assert row["evidence"] == [{"quote": PATROLS[0], "file": "open.pdf", "pages": [1]}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What must troops do when civilians are attacked?", "What may troops do when civilians are attacked?"),
        ("Can UNMISS use force to protect civilians?", "Can MONUSCO use force to protect civilians?"),
        ("What does resolution 2779 say on patrols?", "What does resolution 2729 say on patrols?"),
        ("When are patrols allowed at night?", "When are patrols not allowed at night?"),
    ],
)
def test_a_question_with_another_modal_name_figure_or_not_is_another_question(one: str, other: str) -> None:
    assert not asks_the_same(one, other, 0.99)
    assert asks_the_same(one, one, 0.0)


def test_the_same_words_in_another_order_are_another_question(embedder: Embedder) -> None:
    one, other = "Who protects the villages from the army?", "Who protects the army from the villages?"
    assert not asks_the_same(one, other, 0.5)
