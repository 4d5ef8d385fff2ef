"""Blocks know their section, their lead-in, and whether they repeat the text."""

from __future__ import annotations

from collections.abc import Callable

from corpus.model import Block, BlockKind, Document
from corpus.structure import section_path
from tests.pdfs import BOLD, FILLER, ITALIC, LEADING, OTHER, Paper, holding, made, of, simple


def sections(document: Document, words: str) -> tuple[str, ...]:
    return section_path(document.blocks, document.blocks.index(holding(document, words)), document.text)


def lead(document: Document, block: Block) -> str:
    """Text of the block that introduces another."""
    assert block.lead_in is not None
    found = document.blocks[block.lead_in]
    return document.text[found.start : found.end]


def report() -> Paper:
    """A title, two sections with numbers, the second with a part under an italic heading, and an annex."""
    paper = Paper(title="A report on roads")
    paper.write(72, 90, "A report on roads", 20)
    y = 130.0
    for heading, font, words in (
        ("I. Introduction", BOLD, "Roads were open at first."),
        ("II. The rains", BOLD, "Then came the rains."),
        ("The north", ITALIC, "In the north they stayed."),
        ("Annex", BOLD, "Here is a map of roads."),
    ):
        paper.write(72, y, heading, font=font)
        y = paper.lines(72, y + 24, [*FILLER, words]) + 12
    return paper


def mandate() -> Document:
    """Paragraph 2 with letters, numerals and bullets below it, then paragraph 3."""
    paper = Paper()
    y = paper.lines(72, 110, ["1.    Decides to go on until the spring;"]) + 6
    y = paper.lines(72, y, ["2.    Decides that the mission shall have this mandate in all districts:"]) + 6
    for label, text in (
        ("(a)", "Protection:"),
        ("(i)", "To protect civilians wherever they are under threat;"),
        ("•", "To keep watch at night;"),
        ("•", "To speak with elders;"),
        ("(ii)", "To give special care to children;"),
        ("(b)", "Help:"),
        ("(i)", "To open the roads for aid."),
    ):
        x = 110 if label.startswith("(") else 105  # the bullets stand further left than their parent
        paper.write(x, y, label)
        paper.write(x + 28, y, text)
        y += LEADING + 6
    paper.lines(72, y, ["3.    Requests a report on all of this."])
    return made(paper)


def test_a_block_stands_under_the_headings_above_it() -> None:
    document = made(report())
    assert sections(document, "Roads were open") == ("I. Introduction",)
    assert sections(document, "In the north they") == ("II. The rains", "The north")
    assert sections(document, "Here is a map") == ("Annex",)


def test_the_title_opens_no_section() -> None:
    [title, *_] = [b for b in made(report()).blocks if b.kind is BlockKind.HEADING]
    assert (title.level, title.heading) == (0, None)


def test_items_hang_on_what_introduces_them() -> None:
    document = mandate()
    chain = {
        "Protection:": "2. Decides",
        "To protect": "(a)",
        "To keep watch": "(i)",
        "To speak": "(i)",
        "Help:": "2. Decides",
    }
    for words, above in chain.items():
        assert lead(document, holding(document, words)).startswith(above)
    assert holding(document, "Requests a report").lead_in is None


def test_items_carry_the_path_of_letters_and_numerals() -> None:
    document = mandate()
    labels = {
        "To protect": "2 (a) (i)",
        "To keep watch": "2 (a) (i)",
        "To give": "2 (a) (ii)",
        "To open": "2 (b) (i)",
    }
    assert {words: holding(document, words).label for words in labels} == labels


def test_short_lines_under_a_colon_are_a_list() -> None:
    tiers = (("Tier one: dialogue",), ("Tier two: force",), ("Tier three: law",))
    document = made(simple(FILLER, FILLER, ("There are three tiers:",), *tiers))
    assert of(document, BlockKind.LIST_ITEM) == ["Tier one: dialogue", "Tier two: force", "Tier three: law"]
    assert lead(document, holding(document, "Tier two")) == "There are three tiers:"


def test_a_pull_quote_is_tied_to_the_words_that_it_repeats() -> None:
    paper = Paper()
    body = [words[:38] for words in FILLER * 2]
    paper.lines(72, 110, ["Early warning saves lives in every one", "of the villages, as they know.", *body])
    paper.lines(330, 140, ["Early warning saves lives", "in every one of the villages"], 13, OTHER, 16)
    document = made(paper)
    [quote] = [b for b in document.blocks if b.kind is BlockKind.PULL_QUOTE]
    assert quote.repeats == document.text.index("Early warning")


