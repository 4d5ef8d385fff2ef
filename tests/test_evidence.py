from dataclasses import fields, replace

import numpy as np
import pytest

from bot.assistant import Assistant
from bot.evidence import MOST_CLAIMS, WHOLE_LIST_WORDS, Evidence, Scored, choose, score_sentences
from bot.finding import Found, find
from bot.looking import search_terms
from bot.question import Question
from corpus.model import BlockKind, Document, Span, slices
from corpus.sentences import sentences_of
from index import Hit
from tests.builders import document, passage

EVERYONE: frozenset[str] = frozenset()
PLAIN = (
    "The Lantern Office counts lanterns at dusk, unless fog is expected; it then counts at noon. It reports them.",
    "The pier is closed at night. The rocks are marked.",
    "Crews carry whistles. Whistles are tested weekly. A lost whistle is replaced. A wet whistle is dried.",
)


def listing(items: int, words: int) -> Document:
    """A lead-in block of two sentences, ``items`` list items of ``words`` words each, and a paragraph after them."""
    lead = "Harbours differ. The Harbour Master shall:"
    texts = [f"({chr(97 + i)}) {' '.join([f'task{i}'] * (words - 1))};" for i in range(items)]
    made = document("list", (lead, *texts, "The pier is closed."))[0]
    inner = [replace(b, kind=BlockKind.LIST_ITEM, lead_in=0, level=1) for b in made.blocks[1:-1]]
    return replace(made, blocks=(made.blocks[0], *inner, made.blocks[-1]))


def hit(number: int) -> Hit:
    """A hit on a passage, with 1 for every score and rank."""
    return replace(Hit(*[1] * len(fields(Hit))), passage=number, best_sentence=0)


def scored(made: Document, **scores: float) -> list[Scored]:
    """Every sentence of a document; ``scores`` says how well those score that hold a word (others .1)."""
    rows: list[Scored] = []
    for number, block in enumerate(made.blocks):
        part = replace(passage(made, number, block.span), sentences=sentences_of(made.text, block.start, block.end))
        found = Found(hit(number), part, made, slices(made.text, part.spans))
        for span in part.sentences:
            text = made.text[span.start : span.end]
            score = max([0.1, *(value for word, value in scores.items() if word in text)])
            rows.append(Scored(found, span, score, score, score))
    return sorted(rows, key=lambda row: -row.score)


def texts(chosen: list[Evidence]) -> list[str]:
    return [slices(evidence.document.text, evidence.spans) for evidence in chosen]


def test_the_best_sentence_comes_whole_with_its_condition() -> None:
    chosen = choose(scored(document("d", PLAIN)[0], unless=0.9), 90)
    assert texts(chosen) == [
        "The Lantern Office counts lanterns at dusk, unless fog is expected; it then counts at noon."
    ]


def test_weak_sentences_are_left_out_and_near_ones_kept_in_order_of_score() -> None:
    chosen = choose(scored(document("d", PLAIN)[0], pier=0.9, rocks=0.8, whistles=0.2), 90)
    assert texts(chosen) == ["The pier is closed at night.", "The rocks are marked."]


def test_another_document_must_come_nearer_than_a_sentence_of_the_same_one() -> None:
    here, there = document("d", PLAIN)[0], document("other", ("A lighthouse is painted white. A buoy is red.",))[0]

    def chosen(of_another: float) -> list[str]:
        rows = [*scored(here, pier=1.0, rocks=0.68), *scored(there, buoy=of_another)]
        return texts(choose(sorted(rows, key=lambda row: -row.score), 90))

    assert chosen(0.7) == ["The pier is closed at night.", "The rocks are marked."]
    assert "A buoy is red." in chosen(0.8)


def test_an_answer_ends_where_its_words_are_spent() -> None:
    everything = {"Whistles": 0.9, "lost": 0.9, "wet": 0.9, "pier": 0.9, "rocks": 0.9}
    assert len(choose(scored(document("d", PLAIN)[0], **everything), 8)) == 2
    assert len(choose(scored(document("d", PLAIN)[0], **everything), 1)) == 1


