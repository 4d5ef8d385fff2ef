"""Fit the answer/abstain score to banks of answerable and unanswerable questions, and write its weights."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from sklearn.metrics import roc_auc_score

from bot.answerability import WEIGHTS
from bot.assistant import Assistant
from bot.looking import signs
from corpus.errors import InputError, PathError
from index import LiveSearcher, index_passages
from scripts.benchmark.plots import draw_reliability
from scripts.commands.ask import turns
from scripts.commands.evaluate import read_bank
from scripts.evaluation.collections import Asked, Collection, read_mtrag, read_squad
from scripts.evaluation.lines import Documents, Floats, Ints, PlainPassages, Row, Rows, as_file
from scripts.opening import embedder_for, open_assistant, plainly, settings_for
from scripts.training.questions import ARTICLES, HELD, own

Shown = dict[str, tuple[Floats, Ints]]
_FOREIGN = 25
_OWN, _ARTICLES, _TURNS = "own", "articles", "conversations"
_PARTS = 5


@plainly
def main(
    sets: Annotated[
        list[str] | None, typer.Argument(help="HOME=ANSWERABLE.jsonl,UNANSWERABLE.jsonl, once for each corpus.")
    ] = None,
    foreign: Annotated[
        Path | None, typer.Option(help="A file in SQuAD's form, whose questions are about something else.")
    ] = None,
    own_home: Annotated[
        Path | None, typer.Option("--own", help="Home with the documents of scripts/training/questions.jsonl.")
    ] = None,
    squad: Annotated[Path | None, typer.Option(help="A SQuAD 2.0 file, for the line among plain passages.")] = None,
    mtrag: Annotated[
        Path | None, typer.Option(help="Folder with MTRAG's pool, for the line among plain passages.")
    ] = None,
    write: Annotated[bool, typer.Option(help="Write the weights into bot/answerability.json.")] = False,
    picture: Annotated[
        Path | None, typer.Option(help="Draw how far the held-out score can be relied on (PNG).")
    ] = None,
) -> None:
    """Print the held-out area under the curve for each corpus, and write the fitted weights on request."""
    strangers = _strangers(foreign) if foreign is not None else []
    rows = [row for text in sets or [] for row in _rows(text, strangers)]
    lead = tuple(dict.fromkeys(row.group for row in rows))
    rows += _own(own_home, strangers) if own_home is not None else []
    fitted = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    shown: Shown = {}
    if rows:
        shown, fitted["documents"] = _fitted(Documents(lead), Rows(rows))
    if plain := [*_articles(squad), *_conversations(mtrag)]:
        found, fitted["passages"] = _fitted(PlainPassages(dict.fromkeys(row.group for row in plain)), Rows(plain))
        shown |= found
    if not shown:
        raise InputError("There is nothing to fit a line to. Name HOME=ANSWERABLE,UNANSWERABLE, --squad or --mtrag.")
    if picture is not None:
        draw_reliability(shown, float(fitted["documents"]["answer"]), picture)
    if write:
        WEIGHTS.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


def _fitted(line: Documents | PlainPassages, rows: Rows) -> tuple[Shown, dict[str, Any]]:
    """Held-out scores and labels of each bank, printed too, and the fitted line."""
    held, fitted = line.held_out(rows), as_file(line, rows)
    shown: Shown = {}
    for group in dict.fromkeys(rows.groups.tolist()):
        known = (rows.groups == group) & ~rows.foreign
        marks, labels = held[known], rows.y[known]
        shown[group] = (marks, labels)
        told, quiet = marks[labels == 1] >= fitted["answer"], marks[labels == 0] < fitted["answer"]
        print(
            f"{group}: {int(known.sum())} questions, held out: AUROC {roc_auc_score(labels, marks):.3f}, "
            f"{told.mean():.0%} of the answerable ones answered, {quiet.mean():.0%} of the others not"
        )
        if (away := (rows.groups == group) & rows.foreign).any():
            print(f"… and {(held[away] < fitted['answer']).mean():.0%} of those about something else not")
    print(json.dumps(fitted))
    return shown, fitted


def _rows(text: str, strangers: Sequence[str]) -> list[Row]:
    home, answerable, unanswerable = _parse(text)
    assistant = open_assistant(settings_for(home))
    bank = [(row, 1, False) for row in read_bank(answerable, ("question",))]
    bank += [(row, 0, False) for row in read_bank(unanswerable, ("question",))]
    bank += [({"question": question}, 0, True) for question in strangers]
    return [Row(_signs(assistant, row), label, home.name, strange) for row, label, strange in bank]


def _own(home: Path, strangers: Sequence[str]) -> list[Row]:
    """Our own questions over the documents that the reader has not learned from."""
    assistant = open_assistant(settings_for(home))
    bank = [(row.text, int(bool(row.evidence)), False) for row in own(assistant.settings) if row.group in HELD]
    bank += [(question, 0, True) for question in strangers]
    return [Row(_signs(assistant, {"question": text}), label, _OWN, strange) for text, label, strange in bank]


def _signs(assistant: Assistant, row: dict[str, Any], before: Sequence[str] = ()) -> list[float]:
    history = list(before or turns(row.get("history")))
    return signs(assistant.searcher(), assistant.reader, assistant.settings, row["question"], history)


def _articles(path: Path | None) -> list[Row]:
    """Questions of the SQuAD articles that the reader has not learned from, an article held out at a time."""
    if path is None:
        return []
    found = read_squad(path)
    articles = {question.id: next(iter(question.relevant)).rpartition("-")[0] for question in found.questions}
    chosen = [question for question in found.questions if articles[question.id] in ARTICLES]
    return _of_passages(found, chosen, _ARTICLES, [articles[question.id] for question in chosen])


def _conversations(folder: Path | None) -> list[Row]:
    """MTRAG's last turns with those before; the reader has learned from them. A fifth is held out at a time."""
    if folder is None:
        return []
    found = read_mtrag(folder)
    return _of_passages(found, found.questions, _TURNS, [f"{n % _PARTS}" for n in range(len(found.questions))])


def _of_passages(collection: Collection, asked: Sequence[Asked], group: str, parts: Sequence[str]) -> list[Row]:
    with tempfile.TemporaryDirectory() as home:
        settings = settings_for(Path(home))
        embedder = embedder_for(settings)
        index_passages(settings.home, collection.passages, embedder)
        assistant = Assistant(LiveSearcher(settings.home, embedder), settings)
        return [
            Row(_signs(assistant, {"question": each.question}, each.history), int(each.answerable), group, part=part)
            for each, part in zip(asked, parts, strict=True)
        ]


def _strangers(path: Path) -> list[str]:
    """Twenty-five questions of a file in SQuAD's form, always the same ones."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))["data"]
        found = [qa["question"] for article in data for part in article["paragraphs"] for qa in part["qas"]]
    except (OSError, ValueError, KeyError, TypeError):
        raise PathError(f"{path} is not a readable file in SQuAD's form. Check the path.") from None
    return random.Random(7).sample(found, min(_FOREIGN, len(found)))


def _parse(text: str) -> tuple[Path, Path, Path]:
    home, _, banks = text.partition("=")
    paths: Sequence[str] = banks.split(",")
    if not home or len(paths) != 2:
        raise InputError(f"{text} is not HOME=ANSWERABLE,UNANSWERABLE. Name a home and two files.")
    return Path(home), Path(paths[0]), Path(paths[1])


if __name__ == "__main__":
    typer.run(main)