def test_figures_of_a_chart_are_not_paragraphs() -> None:
    paper = Paper()
    paper.lines(72, 110, FILLER)
    for n in range(5):
        paper.write(80 + n, 300 + 60 * n, str(100 - 20 * n), 8)
    document = made(paper)
    assert of(document, BlockKind.PARAGRAPH) == [" ".join(FILLER)]
    assert set("".join(of(document, BlockKind.FIGURE))) <= set("0123456789 ")


def test_the_eleven_sections_of_the_brief_are_those_of_its_outline(brief: Document) -> None:
    heads = [b for b in brief.blocks if b.kind is BlockKind.HEADING and b.level and b.end - b.start > 3]
    outline = (
        "Executive Summary", "Introduction", "Potential Tensions", "Principles and Pragmatism", "National and Local",
        "Armed and Unarmed", "Leadership and Cooperation", "Senior Mission Leadership", "Cooperation - internally",
        "Balancing Armed", "Balancing National",
    )  # fmt: skip
    texts = [brief.text[b.start : b.end] for b in heads]
    found = [next(i for i, text in enumerate(texts) if text.startswith(title)) for title in outline]
    assert found == sorted(found)
    assert [heads[i].level for i in found] == [1, 1, 1, 2, 2, 2, 1, 2, 2, 2, 2]


def test_the_pull_quotes_of_the_brief_are_marked_as_repeats(brief: Document) -> None:
    quotes = [b for b in brief.blocks if b.kind is BlockKind.PULL_QUOTE]
    assert len(quotes) >= 10
    assert all(b.repeats is not None for b in quotes)


def test_the_list_of_factors_is_whole(brief: Document) -> None:
    first = holding(brief, "nature, intent, capacity")
    items = [b for b in brief.blocks if b.lead_in == first.lead_in]
    assert len(items) == 8
    assert lead(brief, first).startswith("Factors that could determine")


def test_the_recommendations_hang_on_their_lead_in_over_a_page(brief: Document) -> None:
    items = [b for b in brief.blocks if b.kind is BlockKind.LIST_ITEM and b.label in ("i", "ii", "iii", "iv", "v")]
    assert [b.label for b in items] == ["i", "ii", "iii", "iv", "v"]
    for item in items:
        assert "organising in-mission trainings" in lead(brief, item)
        index = brief.blocks.index(item)
        assert section_path(brief.blocks, index, brief.text)[0].startswith("Executive Summary")


def test_every_tie_leads_to_an_earlier_block(
    brief: Document, sample_documents: tuple[Document, ...], un_document: Callable[[str], Document]
) -> None:
    for document in (brief, *sample_documents, un_document("S_RES_2779"), un_document("S_2025_176")):
        for i, block in enumerate(document.blocks):
            assert block.heading is None or (
                block.heading < i and document.blocks[block.heading].kind is BlockKind.HEADING
            )
            assert block.lead_in is None or block.lead_in < i
            assert block.anchor is None or block.anchor <= block.start


def test_what_follows_an_annexs_heading_stands_in_the_annex() -> None:
    paper, y = Paper(), 100.0
    for heading, words in (
        ("Roads in the rain", "Roads were open at first."),
        ("Annex II", "A list of roads comes here."),
        ("Roads and rivers", "Rivers rose in the end."),
    ):
        paper.write(72, y, heading, font=BOLD)
        y = paper.lines(72, y + 24, [*FILLER, words]) + 16
    document = made(paper)
    assert sections(document, "A list of roads") == ("Annex II",)
    assert sections(document, "Rivers rose") == ("Annex II", "Roads and rivers")


def test_the_annex_to_a_letter_is_named_by_its_first_word() -> None:
    paper = Paper()
    y = paper.lines(72, 80, ["Boats are painted in spring."]) + 16
    y = paper.lines(72, y, ["Annex I to the letter dated 3 May 2031 from the Envoy of the", "Lamp Board"], font=BOLD)
    paper.lines(72, y + 24, [*FILLER, "Lamps were lit in May."])
    assert sections(made(paper), "Lamps were lit") == ("Annex I",)
