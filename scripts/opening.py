"""What the commands share: where the home is, opening the assistant, and one clear line for every error."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import typer
from pydantic import ValidationError

from bot.settings import Settings
from corpus.errors import InputError, PocError
from index import Embedder, LiveSearcher, current_id

if TYPE_CHECKING:
    from rich.console import Console

    from bot.assistant import Assistant
    from bot.state import Verdicts

SAMPLES = Path(__file__).resolve().parent.parent / "corpus" / "samples"
HOME_HELP = "Folder for snapshots and state (default: POC_HOME, else ~/.poc-desk)."

_UNWRAPPED = 10_000

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def settings_for(home: Path | None) -> Settings:
    """Settings from the environment, with another home where one is given; InputError names the one that is wrong."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0])
        variable = name if name.isupper() else f"POC_{name.upper()}"
        raise InputError(f"{variable} cannot be used: {first['msg']}. Correct it, or unset it.") from None
    return settings if home is None else settings.model_copy(update={"home": home})


def embedder_for(settings: Settings) -> Embedder:
    """The embedding model that is set: the packaged one, its weights checked, or the folder that was named."""
    return Embedder.find() if settings.embedding_model is None else Embedder.find(settings.embedding_model, None)


def console_for(*, stderr: bool = False, quiet: bool = False) -> Console:
    """A console whose lines wrap at the terminal's width, and nowhere where what is printed goes to a file."""
    from rich.console import Console  # here, since most commands print without it

    console = Console(stderr=stderr, quiet=quiet)
    return console if console.is_terminal else Console(stderr=stderr, quiet=quiet, width=_UNWRAPPED)


def open_assistant(settings: Settings, *, heeding: bool = False) -> Assistant:
    """An assistant over the snapshot in service; model loaded; raises NoSnapshot and its kin at once.

    ``heeding`` brings in what POC advisers confirmed, corrected and rejected; figures of quality are taken without.
    """
    from bot.assistant import Assistant  # here, since a command that answers nothing need not wait for it

    current_id(settings.home)
    embedder = embedder_for(settings)
    live = LiveSearcher(settings.home, embedder)
    live.current()
    assistant = Assistant(live, settings)
    if heeding and (verdicts := verdicts_in(settings)):
        assistant.heed(verdicts)
    assistant.warm()
    return assistant


def verdicts_in(settings: Settings) -> Verdicts | None:
    """Advisers' verdicts of the bot's database; None where no bot has run with this home."""
    from bot.state import Verdicts
    from bot.state.database import FILE, open_database

    if not settings.database_url and not (settings.home / FILE).exists():
        return None
    return Verdicts(open_database(settings.home, settings.database_url))


def plainly(command: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Ends a command that fails on something we know with one clear line on standard error and exit code 1."""

    @functools.wraps(command)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except PocError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(1) from None
        except KeyboardInterrupt as stop:
            print(str(stop) or "Stopped.", file=sys.stderr)
            raise typer.Exit(130) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(1) from None
        except OSError as error:
            print(
                f"{error.strerror or 'A file could not be used'}. Check the path, its rights and the disk.",
                file=sys.stderr,
            )
            raise typer.Exit(1) from None

    return run
