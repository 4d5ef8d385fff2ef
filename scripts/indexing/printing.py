"""A report of a re-index as an admin reads it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from corpus.ocr import missing
from index.report import INDEXED, FileOutcome, Report

_SHOWN = 20


def print_report(console: Console, report: Report, dry: bool = False) -> None:
    """Prints every file with its outcome, then what changed and what to look at, then one closing line."""
    console.print(_table(report.files))
    for line in findings(report):
        console.print(Text(line), soft_wrap=True)
    console.print(Text(closing(report, dry)), soft_wrap=True)


def _table(files: Sequence[FileOutcome]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("File", "Outcome", "Pages", "Passages"):
        table.add_column(heading, justify="right" if heading.startswith("Pa") else "left", overflow="fold")
    for file in files:
        style = "yellow" if file.failed else ""
        cells = (file.file, "; ".join(_said(file)), str(file.pages or ""), str(file.passages or ""))
        table.add_row(*map(Text, cells), style=style)
    return table


def _said(file: FileOutcome) -> Iterator[str]:
    """Outcome, reason and notes of one file; many pages of one note are counted."""
    yield file.outcome if file.outcome == INDEXED else f"{file.outcome}: {file.reason}"
    if file.ocr:
        yield f"read by OCR, {file.ocr} % sure"
    yield from file.notes if len(file.notes) <= 3 else (*file.notes[:2], f"and {len(file.notes) - 2} more pages")


def findings(report: Report) -> Iterator[str]:
    """What changed and what somebody should look at, one line each; nothing where there is nothing."""
    changes = report.changes
    for what, names in (("Added", changes.added), ("Changed", changes.changed), ("Removed", changes.removed)):
        if names:
            yield f"{what} ({len(names)}): {_some(names)}"
    if report.failures:
        yield f"Not indexed ({len(report.failures)}): {_some([f'{f.file} ({f.outcome})' for f in report.failures])}"
    if changes.renamed:
        yield f"Renamed ({len(changes.renamed)}): {_some([f'{old} is now {new}' for old, new in changes.renamed])}"
    if report.superseded:
        yield f"Superseded ({len(report.superseded)}): {_some(report.superseded)}"
    if report.without_text:
        pages = [f"{f.file} ({len(f.without_text)} of {f.pages})" for f in report.without_text]
        yield f"Pages without text: {_some(pages)}"
    for each in report.alike[:_SHOWN]:
        yield f"Look-alike: {each.first} and {each.second} ({each.why}, {each.share:.0%} of the sentences)"
    if len(report.alike) > _SHOWN:
        yield f"Look-alike: {len(report.alike) - _SHOWN} more pairs; --report --json lists them all"
    if report.described:
        yield f"Only cited, as catalogue.yaml describes them ({len(report.described)}): {_some(report.described)}"
    if report.unused:
        yield (
            f"catalogue.yaml has entries that no file answers to, and that no document cites: {_some(report.unused)}. "
            "Check the names."
        )
    scans = sum(f.outcome == "needs OCR" for f in report.files)
    if scans:
        yield f"{counted(scans, 'file needs', 'files need')} OCR. {missing() or 'Run scripts/reindex --ocr.'}"
    if report.gate:
        before = f"{report.gate['before']:.3f}" if report.gate.get("before") is not None else "none"
        after, asked = report.gate["after"], report.gate["questions"]
        yield f"Gate: evidence@5 {after:.3f}, in service {before} ({counted(asked, 'question')})"
        if not after and not report.gate.get("before"):
            yield "The gate found the evidence of no question, so it holds nothing back. Check its quotes and files."


def closing(report: Report, dry: bool = False) -> str:
    """One line: how much is in service, under which name, and how long it took."""
    failed = len(report.failures)
    passages = counted(report.passages, "passage")
    counts = f"{counted(report.indexed, 'document')}, {counted(report.pages, 'page')}, {passages}"
    left_out = f"{counted(failed, 'file')} not indexed"
    seconds = report.seconds
    took = f"{seconds.get('total', 0.0):.1f} s"
    if report.unchanged:
        return f"Nothing has changed: {counts} stay in service as {report.snapshot}; {left_out}. {took}."
    if dry:
        return f"Dry run, nothing was published: {counts}; {left_out}. {took}. Run it without --dry-run to publish."
    kept = f"{counted(report.kept, 'file')} kept from before"
    return (
        f"{counts} in service as {report.snapshot}; {left_out}; {kept}. {took} (waiting "
        f"for readers {seconds['parse']:.1f}, embedding {seconds['embed']:.1f}, writing {seconds['write']:.1f})."
    )


def counted(number: int, one: str, many: str = "") -> str:
    """A number with what is counted, in the singular for one."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
