"""Index PDFs: the paths given become remembered roots; without a path the same roots are indexed again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from corpus.errors import InputError
from corpus.worker import Limits
from index.ingest import FileOutcome, Report, ingest
from index.roots import remember, remembered, with_paths
from scripts.opening import HOME_HELP, embedder_for, plainly, settings_for


@plainly
def main(
    paths: Annotated[list[Path] | None, typer.Argument(help="PDFs, or folders that hold PDFs.")] = None,
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
    remove: Annotated[list[Path] | None, typer.Option(help="Drop a remembered root.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON on standard output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no table.")] = False,
) -> None:
    """Read the PDFs, embed them, and publish a new snapshot; the one in service serves on until then."""
    settings = settings_for(home)
    roots = with_paths(remembered(settings.home), paths or [], remove or [])
    if not roots:
        raise InputError("No folder is remembered for this home. Name one: scripts/reindex FOLDER.")
    limits = Limits(settings.read_seconds, settings.read_megabytes)
    console = Console(stderr=True, quiet=quiet)
    with _progress(console) as progress:
        bar = progress.add_task("Reading", total=None)

        def show(outcome: FileOutcome, total: int) -> None:
            progress.update(bar, advance=1, total=total, description=outcome.file[:40])

        report = ingest(settings.home, roots, embedder_for(settings), limits=limits, progress=show)
    remember(settings.home, roots)
    console.print(_table(report))
    console.print(_closing(report))
    if as_json:
        print(json.dumps(_row(report)))


def _progress(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description:40}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True)


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading, justify in (("File", "left"), ("Outcome", "left"), ("Pages", "right"), ("Passages", "right")):
        table.add_column(heading, justify="right" if justify == "right" else "left", overflow="fold")
    for file in report.files:
        style = "" if file.outcome == "indexed" else "yellow"
        what = file.outcome if file.outcome == "indexed" else f"{file.outcome}: {file.reason}"
        cells = (file.file, "; ".join([what, *file.notes]), str(file.pages or ""), str(file.passages or ""))
        table.add_row(*map(Text, cells), style=style)
    return table


def _closing(report: Report) -> str:
    left_out = len(report.files) - report.indexed
    seconds = report.seconds
    return (
        f"{report.indexed} documents, {report.pages} pages, {report.passages} passages in service as "
        f"{report.snapshot}; {left_out} files not indexed. "
        f"{seconds['total']:.1f} s (waiting for readers {seconds['parse']:.1f}, embedding {seconds['embed']:.1f}, "
        f"writing {seconds['write']:.1f})."
    )


def _row(report: Report) -> dict[str, object]:
    files = [
        {
            "file": f.file,
            "outcome": f.outcome,
            "reason": f.reason,
            "pages": f.pages,
            "passages": f.passages,
            "notes": f.notes,
        }
        for f in report.files
    ]
    return {
        "files": files, "pages": report.pages, "passages": report.passages,
        "seconds": {k: round(v, 3) for k, v in report.seconds.items()}, "snapshot": report.snapshot,
    }  # fmt: skip


if __name__ == "__main__":
    typer.run(main)
