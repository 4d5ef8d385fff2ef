"""Measure the answers of the documents in service against a bank of questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from bot.assistant import Assistant
from bot.model import Answer, Outcome
from corpus.errors import PathError, QuestionFileError
from scripts.commands.ask import as_row, turns
from scripts.evaluation.alce import citation_precision, citation_recall, page_text
from scripts.evaluation.baseline import differences, read, rows_of
from scripts.evaluation.baseline import save as keep
from scripts.evaluation.figures import NOWHERE, Judged, answerable, judge, unanswerable
from scripts.evaluation.labels import label_figures
from scripts.evaluation.silence import auroc, curve
from scripts.opening import HOME_HELP, open_assistant, plainly, settings_for


@plainly
def main(
    questions: Annotated[
        Path, typer.Option(help="JSON lines {id, question, history, evidence: [{quote, file, pages}]}.")
    ],
    unanswerable_file: Annotated[
        Path | None, typer.Option("--unanswerable", help="JSON lines {id, question, kind}.")
    ] = None,
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
    worst: Annotated[int, typer.Option(help="How many of the worst rows to show.")] = 10,
    save: Annotated[Path | None, typer.Option(help="Keep this run, for later ones to be compared with.")] = None,
    baseline: Annotated[Path | None, typer.Option(help="A kept run: print what changed, with 95 % intervals.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one line of JSON.")] = False,
) -> None:
    """Ask every question, and print the figures, what changed since a kept run, and the worst rows."""
    before = read(baseline) if baseline is not None else {}
    bank = read_bank(questions, ("id", "question", "evidence"))
    silent_bank = read_bank(unanswerable_file, ("id", "question")) if unanswerable_file is not None else []
    assistant = open_assistant(settings_for(home))
    progress = Console(stderr=True)
    answers = [_ask(assistant, row) for row in track(bank, "Asking", console=progress, transient=True)]
    quiet = [_ask(assistant, row) for row in track(silent_bank, "Asking", console=progress, transient=True)]
    judged = [judge(row, as_row(answer)) for row, answer in zip(bank, answers, strict=True)]
    silent = [as_row(answer) for answer in quiet]
    figures: dict[str, dict[str, float | None]] = {"answerable": answerable(judged) | label_figures(judged)}
    figures["citations"] = _citations(assistant, answers)
    if silent_bank:
        figures["unanswerable"] = unanswerable(silent_bank, silent) | _silence(answers, quiet)
    rows = rows_of(judged, list(zip(silent_bank, silent, strict=True)))
    changed = differences(rows, before) if before else {}
    if save is not None:
        keep(save, figures, rows)
    if as_json:
        print(json.dumps(figures | ({"changed": changed} if before else {})))
        return
    console = Console()
    console.print(_table(figures))
    if changed:
        console.print(_changes(changed))
    _print_worst(console, judged, worst)
    for row, answer in zip(silent_bank, silent, strict=True):
        if answer["outcome"] == "answered":
            console.print(Text(f"answered, though unanswerable  {row['id']}  {row['question']}"), soft_wrap=True)


def _ask(assistant: Assistant, row: dict[str, Any]) -> Answer:
    return assistant.ask(row["question"], history=list(turns(row.get("history"))))


def _citations(assistant: Assistant, answers: Sequence[Answer]) -> dict[str, float | None]:
    """Citation recall and precision over all statements and citations of a run (see ``scripts.evaluation.alce``)."""
    text_of = page_text(assistant.searcher().store)
    recall = [each for answer in answers for each in citation_recall(answer, text_of)]
    precision = [each for answer in answers for each in citation_precision(answer, text_of)]
    return {
        "statements": len(recall),
        "citation_recall": round(fmean(recall), 3) if recall else None,
        "citation_precision": round(fmean(precision), 3) if precision else None,
    }


def _silence(answers: Sequence[Answer], quiet: Sequence[Answer]) -> dict[str, float | None]:
    """How the score tells the two banks apart; a refused question counts as scored 0."""
    told, silent = ([0.0 if a.outcome is Outcome.REFUSED else a.score for a in part] for part in (answers, quiet))
    return {"auroc": auroc(told, silent), **curve(told, silent)}


def _changes(changed: dict[str, dict[str, float]]) -> Table:
    table = Table("Figure", "Questions", "Change", "95 % interval", box=None, pad_edge=False)
    for name, row in changed.items():
        sure = "" if row["low"] <= 0 <= row["high"] else "  ●"
        interval = f"{row['low']:+.3f} to {row['high']:+.3f}{sure}"
        table.add_row(name, f"{row['questions']:g}", f"{row['difference']:+.3f}", interval)
    return table


def read_bank(path: Path, needed: Sequence[str]) -> list[dict[str, Any]]:
    """Rows of a bank; raises PathError or QuestionFileError with the line that cannot be used."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        raise PathError(f"There is no readable file at {path}. Check the path.") from None
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict) or not all(_FITS[name](row.get(name)) for name in needed):
            raise QuestionFileError(
                f"Line {number} of {path} needs JSON with {', '.join(needed)}. Correct it and run again."
            )
        rows.append(row)
    if not rows:
        raise QuestionFileError(f"{path} holds no questions. Name a file with one JSON object a line.")
    return rows


def _is_evidence(value: object) -> bool:
    """Whether a bank's evidence is at least one object with a quote, a file and its pages."""
    return (
        isinstance(value, list)
        and len(value) > 0
        and all(
            isinstance(e, dict)
            and isinstance(e.get("quote"), str)
            and isinstance(e.get("file"), str)
            and isinstance(e.get("pages"), list)
            for e in value
        )
    )


_FITS: Mapping[str, Callable[[object], bool]] = {
    "id": lambda value: isinstance(value, str | int),
    "question": lambda value: isinstance(value, str),
    "evidence": _is_evidence,
}


def _table(figures: dict[str, dict[str, float | None]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Bank", "Figure", "Value"):
        table.add_column(heading, justify="right" if heading == "Value" else "left")
    for bank, values in figures.items():
        for name, value in values.items():
            table.add_row(bank, name, "–" if value is None else f"{value:g}")
    return table


def _print_worst(console: Console, judged: Sequence[Judged], worst: int) -> None:
    """Rows whose evidence ranks lowest or is not in the answer, with what was found instead."""
    short = sorted((row for row in judged if not row.held or row.rank > 5), key=lambda row: (-row.rank, row.held))
    for row in short[:worst]:
        rank = "not found" if row.rank == NOWHERE else f"rank {row.rank}"
        console.print(
            Text(f"\n{row.question['id']}  {rank}, {row.answer['outcome']}: {row.question['question']}"), soft_wrap=True
        )
        console.print(Text(f"  wanted: {row.question['evidence'][0]['quote'][:160]}", style="green"), soft_wrap=True)
        for passage in (row.answer.get("passages") or [])[:1]:
            console.print(Text(f"  found:  {passage['text'][:160]}", style="yellow"), soft_wrap=True)


if __name__ == "__main__":
    typer.run(main)
