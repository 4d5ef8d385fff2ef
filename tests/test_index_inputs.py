from dataclasses import replace

from corpus.model import GAP, Span
from index.inputs import embedding_input, passage_terms
from tests.builders import PATROLS, document


def test_sentences_are_ranges_of_the_text_that_is_embedded() -> None:
    made, passages = document("a", PATROLS, symbols=("S/1",))
    item = embedding_input(made, passages[1])
    assert item.text == PATROLS[1]
    assert [item.text[start:end] for start, end in item.sentences] == [
        "The Civil Affairs Section keeps contact with village elders.",
        "It reports rumours of attacks within a day.",
    ]


def test_two_spans_are_joined_as_they_are_shown() -> None:
    made, passages = document("a", ("Tasks are. Lost between.", "To patrol. To report."))
    joined = replace(
        passages[0], spans=(Span(0, 10), Span(25, 46)), sentences=(Span(0, 10), Span(25, 35), Span(36, 46))
    )
    item = embedding_input(made, joined)
    assert item.text == "Tasks are." + GAP + "To patrol. To report."
    assert [item.text[start:end] for start, end in item.sentences] == ["Tasks are.", "To patrol.", "To report."]


def test_a_sentence_outside_the_spans_keeps_its_place_with_an_empty_range() -> None:
    made, passages = document("a", ("One two. Three.", "Four."))
    stray = replace(passages[0], sentences=(Span(0, 8), Span(16, 21), Span(9, 15)))
    item = embedding_input(made, stray)
    assert [item.text[start:end] for start, end in item.sentences] == ["One two.", "", "Three."]


def test_words_of_the_context_are_searched_too() -> None:
    made, passages = document("a", PATROLS, missions=("UNMISS",))
    assert passage_terms(embedding_input(made, passages[0]))[0] == "unmiss"
