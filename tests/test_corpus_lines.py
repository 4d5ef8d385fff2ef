"""Glyphs become lines: marks are told apart, labels joined, columns kept apart."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from corpus.lines import Line, lines_of
from tests.pages import BODY, BOLD, MARK, NOTE, glyphs, marked


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


def test_lines_run_from_top_to_bottom_whatever_the_order_of_writing() -> None:
    lower, upper = glyphs("second line", baseline=112), glyphs("first line", baseline=100)
    assert texts(lines_of([*lower, *upper])) == ["first line", "second line"]


def test_a_raised_number_is_a_mark_and_no_part_of_the_figure() -> None:
    line = marked("about $41 million", "1", "was spent")
    assert line.text == "about $41 million was spent"
    assert [line.glyphs[i].text for i in sorted(line.marks)] == ["1"]


def test_a_mark_that_opens_a_line_is_a_mark() -> None:
    number, text = glyphs("7", 72, 96, MARK), glyphs("See the report.", 76, 100, NOTE)
    [line] = lines_of([*number, *text])
    assert line.text == "See the report."
    assert line.marks == {0}


def test_columns_stay_apart() -> None:
    rows = [100.0 + 12 * n for n in range(4)]
    parts = [g for y in rows for x in (72, 320) for g in glyphs("words of a column", x, y)]
    assert texts(lines_of(parts)) == ["words of a column"] * 8


def test_a_label_and_its_text_are_one_line_over_a_tab() -> None:
    [line] = lines_of([*glyphs("(a)", 90, 100), *glyphs("To protect civilians", 125, 100)])
    assert line.text == "(a) To protect civilians"


def test_a_line_is_bold_where_most_of_its_letters_are() -> None:
    assert Line(glyphs("Bold", face=BOLD)).bold
    mixed = glyphs("No", face=BOLD) + glyphs("thing is bold here", 85)
    assert not lines_of(mixed)[0].bold


def test_the_face_of_a_line_is_that_of_most_characters() -> None:
    assert marked("text of some length", "12").face == BODY


rows = st.lists(
    st.tuples(
        st.text("abc dé1.()", min_size=1, max_size=12).filter(str.strip),
        st.integers(0, 500),
        st.integers(1, 60),
        st.sampled_from([BODY, BOLD, NOTE, MARK]),
    ),
    max_size=12,
)


@given(rows)
def test_every_glyph_stands_in_exactly_one_line(
    pieces: list[tuple[str, int, int, object]],
) -> None:
    written = [g for text, x, row, face in pieces for g in glyphs(text.strip(), x, 12.0 * row, face)]  # type: ignore[arg-type]
    found = [g for line in lines_of(written) for g in line.glyphs]
    assert Counter(map(id, found)) == Counter(map(id, written))


@given(rows)
def test_marks_are_indices_of_their_line(pieces: list[tuple[str, int, int, object]]) -> None:
    written = [g for text, x, row, face in pieces for g in glyphs(text.strip(), x, 12.0 * row, face)]  # type: ignore[arg-type]
    assert all(line.marks <= set(range(len(line.glyphs))) for line in lines_of(written))
