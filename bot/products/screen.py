"""A product in the terminal."""

from __future__ import annotations

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from bot.console import sources
from bot.products.labels import numbers, quoted, weight
from bot.products.model import Cell, Product, Section
from prompts import said

_NARROW = 90


def show_product(console: Console, product: Product) -> None:
    """Prints a product with its source list; text of documents is never taken for markup."""
    console.print()
    console.print(Text(f"{product.title}  ({said('draft')})", style="bold"))
    console.print(Text(product.intro, style="dim"))
    for section in product.sections:
        console.print()
        _section(console, section)
    console.print()
    for notice in product.notices:
        console.print(Padding(Text(f"Note: {notice}", style="yellow"), (0, 0, 0, 2)))
    if product.next_step:
        console.print(Padding(Text(product.next_step, style="bold yellow"), (0, 0, 0, 2)))
    if product.lines:
        console.print(Text(said("sources"), style="bold"))
    for number, line in sources(product.claims):
        console.print(Padding(Text(f"[{number}] {line}"), (0, 0, 0, 2)))


def _section(console: Console, section: Section) -> None:
    console.print(Text(section.heading, style="bold cyan"))
    if section.said:
        console.print(Padding(Text(section.said, style="italic"), (0, 0, 0, 2)))
    cells = [_cell(cell) for cell in section.cells]
    if section.beside and len(cells) > 1 and console.width >= _NARROW:
        width = console.width // len(cells) - 1
        console.print(Columns([Panel(cell, width=width) for cell in cells], padding=(0, 0)))
        return
    for cell in cells:
        console.print(Padding(cell, (0, 0, 0, 2)))


def _cell(cell: Cell) -> RenderableType:
    parts: list[RenderableType] = []
    if cell.heading:
        parts.append(Text(cell.heading, style="bold"))
    if cell.said:
        parts.append(Text(cell.said, style="italic"))
    if cell.silent:
        parts.append(Text(f"– {cell.silent}", style="dim"))
    for line in cell.lines:
        text = Text(quoted(line))
        text.append(f" {numbers(line)}", style="bold cyan")
        parts.append(Padding(text, (0, 0, 0, 2)))
        parts.append(Padding(Text(weight(line), style="green"), (0, 0, 1, 2)))
    return Group(*parts)
