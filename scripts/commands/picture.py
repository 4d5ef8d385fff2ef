"""Draws one answer as the terminal shows it: an SVG, or a PNG where Chromium is installed. README's picture is one."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Annotated

import typer
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import MONOKAI

from bot.console import Screen
from bot.model import Outcome
from corpus.errors import InputError
from scripts.browser import photograph
from scripts.opening import HOME_HELP, open_assistant, plainly, settings_for

_COLUMNS = 96
# Rich's own template fetches its font from the network: the machine's monospace does.
_FORMAT = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@plainly
def main(
    question: Annotated[str, typer.Argument(help="The question, in quotation marks.")],
    out: Annotated[Path, typer.Argument(help="The picture: a name that ends in .svg or .png.")],
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
) -> None:
    """Ask one question of the documents in service, and write the answer as a picture."""
    if out.suffix not in (".svg", ".png"):
        raise InputError(f"{out.name} is neither an SVG nor a PNG. Name a file that ends in .svg or .png.")
    svg = draw(question, home)
    if out.suffix == ".svg":
        out.write_text(svg, encoding="utf-8")
    else:
        _photograph(svg, out)


def draw(question: str, home: Path | None) -> str:
    """The question and its answer as the console prints them, as an SVG."""
    answer = open_assistant(settings_for(home)).ask(question)
    if answer.outcome is Outcome.ERROR:
        raise InputError(answer.reason)
    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), force_terminal=True, highlight=False)
    Screen(console).answer(answer)
    return console.export_svg(title=question, theme=MONOKAI, code_format=_FORMAT)


def _photograph(svg: str, out: Path) -> None:
    """The SVG as a PNG of its own size; raises InputError where there is no browser."""
    size = _SIZE.search(svg)
    width, height = (round(float(side)) for side in size.groups()) if size else (1200, 800)
    photograph(svg, ".svg", out, width, height)


if __name__ == "__main__":
    typer.run(main)
