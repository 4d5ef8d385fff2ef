"""Measure search and silence on a collection of passages: MTRAG's pool (follow-ups) or SQuAD 2.0."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import fmean, median
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import track

from bot.assistant import Assistant
from bot.model import Answer, Outcome
from corpus.errors import InputError
from index import LiveSearcher
from index.plain import index_passages
from scripts.evaluation.collections import Asked, Collection, read_mtrag, read_squad, recall
from scripts.evaluation.silence import auroc, curve
from scripts.opening import embedder_for, plainly, settings_for

_SEED = 8


@plainly
def main(
    mtrag: Annotated[Path | None, typer.Option(help="Folder with pool_corpus.jsonl, qrels.tsv, queries.jsonl.")] = None,
    squad: Annotated[Path | None, typer.Option(help="A SQuAD 2.0 file.")] = None,
    sample: Annotated[int, typer.Option(help="Ask so many questions, drawn at random with a seed; 0: all.")] = 0,
    history: Annotated[bool, typer.Option(help="Give the asker's earlier turns along.")] = True,
) -> None:
    """Index the passages into a home of their own, ask the questions, and print figures as one line of JSON."""
    if (mtrag is None) == (squad is None):
        raise InputError("Name one collection: --mtrag FOLDER or --squad FILE.")
    collection = read_mtrag(mtrag) if mtrag is not None else read_squad(squad or Path())
    with tempfile.TemporaryDirectory() as home:
        settings = settings_for(Path(home))
        embedder = embedder_for(settings)
        index_passages(settings.home, collection.passages, embedder)
        assistant = Assistant(LiveSearcher(settings.home, embedder), settings)
        assistant.warm()
        print(json.dumps(figures(assistant, collection, sample, history=history)))


def figures(assistant: Assistant, collection: Collection, sample: int, *, history: bool) -> dict[str, float | None]:
    """Recall at 1, 5 and 10 over questions with relevant passages, AUROC of the answer score, milliseconds at p50."""
    asked = drawn(collection, sample)
    progress = Console(stderr=True)
    answers = [
        assistant.ask(each.question, history=each.history if history else ())
        for each in track(asked, "Asking", console=progress, transient=True)
    ]
    pairs = list(zip(asked, answers, strict=True))
    ranked = [(each, [p.file for p in answer.passages]) for each, answer in pairs if each.relevant]
    told = [_score(answer) for each, answer in pairs if each.answerable]
    silent = [_score(answer) for each, answer in pairs if not each.answerable]
    return {
        "passages": len(collection.passages),
        "questions": len(asked),
        "with_relevant": len(ranked),
        **{
            f"recall@{k}": round(fmean(recall(found, each.relevant, k) for each, found in ranked), 3)
            for k in (1, 5, 10)
        },
        "auroc": auroc(told, silent),
        **curve(told, silent),
        "elapsed_ms_p50": round(median(answer.elapsed_ms for answer in answers), 1),
    }


def drawn(collection: Collection, sample: int) -> list[Asked]:
    """The questions to ask, in order: all, or so many drawn with a fixed seed."""
    asked = list(collection.questions)
    if not sample or sample >= len(asked):
        return asked
    places = np.sort(np.random.default_rng(_SEED).choice(len(asked), sample, replace=False))
    return [asked[place] for place in places.tolist()]


def _score(answer: Answer) -> float:
    return 0.0 if answer.outcome is Outcome.REFUSED else answer.score


if __name__ == "__main__":
    typer.run(main)
