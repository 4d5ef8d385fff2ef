"""Questions to train the reader on: SQuAD's, MTRAG's, and our own over United Nations documents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.question import understand
from bot.settings import Settings
from corpus.errors import PathError
from corpus.sentences import sentences_of
from index import PlainPassage

OWN = Path(__file__).with_name("questions.jsonl")
NO_SENTENCE = ""
NO_DOCUMENT = "none"
HELD = (
    "S_2025_415.en.pdf",
    "UNW_2025_6.en.pdf",
    "E_2025_22.en.pdf",
    "E_HLPF_2025_3_Add.3.en.pdf",
    "S_2025_223.en.pdf",
)
"""Documents whose questions the reader does not learn from: orders and lines are fitted to those with it."""

ARTICLES = ("Steam_engine", "European_Union_law", "Warsaw", "Islamism")
"""Of SQuAD, those whose questions it does not learn from."""

Mark = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a collection.

    ``evidence`` holds (file, digest of a sentence that answers; empty where only the passage is known), nothing for a
    question without an answer. ``near`` holds in the same way passages that look as if they answered and do not.
    ``group`` is what may be held out together; ``weight`` how often the question is drawn beside others.
    """

    text: str
    group: str
    evidence: tuple[Mark, ...] = ()
    near: tuple[Mark, ...] = ()
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Collection:
    """Plain passages and the questions over them."""

    passages: list[PlainPassage] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)


def digest(sentence: str) -> str:
    """What a sentence is known by without its words: the sha256 of its letters, 16 hexadecimal digits."""
    letters = "".join(c for c in sentence.casefold() if c.isalnum())
    return hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()[:16]


def squad(path: Path) -> Collection:
    """A file in SQuAD 2.0's form (https://arxiv.org/abs/1806.03822); raises PathError."""
    found = Collection()
    try:
        for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
            for number, part in enumerate(article["paragraphs"]):
                name, text = f"{article['title']}#{number}", part["context"].strip()
                found.passages.append(PlainPassage(name, text, article["title"].replace("_", " ")))
                spans = sentences_of(text, 0, len(text))
                for qa in part["qas"]:
                    starts = [] if qa["is_impossible"] else [answer["answer_start"] for answer in qa["answers"]]
                    held = [s for s in spans if any(s.start <= start < s.end for start in starts)]
                    evidence = tuple((name, digest(text[s.start : s.end])) for s in held)
                    near = () if evidence else ((name, NO_SENTENCE),)
                    found.questions.append(Asked(qa["question"], article["title"], evidence, near))
    except (OSError, ValueError, KeyError, TypeError):
        raise PathError(f"{path} is not a readable file in SQuAD's form. Check the path.") from None
    return found


def mtrag(folder: Path) -> Collection:
    """A folder in MTRAG's form (https://arxiv.org/abs/2501.03468); the user's turn before stands in front."""
    found, relevant = Collection(), dict[str, list[str]]()
    try:
        for row in _lines(folder / "pool_corpus.jsonl"):
            found.passages.append(PlainPassage(row["_id"], row["text"], row["title"]))
        for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            query, passage, _ = line.split("\t")
            relevant.setdefault(query, []).append(passage)
        for row in _lines(folder / "queries.jsonl"):
            before = [turn["text"] for turn in row["history"] if turn["speaker"] == "user"][-1:]
            evidence = tuple((passage, NO_SENTENCE) for passage in relevant.get(row["_id"], []))
            if evidence or row["answerability"] not in ("ANSWERABLE", "PARTIAL"):
                text = " ".join([*before, row["last_turn"]])
                found.questions.append(Asked(text, row["domain"], evidence, weight=2))
    except (OSError, ValueError, KeyError, TypeError):
        raise PathError(f"{folder} is no readable folder in MTRAG's form. Check the path.") from None
    return found


def own(settings: Settings, path: Path = OWN) -> list[Asked]:
    """Our own questions; their documents are not part of POC Desk and are named by file and sentence digests.

    A row of ``near`` is known by its first sentence. A follow-up is asked with what it leans on, as in service.
    """
    return [_own(row, settings) for row in _lines(path)]


def _own(row: dict[str, Any], settings: Settings) -> Asked:
    evidence, near = (tuple((row["file"], mark) for mark in row[kind]) for kind in ("sentences", "near"))
    whole = understand(row["question"], row.get("history", []), settings).whole
    return Asked(whole, row["file"] or NO_DOCUMENT, evidence, near, weight=4)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip())
