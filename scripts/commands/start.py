"""Start POC Desk: a chat in the terminal, or the Slack bot when its tokens are set."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.assistant import Assistant
from bot.console import Screen, chat
from bot.model import Outcome
from bot.products.screen import show_product
from bot.settings import Settings
from corpus.errors import InputError, NoSnapshot
from index import current_id
from index.ingest import ingest
from index.trouble import told_plainly
from scripts.opening import HOME_HELP, SAMPLES, embedder_for, open_assistant, plainly, settings_for


@plainly
def main(
    question: Annotated[str | None, typer.Argument(help="Print one answer and end.")] = None,
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
) -> None:
    """Open a chat on the documents in service; where nothing is indexed yet, on the bundled samples."""
    settings = settings_for(home)
    _index_samples_once(settings)
    if question is not None:
        _answer_once(open_assistant(settings, heeding=True), question)
    elif settings.slack_bot_token and (settings.slack_app_token or settings.slack_mode == "http"):
        from bot.slack.run import serve  # a chat here does without it, and starts a second sooner

        serve(open_assistant(settings), settings)
    elif settings.slack_bot_token or settings.slack_app_token:
        missing = "SLACK_APP_TOKEN" if settings.slack_bot_token else "SLACK_BOT_TOKEN"
        raise InputError(
            f"Slack needs two tokens and {missing} is not set. Set it, or unset the other one for a chat here."
        )
    else:
        chat(open_assistant(settings, heeding=True), Screen(show=show_product))


def _answer_once(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    if answer.outcome is Outcome.ERROR:
        raise InputError(answer.reason)
    Screen(show=show_product).answer(answer, assistant.beside(answer))


def _index_samples_once(settings: Settings) -> None:
    """Puts the bundled samples into service where nothing is; the first re-index of real documents replaces them."""
    try:
        current_id(settings.home)
    except NoSnapshot:
        with told_plainly():
            settings.home.mkdir(parents=True, exist_ok=True)
        Console(stderr=True).print("Nothing is indexed yet: indexing the bundled samples, once …", style="dim")
        ingest(settings.home, [SAMPLES], embedder_for(settings))


if __name__ == "__main__":
    typer.run(main)
