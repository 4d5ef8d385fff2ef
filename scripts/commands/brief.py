"""A decision-support product from the documents in service: printed, or written as a file."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from bot.assistant import Assistant
from bot.console import Screen
from bot.products import names
from bot.products.asking import words_for
from bot.products.docx_file import as_docx
from bot.products.pdf_file import as_pdf
from bot.products.screen import show_product
from scripts.opening import HOME_HELP, open_assistant, plainly, settings_for


@plainly
def main(
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(names())}.")],
    words: Annotated[list[str] | None, typer.Argument(help="What it is about, such as a role or a tension.")] = None,
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON instead of text.")] = False,
    docx: Annotated[Path | None, typer.Option(help="Write it to this DOCX file.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write it to this PDF file.")] = None,
    times: Annotated[
        int, typer.Option(min=0, help="Only make it so many times: seconds by the clock, of the processor.")
    ] = 0,
) -> None:
    """Lay out what the documents say, who holds the duty and what pulls against what; people decide."""
    assistant = open_assistant(settings_for(home))
    screen = Screen()
    text = " ".join(words or [])
    if not text and sys.stdin.isatty() and not as_json:
        text = words_for(name, screen.console, assistant.vocabulary)
    if times:
        for _ in range(times):
            print("{:.2f} {:.2f}".format(*_seconds(assistant, name.casefold(), text)))
        return
    product = assistant.product(name.casefold(), text)
    for path, made in ((docx, as_docx), (pdf, as_pdf)):
        if path is not None:
            path.write_bytes(made(product))
    if docx or pdf:
        return
    if as_json:
        print(product.model_dump_json())
    else:
        show_product(screen.console, product)


def _seconds(assistant: Assistant, name: str, words: str) -> tuple[float, float]:
    """By the clock, and of the processor, which other work on the machine changes little."""
    began, used = time.perf_counter(), time.process_time()
    assistant.product(name, words)
    return time.perf_counter() - began, time.process_time() - used


if __name__ == "__main__":
    typer.run(main)
