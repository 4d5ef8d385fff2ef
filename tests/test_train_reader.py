"""The command that trains the reader, over a few paragraphs."""

import json
from pathlib import Path

import pytest
import typer

from index import Embedder, EmbeddingInput
from index.rereader import Rereader
from scripts.commands import train_reader

ARTICLES = {
    "Boats": "The ferry leaves at nine. The captain rings the bell twice. Passengers wait in the shed until dark.",
    "Warsaw": "The tram stops at the bridge. The driver sells tickets for two coins. Children ride without paying.",
    "Markets": "The market opens on Friday. Fish is sold before noon. Traders pay the clerk for their stalls.",
}
QUESTIONS = {
    "Boats": ("Who rings the bell?", "captain", "Who cooks on the ferry?"),
    "Warsaw": ("Who sells tickets?", "driver", "Who built the bridge?"),
    "Markets": ("When is fish sold?", "before noon", "Who buys bread?"),
}


@pytest.fixture
def squad_file(tmp_path: Path) -> Path:
    """Three articles in SQuAD's form, each with a question that it answers and one that it does not."""
    data = []
    for title, text in ARTICLES.items():
        asked, answer, unasked = QUESTIONS[title]
        answers = [{"text": answer, "answer_start": text.index(answer)}]
        qas = [
            {"question": asked, "is_impossible": False, "answers": answers},
            {"question": unasked, "is_impossible": True, "answers": []},
        ]
        data.append({"title": title, "paragraphs": [{"context": text, "qas": qas}]})
    path = tmp_path / "small.json"
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    return path


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the weights go instead of into the index."""
    path = tmp_path / "made.safetensors"
    monkeypatch.setattr(train_reader, "TRAINED", path)
    return path


def test_a_short_run_prints_what_is_held_out_and_writes_what_the_reader_reads(
    squad_file: Path, written: Path, embedder: Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    train_reader.main(squad_file, teacher_seconds=0.1, seconds=0.1, rows=6, unwritten_count=4, write=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("6 questions, ")
    held = [line for line in lines if line.startswith("held-out articles: 2 questions: right window first ")]
    assert len(held) == 2 and all("AUROC" in line for line in held)
    passages = [EmbeddingInput("", text) for text in ARTICLES.values()]
    readings = Rereader(embedder, written).read("Who rings the bell?", passages)
    assert [len(reading.sentences) for reading in readings] == [1, 1, 1]


def test_in_folds_each_held_out_article_has_its_own_figures_and_nothing_is_written_unasked(
    squad_file: Path, written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train_reader.main(squad_file, teacher_seconds=0, seconds=0, rows=4, unwritten_count=2, folds=2, fold=0)
    held = [line.split(":")[0] for line in capsys.readouterr().out.splitlines() if "right window first" in line]
    assert held == ["Boats", "Warsaw"] * 2
    assert not written.exists()


def test_a_fold_that_there_is_not_is_refused(squad_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        train_reader.main(squad_file, folds=3, fold=3)
    assert capsys.readouterr().err == "--fold 3 is none of 3 folds. Give one from 0 to 2.\n"


def test_a_file_without_a_question_to_learn_from_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paragraphs = [{"context": ARTICLES["Warsaw"], "qas": []}]
    (tmp_path / "none.json").write_text(json.dumps({"data": [{"title": "Warsaw", "paragraphs": paragraphs}]}))
    with pytest.raises(typer.Exit):
        train_reader.main(tmp_path / "none.json", unwritten_count=0)
    assert capsys.readouterr().err.startswith("No question is left to learn from.")
