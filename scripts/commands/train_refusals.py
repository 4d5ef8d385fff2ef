"""Fit the part of the refusals that goes by meaning, and say what it catches of wordings that it has not seen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer
import yaml
from rich.console import Console
from rich.table import Table

from bot.question import understand
from bot.refusal_meaning import WEIGHTS, Weights, features, grams_of
from bot.refusals import Kind, cues_of, plain, refusal_of
from corpus.errors import QuestionFileError
from index import Embedder, EmbeddingInput
from scripts.commands.ask import turns
from scripts.commands.evaluate import read_bank
from scripts.opening import embedder_for, plainly, settings_for

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = (ROOT / "training" / "refusal_sentences.yaml", ROOT.parent / "tests" / "refusal_questions.yaml")
FRESH = ROOT.parent / "tests" / "refusal_fresh.yaml"
KINDS = tuple(k.value for k in (Kind.FORCE, Kind.THREAT_RATING, Kind.INDIVIDUALS, Kind.INSTRUCTIONS, Kind.LEGAL))
TAKEN = "taken"
_RIDGE = 0.3
_RAREST = 3  # times that a word or a pair must occur to count
_WRONGLY = 0.01  # of the look-alikes that are left out of the fit
_MARGIN = 0.02
_LEAST = 0.6  # questions of other fields score up to here: at .46 five in 300 of them were refused, here two
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences with their kind and family, as the patterns spell them, and their vectors [n, 384]."""

    texts: list[str]
    kinds: list[str]
    families: list[str]
    spelt: list[str]
    vectors: npt.NDArray[np.float32]


@plainly
def main(
    banks: Annotated[list[Path] | None, typer.Argument(help="Banks whose questions must all be taken.")] = None,
    write: Annotated[bool, typer.Option(help="Keep the weights.")] = False,
    fresh: Annotated[bool, typer.Option(help="Also measure the kept fresh wordings.")] = False,
    wrong: Annotated[bool, typer.Option(help="Show what is judged wrongly.")] = False,
) -> None:
    """Fit on the written sentences; print held-out figures by kind and family."""
    embedder = embedder_for(settings_for(None))
    console = Console()
    rows = _read(SENTENCES, embedder)
    asked = [row for bank in banks or [] for row in read_bank(bank, ("id", "question"))]
    places = _places(rows.spelt)
    inputs = _features(rows, places)
    held_out = _held_out(inputs, rows)
    taken = np.array([kind == TAKEN for kind in rows.kinds])
    weights = _fit(inputs, rows.kinds)
    threshold = max(_LEAST, float(np.quantile(held_out[taken].max(axis=1), 1 - _WRONGLY)))
    if asked:
        threshold = max(threshold, _highest(asked, embedder, places, weights) + _MARGIN)
    console.print(f"{len(rows.texts)} sentences, {int(taken.sum())} of them look-alikes; threshold {threshold:.3f}")
    _print_held_out(console, rows, held_out, threshold)
    if fresh:
        _print_fresh(console, embedder, places, weights, threshold, wrong)
    if write:
        kept = Weights(
            model=embedder.weights.sha256, threshold=round(threshold, 3), kinds=KINDS, grams=tuple(places),
            rows=tuple(tuple(round(float(w), 4) for w in row) for row in weights),
        )  # fmt: skip
        WEIGHTS.write_text(kept.model_dump_json() + "\n", encoding="utf-8")


def _read(paths: Sequence[Path], embedder: Embedder) -> Sentences:
    """Sentences of files that hold lists by kind, or by kind and family."""
    found: list[tuple[str, str, str]] = []
    for path in paths:
        try:
            kinds: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise QuestionFileError(f"{path.name} cannot be read: it holds lists of sentences by kind.") from error
        for kind, lists in kinds.items():
            if kind in (*KINDS, TAKEN):
                families = lists if isinstance(lists, dict) else {path.stem: lists}
                found += [(str(text), kind, f"{kind}/{family}") for family, each in families.items() for text in each]
    made = _made([text for text, _, _ in found], embedder)
    return Sentences(made.texts, [k for _, k, _ in found], [f for _, _, f in found], made.spelt, made.vectors)


def _made(texts: list[str], embedder: Embedder) -> Sentences:
    vectors = embedder.encode_passages([EmbeddingInput("", text) for text in texts]).passages
    return Sentences(texts, [], [], [plain(text) for text in texts], vectors)


