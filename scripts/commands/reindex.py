"""Index PDFs: the paths given become remembered roots; without a path the same roots are indexed again."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from corpus.errors import InputError
from corpus.worker import Limits, Readers
from index import current_id, list_snapshots, prune, rollback
from index.ingest import FileOutcome, Report, ingest
from index.originals import clear
from index.roots import remember, remembered, with_paths
from scripts.opening import HOME_HELP, embedder_for, plainly, settings_for


@plainly
def main(
    paths: Annotated[list[Path] | None, typer.Argument(help="PDFs, or folders that hold PDFs.")] = None,
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
    remove: Annotated[list[Path] | None, typer.Option(help="Drop a remembered root.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON on standard output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no table.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="List the snapshots and the folders, and end.")] = False,
    back: Annotated[bool, typer.Option("--rollback", help="Put the snapshot before this one into service.")] = False,
    keep: Annotated[
        int | None, typer.Option("--prune", min=1, help="Keep this many snapshots, delete the rest.")
    ] = None,
) -> None:
    """Read the PDFs, embed them, and publish a new snapshot; the one in service serves on until then."""
    settings = settings_for(home)
    if listing or back or keep is not None:
        _look_after(settings.home, back, keep)
        return
    roots = with_paths(remembered(settings.home), paths or [], remove or [])
    if not roots and remove:
        remember(settings.home, [])
        print(
            "No folder is left. What is in service stays until you name another: scripts/reindex FOLDER.",
            file=sys.stderr,
        )
        return
    if not roots:
        raise InputError("No folder is remembered for this home. Name one: scripts/reindex FOLDER.")
    limits = Limits(settings.read_seconds, settings.read_megabytes)
    console = Console(stderr=True, quiet=quiet)
    with _progress(console) as progress:
        bar = progress.add_task("Reading", total=None)

        def show(outcome: FileOutcome, total: int) -> None:
            progress.update(bar, advance=1, total=total, description=outcome.file[:40])

        with Readers(limits=limits) as readers:  # started first, so that they are warm when the model is
            report = ingest(settings.home, roots, embedder_for(settings), progress=show, readers=readers)
    remember(settings.home, roots)
    console.print(_table(report))
    console.print(_closing(report))
    if as_json:
        print(json.dumps(_row(report)))


def _look_after(home: Path, back: bool, keep: int | None) -> None:
    """Goes back, clears away, and lists what is there; the one in service is marked."""
    if back:
        rollback(home)
    if keep is not None:
        prune(home, keep)
        clear(home)
    now = current_id(home)
    for manifest in list_snapshots(home):
        mark = "in service" if manifest.id == now else ""
        counts = manifest.counts
        print(f"{manifest.id}  {counts.documents} documents, {counts.pages} pages  {mark}".rstrip())
    for root in remembered(home):
        print(f"folder: {root}")


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
