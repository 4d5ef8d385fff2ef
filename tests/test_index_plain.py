"""Plain passages as an index."""

from pathlib import Path

import pytest

from bot.assistant import EVERYONE, Assistant
from bot.settings import Settings
from index import Embedder, LiveSearcher, PlainPassage, Query, index_passages

ROWS = (
    PlainPassage("tide-1", "The harbour bell rings twice when the tide turns. Boats then leave in pairs.", "Tides"),
    PlainPassage("bread-1", "The baker heats the oven at four. Bread for the school is ready at seven.", "Bread"),
    PlainPassage("tide-1", "A second row of the same name is left out."),
    PlainPassage("nothing", " – – "),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A home with two plain passages in service."""
    folder = tmp_path_factory.mktemp("plain")
    index_passages(folder, ROWS, embedder)
    return folder


def test_rows_are_found_again_by_their_names(home: Path, embedder: Embedder) -> None:
    searcher = LiveSearcher(home, embedder).current()
    assert [card.file for card in searcher.cards.values()] == ["tide-1", "bread-1"]
    hit = searcher.search(Query("when is bread ready"), 1, audience=EVERYONE)[0]
    assert searcher.cards[searcher.store.passage(hit.passage).document].file == "bread-1"


def test_a_plain_passage_can_be_asked_and_quoted(home: Path, embedder: Embedder) -> None:
    answer = Assistant(LiveSearcher(home, embedder), Settings(home=home)).ask("How often does the harbour bell ring?")
    assert answer.passages[0].file == "tide-1"
    assert answer.passages[0].pages == (1,)
    assert answer.passages[0].text == ROWS[0].text
