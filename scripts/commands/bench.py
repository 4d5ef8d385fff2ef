"""Time indexing, searching at any size, and the start."""

from __future__ import annotations

import json
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.settings import Settings
from corpus.errors import InputError
from index import Embedder, Searcher, open_current
from index.weights import Precision
from scripts.benchmark import growing, ingesting, plots, searching
from scripts.opening import HOME_HELP, embedder_for, plainly, settings_for

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)
SIZES = "1000,10000,100000,1000000"
Picture = Annotated[Path | None, typer.Option("--picture", help="Also draw the figures into this PNG.")]


@app.command(name="ingest")
@plainly
def ingest_command(
    folder: Annotated[Path, typer.Argument(help="Folder of PDFs to index.")],
    runs: Annotated[int, typer.Option(help="How many times; the medians are printed.")] = 3,
    beside: Annotated[
        list[str] | None,
        typer.Option(help="NAME=COMMAND that prints JSON with ingest_s, run in turn with ours for a ratio."),
    ] = None,
    alone: Annotated[bool, typer.Option("--alone", help="Also time reading and the embedding model by themselves.")] = (
        False
    ),
    picture: Picture = None,
    once: Annotated[bool, typer.Option("--once", help="One run in this process, printed as a line of JSON.")] = False,
) -> None:
    """Index into an empty home, model loaded before; ask one question at the end, so that the index surely answers."""
    if not folder.is_dir():
        raise InputError(f"There is no folder at {folder}. Check the path.")
    settings = settings_for(None)
    if once:
        print(json.dumps(ingesting.whole(folder, settings, embedder_for(settings))))
        return
    others = dict(name.split("=", 1) for name in beside or [] if "=" in name)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("ours", *others)}
    for _ in range(runs):
        rows["ours"].append(_run([*_own("ingest"), str(folder), "--once"]))
        for name, command in others.items():
            rows[name].append(_run(shlex.split(command)))
    stages = _stages(folder, settings) if alone else {}
    _print_ingest(rows, stages)
    if picture is not None:
        middle = sorted(rows["ours"], key=lambda row: float(row["ingest_s"]))[len(rows["ours"]) // 2]
        rates = {name: middle["pages"] / _median(rows[name]) for name in others}
        plots.draw_ingest(middle, stages, rates, picture)


@app.command()
@plainly
def search(
    home: Annotated[Path | None, typer.Option(help=HOME_HELP + " Archives are grown from its documents.")] = None,
    questions: Annotated[
        list[Path] | None, typer.Option(help="JSON lines with question; without, sentences of the documents are asked.")
    ] = None,
    sizes: Annotated[str, typer.Option(help="Numbers of passages.")] = SIZES,
    work: Annotated[Path | None, typer.Option(help="Where to grow the archives (10^6 passages: 5 GB).")] = None,
    picture: Picture = None,
    at: Annotated[Path | None, typer.Option(hidden=True, help="One grown archive to measure in this process.")] = None,
) -> None:
    """Search archives of growing size, the questions embedded before: milliseconds, recall, memory, opening."""
    settings = settings_for(home)
    embedder = embedder_for(settings)
    if at is not None:
        print(json.dumps(searching.measure(at, searching.load(at.parent / "questions.npz"), embedder)))
        return
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(dir=work) as folder:
        for size in (int(part) for part in sizes.split(",")):
            rows.append(_one_size(settings, embedder, questions or [], size, Path(folder)))
            print(json.dumps(rows[-1]), flush=True)
    if picture is not None:
        plots.draw_search(rows, picture)


@app.command()
@plainly
def start(
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
    question: Annotated[str, typer.Option(help="What is asked.")] = "Who protects civilians?",
    runs: Annotated[int, typer.Option(help="How many times; the median is printed.")] = 5,
) -> None:
    """Start the bot anew, ask it one question, and end: seconds by the clock, processor seconds and memory."""
    settings = settings_for(home)
    command = [sys.executable, "-P", "-m", "scripts.commands.start", question, "--home", str(settings.home)]
    rows = [_started(command) for _ in range(runs)]
    names = ("seconds", "processor_s", "resident_mb")
    print(json.dumps({name: round(statistics.median(row[name] for row in rows), 2) for name in names} | {"runs": rows}))


def _one_size(
    settings: Settings, embedder: Embedder, questions: Sequence[Path], size: int, folder: Path
) -> dict[str, Any]:
    """Grows one archive, measures it in a process of its own, and deletes it."""
    searcher = Searcher(open_current(settings.home, embedder.weights.sha256), embedder)
    source, at = growing.real(searcher), folder / str(size)
    if not (folder / "questions.npz").exists():
        searching.save(folder / "questions.npz", searching.asked(_questions(questions, source), embedder))
    began = time.perf_counter()
    growing.grow(source, searcher.snapshot, size, at)
    grown = round(time.perf_counter() - began, 1)
    try:
        return {**_run([*_own("search"), "--home", str(settings.home), "--at", str(at)]), "grow_s": grown}
    finally:
        growing.clear(at)


def _questions(files: Sequence[Path], source: growing.Real) -> list[str]:
    """The questions of the files, or 200 sentences of the documents."""
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    if rows:
        return [row["question"] for row in rows]
    every = [d.text[s.start : s.end] for d, passages in source.documents for p in passages for s in p.sentences[:1]]
    return every[:: max(1, len(every) // 200)][:200]


def _stages(folder: Path, settings: Settings) -> dict[str, Any]:
    embedder = embedder_for(settings)
    precisions: tuple[Precision, ...] = ("fp32",) if embedder.precision == "fp32" else ("fp32", embedder.precision)
    return ingesting.stages(folder, embedder, precisions)


def _print_ingest(rows: dict[str, list[dict[str, Any]]], stages: dict[str, Any]) -> None:
    for name, own in rows.items():
        seconds = [float(row["ingest_s"]) for row in own]
        print(f"{name}: ingest {_median(own):.2f} s (median of {len(seconds)}: {seconds})")
        if name != "ours":
            ratios = [a["ingest_s"] / b["ingest_s"] for a, b in zip(rows["ours"], own, strict=True)]
            pairs = [round(ratio, 3) for ratio in ratios]
            print(f"ratio ours/{name}, pair by pair: median {statistics.median(ratios):.3f} ({pairs})")
    for name, row in stages.items():
        print(f"{name} alone: {row['seconds']:.2f} s, {row['pages_per_s']:.1f} pages/s")
        if name.startswith("embed"):
            print(f"ratio ours/{name} alone: {_median(rows['ours']) / row['seconds']:.3f}")
    print(json.dumps({**rows, "alone": stages}))


def _median(rows: Sequence[dict[str, Any]]) -> float:
    return statistics.median(float(row["ingest_s"]) for row in rows)


def _own(name: str) -> list[str]:
    return [sys.executable, "-P", "-m", "scripts.commands.bench", name]


def _started(command: Sequence[str]) -> dict[str, float]:
    """One start to its end, measured by the program ``time``'s own means: the children's use of resources."""
    code = (
        "import json,resource,subprocess,sys,time; a=time.perf_counter();"
        "r=subprocess.run(sys.argv[1:],stdout=2).returncode; s=time.perf_counter()-a;"
        "u=resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(json.dumps({'code':r,'seconds':s,'processor_s':u.ru_utime+u.ru_stime,'resident_mb':u.ru_maxrss/1024}))"
    )
    row = _run([sys.executable, "-c", code, *command])
    if row.pop("code"):
        raise InputError("The bot did not answer. Run scripts/start with a question to see why.")
    return {name: round(value, 2) for name, value in row.items()}


def _run(command: Sequence[str]) -> dict[str, Any]:
    """The JSON object of a command's last line."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        row: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        why = done.stderr.strip().splitlines()[-1:] or ["no output"]
        raise InputError(f"{command[0]} printed no JSON ({why[0][:200]}). Run it by itself to see why.") from None
    return row


if __name__ == "__main__":
    app()
