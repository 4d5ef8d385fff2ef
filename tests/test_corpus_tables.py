"""Tables keep their rows, columns and empty cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from corpus.lines import Line
from corpus.model import BlockKind, Document
from corpus.passages import passages_of
from corpus.tables import cells_of
from tests.pages import line
from tests.pdfs import BOLD, FILLER, Paper, made, of

COLUMNS = (72, 220, 300, 380)
ROWS = (
    ("Avaria", "9", "", "9"),
    ("Borduria", "1 375", "12", "1 387"),
    ("Carpania", "", "4", "4"),
    ("Drovnia", "–", "–", "–"),
    ("Estania", "22", "8", "30"),
)


def rows(texts: Sequence[Sequence[str]], step: float = 16) -> list[list[Line]]:
    return [
        [line(text, x, 100 + step * n) for x, text in zip(COLUMNS, row, strict=True) if text]
        for n, row in enumerate(texts)
    ]


def words(cells: Sequence[Sequence[Sequence[Line]]]) -> list[tuple[str, ...]]:
    return [tuple(" ".join(line.text for line in cell) for cell in row) for row in cells]


def table(last: Sequence[tuple[str, ...]] = ()) -> Paper:
    paper = Paper()
    y = paper.lines(72, 110, FILLER) + 10
    for x, heading in zip(COLUMNS, ("Country", "Men", "Women", "Total"), strict=True):
        paper.write(x, y, heading, 9, BOLD)
    for row in (*ROWS, *last):
        y += 16
        for x, cell in zip(COLUMNS, row, strict=True):
            if cell:
                paper.write(x, y, cell, 9)
    paper.lines(72, y + 30, FILLER)
    return paper


def test_empty_cells_keep_their_place() -> None:
    assert words(cells_of(rows(ROWS))) == list(ROWS)


def test_a_wrapped_cell_is_one_cell() -> None:
    given_rows = [
        [line("Avaria", 72, 100), line("9", 220, 100), line("first line", 300, 100)],
        [line("second line", 300, 112)],
        [line("Borduria", 72, 130), line("8", 220, 130), line("only line", 300, 130)],
    ]
    assert words(cells_of(given_rows)) == [("Avaria", "9", "first line second line"), ("Borduria", "8", "only line")]


@given(st.lists(st.tuples(*[st.sampled_from(["", "1", "22", "1 375"])] * 3), min_size=2, max_size=8))
def test_no_cell_is_lost_and_every_row_has_a_cell_for_each_column(figures: list[tuple[str, ...]]) -> None:
    texts = [("Name", "0", "0", "0"), *((f"Row {n}", *row) for n, row in enumerate(figures))]
    cells = cells_of(rows(texts))
    assert words(cells) == texts or len({len(row) for row in cells}) == 1
    assert sum(len(cell) for row in cells for cell in row) == sum(bool(text) for row in texts for text in row)


def test_a_table_on_a_page_is_told_row_by_row_and_ends_where_the_text_goes_on() -> None:
    document = made(table())
    assert of(document, BlockKind.TABLE) == ["Country\tMen\tWomen\tTotal", *("\t".join(row) for row in ROWS)]
    assert of(document, BlockKind.PARAGRAPH) == [" ".join(FILLER)] * 2


def test_a_passage_of_a_table_says_so_and_holds_its_header() -> None:
    document = made(table())
    [passage] = [p for p in passages_of(document) if p.kind is BlockKind.TABLE]
    [span] = passage.spans
    assert document.text[span.start : span.end].startswith("Country\tMen")


def test_every_part_of_a_long_table_has_its_header_in_front() -> None:
    document = made(table([(f"Land{n}", str(n), "", str(n)) for n in range(18)]))
    parts = [p for p in passages_of(document) if p.kind is BlockKind.TABLE]
    shown = [document.text[p.spans[0].start : p.spans[0].end].split("\n")[0] for p in parts]
    assert shown == ["Country\tMen\tWomen\tTotal"] * len(parts)


def test_figures_of_a_real_annex_stand_under_their_columns(un_document: Callable[[str], Document]) -> None:
    lines = of(un_document("S_2025_97"), BlockKind.TABLE)
    [rwanda] = [row.split("\t") for row in lines if row.startswith("Rwanda")]
    assert rwanda == ["Rwanda", "9", "27", "2 108", "2 144", "640", "43"]
    [china] = [row.split("\t") for row in lines if row.startswith("China")]
    assert china == ["China", "–", "–", "–", "–", "–", "3"]


def test_the_total_of_a_sample_table_belongs_to_it(sample_documents: tuple[Document, ...]) -> None:
    rows_ = [row for document in sample_documents for row in of(document, BlockKind.TABLE)]
    assert "Total\t412\t310\t429" in rows_
