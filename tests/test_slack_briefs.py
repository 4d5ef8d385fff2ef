"""Briefs in Slack: by sub-command, in windows, as files; within Slack's limits, and nothing typed is kept."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as open_docx
from pypdf import PdfReader

from bot.assistant import Assistant
from bot.products import Cell, Line, Product, names
from bot.products.docx_file import as_docx
from bot.products.making import is_meant
from bot.products.model import Section
from bot.products.pdf_file import as_pdf
from bot.slack.briefs import message, view
from bot.slack.limits import MESSAGE_BLOCKS, PAYLOAD, VIEW_BLOCKS, weight
from bot.slack.subcommands import meant
from corpus.errors import QuestionError
from corpus.vocabulary import Vocabulary
from prompts import render, said, word
from tests.desks import AMINA, FIELD, Served, citation, claim, serving, words
from tests.slack_stand_in import StandIn

VOCABULARY = Vocabulary.load()
WORDS = {"tension": "armed-unarmed", "compare": "POCDESK/SAMPLE/1 and POCDESK/SAMPLE/2", "exercise": "3"}


@pytest.fixture
def desk(tmp_path: Path, samples: Assistant) -> Iterator[Served]:
    kept = samples.settings
    with StandIn() as slack, serving(slack, tmp_path, samples) as served:
        yield served
    samples.settings = kept


def test_every_brief_fits_a_message_and_a_window(samples: Assistant) -> None:
    for name in names():
        product = samples.product(name, WORDS.get(name, ""))
        made = message(product, "q1")
        assert len(made.blocks) <= MESSAGE_BLOCKS and weight(made.blocks) <= PAYLOAD
        assert len(view(product)["blocks"]) <= VIEW_BLOCKS
        assert said("draft") in words(made.blocks) and word("brief_docx") in words(made.blocks)


def test_both_poles_are_in_the_message(samples: Assistant) -> None:
    shown = words(message(samples.product("tension", "armed-unarmed"), "q1").blocks)
    assert "Armed" in shown and "Unarmed" in shown and shown.count("“") == 0


def test_a_brief_is_answered_to_the_asker_and_comes_as_a_file(desk: Served) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "who civil affairs")
    shown = desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))[0]
    assert "lead the Mission’s contact with communities" in words(shown["blocks"])
    assert desk.ended(1) == {"answered": 1} and desk.slack.messages(FIELD) == []


def test_a_name_that_nobody_knows_is_told_and_not_searched_for(desk: Served) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "who frobnicator")
    shown = desk.slack.wait_for(lambda: desk.slack.ephemerals(AMINA))[0]
    assert "No role, tier or mission was recognised" in shown["text"] and "question mark" in shown["text"]
    assert desk.ended(1) == {"error": 1}


def test_a_question_that_begins_with_a_briefs_name_stays_a_question() -> None:
    for text in (
        "who is responsible for threat assessments?", "who leads on early warning", "tension between the poles?",
        "support to the national army", "tools for protection?", "who the moon",
        "who patrols", "who led patrols", "who frobnicator?", "who negotiates over cattle routes",
    ):  # fmt: skip
        assert meant(text) is None
    for text in (
        "who",
        "who CAO",
        "who tier II",
        "who frobnicator",
        "who gender adviser",
        "tension national-local",
        "checklist",
        "exercise 12",
        "compare A and B",
    ):
        assert meant(text) is not None
    assert is_meant("checklist", "threat time", VOCABULARY)
    assert not is_meant("checklist", "armed men at the ford", VOCABULARY)


def test_a_checklist_names_its_gaps_and_keeps_nothing_that_was_typed(desk: Served) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "checklist")
    desk.slack.wait_for(lambda: desk.slack.views(AMINA))
    desk.slack.submit_view(AMINA, {"factor_threat": "riders near Tamba"})
    counted = said("checklist_count", answered=1, total=8)
    shown = desk.slack.wait_for(
        lambda: [v for v in desk.slack.views(AMINA) if said("checklist_gaps") in words(v["blocks"])], 60
    )[-1]
    assert (
        counted in words(shown["blocks"])
        and "Tamba" not in words(shown["blocks"])
        and said("checklist_factor_area") in words(shown["blocks"])
    )
    assert desk.desk.journal.counts() == {}


def test_a_window_asks_for_the_tension_and_shows_both_poles(desk: Served) -> None:
    desk.slack.slash(AMINA, FIELD, "/poc", "tension")
    desk.slack.wait_for(lambda: desk.slack.views(AMINA))
    desk.slack.submit_view(AMINA, {"words": "national-local"})
    shown = desk.slack.wait_for(
        lambda: [v for v in desk.slack.views(AMINA) if said("tension_poles") in words(v["blocks"])], 60
    )[-1]
    assert "National" in words(shown["blocks"]) and "Local" in words(shown["blocks"])


def test_a_file_is_headed_as_a_draft_and_lists_its_sources(samples: Assistant) -> None:
    product = samples.product("tension", "national-local")
    quote = product.lines[0].claim.text
    docx = open_docx(BytesIO(as_docx(product)))
    text = "\n".join(p.text for p in docx.paragraphs) + "\n".join(
        p.text for table in docx.tables for row in table.rows for cell in row.cells for p in cell.paragraphs
    )
    pdf = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(as_pdf(product))).pages).split())
    for found in (text, pdf):
        assert said("draft") in found and said("sources") in found
    assert quote in text and " ".join(quote.split()[:6]) in pdf
    assert docx.sections[0].header.paragraphs[0].text == said("draft")


def brief_of(*lines: Line, told: str = "") -> Product:
    cells = tuple(Cell(id=str(n), heading=f"Cell {n}", lines=(line,)) for n, line in enumerate(lines))
    return Product(
        name="who", title="Who", intro="Draft.", sections=(Section(id="s", heading="Section", said=told, cells=cells),)
    )  # fmt: skip


def line(text: str, *numbers: int, document: str = "The policy") -> Line:
    id_ = document[-1] * 64
    cited = [citation(n, text, document=document, document_id=id_, symbol="") for n in numbers]
    return Line(claim=claim(text, *cited))


def test_a_document_with_several_places_is_named_once_among_the_sources() -> None:
    shown = words(
        message(brief_of(line("One.", 1), line("Two.", 2), line("Three.", 3, document="A report")), "q").blocks
    )
    listed = shown[shown.index(word("sources")) :]
    assert listed.count("The policy") == 1 and listed.count("A report") == 1
    assert "*[1]* Patrols · para. 1 · p. 3" in listed and "*[2]* Patrols · para. 2 · p. 3" in listed
    assert "*[3]* A report · Patrols" in listed


@pytest.mark.parametrize("lines", [2, 40])
def test_the_same_words_are_quoted_once_and_then_pointed_to_by_how_they_begin(lines: int) -> None:
    text = "Patrols shall be planned by those who know the roads, the seasons and the people who live there."
    shown = words(message(brief_of(*[line(text, 1)] * lines), "q").blocks)
    assert shown.count(text) == 1
    beginning = "“Patrols shall be planned by those who know the roads, […]”"
    assert shown.count(render("brief_again", numbers="[1]", words=beginning)) == lines - 1


def test_a_long_remark_is_cut_in_a_message_with_the_way_to_all_of_it() -> None:
    product = brief_of(line("One.", 1), told="Nobody says what these do: " + "a role; " * 100 + "the last role.")
    made = message(product, "q")
    assert "the last role." not in words(made.blocks) and word("brief_whole") in words(made.blocks)
    assert "the last role." in words(view(product)["blocks"])


def test_an_outline_has_no_notices_of_lines_that_it_does_not_show() -> None:
    notices = ("[1] is second-hand.", "A background paper.")
    product = brief_of(*[line(f"Line {n}.", n) for n in range(1, 99)]).model_copy(update={"notices": notices})
    shown = words(message(product, "q").blocks)
    assert "Line 1." not in shown and "second-hand" not in shown and "A background paper." in shown


def test_no_heading_stands_twice_in_a_row_and_two_documents_are_asked_for_plainly(samples: Assistant) -> None:
    for name in names():
        for section in samples.product(name, WORDS.get(name, "")).sections:
            assert all(cell.heading != section.heading for cell in section.cells), (name, section.heading)
    for asked, told in (
        ("S/RES/1 and S/RES/2", "and none was recognised"),
        ("POCDESK/SAMPLE/1 and S/RES/2", "and only "),
    ):
        with pytest.raises(QuestionError, match=told):
            samples.product("compare", asked)
