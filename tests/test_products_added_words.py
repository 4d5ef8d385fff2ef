"""What administrators add to the vocabulary beside the PDFs works in briefs, in ``/poc``, and in French."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant
from bot.languages import in_english
from bot.products import routed
from bot.settings import Settings
from bot.slack.subcommands import meant
from corpus.vocabulary import Vocabulary
from index import BuildOptions, Embedder, LiveSearcher, SnapshotBuilder
from tests.builders import document

ADDED = """
concepts:
  - {id: river_wardens, label: River wardens, kind: role, aliases: [RWN], french: [gardes du fleuve]}
  - {id: un_police, aliases: [blue whistles]}
  - {id: armed_unarmed, aliases: [shield or word]}
  - id: haste_care
    label: Haste and care
    kind: tension
    poles:
      - {name: Haste, asks: Reach people in danger at once., signals: [at once]}
      - {name: Care, asks: Look into a warning before anyone moves., signals: [look into]}
"""
TEXT = (
    "The River Wardens shall warn villages along the river before a flood of fighters arrives.",
    "Boats must reach people in danger at once, by day and by night, whoever they are.",
    "Officers should look into every warning with care before anyone moves to the place.",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    home = tmp_path_factory.mktemp("home")
    with SnapshotBuilder(home, embedder, BuildOptions()) as builder:
        builder.add(*document("river", TEXT, title="River orders"))
        builder.keep_words(ADDED)
        builder.finish()
        builder.publish()
    return Assistant(LiveSearcher(home, embedder), Settings(home=home))


@pytest.mark.parametrize("words", ["river wardens", "RWN", "river warden"])
def test_an_added_role_has_its_tasks_laid_out(desk: Assistant, words: str) -> None:
    product = desk.product("who", words)
    assert [section.heading for section in product.sections] == ["River wardens"]
    assert [line.claim.text for line in product.lines] == [TEXT[0]]


def test_an_added_role_stands_in_the_matrix(desk: Assistant) -> None:
    rows = {section.id: section for section in desk.product("who").sections}
    assert any(cell.lines for cell in rows["river_wardens"].cells)


def test_a_plain_question_and_a_subcommand_know_an_added_role(desk: Assistant) -> None:
    assert routed("What is my job on POC as RWN?", desk.vocabulary) == ("who", "RWN")
    assert meant("who river wardens now", desk.vocabulary) is not None
    assert meant("who river wardens now", Vocabulary.load()) is None


def test_an_added_name_of_a_tension_opens_its_brief(desk: Assistant) -> None:
    assert desk.product("tension", "shield or word").title == desk.product("tension", "armed-unarmed").title


def test_an_added_tension_has_a_brief_in_its_own_words(desk: Assistant) -> None:
    poles = desk.product("tension", "haste-care").sections[0]
    assert [cell.heading for cell in poles.cells] == ["Haste", "Care"]
    assert [line.claim.text for cell in poles.cells for line in cell.lines] == [TEXT[1], TEXT[2]]


def test_an_added_french_name_reaches_the_search(desk: Assistant) -> None:
    asked = "Que doivent faire les gardes du fleuve pour la protection des civils ?"
    assert "River wardens" in in_english(asked, desk.vocabulary)
    assert "River wardens" not in in_english(asked, Vocabulary.load())
    assert desk.ask(asked).passages[0].text.startswith("The River Wardens")
