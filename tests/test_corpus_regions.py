"""Lines of a page become regions in reading order: columns, side boxes, tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import BlockKind, Document
from corpus.regions import Region, RegionKind, regions_of, rows_of
from tests.pages import ASIDE, BODY, column, line
from tests.pdfs import BOLD, FILLER, OTHER, Paper, made, of, pages_of, prose

LEFT = ("Left words begin here and", "they go on for a while in", "this narrow column until", "they come to an end.")
RIGHT = ("Right words begin up here", "and stand beside the ones", "on the left, to be read", "only after those are.")


def read(regions: Sequence[Region]) -> list[str]:
    return [" ".join(line.text for line in region.lines) for region in regions]


def test_a_column_is_read_to_its_end_before_the_next() -> None:
    lines = [*column(LEFT, 72), *column(RIGHT, 320)]
    assert read(regions_of(sorted(lines, key=lambda item: item.baseline), BODY)) == [" ".join(LEFT), " ".join(RIGHT)]


def test_a_heading_over_both_columns_comes_first() -> None:
    lines = [
        line("A heading that reaches over both of the columns below it", 72, 60),
        *column(LEFT),
        *column(RIGHT, 320),
    ]
    assert read(regions_of(lines, BODY))[0].startswith("A heading")


def test_a_column_in_another_face_beside_the_text_is_a_side_box() -> None:
    boxed = column(["Words said aloud", "a second time"], 330, 110, ASIDE)
    kinds = {r.lines[0].text: r.kind for r in regions_of([*column(LEFT * 3), *boxed], BODY)}
    assert kinds == {LEFT[0]: RegionKind.TEXT, "Words said aloud": RegionKind.SIDE}


def test_rows_of_three_cells_are_a_table() -> None:
    cells = [line(text, x, 100 + 16 * n) for n in range(4) for x, text in ((72, "Avaria"), (250, "12"), (350, "7"))]
    [table] = regions_of(cells, BODY)
    assert table.kind is RegionKind.TABLE
    assert [[cell.text for cell in row] for row in table.rows] == [["Avaria", "12", "7"]] * 4


def test_a_cell_of_two_lines_does_not_end_the_table() -> None:
    rows = (
        [(72, "Avaria"), (250, "12"), (350, "seen on market")],
        [(350, "days")],
        [(72, "Total"), (250, "30"), (350, "–")],
    )
    tops = (100, 112, 130, 146)
    three = [*rows, [(72, "Last"), (250, "1"), (350, "–")]]
    cells = [line(text, x, top) for top, row in zip(tops, three, strict=True) for x, text in row]
    [table] = regions_of(cells, BODY)
    assert [len(row) for row in table.rows] == [3, 1, 3, 3]


def test_two_columns_of_prose_are_no_table() -> None:
    lines = [*column(LEFT, 72), *column(RIGHT, 320)]
    assert {region.kind for region in regions_of(lines, BODY)} == {RegionKind.TEXT}


places = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 60), st.integers(1, 30)), max_size=25)


@given(places)
def test_every_line_stands_in_exactly_one_region(spots: list[tuple[int, int, int]]) -> None:
    lines = [line("x" * length, 12.0 * x, 12.0 * y) for x, y, length in spots]
    found = [id(item) for region in regions_of(lines, BODY) for item in region.lines]
    assert Counter(found) == Counter(map(id, lines))


@given(places)
def test_rows_run_downwards_and_each_from_left_to_right(spots: list[tuple[int, int, int]]) -> None:
    rows = rows_of([line("x" * length, 12.0 * x, 12.0 * y) for x, y, length in spots])
    assert [row[0].baseline for row in rows] == sorted(row[0].baseline for row in rows)
    assert all([cell.left for cell in row] == sorted(cell.left for cell in row) for row in rows)


def test_columns_of_a_real_page_are_read_one_after_the_other() -> None:
    paper = Paper()
    paper.write(72, 90, "A heading over both columns", 14, BOLD)
    for n, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):  # written line by line, across the page
        paper.write(72, 120 + 13.5 * n, left)
        paper.write(320, 120 + 13.5 * n, right)
    assert prose(made(paper)) == f"A heading over both columns\n{' '.join(LEFT)}\n{' '.join(RIGHT)}"


def test_a_pull_quote_beside_the_text_breaks_no_sentence() -> None:
    paper = Paper()
    y = paper.lines(72, 120, LEFT * 3)
    paper.lines(330, 150, ["they come to an end. Left", "words begin here and they"], 13, OTHER, 16)
    paper.lines(72, y + 8, FILLER)
    document = made(paper)
    assert of(document, BlockKind.PARAGRAPH) == [" ".join(LEFT * 3), " ".join(FILLER)]
    assert len(of(document, BlockKind.PULL_QUOTE)) == 1


ORDER = {
    ("S_RES_2779", 1): (
        "United Nations", "Security Council", "Distr.: General", "Resolution 2779", "Adopted by",
        "The Security Council,", "Recalling its previous", "Reaffirming its strong", "Affirming its support",
        "Stressing that", "Urging the",
        "Noting the steps",
    ),
    ("S_RES_2779", 5): (
        "Commending the work", "Determining that", "Acting under Chapter VII",
        "UNMISS Mandate",
        "1. Decides", "2. Decides", "3. Decides", "(a) Protection", "(i) To use all", "• To prevent, deter",
        "• To maintain a proactive",
        "• To identify and deter", "• To protect civilians", "irrespective of the source",
    ),
    ("S_RES_2779", 7): (
        "(vi) To consider", "(b) Creating the conditions", "(i) To contribute", "(ii) To ensure", "(c) Supporting the",
        "(i) To use good offices", "(ii) To assist", "(iii) To participate", "(iv) To use good offices",
    ),
    ("S_2025_97", 2): (
        "4. The President", "5. In response", "6. On 3 January", "7. From 1 October", "Peace process",
        "8. The Government",
        "enhance coordination among relevant government services", "1 Fiscal deficit",
    ),
    ("S_2025_97", 17): (
        "Figure II", "Source:", "Base map source", "Note:", "see paragraph 26", "Figure III", "Source:",
        "see paragraph 35",
    ),
    ("S_2025_176", 4): ("17. ", "18. ", "19. ", "Map", "Expansion of territory", "Source:", "Note:",
        "20. The capture"),
    ("S_2025_176", 8): (
        "Figure II", "Activities of", "Source:", "IV. Human rights", "A. Human rights and", "35. ", "36. ", "37. ",
    ),
    ("A_79_923", 1): (
        "General Assembly", "Security Council", "Seventy-ninth session", "Agenda item 51", "Comprehensive review",
        "Identical letters", "I have the honour", "(Signed)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "page"), ORDER, ids=lambda value: str(value))
def test_real_pages_are_read_in_the_order_of_the_eye(
    name: str, page: int, un_document: Callable[[str], Document]
) -> None:
    document = un_document(name)
    blocks = [b for b in document.blocks if page in pages_of(document, b) and b.kind is not BlockKind.FURNITURE]
    text = "\n".join(document.text[b.start : b.end] for b in blocks)
    at = 0
    for marker in ORDER[name, page]:
        found = text.find(marker, at)
        assert found >= 0, f"{marker!r} does not follow {text[max(0, at - 20) : at]!r}"
        at = found + len(marker)


def test_the_left_block_of_the_letters_comes_before_the_right(un_document: Callable[[str], Document]) -> None:
    masthead = of(un_document("A_79_923"), BlockKind.MASTHEAD)
    assert masthead.index("Agenda item 51") < masthead.index("Eightieth year")
