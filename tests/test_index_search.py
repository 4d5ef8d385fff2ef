from pathlib import Path

import numpy as np
import pytest

from index import Embedder, Filters, Query, Searcher, open_current
from tests.builders import ALERTS, PATROLS, build, document

ANYONE: frozenset[str] = frozenset()
WARNING = Query("Who sends an early warning message?")


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Searcher:
    home = tmp_path_factory.mktemp("home")
    limited = tuple(
        f"Private note {number}: an early warning message was sent by sector {number}." for number in range(40)
    )
    build(
        home,
        embedder,
        document("open", PATROLS + ALERTS, missions=("UNMISS",)),
        document("limited", limited, audience=("C1",), missions=("MINUSCA",)),
    )
    return Searcher(open_current(home), embedder)


def test_the_passage_and_the_sentence_that_answer_come_first(searcher: Searcher) -> None:
    first = searcher.search(WARNING, 3, audience=ANYONE)[0]
    passage = searcher.store.passage(first.passage)
    text = searcher.store.document(passage.document).text
    start, end = passage.sentences[first.best_sentence]
    assert text[start:end] == "The Joint Operations Centre sends an early-warning message when a threat is imminent."
    assert first.dense_rank == first.lexical_rank == 1
    assert first.sentence >= first.dense > 0


def test_hits_come_best_first_and_no_more_than_asked(searcher: Searcher) -> None:
    scores = [hit.score for hit in searcher.search(WARNING, 7, audience=frozenset({"C1"}))]
    assert len(scores) == 7
    assert scores == sorted(scores, reverse=True)
    assert searcher.search(WARNING, 0, audience=ANYONE) == []


def test_the_audience_hides_whole_documents_and_still_leaves_k_hits(searcher: Searcher) -> None:
    open_to_all = searcher.search(WARNING, 5, audience=frozenset({"C9"}))
    assert {searcher.store.passage(hit.passage).document for hit in open_to_all} == {"open"}
    assert len(open_to_all) == 5
    seen = searcher.search(WARNING, 45, audience=frozenset({"C1"}))
    assert len(seen) == 45


def test_scores_do_not_tell_of_what_is_hidden(searcher: Searcher, tmp_path: Path, embedder: Embedder) -> None:
    dense = [hit.dense for hit in searcher.search(WARNING, 5, audience=ANYONE)]
    build(tmp_path, embedder, document("open", PATROLS + ALERTS, missions=("UNMISS",)))
    alone = Searcher(open_current(tmp_path), embedder).search(WARNING, 5, audience=ANYONE)
    assert np.allclose(dense, [hit.dense for hit in alone], atol=2e-3)


def test_filters_limit_a_search_further(searcher: Searcher) -> None:
    everyone = frozenset({"C1"})
    found = searcher.search(WARNING, 60, audience=everyone, filters=Filters(missions=frozenset({"MINUSCA"})))
    assert len(found) == 40
    assert searcher.search(WARNING, 5, audience=ANYONE, filters=Filters(documents=frozenset({"limited"}))) == []


def test_a_symbol_finds_the_passage_that_names_it(searcher: Searcher) -> None:
    first = searcher.search(Query("2779"), 1, audience=ANYONE)[0]
    assert searcher.store.passage(first.passage).label == "5"


def test_expansion_and_bonus_change_the_order(searcher: Searcher) -> None:
    plain = searcher.search(Query("What is checked?"), 5, audience=ANYONE)
    wider = searcher.search(Query("What is checked?", expansion="village elders"), 5, audience=ANYONE)
    assert {hit.passage: hit.expansion for hit in plain}[1] == 0
    assert {hit.passage: hit.expansion for hit in wider}[1] > 0
    everyone = frozenset({"C1"})
    lifted = searcher.search(Query(WARNING.text, bonus={"limited": 5.0}), 10, audience=everyone)
    assert {searcher.store.passage(hit.passage).document for hit in lifted} == {"limited"}


def test_a_given_vector_takes_the_texts_place(searcher: Searcher, embedder: Embedder) -> None:
    vector = embedder.encode_query("radios")
    hit = searcher.search(Query("zzz", vector=vector), 1, audience=ANYONE)[0]
    assert "radios" in searcher.store.document("open").text[slice(*searcher.store.passage(hit.passage).spans[0])]


@pytest.mark.parametrize("text", ["", "?", "x" * 20_000, "*_~`<@U1>", "\x00"])
def test_any_question_is_searched(searcher: Searcher, text: str) -> None:
    assert len(searcher.search(Query(text), 3, audience=ANYONE)) == 3


def test_neighbours_are_hidden_with_their_document(searcher: Searcher) -> None:
    assert searcher.neighbours(10, 1, audience=frozenset({"C1"})) == [9, 11]
    assert searcher.neighbours(10, 1, audience=ANYONE) == []
    assert not searcher.sees("limited", audience=ANYONE)
    assert not searcher.sees("unknown", audience=frozenset({"C1"}))


def test_an_empty_snapshot_finds_nothing(tmp_path: Path, embedder: Embedder) -> None:
    build(tmp_path, embedder)
    assert Searcher(open_current(tmp_path), embedder).search(WARNING, 5, audience=ANYONE) == []
