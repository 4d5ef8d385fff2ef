"""Index PDFs: the paths given become remembered roots; without a path the same roots are indexed again."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column
from rich.text import Text

from bot.settings import Settings
from corpus.errors import InputError, PathError, SnapshotDamaged
from corpus.ocr import OcrLimits
from corpus.worker import Limits
from index import Embedder, current_id, list_snapshots, open_current, prune, rollback, verify
from index.clearing import clear_kept
from index.ingest import ingest
from index.report import FileOutcome, Report, as_row, read_report
from index.roots import remember, remembered, with_paths
from index.run import Wishes
from index.trouble import told_plainly
from scripts.indexing.printing import counted, print_report
from scripts.opening import HOME_HELP, console_for, embedder_for, plainly, settings_for, verdicts_in

_NAME = 26
"""Columns of a file's name: of 80 they leave the bar some, and the time that is left is never cut."""

_STOPPED = "Stopped. What is in service stays as it was. Run the same command again: it goes on from where it was."
_BACK = "A bot that runs takes it at the next question. The next scripts/reindex builds from the PDFs as they are then."


@plainly
def main(
    paths: Annotated[list[Path] | None, typer.Argument(help="PDFs, or folders that hold PDFs.", readable=False)] = None,
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
    remove: Annotated[list[Path] | None, typer.Option(help="Drop a remembered root.")] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Read, report, and publish nothing.")] = False,
    ocr: Annotated[bool, typer.Option("--ocr", help="Read scans, with ocrmypdf and tesseract.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Read every file anew, whatever was kept.")] = False,
    gate: Annotated[
        Path | None, typer.Option(help="Ask these questions (JSON lines) first; do not publish what answers worse.")
    ] = None,
    gate_margin: Annotated[float, typer.Option(min=0, max=1, help="How far evidence@5 may fall.")] = 0.02,
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and run again when a folder changes.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON on standard output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Silent, unless something is wrong.")] = False,
    report: Annotated[bool, typer.Option("--report", help="Show the report of the index in service, and end.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="List the snapshots and the folders, and end.")] = False,
    sound: Annotated[
        bool, typer.Option("--verify", help="Compare each byte in service with what was published, and end.")
    ] = False,
    back: Annotated[bool, typer.Option("--rollback", help="Put the snapshot before this one into service.")] = False,
    keep: Annotated[
        int | None, typer.Option("--prune", min=1, help="Keep this many snapshots, delete the rest.")
    ] = None,
) -> None:
    """Read what is new, embed it, and publish a new snapshot; the one in service serves on until then."""
    _refuse_together(
        report or listing or sound or back or keep is not None, bool(paths or remove or gate or again or ocr), dry
    )
    if watch and (dry or again or as_json):
        raise InputError("--watch publishes what it reads, again and again: leave out --dry-run, --again and --json.")
    settings = settings_for(home)
    console = console_for(stderr=True, quiet=quiet)
    if report:
        _show(settings.home, as_json)
        return
    if sound:
        _verify(settings.home)
        return
    if listing or back or keep is not None:
        _look_after(settings.home, back, keep)
        return
    roots = _roots(settings.home, paths or [], remove or [])
    if not roots:
        return
    if watch:
        if gate and not gate.is_file():
            raise PathError(f"There is no readable file at {gate}. Check the path.")
        _watch(roots, settings, [*(["--ocr"] if ocr else []), *_gate_options(gate, gate_margin)], quiet)
        return
    signal.signal(signal.SIGTERM, _interrupt)
    embedder = embedder_for(settings)
    check = _gate(gate, gate_margin, embedder, settings) if gate else None
    limits = OcrLimits(settings.ocr_seconds)
    wishes = Wishes(dry=dry, again=again, ocr=ocr, ocr_limits=limits, check=check)
    try:
        found = _run(settings, roots, embedder, wishes, console)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_STOPPED) from None
    if not dry:
        with told_plainly():
            remember(settings.home, roots)
    if quiet:
        _tell_failures(found)
    else:
        print_report(console, found, dry)
    if as_json:
        print(json.dumps(as_row(found)))


def _run(settings: Settings, roots: list[Path], embedder: Embedder, wishes: Wishes, console: Console) -> Report:
    """One run under a bar that shows files, pages, pages a second and the time that is left."""
    with _progress(console) as progress:
        bar = progress.add_task("Looking at the files", total=None, pages=0, rate="")

        def show(outcome: FileOutcome | None, total: int) -> None:
            if outcome is None:
                progress.update(bar, total=total, description="Reading")
                return
            task = progress.tasks[bar]
            pages = task.fields["pages"] + outcome.pages
            rate = f"{pages / task.elapsed:.1f} pages/s" if task.elapsed else ""
            progress.update(bar, advance=1, description=outcome.file[:40], pages=pages, rate=rate)

        limits = Limits(settings.read_seconds, settings.read_megabytes)
        return ingest(settings.home, roots, embedder, limits=limits, progress=show, wishes=wishes)


def _refuse_together(only_looks: bool, reads: bool, dry: bool) -> None:
    """A wish that would be passed over in silence is an error: going back is nothing that a dry run could try."""
    if only_looks and (reads or dry):
        raise InputError(
            "--report, --list, --verify, --rollback and --prune read no PDFs: leave out folders and other options, or "
            "run twice."
        )


def _roots(home: Path, add: list[Path], remove: list[Path]) -> list[Path]:
    """The folders to index; empty where the last one was dropped, and nothing is left to do."""
    roots = with_paths(remembered(home), add, remove)
    if not roots and not remove:
        raise InputError("No folder is remembered for this home. Name one: scripts/reindex FOLDER.")
    if not roots:
        remember(home, [])
        print(
            "No folder is left. What is in service stays until you name another: scripts/reindex FOLDER.",
            file=sys.stderr,
        )
    return roots


def _gate(
    questions: Path, margin: float, embedder: Embedder, settings: Settings
) -> Callable[[Path], dict[str, object]]:
    from scripts.indexing.gate import Gate, confirmed_in  # here: a run without a gate need not wait for the assistant

    verdicts = verdicts_in(settings)
    confirmed = [confirmed_in(verdicts)] if verdicts else []
    return Gate.of(questions, margin, embedder, settings, confirmed).check


def _gate_options(gate: Path | None, margin: float) -> list[str]:
    return ["--gate", str(gate), "--gate-margin", str(margin)] if gate else []


def _watch(roots: list[Path], settings: Settings, options: list[str], quiet: bool) -> None:
    from scripts.indexing.watch import watch_roots  # here, as above

    with told_plainly():
        remember(settings.home, roots)
    command = [sys.executable, "-P", "-m", "scripts.commands.reindex", "--home", str(settings.home), *options]
    watch_roots(roots, [*command, *(["--quiet"] if quiet else [])], quiet)


def _show(home: Path, as_json: bool) -> None:
    """The report that the snapshot in service keeps."""
    manifest = open_current(home).manifest
    found = read_report(manifest.report)
    if as_json:
        print(json.dumps({**as_row(found), "created": manifest.created.isoformat()}))
        return
    console = console_for()
    console.print(Text(f"Index {manifest.id}, made {manifest.created:%Y-%m-%d %H:%M} UTC."))
    print_report(console, found)


def _verify(home: Path) -> None:
    """Compares every file in service with its checksum; raises SnapshotDamaged, which names the first that differs."""
    with told_plainly():
        snapshot = open_current(home)
        verify(snapshot)
    files = counted(len(snapshot.manifest.files), "file")
    print(f"{snapshot.manifest.id} is as it was published: {files}, each with the checksum that its manifest names.")


def _look_after(home: Path, back: bool, keep: int | None) -> None:
    """Goes back, clears away, and lists what is there; the one in service is marked."""
    with told_plainly():
        if back:
            print(f"Gone back to {rollback(home)}. {_BACK}", file=sys.stderr)
        if keep is not None:
            gone = prune(home, keep)
            clear_kept(home)
            print(_pruned(home, len(gone), keep), file=sys.stderr)
    try:
        now = current_id(home)
    except SnapshotDamaged as error:
        now = ""
        print(error, file=sys.stderr)
    for manifest in list_snapshots(home):
        mark = "in service" if manifest.id == now else ""
        counts = manifest.counts
        held = f"{counted(counts.documents, 'document')}, {counted(counts.pages, 'page')}"
        print(f"{manifest.id}  {held}  {mark}".rstrip())
    for root in remembered(home):
        print(f"folder: {root}")


def _pruned(home: Path, gone: int, keep: int) -> str:
    """What was deleted; and why more is left than was asked for, where it is."""
    left = len(list_snapshots(home))
    why = " Those in service or in use are never deleted." if left > keep else ""
    return f"{counted(gone, 'index', 'indexes')} deleted, {left} kept.{why}"


def _progress(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description}", markup=False, table_column=Column(width=_NAME, overflow="ellipsis")),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files  {task.fields[pages]} pages  {task.fields[rate]}", markup=False),
        TimeRemainingColumn(compact=True, table_column=Column(min_width=5, no_wrap=True)),
    )
    return Progress(*columns, console=console, transient=True)


def _tell_failures(report: Report) -> None:
    """What a quiet run says: each file that is not indexed, when there is news of them."""
    for file in [] if report.unchanged else report.failures:
        print(f"{file.file}: {file.outcome}. {file.reason}", file=sys.stderr)


def _interrupt(*_: object) -> None:
    """Ends a run at SIGTERM as at Ctrl-C: what is being built is cleared away."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    typer.run(main)
