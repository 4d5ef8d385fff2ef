"""Lines become paragraphs, items and headings, whole over pages, boxes and notes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.furniture import PageLines
from corpus.model import BlockKind, Document
from corpus.paragraphs import Builder, Paragraph
from tests.pages import BODY, BOLD, column, line, page_lines
from tests.pdfs import BOLD as TIMES_BOLD
from tests.pdfs import FILLER, ITALIC, Paper, holding, made, of, pages_of, simple

FIRST = ("The patrol leaves at dawn and goes to the market,", "where it speaks with elders and with traders,")
SECOND = ("who tell what they have seen on the road. It is", "back before dark and writes its report.")


def built(*pages: PageLines, outline: tuple[tuple[int, str, int], ...] = ()) -> list[Paragraph]:
    builder = Builder(BODY, outline)
    for page in pages:
        builder.page(page)
    return builder.paragraphs


def test_a_sentence_over_a_page_is_one_paragraph() -> None:
    [paragraph] = built(page_lines(column(FIRST), 1), page_lines(column(SECOND), 2))
    assert paragraph.text == " ".join((*FIRST, *SECOND))
    assert [page for page, _ in paragraph.lines] == [1, 1, 2, 2]


def test_a_finished_paragraph_does_not_run_on_over_a_page() -> None:
    ended = (FIRST[0], "where it speaks with the elders.")
    assert len(built(page_lines(column(ended), 1), page_lines(column(["A new one begins here and it ends."]), 2))) == 2


def test_a_line_set_in_like_the_first_begins_a_new_paragraph_on_the_next_page_whatever_ends_the_last() -> None:
    first = [
        line("Noting with concern what was said of the lamps at the pier", 96, 100),
        *column(["and of the nets on the rocks, which were taken by the crew of C24,"], top=112),
    ]
    second = [line("Welcoming the efforts of the wardens to light the lamps of the", 96, 100), *column(
        ["harbour again,"], top=112)]  # fmt: skip
    found = built(page_lines(first, 1), page_lines(second, 2))
    assert [p.text.split()[0] for p in found] == ["Noting", "Welcoming"]


def test_a_bold_sentence_that_goes_on_over_a_page_is_no_heading() -> None:
    bold = line("and it recommends that the post be kept for the use of", 72, 124, BOLD)
    over = line("boats and nets of the harbour.", 72, 100, BOLD)
    found = built(page_lines([*column(FIRST), bold], 1), page_lines([over, *column(FIRST, top=124)], 2))
    assert BlockKind.HEADING not in [p.kind for p in found]


def test_the_heading_of_a_letter_may_break_at_a_comma_and_an_imprint_is_no_heading() -> None:
    head = column(
        ["Letter dated 3 May 2031 from the envoys of Amber, Basalt,", "Coral and Dune to the Lamp Board"], face=BOLD
    )
    imprint = line("United Nations • New York, 2031", 72, 160, BOLD)
    found = built(page_lines([*head, *column(FIRST, top=200)]))
    assert (found[0].kind, found[0].text.endswith("Lamp Board")) == (BlockKind.HEADING, True)
    assert BlockKind.HEADING not in [p.kind for p in built(page_lines([imprint, *column(FIRST, top=200)]))]


def test_white_space_parts_paragraphs() -> None:
    lines = [*column(["One paragraph ends here."], top=100), *column(["Another begins here."], top=124)]
    assert [p.text for p in built(page_lines([*lines, *column(FIRST, top=148)]))][:2] == [
        "One paragraph ends here.",
        "Another begins here.",
    ]


def test_a_bold_line_is_a_heading_and_ends_the_paragraph() -> None:
    found = built(
        page_lines([*column(["It ends here."]), line("Peace process", 72, 124, BOLD), *column(FIRST, top=140)])
    )
    assert [(p.kind, p.text) for p in found][:2] == [
        (BlockKind.PARAGRAPH, "It ends here."),
        (BlockKind.HEADING, "Peace process"),
    ]


def test_a_bookmark_makes_a_heading_of_a_plain_line_and_gives_its_depth() -> None:
    page = page_lines([line("Background to the visit", 72, 100), *column(FIRST, top=130)])
    assert built(page)[0].kind is BlockKind.PARAGRAPH
    heading = built(page, outline=((2, "Background to the visit", 1),))[0]
    assert (heading.kind, heading.outline) == (BlockKind.HEADING, 2)


BOLD_LINES = (
    "The committee recommends that the base at the river be kept for one more year,",
    "2031 included, and that the guards there be given the boats which they asked for,",
    "before the rains begin.",
)


def test_a_numbered_paragraph_that_is_set_in_bold_is_a_paragraph() -> None:
    paper = Paper()
    y = paper.lines(72, 120, [f"1. {FILLER[0]}", *FILLER[1:]]) + 8
    y = paper.lines(72, y, [f"2. {BOLD_LINES[0]}", *BOLD_LINES[1:]], font=TIMES_BOLD) + 8
    paper.lines(72, y, [f"3. {FILLER[0]}", *FILLER[1:]])
    found = [b for b in made(paper).blocks if b.kind is BlockKind.PARAGRAPH]
    assert [b.label for b in found] == ["1", "2", "3"]


def test_the_bold_end_of_a_sentence_is_no_heading() -> None:
    paper = Paper()
    y = paper.lines(72, 120, FILLER[:3])
    paper.lines(72, y, ["and so, the committee adds, it should be kept up."], font=TIMES_BOLD)
    [text] = of(made(paper), BlockKind.PARAGRAPH)
    assert text.endswith("it should be kept up.")


def test_numbered_headings_do_not_disturb_the_numbers_of_paragraphs() -> None:
    paper, y = Paper(), 120.0
    for number in range(1, 7):
        if number in (3, 5):
            y = paper.write(72, y, f"{number // 2}. A heading with a number", font=TIMES_BOLD) and y + 27
        y = paper.lines(72, y, [f"{number}. {FILLER[0]}", FILLER[1]]) + 8
    document = made(paper)
    assert [b.label for b in document.blocks if b.kind is BlockKind.PARAGRAPH] == ["1", "2", "3", "4", "5", "6"]
    assert len(of(document, BlockKind.HEADING)) == 2


@pytest.mark.parametrize(
    "text", ["Figure IV", "Table 1. Alerts by month", "Map", "Source: the Mission.", "Note: figures are rounded."]
)
def test_captions_are_told(text: str) -> None:
    assert built(page_lines([line(text, 72, 100), *column(FIRST, top=130)]))[0].kind is BlockKind.CAPTION


def test_a_sentence_that_begins_with_a_figure_is_no_caption() -> None:
    [paragraph] = built(page_lines(column(["Figure 3 shows how the attacks rose in the", "spring of the year."])))
    assert paragraph.kind is BlockKind.PARAGRAPH


FALSE = (
    "The council met for the first time in the year",
    "2020. It was cold. The mission spent all of",
    "5.4 million, as resolution 1325",
    "(2000), and later ones, had asked, and in",
    "(2024) it closed its doors in the city.",
)


def test_figures_at_line_starts_are_no_labels() -> None:
    [paragraph] = [b for b in made(simple(FALSE)).blocks if b.kind is BlockKind.PARAGRAPH]
    assert paragraph.label == ""


def test_numbers_that_rise_by_one_are_labels() -> None:
    paragraphs = [
        (f"{n}. The council decides that this is paragraph {n}, and", "that it goes on here.") for n in (1, 2, 3)
    ]
    document = made(simple(*paragraphs))
    assert [b.label for b in document.blocks if b.kind is BlockKind.PARAGRAPH] == ["1", "2", "3"]


def test_a_date_in_the_text_is_not_the_next_paragraph() -> None:
    lines = (
        "3. Requests a report on what was done under all of the other paragraphs by",
        "4 May, and in the year 2025.",
    )
    assert len(of(made(simple(lines)), BlockKind.PARAGRAPH)) == 1


def test_a_paragraph_number_is_not_parted_from_its_text() -> None:
    paper = Paper()
    paper.write(72, 120, "1.")
    paper.write(110, 120, "Decides to remain seized of the matter.")
    paper.lines(72, 150, FILLER)
    assert of(made(paper), BlockKind.PARAGRAPH)[0] == "1. Decides to remain seized of the matter."


def test_an_italic_line_alone_is_a_heading() -> None:
    paper = Paper()
    paper.lines(72, 110, FILLER)
    paper.write(72, 180, "Ituri", font=ITALIC)
    paper.lines(72, 200, FILLER)
    assert of(made(paper), BlockKind.HEADING) == ["Ituri"]


def test_a_title_larger_than_the_text_is_a_heading() -> None:
    paper = Paper()
    paper.write(72, 100, "Leading and working together", 20)
    paper.write(72, 130, "Introduction", 11, TIMES_BOLD)
    paper.lines(72, 150, FILLER)
    assert of(made(paper), BlockKind.HEADING) == ["Leading and working together", "Introduction"]


@pytest.mark.parametrize(("name", "words", "on"), [
    ("S_RES_2779", "irrespective of the source of violence", [5, 6]),
    ("S_2025_97", "enhance coordination among relevant government services", [2, 3]),
    ("S_2025_176", "17. M23", [3, 4]),
])  # fmt: skip
def test_real_sentences_over_pages_are_whole(
    name: str, words: str, on: list[int], un_document: Callable[[str], Document]
) -> None:
    document = un_document(name)
    assert pages_of(document, holding(document, words)) == on


@pytest.mark.parametrize("words", ["found in the UN Charter", "most effective tools available to the UN"])
def test_sentences_of_the_brief_broken_by_the_page_are_whole(words: str, brief: Document) -> None:
    assert holding(brief, words).kind is BlockKind.PARAGRAPH


def test_annexes_are_headings(un_document: Callable[[str], Document]) -> None:
    heads = of(un_document("S_2025_97"), BlockKind.HEADING)
    assert [head for head in heads if head.startswith("Annex")] == ["Annex I", "Annex II", "Annex III"]
