"""Collections of passages with questions, as benchmarks give them: MTRAG's pool and SQuAD 2.0."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import PathError, QuestionFileError
from index.plain import PlainPassage


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the asker's earlier turns, the ids of the passages that answer it, and whether any does."""

    id: str
    question: str
    history: tuple[str, ...]
    relevant: frozenset[str]
    answerable: bool


@dataclass(frozen=True, slots=True)
class Collection:
    """Passages, and the questions that are asked of them."""

    passages: tuple[PlainPassage, ...]
    questions: tuple[Asked, ...]


def read_mtrag(folder: Path) -> Collection:
    """The pool of the multi-turn benchmark of IBM (https://github.com/IBM/mt-rag-benchmark), last turns with history.

    A question is answerable where its row says ANSWERABLE or PARTIAL; underspecified ones count as neither and are left
    out. Raises PathError or QuestionFileError.
    """
    rows = _lines(folder / "pool_corpus.jsonl")
    passages = tuple(PlainPassage(row["_id"], row["text"], row.get("title") or "") for row in rows)
    relevant: dict[str, set[str]] = {}
    for line in _text(folder / "qrels.tsv").splitlines()[1:]:
        query, passage, score = line.split("\t")
        if int(score) > 0:
            relevant.setdefault(query, set()).add(passage)
    questions = [
        Asked(
            id=row["_id"], question=row["last_turn"],
            history=tuple(turn["text"] for turn in row["history"] if turn["speaker"] == "user"),
            relevant=frozenset(relevant.get(row["_id"], ())),
            answerable=row["answerability"] in ("ANSWERABLE", "PARTIAL"),
        )
        for row in _lines(folder / "queries.jsonl")
        if row["answerability"] != "UNDERSPECIFIED"
    ]  # fmt: skip
    return Collection(passages, tuple(questions))


def read_squad(file: Path) -> Collection:
    """SQuAD 2.0 (https://rajpurkar.github.io/SQuAD-explorer/): paragraphs as passages, each with its questions."""
    try:
        articles = json.loads(_text(file))["data"]
        passages: list[PlainPassage] = []
        questions: list[Asked] = []
        for article in articles:
            for number, paragraph in enumerate(article["paragraphs"]):
                id_ = f"{article['title']}-{number}"
                passages.append(PlainPassage(id_, paragraph["context"], article["title"].replace("_", " ")))
                for row in paragraph["qas"]:
                    no = bool(row.get("is_impossible"))
                    questions.append(Asked(row["id"], row["question"], (), frozenset((id_,)), not no))
    except (ValueError, KeyError, TypeError):
        raise QuestionFileError(f"{file} is not a SQuAD 2.0 file. Name one with data, paragraphs and qas.") from None
    return Collection(tuple(passages), tuple(questions))


def recall(found: Sequence[str], relevant: frozenset[str], k: int) -> float:
    """The share of the relevant passages among the first k."""
    return len(relevant & set(found[:k])) / len(relevant)


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in _text(path).split("\n") if line.strip()]
    except ValueError:
        raise QuestionFileError(f"{path} has a line that is not JSON. Take the file from its source again.") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise PathError(f"There is no readable file at {path}. Check the path.") from None
