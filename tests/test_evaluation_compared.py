"""Figures beyond a single run: citation recall and precision, comparison with a kept run, silence, collections."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.model import Answer, Outcome
from bot.settings import Settings
from corpus.errors import PathError, QuestionFileError
from index import Embedder, LiveSearcher
from index.plain import index_passages
from scripts.commands.evaluate_passages import drawn, figures
from scripts.evaluation.alce import citation_precision, citation_recall, page_text, supports
from scripts.evaluation.baseline import differences, read, save
from scripts.evaluation.collections import Asked, Collection, read_mtrag, read_squad, recall
from scripts.evaluation.silence import auroc, curve
from tests.desks import citation, claim

ASKED = "Who is responsible for strategic threat assessments?"


def answer(*claims: Any) -> Answer:
    return Answer(id="1", question="?", outcome=Outcome.ANSWERED, reason="", claims=claims)


def test_every_statement_of_a_real_answer_is_supported_by_the_pages_that_it_names(samples: Assistant) -> None:
    got = samples.ask(ASKED)
    text_of = page_text(samples.searcher().store)
    assert got.claims and all(citation_recall(got, text_of)) and all(citation_precision(got, text_of))


def test_a_citation_of_the_wrong_page_supports_nothing(samples: Assistant) -> None:
    got = samples.ask(ASKED)
    first = got.claims[0].citations[0]
    pages = len(samples.searcher().store.document(first.document_id).pages)
    wrong = first.model_copy(update={"pages": (first.pages[0] % pages + 1,)})
    moved = got.model_copy(update={"claims": (got.claims[0].model_copy(update={"citations": (wrong,)}),)})
    assert citation_recall(moved, page_text(samples.searcher().store)) == [False]


def test_a_citation_that_bears_nothing_of_its_statement_is_of_no_use() -> None:
    texts = {1: "patrolsshallbeplanned", 2: "somethingelse"}
    right, idle = citation(1, pages=(1,)), citation(2, quote="Crews rest.", pages=(2,))
    got = answer(claim("Patrols shall be planned.", right, idle))
    assert citation_recall(got, lambda c: texts[c.pages[0]]) == [True]
    assert citation_precision(got, lambda c: texts[c.pages[0]]) == [True, False]


@pytest.mark.parametrize(
    ("texts", "held"),
    [(["aandb"], True), (["a", "b"], True), (["a"], False), ([], False)],
)
def test_each_run_of_a_statement_must_stand_in_one_of_the_texts(texts: list[str], held: bool) -> None:
    assert supports(texts, "A […] b.") is held


def test_two_runs_are_compared_row_by_row_with_an_interval(tmp_path: Path) -> None:
    before = [{"id": str(n), "evidence@5": n % 2 == 0} for n in range(100)]
    now = [{"id": str(n), "evidence@5": True} for n in range(100)]
    save(tmp_path / "run.json", {}, before)
    row = differences(now, read(tmp_path / "run.json"))["evidence@5"]
    assert row["questions"] == 100 and row["difference"] == 0.5
    assert 0.38 < row["low"] < 0.5 < row["high"] < 0.62
    same = differences(before, read(tmp_path / "run.json"))["evidence@5"]
    assert (same["difference"], same["low"], same["high"]) == (0, 0, 0)


def test_a_file_that_is_no_kept_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(PathError):
        read(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text("[1]")
    with pytest.raises(QuestionFileError, match="--save"):
        read(tmp_path / "bad.json")


def test_silence_is_measured_at_a_share_of_answers() -> None:
    told, silent = [0.5 + n / 200 for n in range(100)], [0.0, 0.2, 0.54, 0.99]
    assert auroc(told, silent) == pytest.approx((100 + 100 + 92 + 2) / 400, abs=0.02)
    found = curve(told, silent)
    assert found["silent_at_0.90_answered"] == 0.75 and found["silent_at_0.99_answered"] == 0.5
    assert auroc([], silent) is None and curve(told, []) == {}


def mtrag(folder: Path) -> Path:
    passages = [{"_id": f"p{n}", "title": "", "text": text} for n, text in enumerate(("Crews carry lanterns at night.",
        "The pier is closed until morning.", "Wells are checked each week by the water section."))]  # fmt: skip
    query = {"answerability": "ANSWERABLE", "history": [{"speaker": "user", "text": "What do crews carry?"},
        {"speaker": "agent", "text": "Lanterns."}]}  # fmt: skip
    queries = [
        {"_id": "q1", "last_turn": "When do they carry them?", **query},
        {"_id": "q2", "last_turn": "Who checks the wells?", "answerability": "ANSWERABLE", "history": []},
        {"_id": "q3", "last_turn": "Which law do spaceships obey?", "answerability": "UNANSWERABLE", "history": []},
        {"_id": "q4", "last_turn": "And it?", "answerability": "UNDERSPECIFIED", "history": []},
    ]
    for name, rows in (("pool_corpus", passages), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tp0\t1\nq2\tp2\t1\nq2\tp1\t0\n", encoding="utf-8")
    return folder


def test_the_multi_turn_pool_is_read_with_the_askers_turns_alone(tmp_path: Path) -> None:
    found = read_mtrag(mtrag(tmp_path))
    assert [each.id for each in found.questions] == ["q1", "q2", "q3"]
    assert found.questions[0].history == ("What do crews carry?",)
    assert found.questions[1].relevant == {"p2"} and not found.questions[2].answerable


def test_squad_gives_paragraphs_and_which_questions_they_answer(tmp_path: Path) -> None:
    qas = [{"id": "a", "question": "?", "is_impossible": False}, {"id": "b", "question": "?", "is_impossible": True}]
    article = {"title": "The_pier", "paragraphs": [{"context": "It is closed.", "qas": qas}]}
    (tmp_path / "s.json").write_text(json.dumps({"data": [article]}), encoding="utf-8")
    found = read_squad(tmp_path / "s.json")
    assert found.passages[0].title == "The pier"
    assert [(each.id, each.answerable) for each in found.questions] == [("a", True), ("b", False)]
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(QuestionFileError):
        read_squad(tmp_path / "bad.json")


def test_recall_counts_the_relevant_among_the_first() -> None:
    assert recall(["a", "b", "c"], frozenset({"b", "z"}), 2) == 0.5
    assert recall(["a", "b"], frozenset({"b"}), 1) == 0.0


def test_a_sample_is_the_same_each_time_and_in_order() -> None:
    asked = tuple(Asked(str(n), "?", (), frozenset(), True) for n in range(50))
    one, two = (drawn(Collection((), asked), 10) for _ in range(2))
    assert one == two and [int(each.id) for each in one] == sorted(int(each.id) for each in one)
    assert len(drawn(Collection((), asked), 0)) == 50


def test_a_collection_is_searched_with_the_history_that_a_follow_up_leans_on(
    tmp_path: Path, embedder: Embedder
) -> None:
    collection = read_mtrag(mtrag(tmp_path))
    index_passages(tmp_path / "home", collection.passages, embedder)
    desk = Assistant(LiveSearcher(tmp_path / "home", embedder), Settings(home=tmp_path / "home"))
    found = figures(desk, collection, 0, history=True)
    assert found["with_relevant"] == 2 and found["recall@1"] == 1.0
