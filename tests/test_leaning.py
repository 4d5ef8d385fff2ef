"""On which tension's ground an answer stands: a document's own headings decide where it is sorted by tensions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.model import Answer, Outcome
from bot.products import hinted
from bot.settings import Settings
from corpus.model import BlockKind
from index import BuildOptions, Embedder, LiveSearcher, SnapshotBuilder
from tests.builders import document

RIVER = "The ferry pilots carry lanterns and sound a horn when they see a raft of fighters near the bank."
MARKET = "The market wardens keep a register of lost goats and return each goat to its owner on Fridays."
STAMPS = "The post office at the crossing sells stamps to travellers on every second Tuesday of the month."
HEADINGS = ("Armed and unarmed strategies", "National and local support", "About the post")


def desk(home: Path, embedder: Embedder, headings: tuple[str, ...]) -> Assistant:
    """One document of three sections, of a heading and a paragraph each."""
    texts = [text for pair in zip(headings, (RIVER, MARKET, STAMPS), strict=True) for text in pair]
    made, passages = document("river", tuple(texts), title="Crossings")
    blocks = tuple(
        replace(block, kind=BlockKind.HEADING, label="", level=1) if n % 2 == 0 else replace(block, heading=n - 1)
        for n, block in enumerate(made.blocks)
    )
    with SnapshotBuilder(home, embedder, BuildOptions()) as builder:
        builder.add(replace(made, blocks=blocks), passages[1::2])
        builder.finish()
        builder.publish()
    return Assistant(LiveSearcher(home, embedder), Settings(home=home))


@pytest.mark.parametrize(
    ("question", "tension"),
    [
        ("What do the ferry pilots carry and sound?", ("armed_unarmed",)),
        ("Who keeps a register of lost goats?", ("national_local",)),
        ("What does the post office at the crossing sell to travellers?", ()),
    ],
)
def test_the_heading_of_the_quoted_sentence_decides(
    tmp_path: Path, embedder: Embedder, question: str, tension: tuple[str, ...]
) -> None:
    answer = desk(tmp_path, embedder, HEADINGS).ask(question)
    assert answer.claims and answer.tensions == tension


def test_one_heading_alone_does_not_sort_a_document(tmp_path: Path, embedder: Embedder) -> None:
    answer = desk(tmp_path, embedder, (HEADINGS[0], "Markets", "Post")).ask("What do the ferry pilots carry and sound?")
    assert answer.claims and answer.tensions == ()


def answered(question: str, *roles: str, outcome: Outcome = Outcome.ANSWERED) -> Answer:
    return Answer(id="1", question=question, outcome=outcome, reason="", roles=roles, tensions=("armed_unarmed",))


@pytest.mark.parametrize(
    ("question", "roles"),
    [
        ("Who leads the watch?", ()),
        ("Which section keeps the register?", ("Civil Affairs",)),
        ("What does the JMAC do?", ("Joint Mission Analysis Centre",)),
        ("What is the role of the JOC?", ("Joint Operations Centre",)),
    ],
)
def test_a_question_for_a_role_leads_to_no_tension_although_it_stands_on_its_ground(
    question: str, roles: tuple[str, ...]
) -> None:
    assert hinted(answered(question, *roles)) == ""


@pytest.mark.parametrize(
    "question", ["When may the force shoot?", "Who weighs force against dialogue?", "What parts has the concept?"]
)
def test_other_questions_and_those_about_a_dilemma_do(question: str) -> None:
    assert hinted(answered(question)) == "armed_unarmed"
    assert hinted(answered(question, outcome=Outcome.ABSTAINED)) == ""
