"""Draw a Slack message as Slack shows it, on a desktop or a phone: the answer to a question, or a recorded payload."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.assistant import EVERYONE, Assistant
from bot.model import Answer
from bot.showing import Reference
from bot.slack.blocks import picture
from bot.slack.home import home_view
from bot.slack.layout import Buttons, reply
from bot.slack.views import passage_view
from corpus.errors import InputError
from scripts.browser import photograph, trim
from scripts.message_html import as_html
from scripts.opening import HOME_HELP, open_assistant, plainly, settings_for

_DESKTOP, _PHONE, _HEIGHT = 760, 390, 6000


@plainly
def main(
    out: Annotated[Path, typer.Argument(help="The picture, a name that ends in .png.")],
    question: Annotated[str, typer.Argument(help="Draw the answer to this.")] = "",
    file: Annotated[Path | None, typer.Option(help="Draw this JSON: a message or a view, as it was sent.")] = None,
    passage: Annotated[bool, typer.Option("--passage", help="The modal of the first source instead.")] = False,
    tab: Annotated[bool, typer.Option("--tab", help="The Home tab instead.")] = False,
    phone: Annotated[bool, typer.Option("--phone", help="As wide as a phone.")] = False,
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
) -> None:
    """Write a message, a modal or the Home tab as a picture; Chromium draws it."""
    if sum((bool(question), file is not None, tab)) != 1:
        raise InputError("Name one thing to draw: a question, --file FILE, or --tab.")
    image = ""
    if file is not None:
        shown = _recorded(file)
    else:
        assistant = open_assistant(settings_for(home))
        if tab:
            shown = home_view(assistant.documents(), assistant.in_service(), assistant.settings)
        else:
            shown, image = _answered(assistant, question, passage)
    photograph(as_html(shown, image), ".html", out, _PHONE if phone else _DESKTOP, _HEIGHT)
    trim(out)


def _recorded(file: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InputError(f"{file.name} cannot be read as JSON. Name a file with one message or view.") from None
    if not isinstance(found, dict):
        raise InputError(f"{file.name} holds no message. It needs one JSON object with text and blocks.")
    return found


def _answered(assistant: Assistant, question: str, passage: bool) -> tuple[Mapping[str, Any], str]:
    """The message for an answer, or its first source's modal with the address of its page's picture."""
    answer: Answer = assistant.ask(question)
    message = reply(answer, Buttons("example", adviser=True))
    if not passage:
        return {"text": message.text, "blocks": message.blocks}, ""
    if not answer.claims:
        raise InputError("There is no source to show: the question was not answered.")
    reference = Reference.of(answer.claims[0].citations[0])
    drawn = assistant.pictures(reference, audience=EVERYONE)
    blocks = [picture("F000000000", each.label, each.alt) for each in drawn]
    data = base64.b64encode(drawn[0].png).decode() if drawn else ""
    return passage_view(assistant.show(reference), blocks), f"data:image/png;base64,{data}"


if __name__ == "__main__":
    typer.run(main)
