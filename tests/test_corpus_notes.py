"""Footnotes leave the running text and are tied to their marks."""

from __future__ import annotations

from collections.abc import Callable

from corpus.lines import Line
from corpus.model import BlockKind, Document
from corpus.notes import marks_in, raised, take_notes
from tests.pages import BODY, MARK, NOTE, column, glyphs, line, marked
from tests.pdfs import FILLER, LEADING, Paper, holding, made, of


def note(number: str, text: str, baseline: float) -> Line:
    """A small line that begins with a raised number."""
    start = glyphs(number, 72, baseline - 3, MARK)
    return Line([*start, *glyphs(" " + text, start[-1].right, baseline, NOTE)], frozenset(range(len(start))))


def test_marks_are_read_from_raised_letters_alone() -> None:
    assert marks_in([marked("about $41 million", "1", "more"), line("in 22 places")]) == {"1"}


def test_two_marks_side_by_side_are_two() -> None:
    text = glyphs("word")
    first = glyphs("3,", text[-1].right, 96, MARK)
    second = glyphs("4", first[-1].right, 96, MARK)
    found = raised(Line([*text, *first, *second], frozenset({4, 5, 6})))
    assert [number for number, _ in found] == ["3", "4"]


def test_small_lines_at_the_foot_that_begin_with_a_mark_are_notes() -> None:
    body = [marked("The figure rose", "1", "in the year before"), line("and fell", baseline=112)]
    notes = [note("1", "Without grants.", 700), line("and without loans.", 72, 710, NOTE)]
    text, found = take_notes([*body, *notes], BODY, 0, False)
    assert text == body
    assert [(n.number, len(n.lines)) for n in found] == [("1", 2)]


def test_small_lines_without_a_mark_stay_in_the_text() -> None:
    lines = [*column(["Text of the page", "and more"]), line("Source: somebody", 72, 700, NOTE)]
    assert take_notes(lines, BODY, 0, False) == (lines, [])


def test_a_mark_in_the_margin_belongs_to_the_small_line_beside_it() -> None:
    body = [marked("The figure rose", "1", "in the year before"), line("and fell", baseline=112)]
    apart = [
        Line(glyphs("1", 64, 698, MARK)),
        line("Without grants.", 72, 700, NOTE),
        line("Nor loans.", 72, 710, NOTE),
    ]
    text, found = take_notes([*body, *apart], BODY, 0, False)
    assert text == body
    assert [(n.number, "".join(g.text for g in n.lines[0].glyphs)[:8], len(n.lines)) for n in found] == [
        ("1", "1Without", 2)
    ]


def test_a_star_at_the_foot_is_a_note_of_its_own_wherever_its_mark_stands() -> None:
    body = [marked("The figure rose", "1", "in the year before"), line("and fell", baseline=112)]
    star = line("* Reissued on 14 March.", 72, 690, NOTE)
    _, found = take_notes([*body, star, note("1", "Without grants.", 700)], BODY, 0, False)
    assert [n.number for n in found] == ["*", "1"]


def test_a_title_far_left_on_the_first_page_hides_no_note() -> None:
    body = [line("Committee", 20, 60), *column(["Text of the page", "and more of it", "to its end"])]
    _, found = take_notes([*body, note("1", "Without grants.", 700)], BODY, 0, False)
    assert [n.number for n in found] == ["1"]


def test_a_note_goes_on_above_the_first_mark_of_the_next_page() -> None:
    body = column(["Text of the page", "and more of it"])
    tail = [line("the end of the note before.", 72, 690, NOTE), note("2", "Another one.", 700)]
    _, found = take_notes([*body, *tail], BODY, 1, True)
    assert [n.number for n in found] == ["", "2"]


def noted() -> Paper:
    """A sentence with note 1 at a figure, and one with note 2 that runs on over notes and page."""
    paper = Paper()
    y = paper.lines(72, 120, FILLER) + 8
    x = paper.mark(paper.write(72, y, "The deficit came to $41 million"), y, "1")
    paper.write(x + 3, y, "in the year before, which few had foreseen at")
    y = paper.lines(72, y + LEADING, ["the time of the vote."])
    x = paper.mark(paper.write(72, y, "The second sentence"), y, "2")
    paper.write(x + 3, y, "has a note in its middle and goes on over the")
    paper.write(72, 740, "____________")
    paper.note(72, 752, "1", "Without grants.")
    paper.note(72, 764, "2", "See the report of the year before, p. 3.")
    paper.turn()
    paper.lines(72, 120, ["end of the page. A third one follows.", *FILLER])
    return paper


def test_a_sentence_over_notes_and_page_is_whole() -> None:
    assert "goes on over the end of the page. A third" in made(noted()).text


def test_a_mark_is_no_part_of_the_figure_before_it() -> None:
    document = made(noted())
    assert "$41 million in the year" in document.text
    assert [(m.number, document.text[m.position - 7 : m.position]) for m in document.marks] == [
        ("1", "million"),
        ("2", "entence"),
    ]


def test_each_note_is_anchored_at_its_mark() -> None:
    document = made(noted())
    notes = [b for b in document.blocks if b.kind is BlockKind.FOOTNOTE]
    assert [(b.label, b.anchor) for b in notes] == [(m.number, m.position) for m in document.marks]
    assert of(document, BlockKind.FOOTNOTE)[0] == "1 Without grants."


def test_all_fifty_two_notes_of_the_brief_are_tied_to_their_marks(brief: Document) -> None:
    notes = [b for b in brief.blocks if b.kind is BlockKind.FOOTNOTE]
    assert [b.label for b in notes] == [str(n) for n in range(1, 53)]
    assert [b.anchor for b in notes] == [m.position for m in brief.marks]
    assert all(brief.text[b.start : b.end].startswith(f"{b.label} ") for b in notes)


def test_marks_of_the_brief_lie_in_its_running_text_before_the_notes(brief: Document) -> None:
    for block in brief.blocks:
        if block.kind is BlockKind.FOOTNOTE:
            assert block.anchor is not None
            home = next(b for b in brief.blocks if b.start <= block.anchor <= b.end)
            assert home.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
            assert block.anchor < block.start


def test_the_note_of_a_real_report_is_not_glued_to_its_figure(un_document: Callable[[str], Document]) -> None:
    document = un_document("S_2025_97")
    [mark] = document.marks
    assert document.text[: mark.position].endswith("$41 million")
    assert "million1" not in document.text
    assert holding(document, "Fiscal deficit, including").anchor == mark.position


def test_every_note_of_the_samples_has_its_mark(sample_documents: tuple[Document, ...]) -> None:
    notes = [b for document in sample_documents for b in document.blocks if b.kind is BlockKind.FOOTNOTE]
    assert len(notes) >= 12
    assert all(b.anchor is not None for b in notes)
