"""Sentences that point back are shown with what they point to, footnotes with the sentence that carries their mark."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.antecedents import leans, with_antecedents
from bot.compose import apart
from bot.evidence import MOST_CLAIMS, Evidence
from corpus.model import BlockKind, Document
from corpus.passages import block_at
from corpus.sentences import sentences_of
from tests.builders import document
from tests.test_evidence import NOTES, texts
from tests.test_evidence import with_notes as noted

PIER = (
    "Smugglers landed in May. Wardens came from the town in June. They stayed until autumn. It pleased nobody.",
    "The pier is closed. Lamps burn.",
)


def evidence(made: Document, *begins: str) -> list[Evidence]:
    """The sentences of a document that begin so, as evidence, best first."""
    spans = [span for block in made.blocks for span in sentences_of(made.text, block.start, block.end)]
    found = [next(span for span in spans if made.text.startswith(begin, span.start)) for begin in begins]
    return [Evidence(made, (span,), block_at(made.blocks, span.start), 0.9) for span in found]


@pytest.mark.parametrize(
    "text",
    [
        "They remained there.",
        "12. They remained there.",
        "It aims to keep the pier open.",
        "It could lead the crew to land.",
        "This was done by hand.",
        "However, these were lost.",
        "The latter were sold.",
    ],
)
def test_sentences_that_point_back(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "It is vital that lamps burn.",
        "It could also be useful to count them.",
        "This report covers the harbour.",
        "The present policy applies.",
        "Those who land pay.",
        "Italy sent lamps.",
        "In May they landed.",
    ],
)
def test_sentences_that_do_not(text: str) -> None:
    assert not leans(text)


def test_who_they_are_stands_in_front() -> None:
    made = document("d", PIER)[0]
    assert texts(with_antecedents(evidence(made, "They"), 90)) == [
        "Wardens came from the town in June.",
        "They stayed until autumn.",
    ]


def test_a_chain_goes_back_two_sentences_and_never_out_of_its_paragraph() -> None:
    made = document("d", PIER)[0]
    assert len(with_antecedents(evidence(made, "It pleased"), 90)) == 3
    first = document("e", ("Smugglers landed.", "They were caught."))[0]
    assert texts(with_antecedents(evidence(first, "They"), 90)) == ["They were caught."]


def test_nothing_is_shown_twice_and_one_paragraph_is_read_in_its_order() -> None:
    made = document("d", PIER)[0]
    chosen = apart(with_antecedents(evidence(made, "They", "The pier", "Wardens", "Smugglers"), 90))
    assert texts(chosen) == [
        "Smugglers landed in May.",
        "Wardens came from the town in June.",
        "They stayed until autumn.",
        "The pier is closed.",
    ]


def test_what_leans_and_finds_no_room_is_left_out_but_for_the_best() -> None:
    made = document("d", PIER)[0]
    assert texts(with_antecedents(evidence(made, "The pier", "They"), 8)) == ["The pier is closed."]
    assert len(with_antecedents(evidence(made, "They", "The pier", "Lamps"), 4)) <= MOST_CLAIMS
    assert texts(with_antecedents(evidence(made, "They"), 1))[-1] == "They stayed until autumn."


def test_a_footnote_follows_the_sentence_with_its_mark() -> None:
    made = noted()
    note = evidence(made, "7 Boats")
    assert [text[:12] for text in texts(with_antecedents(note, 90))] == [NOTES[0][:12], NOTES[1][:12]]
    assert texts(with_antecedents([*evidence(made, "Keepers"), *note], 90))[0] == NOTES[0]


def test_a_footnotes_sentence_that_points_back_follows_the_one_before_it_in_the_note() -> None:
    made = document("n", ("Keepers sleep by day.", "7 Lamps are of many kinds. This is also so of oil."))[0]
    note = replace(made.blocks[1], kind=BlockKind.FOOTNOTE, label="7", anchor=12)
    made = replace(made, blocks=(made.blocks[0], note))
    assert texts(with_antecedents(evidence(made, "This is"), 90))[0].endswith("Lamps are of many kinds.")
