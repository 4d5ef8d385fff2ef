"""What POC advisers said of citations: listed, written as a question bank, taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.assistant import EVERYONE, Assistant
from bot.confirmed import bank_rows
from bot.showing import Reference
from bot.state import Verdict
from corpus.errors import InputError
from index import LiveSearcher
from scripts.opening import HOME_HELP, console_for, embedder_for, plainly, settings_for, verdicts_in


@plainly
def main(
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
    export: Annotated[Path | None, typer.Option(help="Write confirmed answers as rows for scripts/evaluate.")] = None,
    remove: Annotated[str, typer.Option(help="Id of a verdict to delete.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON for each verdict.")] = False,
) -> None:
    """List verdicts, newest first, with the documents that everyone may see; no names are kept, only Slack's ids."""
    settings = settings_for(home)
    verdicts = verdicts_in(settings)
    if verdicts is None:
        raise InputError("There are no verdicts: no Slack bot has run with this home. Check --home.")
    if remove:
        if not verdicts.remove(remove):
            raise InputError("There is no verdict of that id. scripts/verdicts lists them.")
        print("Removed. The next answer no longer heeds it.")
        return
    assistant = Assistant(LiveSearcher(settings.home, embedder_for(settings)), settings)
    if export is not None:
        rows = bank_rows(verdicts.all(), assistant.searcher(), EVERYONE)
        export.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        print(f"{len(rows)} confirmed answers written. Measure with scripts/evaluate --questions FILE.")
        return
    rows_ = [_listed(assistant, verdict) for verdict in verdicts.all()]
    if as_json:
        for row in rows_:
            print(json.dumps(row, ensure_ascii=False))
        return
    table = Table("id", "day", "verdict", "question", "place", "note")
    for row in rows_:
        table.add_row(*(row[name] for name in ("id", "day", "verdict", "question", "place", "note")))
    console_for().print(table if rows_ else "No adviser has judged a citation yet.")


def _listed(assistant: Assistant, verdict: Verdict) -> dict[str, str]:
    reference = Reference.decode(verdict.answer or verdict.reference)
    shown = assistant.show(reference, audience=EVERYONE) if reference else None
    where = shown.citation if shown else None
    parts = (where.symbol or where.document, where.paragraph and f"para. {where.paragraph}") if where else ()
    place = ", ".join([*filter(None, parts), f"p. {', '.join(where.page_labels)}"]) if where else "changed, or limited"
    return {
        "id": verdict.id, "day": verdict.day.isoformat(), "verdict": verdict.kind.value, "question": verdict.wording,
        "place": place, "note": verdict.note, "adviser": verdict.adviser,
    }  # fmt: skip


if __name__ == "__main__":
    typer.run(main)
