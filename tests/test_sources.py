"""Footnotes are shown where a question asks what a statement rests on, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.assistant import Assistant
from bot.evidence import Evidence
from bot.sources import asks_for_source, with_notes
from corpus.model import BlockKind, Mark, Span
from tests.builders import document

ASKING = (
    "What is the source for the claim that patrols deter attacks?",
    "Which report is cited for the number of camps?",
    "Where does the figure of 40 camps come from?",
    "What does footnote 3 say?",
    "On which study is the eight-factor list based?",
)
OTHERS = (
    "What does the concept note say about transitions?",
    "Who reports on protection?",
    "Note that we leave at noon. Who leads?",
    "What are sources of threat?",
)


@pytest.mark.parametrize("question", ASKING)
def test_questions_about_sources_are_known(question: str) -> None:
    assert asks_for_source(question)


@pytest.mark.parametrize("question", OTHERS)
def test_other_questions_are_not_taken_for_them(question: str) -> None:
    assert not asks_for_source(question)


def test_the_note_comes_after_its_piece_and_ibid_brings_the_one_before() -> None:
    made = document("n", ("Crews row. Boats wait.", "1 The Charter, p. 4.", "2 Ibid., p. 5."))[0]
    notes = [replace(b, kind=BlockKind.FOOTNOTE, label=str(n)) for n, b in enumerate(made.blocks[1:], 1)]
    made = replace(made, blocks=(made.blocks[0], *notes), marks=(Mark(10, "1"), Mark(22, "2"), Mark(22, "9")))
    first, second = Evidence(made, (Span(0, 10),), 0, 1.0), Evidence(made, (Span(11, 22),), 0, 0.9)
    assert [e.block for e in with_notes([first])] == [0, 1]
    assert [e.block for e in with_notes([second])] == [0, 1, 2]
    assert [e.block for e in with_notes([first, second])] == [0, 1, 0, 2]
    assert [e.block for e in with_notes([first, second], most=0)] == [0, 0]


def test_an_answer_about_a_source_holds_the_note(samples: Assistant) -> None:
    plain = samples.ask("What does a mission stand on, consent and impartiality?")
    asked = samples.ask("What does a mission stand on, consent and impartiality, and which source is cited for it?")
    paragraphs = [{c.paragraph for claim in answer.claims for c in claim.citations} for answer in (plain, asked)]
    assert not any(name.startswith("footnote") for name in paragraphs[0])
    assert any(name.startswith("footnote") for name in paragraphs[1])
