"""Labels at the start of paragraphs: which are genuine, and what a citation calls them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.labels import Labels, Path, inner_label, label_of, roman
from corpus.model import Document
from tests.pdfs import holding

NUMERALS = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x",
    "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("3. Decides that", "3."),
        ("(a) Protection:", "(a)"),
        ("(iv) To foster", "(iv)"),
        ("a) first", "a)"),
        ("• To prevent", "•"),
        ("II. Political situation", "II."),
        ("A. Human rights", "A."),
        ("25.", "25."),
        ("5.4 million", ""),
        ("(2024) it closed", ""),
        ("(2000), and", ""),
        ("(c)for", ""),
        ("3rd of May", ""),
        ("", ""),
    ],
)
def test_a_label_is_read_as_printed(text: str, label: str) -> None:
    assert label_of(text) == label


def test_a_numeral_behind_a_bullet_is_found() -> None:
    assert (inner_label("• ii. developing"), inner_label("• developing")) == ("ii.", "")


def test_roman_numerals_have_their_value() -> None:
    assert [roman(numeral) for numeral in NUMERALS] == list(range(1, 21))
    assert roman("abc") == roman("") == 0


def test_numbers_are_genuine_where_they_rise_by_one() -> None:
    labels = Labels()
    assert labels.genuine("1.", True, "")
    labels.take("1.")
    assert labels.genuine("2.", False, "matter;")
    assert not labels.genuine("20.", True, "the year")
    assert not labels.genuine("2.", False, "the year")


def test_a_list_inside_a_paragraph_begins_anew_and_leaves_the_count_alone() -> None:
    labels = Labels()
    labels.take("7.")
    assert labels.take("1.", "questions:")
    assert labels.take("2.", "first;")
    assert not labels.take("8.", "last.")


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (["3.", "(a)", "(i)"], "3 (a) (i)"),
        (["3.", "(a)", "(i)", "(ii)", "(b)", "(i)"], "3 (b) (i)"),
        (["3.", "(a)", "(i)", "•", "•"], "3 (a) (i)"),
        (["3.", *(f"({c})" for c in "abcdefghij")], "3 (j)"),
        (["3.", "(c)", "(iv)", "(v)", "(vi)"], "3 (c) (vi)"),
        (["3.", "(a)", "4."], "4"),
        (["(a)", "(b)"], "(b)"),
    ],
)
def test_the_path_is_what_a_citation_names(raw: list[str], path: str) -> None:
    built = Path()
    for label in raw:
        built.take(label)
    assert built.path == path


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 7)), min_size=1, max_size=6))
def test_nested_lists_are_numbered_as_they_were_written(shape: list[tuple[int, int]]) -> None:
    path = Path()
    for number, (letters, romans) in enumerate(shape, 1):
        assert path.take(f"{number}.") == str(number)
        for letter in "abcdefgh"[:letters]:
            assert path.take(f"({letter})") == f"{number} ({letter})"
            for numeral in NUMERALS[:romans]:
                assert path.take(f"({numeral})") == f"{number} ({letter}) ({numeral})"


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("To use all necessary means to ensure effective", "3 (a) (i)"),
        ("To maintain a proactive deployment", "3 (a) (i)"),
        ("To ensure the security and freedom of movement of United Nations", "3 (b) (ii)"),
        ("gender-responsive community violence reduction", "3 (c) (v)"),
        ("To monitor, investigate, verify, and report immediately", "3 (d) (i)"),
        ("Decides to remain actively seized", "25"),
        ("Acting under Chapter VII", "preamble"),
    ],
)
def test_known_places_of_a_resolution_have_their_label(
    words: str, label: str, un_document: Callable[[str], Document]
) -> None:
    assert holding(un_document("S_RES_2779"), words).label == label


def test_every_number_of_a_real_report_is_found_once_and_in_order(un_document: Callable[[str], Document]) -> None:
    document = un_document("S_2025_97")
    starts = [
        label_of(document.text[b.start : b.end]) for b in document.blocks if b.label.isdigit() and b.anchor is None
    ]
    numbers = [int(start.rstrip(".")) for start in starts if start[:1].isdigit()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 70
