"""Briefs in Slack: by sub-command, in windows, as files; within Slack's limits, and nothing typed is kept."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as open_docx
from pypdf import PdfReader

from bot.assistant import Assistant
from bot.products import names
from bot.products.docx_file import as_docx
from bot.products.making import is_meant
from bot.products.pdf_file import as_pdf
from bot.slack.briefs import message, view
from bot.slack.limits import MESSAGE_BLOCKS, PAYLOAD, VIEW_BLOCKS, weight
from bot.slack.subcommands import meant
from corpus.vocabulary import Vocabulary
from prompts import said, word
from tests.desks import AMINA, FIELD, Served, serving, words
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


def test_a_question_that_begins_with_a_briefs_name_stays_a_question() -> None:
    for text in (
        "who is responsible for threat assessments?", "who leads on early warning", "tension between the poles?",
        "support to the national army", "tools for protection?", "who the moon",
    ):  # fmt: skip
        assert meant(text) is None
    for text in (
        "who",
        "who CAO",
        "who tier II",
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