def test_an_answer_has_few_claims_however_many_are_alike() -> None:
    many = document("d", tuple(f"Crew {n} rows home." for n in range(20)))[0]
    assert len(choose(scored(many, rows=0.9), 1_000)) == MOST_CLAIMS


def test_nothing_is_chosen_from_nothing() -> None:
    assert choose([], 90) == []


@pytest.mark.parametrize("word", ["Master", "task2"])
def test_a_short_list_comes_whole_with_the_sentence_that_leads_in(word: str) -> None:
    made = listing(5, 10)
    [chosen] = choose(scored(made, **{word: 0.9}), 90)
    assert slices(made.text, chosen.spans).startswith("The Harbour Master shall:\n(a) task0")
    assert slices(made.text, chosen.spans).endswith("task4;")
    assert (chosen.shown, chosen.items) == (5, 5)
    assert len(chosen.spans) == 1 and chosen.words <= WHOLE_LIST_WORDS


def test_two_sentences_of_one_list_are_one_claim() -> None:
    assert len(choose(scored(listing(5, 10), task1=0.9, task2=0.9), 90)) == 1


def test_a_long_list_gives_its_lead_in_and_the_items_that_match() -> None:
    made = listing(14, 15)
    [chosen] = choose(scored(made, task6=0.9, task9=0.85, task3=0.4), 90)
    text = slices(made.text, chosen.spans)
    assert text.startswith("The Harbour Master shall: […] (g) task6")
    assert ("task9" in text, "task3" in text) == (True, False)
    assert (chosen.shown, chosen.items) == (2, 14)
    assert text.count(" […] ") == 2


def test_items_of_a_long_list_are_whole() -> None:
    made = listing(14, 15)
    [chosen] = choose(scored(made, task6=0.9), 90)
    assert chosen.spans[1] == made.blocks[7].span


def test_a_lead_in_whose_items_were_not_found_comes_with_the_first_of_them() -> None:
    made = listing(14, 15)
    rows = [row for row in scored(made, Master=0.9) if "task" not in made.text[slice(*row.span)]]
    [chosen] = choose(rows, 90)
    text = slices(made.text, chosen.spans)
    assert text.startswith("The Harbour Master shall:\n(a) task0") and "task6" in text and "task13" not in text
    assert (chosen.shown, chosen.items) == (7, 14) and chosen.words <= WHOLE_LIST_WORDS


@pytest.mark.parametrize(
    "empty",
    [
        "Keeper of the Eastern Lighthouse",
        "The Harbour Master",
        "The keepers drew the following conclusions:",
        "I would be grateful if the present letter could be circulated as a paper of the Harbour Board.",
    ],
)
def test_signatures_formulas_and_openings_of_nothing_are_no_evidence(empty: str) -> None:
    made = document("d", (empty, "Keepers were thanked by the Board."))[0]
    made = replace(made, blocks=tuple(replace(block, label="") for block in made.blocks))
    rows = [replace(row, score=0.9 - row.span.start / 1000) for row in scored(made)]
    assert texts(choose(sorted(rows, key=lambda row: -row.score), 90)) == ["Keepers were thanked by the Board."]


@pytest.mark.parametrize(
    "says", ["Decides to keep the lamps lit until 2031;", "Deploring the theft of the bell,", "Keepers row at dawn."]
)
def test_what_says_something_is_evidence_however_short(says: str) -> None:
    assert texts(choose(scored(document("d", (says,))[0]), 90)) == [says]


NOTES = (
    "Keepers sleep by day and watch by night.",
    "7 Boats may land at the tactical pier; Harbour Order 12 (1901), paragraph 4.",
    "8 Harbour Board, “Who is to be thanked”, 1902, p. 3.",
)


def with_notes(anchor: int = 12) -> Document:
    """A sentence and two footnotes that belong to it, numbered 7 and 8."""
    made = document("n", NOTES)[0]
    notes = [
        replace(block, kind=BlockKind.FOOTNOTE, label=str(n), anchor=anchor)
        for n, block in enumerate(made.blocks[1:], 7)
    ]
    return replace(made, blocks=(made.blocks[0], *notes))


