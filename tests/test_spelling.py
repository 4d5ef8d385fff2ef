"""Typing mistakes: mended where the documents hold the word that was meant, told, and nothing else touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.settings import Settings
from bot.spelling import Correction, corrected
from index import Embedder, LiveSearcher, Searcher, open_current
from prompts import render
from tests.builders import ALERTS, PATROLS, build, document

EVERYONE: frozenset[str] = frozenset()
CELL = frozenset({"C1"})
TOWN = ("The patrol base at Zarkibo keeps a radio watch through the night.",)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    home = tmp_path_factory.mktemp("home")
    build(home, embedder, document("open", PATROLS + ALERTS), document("cell", TOWN, audience=("C1",)))
    return home


@pytest.fixture(scope="module")
def searcher(home: Path, embedder: Embedder) -> Searcher:
    return Searcher(open_current(home), embedder)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("who plans patrls at night", "who plans patrols at night"),
        ("who sends the wraning", "who sends the warning"),
        ("Paterols at night?", "Patrols at night?"),
        ("contact with vilage elderss", "contact with village elders"),
        ("who patrols at nite", "who patrols at night"),
    ],
)
def test_slips_of_up_to_two_letters_are_mended(searcher: Searcher, typed: str, meant: str) -> None:
    text, changed = corrected(typed, searcher, EVERYONE)
    assert text.casefold() == meant.casefold() and changed


@pytest.mark.parametrize(
    "typed",
    [
        "whats the warning",
        "why cant patrols go",
        "who plans patrols at night",
        "What does resolution 2779 say of JMCA and UNMISX?",
        "Did Ms Patrolz visit Patrolville?",
        "the quokka habitat",
        "S/RES/2779 para 3 (a)",
    ],
)
def test_right_words_names_acronyms_figures_and_words_like_no_other_are_left(searcher: Searcher, typed: str) -> None:
    assert corrected(typed, searcher, EVERYONE) == (typed, ())


def test_a_word_of_a_limited_document_is_offered_to_its_audience_alone(searcher: Searcher) -> None:
    asked = "radio watch at zarkibbo"
    assert corrected(asked, searcher, EVERYONE) == (asked, ())
    assert corrected(asked, searcher, CELL) == ("radio watch at zarkibo", (Correction("zarkibbo", "zarkibo"),))


def test_the_asker_is_told_what_was_searched_instead(home: Path, embedder: Embedder) -> None:
    desk = Assistant(LiveSearcher(home, embedder), Settings(home=home))
    asked = "Who sends an early-warning mesage when a thraet is iminent?"
    answer = desk.ask(asked)
    assert render("spelling_notice", meant="message", typed="mesage") in answer.notices
    assert answer.question == asked
    assert answer.passages[0].text.startswith("The Joint Operations Centre sends")


def test_a_stem_is_never_shown_for_a_word(tmp_path: Path, embedder: Embedder) -> None:
    build(tmp_path, embedder, document("one", ("Convoys continue along the coast while the harbour is open.",)))
    searcher = Searcher(open_current(tmp_path), embedder)
    assert corrected("do contigents pass the coast", searcher, EVERYONE)[1] == ()
    assert corrected("convoys that continiue", searcher, EVERYONE)[1] == (Correction("continiue", "continue"),)


def test_a_word_in_its_british_spelling_is_searched_in_the_other(tmp_path: Path, embedder: Embedder) -> None:
    build(tmp_path, embedder, document("one", ("Authors are authorized to organize readings.",)))
    searcher = Searcher(open_current(tmp_path), embedder)
    text, _ = corrected("who is authorised to read", searcher, EVERYONE)
    assert text in ("who is authorised to read", "who is authorized to read")
    assert corrected("what may authors authorise", searcher, EVERYONE)[0] != "what may authors authors"
