"""One text for a document, with a map from each character to its glyph; hyphens at line ends are undone or kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.canonical import Canonical, canonical
from corpus.model import CITABLE, BlockKind, Document
from corpus.paragraphs import Paragraph
from tests.pages import column, line, marked
from tests.pdfs import FILLER, Paper, made, rewritten, simple, unicode_map

SOFT = (
    "The peacekeepers met the vil-", "lagers, and the villagers told the peace-", "keepers what the com-",
    "mander of the mis-", "sion had promised. The seni-", "or officers of the mission, a commander among them, heard",
    "it as well, and one senior officer wrote all of it down.",
)  # fmt: skip
HARD = (
    "He spoke of troop- and police-", "contributing countries, of the status-", "of-forces agreement, of a whole-of-",
    "mission approach, and of pages 20-", "30 of the report.",
)  # fmt: skip


def joined(*lines: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Canonical:
    return canonical([Paragraph(kind, [(1, item) for item in column(lines)])])


def test_lines_are_joined_by_one_space() -> None:
    assert joined("one line", "and another").text == "one line and another\n"


def test_words_that_a_document_writes_whole_are_made_whole() -> None:
    text = joined(*SOFT).text
    assert "the villagers, and the villagers told the peacekeepers what the commander of the mission" in text
    assert "The senior officers" in text
    assert "-" not in text


def test_hyphens_of_compounds_are_kept_even_where_a_document_breaks_words() -> None:
    text = joined(*SOFT, *HARD).text
    assert "troop- and police-contributing countries, of the status-of-forces agreement" in text
    assert "a whole-of-mission approach, and of pages 20-30 of" in text


def test_hyphens_are_kept_where_a_document_breaks_no_words() -> None:
    assert "the police-contributing" in joined("of the police-", "contributing countries").text


@pytest.mark.parametrize("mark", ["\ufffe", "\u0002", "\u2010"])
def test_each_sign_for_a_hyphen_at_a_line_end_is_understood(mark: str) -> None:
    text = joined(
        f"protects ci{mark}", "vilians, and civilians know", f"the Secretary{mark}", "General, the Secretary-General."
    )
    assert text.text.startswith("protects civilians, and civilians know the Secretary-General, the")


def test_a_suspended_hyphen_before_and_keeps_its_space() -> None:
    assert joined("of the troop-", "and police-contributing").text == "of the troop- and police-contributing\n"
    assert joined("www.example.org/north-", "and-south").text == "www.example.org/north-and-south\n"


def test_marks_of_notes_are_left_out_and_remembered() -> None:
    note = Paragraph(BlockKind.FOOTNOTE, [(1, line("1 Without grants.", 72, 700))], number="1")
    text = canonical([Paragraph(BlockKind.PARAGRAPH, [(1, marked("about $41 million", "1", "more"))]), note])
    assert text.text.startswith("about $41 million more\n")
    [mark] = text.marks
    assert (mark.number, text.text[: mark.position]) == ("1", "about $41 million")


def test_a_raised_number_without_a_note_stays() -> None:
    text = canonical([Paragraph(BlockKind.PARAGRAPH, [(1, marked("ten km", "2", "wide"))])])
    assert text.text == "ten km2 wide\n"


words = st.text("abcdefgéß", min_size=1, max_size=9)
hyphened = st.tuples(words, words).map("-".join)


@given(st.lists(st.lists(words | hyphened, min_size=1, max_size=8), min_size=1, max_size=5))
def test_text_and_map_are_of_one_length_and_ranges_follow_each_other(paragraphs: list[list[str]]) -> None:
    made_ = [Paragraph(BlockKind.PARAGRAPH, [(n + 1, item) for item in column(p)]) for n, p in enumerate(paragraphs)]
    text = canonical(made_)
    assert len(text.text) == len(text.glyph_page) == len(text.glyph_box)
    assert all(a < b for a, b in text.ranges)
    assert all(left[1] + 1 == right[0] for left, right in zip(text.ranges, text.ranges[1:], strict=False))
    assert [text.text[a:b] for a, b in text.ranges] == [" ".join(p) for p in paragraphs]


@given(st.lists(st.lists(words, min_size=1, max_size=8), min_size=1, max_size=5))
def test_each_letter_is_mapped_to_the_page_and_box_of_its_glyph(paragraphs: list[list[str]]) -> None:
    made_ = [Paragraph(BlockKind.PARAGRAPH, [(n + 1, item) for item in column(p)]) for n, p in enumerate(paragraphs)]
    text = canonical(made_)
    for number, (start, end) in enumerate(text.ranges, 1):
        glyphs = [g for _, item in made_[number - 1].lines for g in item.glyphs]
        letters = [i for i in range(start, end) if not text.text[i].isspace()]
        assert [text.text[i] for i in letters] == [g.text for g in glyphs]
        assert {int(text.glyph_page[i]) for i in letters} == {number}
        assert np.allclose([text.glyph_box[i] for i in letters], [g.box for g in glyphs])


def check_map(document: Document) -> None:
    """Every letter of what may be cited has a glyph on a page of the document, and blocks do not overlap."""
    assert len(document.text) == len(document.glyph_page) == len(document.glyph_box)
    pages = {page.number: page for page in document.pages}
    white = np.array([c.isspace() for c in document.text])
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(document.text)
        end = block.end
        if block.kind not in CITABLE:
            continue
        on = document.glyph_page[block.start : block.end][~white[block.start : block.end]]
        assert on.min() > 0
        assert set(on.tolist()) <= set(pages)
        boxes = document.glyph_box[block.start : block.end][~white[block.start : block.end]]
        assert (boxes[:, 0] <= boxes[:, 2]).all() and (boxes[:, 1] <= boxes[:, 3]).all()
    assert document.glyph_page[white].max(initial=0) == 0


def test_the_samples_have_a_glyph_for_every_citable_letter(sample_documents: tuple[Document, ...]) -> None:
    for document in sample_documents:
        check_map(document)


def test_real_documents_have_a_glyph_for_every_citable_letter(
    brief: Document, un_document: Callable[[str], Document]
) -> None:
    for document in (brief, *map(un_document, ("S_RES_2779", "S_2025_97", "S_2025_176", "A_79_923"))):
        check_map(document)


def test_a_hyphen_that_is_undone_leaves_both_lines_in_the_map() -> None:
    text = joined(*SOFT)
    at = text.text.index("villagers")
    assert text.text[at : at + 9] == "villagers"
    assert len({float(top) for top in text.glyph_box[at : at + 9, 1]}) == 2


def test_the_brief_keeps_compounds_and_joins_broken_words(brief: Document) -> None:
    assert "troop- and police-contributing" in brief.text
    assert "seni- or" not in brief.text and "senior mission leadership team" in brief.text
    assert not any(c in brief.text for c in "\ufffe\u0002\u00ad")


def test_real_reports_keep_their_hyphens(un_document: Callable[[str], Document]) -> None:
    text = un_document("S_2025_97").text
    assert "the status-of-forces agreement" in text and "Secretary-General" in text
    assert "statusof" not in text and "SecretaryGeneral" not in text


def test_french_is_kept_with_its_accents_and_marks() -> None:
    paper = Paper()
    lines = [
        "Le représentant spécial a souligné que la protection des civils était l’affaire",
        "de tous : « Où étiez-",
        "vous ? » a demandé une femme âgée à Ndélé.",
    ]
    paper.lines(72, 110, lines)
    assert "l’affaire de tous : « Où étiez-vous ? » a demandé une femme âgée à Ndélé." in made(paper).text


def test_control_characters_and_unpaired_surrogates_do_not_reach_the_text() -> None:
    data = rewritten(simple(FILLER, FILLER).done(), unicode_map(p="D800", v="E123", m="0007", w="200B"))
    from corpus.read import read_bytes

    text = read_bytes(data, "odd.pdf").text
    assert text.encode("utf-8").decode() == text
    assert not any(ord(c) < 32 and c not in "\n\t" for c in text)
    assert not any(0xE000 <= ord(c) <= 0xF8FF for c in text)