def test_a_footnote_is_not_torn_at_its_semicolon_and_comes_without_its_number() -> None:
    chosen = choose(scored(with_notes(), tactical=0.9), 90)
    assert texts(chosen) == ["Boats may land at the tactical pier; Harbour Order 12 (1901), paragraph 4."]


def test_a_footnote_that_only_names_a_source_stands_for_nothing_unless_sources_are_wanted() -> None:
    rows = scored(with_notes(), Keepers=0.9, thanked=0.8)
    assert texts(choose(rows, 90)) == [NOTES[0]]
    assert texts(choose(rows, 90, sources=True)) == [NOTES[0], NOTES[2].removeprefix("8 ")]


def test_a_sentence_before_the_lead_in_is_no_list() -> None:
    made = listing(5, 10)
    [chosen] = choose(scored(made, differ=0.9), 90)
    assert (texts([chosen]), chosen.items) == (["Harbours differ."], 0)


def test_a_row_of_a_table_carries_the_header_of_its_passage() -> None:
    made = document("t", ("Pier Lanterns Boats", "North 40 12", "South 31 9"))[0]
    made = replace(made, blocks=tuple(replace(block, kind=BlockKind.TABLE) for block in made.blocks))
    spans = tuple(block.span for block in made.blocks)
    whole = replace(passage(made, 0, Span(0, len(made.text))), kind=BlockKind.TABLE, sentences=spans)
    found = Found(hit(0), whole, made, made.text)
    [chosen] = choose([Scored(found, spans[2], 0.9, 0.9, 0.9)], 90)
    assert texts([chosen]) == ["Pier Lanterns Boats […] South 31 9"]


def test_a_row_carries_both_rows_of_a_header_that_has_two() -> None:
    made = document("t", ("At night By day", "Pier Lanterns Boats", "North 40 12", "South 31 9"))[0]
    made = replace(made, blocks=tuple(replace(block, kind=BlockKind.TABLE) for block in made.blocks))
    spans = tuple(block.span for block in made.blocks)
    whole = replace(passage(made, 0, Span(0, len(made.text))), kind=BlockKind.TABLE, sentences=spans)
    [chosen] = choose([Scored(Found(hit(0), whole, made, made.text), spans[3], 0.9, 0.9, 0.9)], 90)
    assert texts([chosen]) == ["At night By day\nPier Lanterns Boats […] South 31 9"]


def test_a_row_is_no_evidence_where_neither_it_nor_its_header_has_a_word_of_the_question() -> None:
    made = document("t", ("Pier Lanterns Boats", "North 40 12"))[0]
    made = replace(made, blocks=tuple(replace(block, kind=BlockKind.TABLE) for block in made.blocks))
    header, row = (block.span for block in made.blocks)
    whole = replace(passage(made, 0, Span(0, len(made.text))), kind=BlockKind.TABLE, sentences=(header, row))
    found = Found(hit(0), whole, made, made.text)
    assert choose([Scored(found, row, 0.9, 0.0, 0.9), Scored(found, header, 0.8, 0.0, 0.8)], 90) == []
    assert choose([Scored(found, row, 0.9, 0.0, 0.9), Scored(found, header, 0.8, 0.4, 0.8)], 90)


def test_sentences_of_what_was_found_come_best_first_with_parts_between_0_and_1(samples: Assistant) -> None:
    searcher = samples.searcher()
    question = Question("Who is responsible for strategic threat assessments?")
    vector = searcher.embedder.encode_query(question.whole)
    found = find(searcher, question, vector, 10, audience=EVERYONE)
    rows = score_sentences(searcher, vector, search_terms(question), found, audience=EVERYONE)
    assert len(rows) == sum(len(f.passage.sentences) for f in found)
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    assert all(-1 <= row.cosine <= 1.001 and 0 <= row.coverage <= 1.001 for row in rows)
    best = rows[0].found.document.text[slice(*rows[0].span)]
    assert "threat assessment" in best
    assert score_sentences(searcher, np.zeros_like(vector), [], [], audience=EVERYONE) == []
