"""Running heads, page labels and job numbers leave the text; mastheads stand apart; turned text stands aside."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.furniture import JOB_NUMBER, PAGE_LABEL, SYMBOL, PageLines, body_face, sort_furniture
from corpus.model import BlockKind, Document
from tests.pages import BODY, BOLD, glyphs, raw_page
from tests.pdfs import BODY as TIMES
from tests.pdfs import FILLER, LEADING, Paper, made, of, prose


def report(pages: int = 4) -> Paper:
    """Pages with a symbol above, and job number and label below that change sides."""
    paper = Paper()
    for n in range(1, pages + 1):
        sides = (72, 480) if n % 2 else (480, 72)
        paper.write(450 if n % 2 else 72, 50, "X/2026/7", 9)
        paper.write(sides[0], 800, "26-01234", 8)
        paper.write(sides[1], 800, f"{n}/{pages}", 9)
        y = paper.lines(72, 110, FILLER)
        paper.lines(72, y + 8, [f"Page number {n} ends with this sentence, which stands here and nowhere else at all."])
        if n < pages:
            paper.turn()
    return paper


def test_heads_and_feet_are_furniture_on_every_page() -> None:
    document = made(report())
    assert sorted(of(document, BlockKind.FURNITURE)) == sorted(
        ["X/2026/7", "26-01234"] * 4 + ["1/4", "2/4", "3/4", "4/4"]
    )
    assert "26-01234" not in prose(document)


def test_the_printed_label_names_the_page() -> None:
    assert [page.label for page in made(report()).pages] == ["1/4", "2/4", "3/4", "4/4"]


def test_roman_labels_are_kept_as_printed() -> None:
    pages = [
        raw_page(glyphs("Running words of the page", 72, 300), glyphs(label, 300, 780), number=n)
        for n, label in enumerate(("iv", "v", "vi"), 1)
    ]
    assert [page.label for page in sort_furniture(pages)] == ["iv", "v", "vi"]


@pytest.mark.parametrize(("text", "label"), [("6 / 14", "6/14"), ("Page 3 of 9", "3 of 9"), ("12", "12")])
def test_a_label_is_written_one_way(text: str, label: str) -> None:
    pages = [
        raw_page(glyphs("Running words of the page", 72, 300), glyphs(text, 300, 780), number=n) for n in range(1, 4)
    ]
    assert sort_furniture(pages)[0].label == label


def test_a_number_in_the_middle_of_a_page_is_no_label() -> None:
    [page] = sort_furniture([raw_page(glyphs("12", 300, 400), glyphs("Text of the page", 72, 300))])
    assert page.label == ""
    assert [line.text for line in page.body] == ["Text of the page", "12"]


def test_the_body_face_is_the_commonest_that_is_not_bold() -> None:
    page = raw_page(glyphs("HEADINGS ARE LONG AND MANY HERE", face=BOLD), glyphs("short text", baseline=130))
    assert body_face([page]) == BODY
    assert body_face([]).size > 0


def test_a_masthead_stands_apart() -> None:
    paper = Paper()
    paper.write(72, 60, "United Nations", 12, "Times-Bold")
    paper.write(72, 110, "Security Council", 16, "Times-Bold")
    paper.write(420, 100, "Distr.: General", 9)
    paper.write(420, 114, "8 May 2026", 9)
    paper.write(72, 260, "Resolution 9999 (2026)", 14, "Times-Bold")
    paper.lines(72, 300, FILLER)
    document = made(paper)
    assert of(document, BlockKind.MASTHEAD) == ["United Nations", "Distr.: General", "Security Council", "8 May 2026"]
    assert of(document, BlockKind.HEADING) == ["Resolution 9999 (2026)"]


def sideways(paper: Paper, x: float, y: float, text: str, degrees: int = 90) -> None:
    canvas = paper.canvas
    canvas.saveState()
    canvas.translate(x, paper.height - y)
    canvas.rotate(degrees)
    canvas.setFont(TIMES, 9)
    canvas.drawString(0, 0, text)
    canvas.restoreState()


def test_words_in_the_margin_stand_aside_whole() -> None:
    paper = Paper()
    sideways(paper, 40, 500, "Number of attacks")
    paper.lines(72, 110, [*FILLER, *FILLER])
    document = made(paper)
    assert of(document, BlockKind.FIGURE) == ["Number of attacks"]
    assert "attacks" not in "".join(of(document, BlockKind.PARAGRAPH))


def test_a_sideways_foot_is_furniture_and_names_the_page() -> None:
    paper = Paper()
    paper.lines(72, 110, [*FILLER, *FILLER])
    sideways(paper, 40, 500, "X/2026/7")
    sideways(paper, 40, 300, "21/21")
    document = made(paper)
    assert sorted(of(document, BlockKind.FURNITURE)) == ["21/21", "X/2026/7"]
    assert document.pages[0].label == "21/21"


def test_a_page_whose_text_lies_sideways_is_read_like_any_other() -> None:
    paper = Paper()
    for n, words in enumerate(FILLER):
        sideways(paper, 100 + n * LEADING, 700, words)
    paper.write(72, 50, "X/2026/7", 9)
    document = made(paper)
    assert of(document, BlockKind.PARAGRAPH) == [" ".join(FILLER)]
    assert of(document, BlockKind.FURNITURE) == ["X/2026/7"]


@pytest.mark.parametrize("text", ["S/RES/2779 (2025)", "A/79/923", "S/2025/97", "A/AC.121/2025/L.1", "ST/SGB/2003/13"])
def test_symbols_are_told(text: str) -> None:
    found = SYMBOL.match(text)
    assert found is not None and found[0] == text


@pytest.mark.parametrize("text", ["25-07317", "25-07317 (E)", "*2507317*", "Please recycle", "10-31957 (E) 230410"])
def test_job_numbers_and_barcodes_are_told(text: str) -> None:
    assert JOB_NUMBER.match(text)


@pytest.mark.parametrize("text", ["2020.", "5.4 million", "(2024)", "page", "1 000 000"])
def test_figures_of_the_text_are_no_labels(text: str) -> None:
    assert not PAGE_LABEL.match(text) and not JOB_NUMBER.match(text)


def test_every_line_lands_in_one_place() -> None:
    pages = [
        raw_page(
            glyphs(f"Text of page {n} here", 72, 300), glyphs(f"{n}/3", 300, 780), glyphs("Head", 72, 30), number=n
        )
        for n in range(1, 4)
    ]
    for page in sort_furniture(pages):
        assert isinstance(page, PageLines)
        assert len(page.body) + len(page.furniture) + len(page.masthead) + len(page.aside) == 3


def test_the_feet_of_real_reports_stay_out_of_the_text(un_document: Callable[[str], Document]) -> None:
    for name, job, pages in (
        ("S_RES_2779", "25-07317", 14),
        ("S_2025_97", "25-01946", 29),
        ("S_2025_176", "25-04042", 21),
    ):
        document = un_document(name)
        assert job not in prose(document)
        assert [page.label for page in document.pages][1:] == [f"{n}/{pages}" for n in range(2, pages + 1)]
