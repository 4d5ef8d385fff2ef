"""What of a passage is read, and what is listed of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.assistant import EVERYONE, Assistant
from bot.finding import READ, excerpt, find
from bot.question import Question
from bot.reading import reader_for, window
from bot.settings import Settings
from index import CrossEncoder, Embedder, LiveSearcher, PlainPassage, Rereader, index_passages
from tests.test_index_rereader import tiny_cross_encoder

FILLER = "The clerk writes the names of the boats into the long blue book that lies on the table by the door. "
ANSWER = "The harbour master counts every lantern before dusk and reports the number to the mayor. "
ROWS = [
    PlainPassage("long", 4 * FILLER + ANSWER + 4 * FILLER),
    *(
        PlainPassage(f"row-{i}", f"Lantern {i} hangs on the pier beside boat {i} and is lit at dusk.")
        for i in range(12)
    ),
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    """An assistant over plain passages, one of them long."""
    home = tmp_path_factory.mktemp("reading")
    index_passages(home, ROWS, embedder)
    return Assistant(LiveSearcher(home, embedder), Settings(home=home))


def test_a_short_passage_is_read_whole_and_a_long_one_around_its_likeliest_sentence() -> None:
    likely = np.array([0.1, 0.2, 0.9, 0.8, 0.1], dtype=np.float32)
    assert window([10, 10, 10, 10, 10], likely, 80) == (0, 5)
    assert window([40, 40, 40, 40, 40], likely, 80) == (2, 4)
    assert window([], np.zeros(0, np.float32), 80) == (0, 0)


def test_one_sentence_that_is_too_long_is_still_read() -> None:
    assert window([200, 10], np.array([0.9, 0.1], dtype=np.float32), 80) == (0, 1)


def test_the_best_passages_are_read_and_the_others_follow_them(assistant: Assistant) -> None:
    searcher, asked = assistant.searcher(), "Who counts every lantern before dusk?"
    vector = searcher.embedder.encode_query(asked)
    found = find(searcher, Question(asked), vector, 13, audience=EVERYONE, reader=assistant.reader)
    assert [f.read is not None for f in found] == [True] * READ + [False] * (13 - READ)
    scores = [f.hit.score for f in found]
    assert scores == sorted(scores, reverse=True)
    assert found[0].document.card.file == "long"


def test_a_long_passage_is_listed_by_the_part_that_the_reader_finds_likeliest(assistant: Assistant) -> None:
    answer = assistant.ask("Who counts every lantern before dusk?")
    listed = next(p for p in answer.passages if p.file == "long")
    assert ANSWER.strip() in listed.text
    assert len(listed.text.split()) < 100 < len(ROWS[0].text.split())


def test_what_was_not_read_is_listed_whole(assistant: Assistant) -> None:
    searcher, asked = assistant.searcher(), "Who counts every lantern before dusk?"
    vector = searcher.embedder.encode_query(asked)
    found = find(searcher, Question(asked), vector, 13, audience=EVERYONE, reader=assistant.reader)
    long = next(f for f in found if f.document.card.file == "long")
    assert excerpt(replace(long, read=None)) == replace(long, read=None)
    assert excerpt(long).text in long.text


def test_the_setting_puts_another_cross_encoder_in_the_readers_place(assistant: Assistant, tmp_path: Path) -> None:
    settings = Settings(home=assistant.settings.home, reranker=tiny_cross_encoder(tmp_path / "tiny"))
    other = Assistant(assistant._live, settings)
    assert isinstance(other.reader, CrossEncoder)
    assert len(other.ask("Who counts every lantern before dusk?").passages) == 10


def test_the_reader_shares_the_embedder_of_its_weights_and_has_its_own_beside_another(embedder: Embedder) -> None:
    shared = reader_for(None, embedder)
    assert isinstance(shared, Rereader) and shared.embedder is embedder
    beside = reader_for(None, Embedder(replace(embedder.weights, sha256="another"), embedder.precision))
    assert isinstance(beside, Rereader) and beside.embedder.kept_tokens == embedder.kept_tokens
