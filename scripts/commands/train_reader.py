"""Train the reader of question and passage, and write its weights."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from safetensors.torch import save_file

from corpus.errors import InputError, WeightsError
from index import Embedder, LiveSearcher, Searcher, find_weights, index_passages
from index.forward import cores
from index.packed import read_bert
from index.tokens import TRAINED
from scripts.opening import plainly, settings_for
from scripts.training.batches import Batch, Course, batches
from scripts.training.examples import Example, examples, frame_of
from scripts.training.figures import figures
from scripts.training.fitting import fit
from scripts.training.lessons import unwritten
from scripts.training.network import STATE, Encoder, Judged, State, Student, Teacher, device
from scripts.training.passages import texts_of
from scripts.training.questions import ARTICLES, HELD, NO_DOCUMENT, Asked, mtrag, own, squad
from scripts.training.states import Known, nearest, states_of

_SAMPLE = 60_000
_TEACHER_RATES, _READER_RATES = (1e-4, 1e-3), (3e-4, 1e-3)
_TEACHER_WRITTEN, _READER_WRITTEN = 0.85, 0.6


@dataclass(frozen=True, slots=True)
class _Collection:
    """An index with the questions over it; ``kind`` is what its groups are called."""

    kind: str
    searcher: Searcher
    questions: Sequence[Asked]


@plainly
def main(
    squad_file: Annotated[Path, typer.Option("--squad", help="A file in SQuAD 2.0's form.")],
    mtrag_folder: Annotated[Path | None, typer.Option("--mtrag", help="A folder in MTRAG's form.")] = None,
    own_home: Annotated[
        Path | None, typer.Option("--own", help="Home with the documents of scripts/training/questions.jsonl.")
    ] = None,
    teacher_seconds: Annotated[float, typer.Option(help="How long the teacher is trained.")] = 95,
    seconds: Annotated[float, typer.Option(help="How long the reader is trained.")] = 140,
    rows: Annotated[int, typer.Option(help="Windows of passages in one step.")] = 320,
    unwritten_count: Annotated[int, typer.Option("--unwritten", help="Questions made of sentences.")] = 30_000,
    folds: Annotated[int, typer.Option(help="Hold out every N-th article and document instead.")] = 0,
    fold: Annotated[int, typer.Option(help="Which of them, from 0.")] = 0,
    write: Annotated[bool, typer.Option(help="Write index/rereader.safetensors.")] = False,
) -> None:
    """Train a teacher, then the reader, on a graphics card if there is one; print what both give on what is held out.

    Held out are four articles of SQuAD and five documents of our own questions.
    """
    if folds and not 0 <= fold < folds:
        raise InputError(f"--fold {fold} is none of {folds} folds. Give one from 0 to {folds - 1}.")
    draw = random.Random(0)
    torch.manual_seed(0)
    if device().type == "cuda":
        torch.set_float32_matmul_precision("high")
    embedder = Embedder.load()
    with tempfile.TemporaryDirectory() as folder:
        collections = _collections(Path(folder), squad_file, mtrag_folder, own_home, embedder)
        held = _held(collections, folds, fold)
        state = _packaged()
        course, known = _prepared(collections, set().union(*held.values()), unwritten_count, state, draw)
    print(f"{len(course.examples)} questions, {len(known.passage_ids)} tokens, on {device().type}", flush=True)
    torch.set_num_threads(cores())
    numbers = {name: [i for i, e in enumerate(course.examples) if e.asked.group in held[name]] for name in held}
    reader = _trained(course, known, state, numbers, (teacher_seconds, seconds), rows)
    if write:
        save_file(reader.stored(), TRAINED)


def _collections(
    folder: Path, squad_file: Path, mtrag_folder: Path | None, own_home: Path | None, embedder: Embedder
) -> list[_Collection]:
    plain = [("articles", squad(squad_file))] + ([("queries", mtrag(mtrag_folder))] if mtrag_folder else [])
    made = []
    for kind, collection in plain:
        index_passages(folder / kind, collection.passages, embedder)
        searcher = LiveSearcher(folder / kind, embedder).current()
        made.append(_Collection(kind, searcher, collection.questions))
    if own_home is not None:
        settings = settings_for(own_home)
        made.append(_Collection("documents", LiveSearcher(settings.home, embedder).current(), own(settings)))
    return made


def _held(collections: Sequence[_Collection], folds: int, fold: int) -> dict[str, set[str]]:
    """What is not learned from, by the name under which its figures are printed; in folds, each article by itself."""
    groups = {each.kind: sorted({asked.group for asked in each.questions} - {NO_DOCUMENT}) for each in collections}
    articles, documents = groups["articles"], groups.get("documents", [])
    if not folds:
        return {"held-out articles": set(ARTICLES), "held-out documents": set(HELD)}
    return {name: {name} for name in articles[fold::folds]} | {"held-out documents": set(documents[fold::folds])}


def _packaged() -> State:
    bert = read_bert(find_weights().folder)
    if bert is None:
        raise WeightsError("The reader is trained from the packaged model's weights: install the project again.")
    return bert[1]


def _prepared(
    collections: Sequence[_Collection], held: set[str], count: int, state: State, draw: random.Random
) -> tuple[Course, Known]:
    """All that is drawn from, and what is known of every token; raises InputError where nothing is left."""
    tokenizer = collections[0].searcher.embedder.tokenizer()
    made = texts_of([each.searcher for each in collections], tokenizer)
    written: list[Example] = []
    for each, first, last in zip(collections, made.firsts, made.firsts[1:], strict=False):
        written += examples(each.searcher, made.texts[first:last], each.questions)
    drawn = [i for i, e in enumerate(written) for _ in range(e.asked.weight) if e.asked.group not in held]
    if not drawn:
        raise InputError("No question is left to learn from. Give a file with more articles, or more folds.")
    ids = np.concatenate(made.windows)
    frame = frame_of(tokenizer)
    asked = unwritten(made.texts, ids, count, frame, draw)
    encoder = Encoder(state).to(device()).eval()
    questions = [*(each.ids for each in written), *(each.ids for each in asked)]
    of_passages, of_questions = states_of(encoder, made.windows), states_of(encoder, questions)
    owners = torch.tensor(made.owners, device=device())
    vectors = torch.zeros(len(made.texts), STATE, device=device()).index_add_(0, owners, of_passages.sums)
    asked = nearest(asked, of_questions.sums[len(written) :], made.texts, vectors)
    course = Course(written, asked, np.cumsum([0, *(len(each) for each in questions)]), drawn)
    passage_ids, question_ids = (torch.from_numpy(row).to(device()) for row in (ids, np.concatenate(questions)))
    return course, Known(passage_ids, question_ids, of_passages.after, of_questions.after, frame[1])


def _trained(
    course: Course,
    known: Known,
    state: State,
    held: dict[str, list[int]],
    seconds: tuple[float, float],
    rows: int,
) -> Student:
    """The reader, trained on labels and on what a teacher, trained before it, makes of the same windows."""
    teacher = Teacher(state).to(device())
    fit(teacher, batches(course, rows, _TEACHER_WRITTEN, 0), known.whole, seconds[0], _TEACHER_RATES)

    def taught(batch: Batch) -> Judged:
        with torch.no_grad():
            judged: Judged = teacher(known.whole(batch))
        return judged

    _print(taught, course, held)
    sample = known.passages[torch.randperm(len(known.passages), device=device())[:_SAMPLE]]
    reader = Student(state, sample.cpu()).to(device())
    fit(reader, batches(course, rows, _READER_WRITTEN, 1), known.apart, seconds[1], _READER_RATES, taught)
    _print(lambda batch: reader(known.apart(batch)), course, held)
    return reader


def _print(judge: Callable[[Batch], Judged], course: Course, held: dict[str, list[int]]) -> None:
    for name, numbers in held.items():
        if numbers:
            print(f"{name}: {figures(judge, course, numbers)}", flush=True)


if __name__ == "__main__":
    typer.run(main)
