"""Check one quotation, a file of quotations, or a whole draft against the documents in service."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.assistant import EVERYONE, Assistant
from bot.quotes import Check, Draft, Finding, Verdict, read_draft
from bot.quotes.printing import Printer, nothing
from corpus.errors import InputError, PocError
from scripts.commands.ask import lines_of
from scripts.opening import HOME_HELP, open_assistant, plainly, settings_for

_NOT_JSON = "This row is not a quotation. Each line needs JSON with id and quote, and may have claimed."
_USAGE = (
    "Give one quotation, --batch FILE or --draft FILE. "
    'Example: scripts/quotecheck "shall protect civilians" --claimed "the brief"'
)
_ROW = (
    "verdict", "file", "document", "symbol", "pages", "page_labels", "paragraph", "section", "truth", "differences",
    "second_hand", "notices", "elapsed_ms",
)  # fmt: skip


@plainly
def main(
    quote: Annotated[str | None, typer.Argument(help="The quotation.")] = None,
    claimed: Annotated[str, typer.Option(help='Where it is said to stand: "S/RES/2779 (2025), para. 3".')] = "",
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON instead of text.")] = False,
    draft: Annotated[Path | None, typer.Option(help="A draft (txt, docx, pdf): each quotation and reference.")] = None,
    batch: Annotated[Path | None, typer.Option(help="JSON lines {id, quote, claimed}: one verdict line each.")] = None,
) -> None:
    """Say whether words stand in the documents as they are quoted, and show what differs."""
    if sum(given is not None for given in (quote, batch, draft)) != 1:
        raise InputError(_USAGE)
    text = read_draft(draft) if draft is not None else None
    lines = lines_of(batch) if batch is not None else None
    assistant = open_assistant(settings_for(home))
    if lines is not None:
        for number, line in enumerate(lines, 1):
            print(json.dumps(_row(assistant, line, number)), flush=True)
        return
    if text is not None:
        _print_draft(assistant, text, as_json)
        return
    check = assistant.check(quote or "", claimed, audience=EVERYONE)
    if as_json:
        print(json.dumps({"quote": check.quote, "claimed": check.claimed, **as_row(check)}))
    elif check.verdict is not Verdict.UNCHECKED:
        Printer().check(check)
    if check.verdict is Verdict.UNCHECKED:
        print(" ".join(check.notices), file=sys.stderr)
        raise typer.Exit(1)


def _print_draft(assistant: Assistant, draft: Draft, as_json: bool) -> None:
    """Every quotation and reference of a draft with its place there; as JSON, one line each."""
    findings = assistant.check_draft(draft.text, audience=EVERYONE)
    if not findings:
        print(nothing(), file=sys.stderr)
        return
    printer = Printer()
    for finding in findings:
        where = draft.place(finding.start)
        if as_json:
            print(json.dumps(_finding_row(finding, where)), flush=True)
        elif finding.quotation is not None:
            printer.check(finding.quotation, heading=f"{where}: ")
        elif finding.reference is not None:
            printer.reference(finding.reference, heading=f"{where}: ")


def _finding_row(finding: Finding, where: str) -> dict[str, Any]:
    if finding.quotation is not None:
        check = finding.quotation
        return {"kind": "quotation", "where": where, "quote": check.quote, "claimed": check.claimed, **as_row(check)}
    return {
        "kind": "reference",
        "where": where,
        **(finding.reference.model_dump(mode="json") if finding.reference else {}),
    }


def as_row(check: Check) -> dict[str, Any]:
    """A check as the line that --json and --batch print."""
    row = check.model_dump(mode="json")
    return {name: row[name] for name in _ROW}


def _row(assistant: Assistant, line: str, number: int) -> dict[str, Any]:
    """One output line for one input line, whatever it holds."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or not isinstance(row.get("quote"), str):
        return _failed(row.get("id", number) if isinstance(row, dict) else number, _NOT_JSON)
    claimed = row.get("claimed")
    try:
        check = assistant.check(row["quote"], claimed if isinstance(claimed, str) else "", audience=EVERYONE)
        return {"id": row.get("id", number), **as_row(check)}
    except PocError as error:
        return _failed(row.get("id", number), str(error))
    except Exception as error:  # one row that fails must not lose the others
        reason = f"This quotation could not be checked ({type(error).__name__}). Report it."
        return _failed(row.get("id", number), reason)


def _failed(id_: object, reason: str) -> dict[str, Any]:
    return {"id": id_, **as_row(Check(quote="", claimed="", verdict=Verdict.UNCHECKED, notices=(reason,)))}


if __name__ == "__main__":
    typer.run(main)