def _highest(
    asked: Sequence[Mapping[str, object]], embedder: Embedder, places: dict[str, int], weights: Floats
) -> float:
    """The highest score of a bank's questions; one that leans on earlier turns counts by its lower score of two."""
    settings = settings_for(None)
    read = [understand(str(row["question"]), list(turns(row.get("history"))), settings) for row in asked]
    alone, whole = ([getattr(question, part) for question in read] for part in ("text", "whole"))
    scores = [(_features(_made(texts, embedder), places) @ weights.T).max(axis=1) for texts in (alone, whole)]
    return float(np.minimum(*scores).max())


def _places(spelt: Sequence[str]) -> dict[str, int]:
    """Words and pairs that occur often enough, with their places."""
    counts: dict[str, int] = {}
    for text in spelt:
        for gram in grams_of(text):
            counts[gram] = counts.get(gram, 0) + 1
    return {gram: at for at, gram in enumerate(sorted(g for g, n in counts.items() if n >= _RAREST))}


def _features(rows: Sentences, places: dict[str, int]) -> Floats:
    pairs = zip(rows.spelt, rows.vectors, strict=True)
    return np.stack([features(spelt, cues_of(spelt), vector, places) for spelt, vector in pairs])


def _fit(inputs: Floats, kinds: Sequence[str]) -> Floats:
    """Ridge regression on ±1 for each kind, less that for look-alikes: a row of weights for each of KINDS."""
    wanted = np.array([[1.0 if kind == each else -1.0 for each in (TAKEN, *KINDS)] for kind in kinds])
    gram = inputs @ inputs.T + _RIDGE * np.eye(len(inputs))
    solved: Floats = inputs.T @ np.linalg.solve(gram, wanted)
    return (solved[:, 1:] - solved[:, :1]).T


def _held_out(inputs: Floats, rows: Sentences) -> Floats:
    """Scores of each sentence by a fit without its family; look-alikes and the old questions go out by tenths."""
    draw = np.random.default_rng(1).integers(0, 10, len(rows.texts))
    whole = [
        kind != TAKEN and not family.endswith("questions")
        for kind, family in zip(rows.kinds, rows.families, strict=True)
    ]
    groups = [
        family if out else f"tenth {n}" for family, out, n in zip(rows.families, whole, draw.tolist(), strict=True)
    ]
    scores = np.zeros((len(rows.texts), len(KINDS)))
    for group in sorted(set(groups)):
        out = np.array([each == group for each in groups])
        kept = [kind for kind, gone in zip(rows.kinds, out.tolist(), strict=True) if not gone]
        scores[out] = inputs[out] @ _fit(inputs[~out], kept).T
    return scores


def _print_held_out(console: Console, rows: Sentences, scores: Floats, threshold: float) -> None:
    caught = scores.max(axis=1) > threshold
    known = np.array([refusal_of(text) is not None for text in rows.texts])
    table = Table("held out: family", "sentences", "patterns", "meaning", "both", box=None)
    for family in dict.fromkeys([*(f for f in rows.families if not f.endswith("questions")), TAKEN]):
        here = np.array(
            [f == family or (family == TAKEN and k == TAKEN) for f, k in zip(rows.families, rows.kinds, strict=True)]
        )
        if family.startswith(TAKEN) and family != TAKEN:
            continue
        shares = [f"{share[here].mean():.2f}" for share in (known, caught, known | caught)]
        table.add_row(family, str(int(here.sum())), *shares)
    new = np.array([k != TAKEN and not f.endswith("questions") for f, k in zip(rows.families, rows.kinds, strict=True)])
    shares = [f"{share[new].mean():.3f}" for share in (known, caught, known | caught)]
    table.add_row("all families that are refused", str(int(new.sum())), *shares)
    console.print(table)


def _print_fresh(
    console: Console, embedder: Embedder, places: dict[str, int], weights: Floats, threshold: float, wrong: bool
) -> None:
    rows = _read([FRESH], embedder)
    caught = (_features(rows, places) @ weights.T).max(axis=1) > threshold
    known = np.array([refusal_of(text) is not None for text in rows.texts])
    table = Table("fresh: kind", "sentences", "patterns", "both", box=None)
    for kind in (*KINDS, TAKEN):
        here = np.array([k == kind for k in rows.kinds])
        table.add_row(kind, str(int(here.sum())), str(int(known[here].sum())), str(int((known | caught)[here].sum())))
    console.print(table)
    for text, kind, judged in zip(rows.texts, rows.kinds, (known | caught).tolist(), strict=True) if wrong else ():
        if judged == (kind == TAKEN):
            console.print(json.dumps({kind: text}, ensure_ascii=False), soft_wrap=True)


if __name__ == "__main__":
    typer.run(main)
