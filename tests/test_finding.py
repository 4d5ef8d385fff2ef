from pathlib import Path

import pytest

from bot.finding import ALL, Found, find
from bot.question import Question, understand
from bot.settings import Settings
from corpus.model import slices
from corpus.vocabulary import Vocabulary
from index import Embedder, Filters, Searcher, open_current
from tests.builders import ALERTS, PATROLS, build, document

EVERYONE: frozenset[str] = frozenset()
CELL = frozenset({"C1"})


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Searcher:
    home = tmp_path_factory.mktemp("home")
    hidden = ("The early-warning cell of sector nine sends the alert by satellite.", *PATROLS)
    build(
        home,
        embedder,
        document("open", PATROLS + ALERTS, title="Orders", missions=("UNMISS",)),
        document("cell", hidden, title="Sector nine satellite alerts", missions=("UNMISS",), audience=("C1",)),
    )
    return Searcher(open_current(home), embedder)


def found(
    searcher: Searcher, text: str, k: int = 5, audience: frozenset[str] = EVERYONE, filters: Filters = ALL
) -> list[Found]:
    question = Question(text)
    return find(searcher, question, searcher.embedder.encode_query(text), k, audience=audience, filters=filters)


def test_the_passage_that_answers_comes_first_with_its_text(searcher: Searcher) -> None:
    first = found(searcher, "Who sends an early-warning message when a threat is imminent?")[0]
    assert first.text.startswith("The Joint Operations Centre sends an early-warning message")
    assert first.text == slices(first.document.text, first.passage.spans)
    assert first.passage.document == first.document.id == "open"


def test_passages_come_best_first_each_once_and_no_more_than_asked(searcher: Searcher) -> None:
    rows = found(searcher, "Who sends early warnings?", 4)
    scores = [row.hit.score for row in rows]
    assert len(rows) == len({row.hit.passage for row in rows}) == 4
    assert scores == sorted(scores, reverse=True)
    assert found(searcher, "Who sends early warnings?", 0) == []


def test_a_limited_document_is_found_by_its_audience_alone(searcher: Searcher) -> None:
    asked = "Who sends the alert of sector nine by satellite?"
    assert found(searcher, asked, audience=CELL)[0].document.id == "cell"
    assert {row.document.id for row in found(searcher, asked, 50)} == {"open"}


def test_hidden_titles_change_no_score(searcher: Searcher, tmp_path: Path, embedder: Embedder) -> None:
    asked = "the latest UNMISS orders on sector nine satellite alerts"
    assert {row.document.id for row in found(searcher, asked, 50)} == {"open"}
    build(tmp_path, embedder, document("open", PATROLS + ALERTS, title="Orders", missions=("UNMISS",)))
    alone = Searcher(open_current(tmp_path), embedder)
    assert [r.text for r in found(searcher, asked, 2)] == [r.text for r in found(alone, asked, 2)]


def test_filters_narrow_further(searcher: Searcher) -> None:
    none = found(searcher, "patrols", audience=CELL, filters=Filters(missions=frozenset({"MINUSCA"})))
    assert none == []
    only = found(searcher, "patrols", audience=CELL, filters=Filters(documents=frozenset({"cell"})))
    assert {row.document.id for row in only} == {"cell"}


@pytest.mark.parametrize("text", ["x", "?", "الحماية", "'; DROP TABLE passages; --", "w " * 2_000, "😀"])
def test_anything_can_be_searched_for(searcher: Searcher, text: str) -> None:
    assert len(found(searcher, text, 3)) == 3


def test_the_words_of_the_field_widen_a_question() -> None:
    assert "; ".join(Vocabulary.load().expand("What does the JMAC do?"))


def talked(searcher: Searcher, text: str, *history: str, k: int = 60) -> list[Found]:
    question = understand(text, history, Settings())
    vector = searcher.embedder.encode_query(question.whole)
    return find(searcher, question, vector, k, audience=EVERYONE)


def test_a_question_in_a_conversation_is_searched_with_and_without_the_turn_before(searcher: Searcher) -> None:
    asked, before = "Who sends early-warning messages to the population?", "How often do patrols go out at night?"
    alone, mixed = found(searcher, asked, 60), talked(searcher, asked, before)
    joined = found(searcher, f"{before} {asked}", 60)
    places = {row.hit.passage: row.hit.score for row in mixed}
    assert set(places) == {row.hit.passage for row in alone} | {row.hit.passage for row in joined}
    assert list(places.values()) == sorted(places.values(), reverse=True)
    assert mixed[0].text == alone[0].text and mixed[0].hit.score == pytest.approx(alone[0].hit.score)
    first, second = ({row.hit.passage: row.hit.score for row in rows} for rows in (alone, joined))
    both = [place for place in places if place in first and place in second]
    means = [0.6 * first[place] + 0.4 * second[place] for place in both]
    assert [places[place] - places[both[0]] for place in both] == pytest.approx([m - means[0] for m in means])


def test_a_follow_up_finds_what_the_turn_before_was_about(searcher: Searcher) -> None:
    before = "Who sends an early-warning message when a threat is imminent?"
    assert talked(searcher, "and how fast does it send it?", before)[0].text.startswith("The Joint Operations Centre")
    assert talked(searcher, "ok", before, k=0) == []
