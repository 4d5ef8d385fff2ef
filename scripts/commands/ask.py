"""Ask one question, or a file of questions, of the documents in service."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.assistant import Assistant
from bot.console import Screen
from bot.model import Answer, Outcome
from bot.products.screen import show_product
from bot.settings import Settings
from bot.status import Known
from bot.status_lines import show_status
from corpus.errors import InputError, PathError, PocError
from scripts.opening import HOME_HELP, open_assistant, plainly, settings_for
from scripts.page_pictures import save

_NOT_JSON = "This row is not a question. Each line needs JSON with id and question."


@plainly
def main(
    question: Annotated[str | None, typer.Argument(help="The question, in quotation marks.")] = None,
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON instead of text.")] = False,
    batch: Annotated[
        Path | None, typer.Option(help="JSON lines {id, question, history}: one answer line each.")
    ] = None,
    status: Annotated[
        str | None, typer.Option(metavar="SYMBOL", help="What a document is, and whether it stands.")
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(help="Write the cited pages as pictures, the quoted words marked, into this folder.")
    ] = None,
) -> None:
    """Answer from the documents with verbatim sentences and their places, or say that they do not say."""
    if [question, batch, status].count(None) != 2:
        raise InputError(
            "Give one question in quotation marks, --batch FILE or --status SYMBOL. "
            'Example: scripts/ask "Who leads on POC?"'
        )
    if status is not None:
        _status(status, settings_for(home), as_json)
        return
    lines = lines_of(batch) if batch is not None else None
    assistant = open_assistant(settings_for(home), heeding=True)
    if lines is not None:
        for number, line in enumerate(lines, 1):
            print(json.dumps(_answer_row(assistant, line, number)), flush=True)
        return
    answer = assistant.ask(question or "")
    if answer.outcome is Outcome.ERROR and not as_json:
        raise InputError(answer.reason)
    if as_json:
        print(json.dumps(as_row(answer)))
    else:
        Screen(show=show_product).answer(answer, assistant.beside(answer))
    for line in save(assistant, answer, pictures) if pictures is not None else ():
        print(line, file=sys.stderr if as_json else sys.stdout)
    if answer.outcome is Outcome.ERROR:
        print(answer.reason, file=sys.stderr)
        raise typer.Exit(1)


def _status(symbol: str, settings: Settings, as_json: bool) -> None:
    """Prints the card of a document; one that is unknown ends with a sentence and an exit code of 1."""
    found = open_assistant(settings).status(symbol)
    if as_json:
        print(json.dumps(found.model_dump(mode="json")))
    elif found.cards:
        show_status(found)
    if found.known is Known.UNKNOWN:
        print(found.reason, file=sys.stderr)
        raise typer.Exit(1)


def as_row(answer: Answer) -> dict[str, Any]:
    """An answer as the line that --json and --batch print."""
    row = answer.model_dump(mode="json")
    for claim in row["claims"]:
        for citation in claim["citations"]:
            for inner in ("document_id", "start", "end"):
                citation.pop(inner)
    return row


def lines_of(path: Path) -> list[str]:
    """The lines of a file of JSON lines that hold anything; PathError where it cannot be read."""
    try:
        # Not splitlines: a JSON string may hold U+2028 and the like.
        return [line for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
    except FileNotFoundError:
        raise PathError(f"There is no file at {path}. Check the path.") from None
    except (OSError, UnicodeDecodeError):
        raise PathError(f"{path} cannot be read as UTF-8 text. Check the file.") from None


def _answer_row(assistant: Assistant, line: str, number: int) -> dict[str, Any]:
    """One output line for one input line, whatever it holds."""
    try:
        row = json.loads(line, parse_constant=_no_json)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        named = row.get("id", number) if isinstance(row, dict) else number
        return _failed(named, "", _NOT_JSON)
    id_ = row.get("id", number)
    try:
        answer = assistant.ask(row["question"], history=list(turns(row.get("history"))))
        return {**as_row(answer), "id": id_}
    except PocError as error:
        return _failed(id_, row["question"], str(error))
    except Exception as error:  # one row that fails must not lose the others
        return _failed(
            id_, row["question"], f"This question could not be answered ({type(error).__name__}). Report it."
        )


def _failed(id_: object, question: str, reason: str) -> dict[str, Any]:
    return {**as_row(Answer(id="", question=question, outcome=Outcome.ERROR, reason=reason)), "id": id_}


def _no_json(name: str) -> None:
    """NaN and Infinity, which Python reads and JSON does not know."""
    raise ValueError(name)


def turns(history: object) -> Iterator[str]:
    """Earlier user turns: strings, or objects with speaker and text, of which the user's count."""
    for turn in history if isinstance(history, list) else [history]:
        if isinstance(turn, str):
            yield turn
        elif isinstance(turn, dict) and isinstance(turn.get("text"), str) and _is_asker(turn):
            yield turn["text"]


def _is_asker(turn: dict[str, Any]) -> bool:
    return str(turn.get("speaker", "user")).casefold() in ("user", "human", "asker")


if __name__ == "__main__":
    typer.run(main)
