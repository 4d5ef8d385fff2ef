"""Time how long a folder of PDFs takes from the first byte to an index that answers."""

from __future__ import annotations

import json
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.assistant import Assistant
from corpus.errors import InputError
from corpus.worker import Readers
from index import LiveSearcher
from index.ingest import ingest
from scripts.opening import embedder_for, plainly, settings_for


@plainly
def main(
    folder: Annotated[Path, typer.Argument(help="Folder of PDFs to index.")],
    runs: Annotated[int, typer.Option(help="How many times; the medians are printed.")] = 3,
    beside: Annotated[
        str, typer.Option(help="A command that prints JSON with ingest_s, run in turn with ours for a ratio.")
    ] = "",
    once: Annotated[bool, typer.Option("--once", help="One run in this process, printed as a line of JSON.")] = False,
) -> None:
    """Index into an empty home, model loaded before; ask one question at the end, so that the index surely answers."""
    if not folder.is_dir():
        raise InputError(f"There is no folder at {folder}. Check the path.")
    if once:
        print(json.dumps(measure(folder)))
        return
    ours: list[dict[str, Any]] = []
    theirs: list[dict[str, Any]] = []
    for _ in range(runs):
        ours.append(_run([sys.executable, "-m", "scripts.commands.bench", str(folder), "--once"]))
        if beside:
            theirs.append(_run(shlex.split(beside)))
    for name, rows in (("ours", ours), ("beside", theirs)):
        if rows:
            seconds = [float(row["ingest_s"]) for row in rows]
            print(f"{name}: ingest {statistics.median(seconds):.2f} s (median of {len(seconds)}: {seconds})")
    if theirs:
        ratios = [a["ingest_s"] / b["ingest_s"] for a, b in zip(ours, theirs, strict=True)]
        print(
            f"ratio ours/beside, pair by pair: median {statistics.median(ratios):.3f} ({[round(r, 3) for r in ratios]})"
        )
    print(json.dumps({"ours": ours, "beside": theirs}))


def measure(folder: Path) -> dict[str, Any]:
    """One run: seconds from the first byte read to an index that has answered, and what was indexed."""
    with tempfile.TemporaryDirectory() as home, Readers() as readers:
        settings = settings_for(Path(home))
        embedder = embedder_for(settings)
        embedder.encode_query("ready")
        readers.wait_until_ready()
        began = time.perf_counter()
        report = ingest(settings.home, [folder.resolve()], embedder, readers=readers)
        assistant = Assistant(LiveSearcher(settings.home, embedder), settings)
        assistant.ask("Who protects civilians?")
        took = time.perf_counter() - began
    seconds = {name: round(value, 3) for name, value in report.seconds.items()}
    return {"ingest_s": round(took, 3), "pages": report.pages, "passages": report.passages, "seconds": seconds}


def _run(command: list[str]) -> dict[str, Any]:
    """The JSON object of a command's last line."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        row: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        why = done.stderr.strip().splitlines()[-1:] or ["no output"]
        raise InputError(f"{command[0]} printed no JSON ({why[0][:200]}). Run it by itself to see why.") from None
    return row


if __name__ == "__main__":
    typer.run(main)
