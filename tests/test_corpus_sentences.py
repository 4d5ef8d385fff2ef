"""Sentences are slices that cover their text; stops that end nothing do not cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import CITABLE, Document
from corpus.sentences import sentences_of


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences_of(text, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "It cost 5.4 million in May.",
        "Mr. Okello spoke to Dr. Ba and Gen. Sow.",
        "See para. 7, p. 3 and fig. 2 of S/2025/97.",
        "See Add. 1 and Rev. 2 of the policy.",
        "They asked for tools, e.g. radios, and for time, i.e. a year.",
        "3. Decides that the mission goes on.",
        "(a) Protection of civilians.",
        "It met U.S. envoys in Juba.",
        "J. Smith said so.",
        "It rose (see sect. IV. of the report).",
        "What is shown ... is a part.",
        "without a stop at the end",
    ],
)
def test_a_stop_that_ends_nothing_does_not_cut(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("He said “go.” They went.", ["He said “go.”", "They went."]),
        ("It ended (in May.) Then came June.", ["It ended (in May.)", "Then came June."]),
        ("It met at 5 p.m. The talks failed.", ["It met at 5 p.m.", "The talks failed."]),
        ("It lost 40 men. 12 were found.", ["It lost 40 men.", "12 were found."]),
        ("La mission partit. École fermée.", ["La mission partit.", "École fermée."]),
        ("to keep watch; To speak with elders;", ["to keep watch;", "To speak with elders;"]),
        ("one; two; and three.", ["one; two; and three."]),
    ],
)
def test_a_stop_that_ends_a_sentence_cuts(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_empty_text_has_no_sentence() -> None:
    assert sentences_of("  \n ", 0, 4) == ()


def check(text: str, start: int, end: int) -> None:
    """Sentences are in order, trimmed, inside the range, and leave nothing but white space out."""
    spans = sentences_of(text, start, end)
    assert all(start <= a.start < a.end <= end for a in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(text[a.start : a.end].strip() == text[a.start : a.end] for a in spans)
    edges = [start, *(edge for a in spans for edge in a), end]
    assert not "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)).strip()


@given(st.text(), st.integers(0, 30), st.integers(0, 300))
def test_sentences_of_any_text_leave_nothing_out(text: str, start: int, size: int) -> None:
    start = min(start, len(text))
    check(text, start, min(len(text), start + size))


@given(st.text(alphabet=st.sampled_from("Aa1.;!?… \n\t)”’(“•-")))
def test_sentences_of_stops_and_brackets_leave_nothing_out(text: str) -> None:
    check(text, 0, len(text))


def test_sentences_cover_every_block_of_the_samples_and_the_brief(
    sample_documents: tuple[Document, ...], brief: Document
) -> None:
    for document in (*sample_documents, brief):
        for block in document.blocks:
            if block.kind in CITABLE:
                check(document.text, block.start, block.end)


@pytest.mark.parametrize("words", ["found in the UN Charter", "most effective tools available to the UN"])
def test_a_sentence_broken_by_a_page_is_one(words: str, brief: Document) -> None:
    at = brief.text.index(words)
    block = next(b for b in brief.blocks if b.start <= at < b.end)
    [span] = [s for s in sentences_of(brief.text, block.start, block.end) if s.start <= at < s.end]
    sentence = brief.text[span.start : span.end]
    assert sentence[0].isupper() and sentence.rstrip("”’\"')").endswith(".")
