"""A brief as a Slack message: whole where it fits, else in part with the way to the whole of it as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from bot.console import place, sources
from bot.products import Cell, Line, Product
from bot.products.labels import numbers, weight
from bot.slack import blocks as b
from bot.slack.calls import Call
from bot.slack.layout import Message, metadata
from bot.slack.limits import FALLBACK, MESSAGE_BLOCKS, PAYLOAD, VIEW_BLOCKS, Block, escape, shorten
from bot.slack.limits import weight as letters
from prompts import render, said, word

ALONE = ("tools", "placed", "support", "selfcheck", "exercise")
"""Briefs that need no words."""
_LEVELS = ((99, 3000), (2, 600), (1, 400), (1, 200))
"""Lines a cell and characters a line, tried in this order until the message fits."""
_SOURCE, _POLE = 300, 400


def answer(name: str) -> Callable[[Call], Message]:
    """What the sub-command of a brief answers."""
    return partial(_answer, name)


def _answer(name: str, call: Call) -> Message:
    return message(call.assistant.product(name, call.argument, audience=call.audience), call.id)


def message(product: Product, id_: str) -> Message:
    """The message for a brief; ``id_`` is its question's in the journal, by which its file is made again."""
    buttons = b.actions([b.button(f"brief_{kind}", word(f"brief_{kind}"), id_) for kind in ("docx", "pdf")])
    blocks = fitted(product, MESSAGE_BLOCKS - len(buttons), PAYLOAD - letters(buttons), render("brief_in_part"))
    return Message(_fallback(product), [*blocks, *buttons], metadata(id_, "answered"))


def poles(product: Product) -> list[Block]:
    """The poles of a short tension brief, one line each, to stand under an answer that has numbers of its own."""
    blocks = [b.divider(), *b.sections([f"*{escape(said('tension_here'))}*"])]
    for cell in product.sections[0].cells:
        line = cell.lines[0] if cell.lines else None
        above = f"*{escape(cell.heading)}* – _{escape(cell.said)}_" + ("" if line else f"\n– {escape(cell.silent)}")
        blocks += b.sections([above])
        if line is not None:
            blocks.append(b.quote(shorten(line.claim.text, _POLE)))
            blocks += b.context([escape(f"{weight(line)} · {place(line.claim.citations[0])}")])
    return blocks


def view(product: Product) -> Block:
    """A brief in a modal, for the one who opened it."""
    blocks = fitted(product, VIEW_BLOCKS, 100_000, render("brief_in_part"))
    return {"type": "modal", "title": b.plain(word("brief_title")), "close": b.plain(word("close")), "blocks": blocks}


def fitted(product: Product, most: int, room: int, in_part: str) -> list[Block]:
    """A brief in at most so many blocks and characters: first with fewer and shorter lines, then as an outline."""
    for number, (lines, characters) in enumerate(_LEVELS):
        blocks = _blocks(product, lines, characters, in_part if number else "")
        if len(blocks) <= most and letters(blocks) <= room:
            return blocks
    return _outline(product, most, in_part)


def _blocks(product: Product, lines: int, characters: int, in_part: str) -> list[Block]:
    blocks = _head(product, in_part)
    shown: list[Line] = []
    for section in product.sections:
        opening = f"*{escape(section.heading)}*" + (f"\n_{escape(section.said)}_" if section.said else "")
        blocks += b.sections([opening])
        for cell in section.cells:
            blocks += _cell(cell, lines, characters)
            shown += cell.lines[:lines]
    return [*blocks, *_foot(product, shown)]


def _head(product: Product, in_part: str) -> list[Block]:
    small = [f"*{escape(said('draft'))}* · {escape(product.intro)}", *([f"⚠︎ {escape(in_part)}"] if in_part else [])]
    return [b.header(shorten(product.title, 150)), *b.context(small)]


def _cell(cell: Cell, lines: int, characters: int) -> Iterator[Block]:
    above = [f"*{escape(cell.heading)}*"] if cell.heading else []
    above += [f"_{escape(cell.said)}_"] if cell.said else []
    above += [f"– {escape(cell.silent)}"] if cell.silent else []
    yield from b.sections(["\n".join(above)] if above else [])
    for line in cell.lines[:lines]:
        yield b.quote(shorten(line.claim.text.replace("\t", "   "), characters), numbers(line))
        yield from b.context([escape(weight(line))])


def _foot(product: Product, shown: list[Line]) -> list[Block]:
    listed = [f"*[{n}]* {escape(shorten(each, _SOURCE))}" for n, each in sources([line.claim for line in shown])]
    blocks = [b.divider(), *b.sections([f"*{escape(word('sources'))}*", *listed])] if listed else []
    notices = [f"⚠︎ {escape(notice)}" for notice in (*product.notices, product.next_step) if notice]
    return [*blocks, *b.context(notices)]


def _outline(product: Product, most: int, in_part: str) -> list[Block]:
    """What a long brief holds, cell by cell, with how many lines; its lines are in the file."""
    entries = []
    for section in product.sections:
        counts = [
            render("brief_cell", heading=cell.heading, lines=len(cell.lines)) for cell in section.cells if cell.lines
        ]
        held = "; ".join(counts) or next((cell.silent for cell in section.cells if cell.silent), section.said)
        entries.append(f"*{escape(section.heading)}* – {escape(shorten(held, 300))}")
    return [*_head(product, in_part), *b.sections(entries), *_foot(product, [])][:most]


def _fallback(product: Product) -> str:
    """What notifications and screen readers say: the title, then the lines as far as they go."""
    lines = [f"{line.claim.text} {numbers(line)}" for line in product.lines]
    return shorten(escape("\n".join([product.title, *lines, product.next_step])), FALLBACK)
