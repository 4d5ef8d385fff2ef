"""A brief as a Slack message: whole where it fits, else in part with the way to the whole of it as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from bot.console import place, standing, titled
from bot.model import Citation
from bot.products import Cell, Line, Product
from bot.products.labels import numbers, weight
from bot.slack import blocks as b
from bot.slack.calls import Call
from bot.slack.layout import Message, first_citations, metadata, source_lines
from bot.slack.limits import FALLBACK, MESSAGE_BLOCKS, PAYLOAD, VIEW_BLOCKS, Block, escape, shorten
from bot.slack.limits import weight as letters
from prompts import render, said, word

_FILES = ("brief_docx", "brief_pdf")
ALONE = ("tools", "placed", "support", "selfcheck", "exercise")
"""Briefs that need no words."""
WHOLE = "brief_whole"
"""The button that opens the whole of a brief of which a message shows a part."""
Levels = tuple[tuple[int, int, bool], ...]
_IN_MESSAGE: Levels = ((99, 450, False), (2, 450, False), (1, 400, False), (1, 400, True), (1, 200, True))
_IN_WINDOW: Levels = ((99, 3000, False), (99, 3000, True), (2, 600, True), (1, 400, True), (1, 200, True))
"""Lines a cell, characters a line, and whether a cell is one block, which looks plainer and leaves room for more cells.

Tried in this order until it fits; a message is kept to what can be read on a phone.
"""
_SOURCE, _POLE, _TITLE, _BEGINNING = 300, 400, 100, 60


def answer(name: str) -> Callable[[Call], Message]:
    """What the sub-command of a brief answers."""
    return partial(_answer, name)


def _answer(name: str, call: Call) -> Message:
    return message(call.assistant.product(name, call.argument, audience=call.audience), call.id)


def message(product: Product, id_: str) -> Message:
    """The message for a brief; ``id_`` is its question's in the journal, by which its file is made again."""
    files, whole = ([b.button(name, word(name), id_) for name in names] for names in (_FILES, (WHOLE,)))
    buttons = b.actions([*whole, *files])
    room = PAYLOAD - letters(buttons)
    blocks, is_whole = fitted(product, _IN_MESSAGE, MESSAGE_BLOCKS - 1, room, render("brief_in_part"))
    return Message(
        _fallback(product), [*blocks, *(b.actions(files) if is_whole else buttons)], metadata(id_, "answered")
    )


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
    in_part = render("brief_in_part_window", brief=product.name)
    blocks, _ = fitted(product, _IN_WINDOW, VIEW_BLOCKS, 100_000, in_part)
    return {"type": "modal", "title": title(product.name), "close": b.plain(word("close")), "blocks": blocks}


def title(name: str) -> Block:
    """The title of a brief's windows."""
    return b.plain(word(f"brief_title_{name}"))


def fitted(product: Product, levels: Levels, most: int, room: int, in_part: str) -> tuple[list[Block], bool]:
    """A brief in at most so many blocks and characters, and whether that is all of it.

    First with fewer and shorter lines, then as an outline.
    """
    for lines, characters, is_dense in levels:
        is_whole = _is_whole(product, lines, characters)
        blocks = _blocks(product, lines, characters, is_dense, "" if is_whole else in_part)
        if len(blocks) <= most and letters(blocks) <= room:
            return blocks, is_whole
    return _outline(product, most, in_part), False


def _is_whole(product: Product, lines: int, characters: int) -> bool:
    cells = [cell for section in product.sections for cell in section.cells]
    if any(len(section.said) > characters for section in product.sections):
        return False
    return all(len(cell.lines) <= lines for cell in cells) and all(
        len(line.claim.text) <= characters for cell in cells for line in cell.lines
    )


def _blocks(product: Product, lines: int, characters: int, is_dense: bool, in_part: str) -> list[Block]:
    blocks = _head(product, in_part)
    shown: list[Line] = []
    told: set[str] = set()
    for section in product.sections:
        opening = f"*{escape(section.heading)}*" + (
            f"\n_{escape(shorten(section.said, characters))}_" if section.said else ""
        )
        blocks += b.sections([opening])
        for cell in section.cells:
            blocks += (_dense if is_dense else _cell)(cell, lines, characters, told)
            shown += cell.lines[:lines]
    return [*blocks, *_foot(product, shown)]


def _head(product: Product, in_part: str) -> list[Block]:
    small = [f"*{escape(said('draft'))}* · {escape(product.intro)}", *([f"⚠︎ {escape(in_part)}"] if in_part else [])]
    return [b.header(shorten(product.title, 150)), *b.context(small)]


def _cell(cell: Cell, lines: int, characters: int, told: set[str]) -> Iterator[Block]:
    """A cell as a block for each part; words that stand above already, as ``told`` knows, are not quoted again."""
    above = [f"*{escape(cell.heading)}*"] if cell.heading else []
    above += [f"_{escape(cell.said)}_"] if cell.said else []
    above += [f"– {escape(cell.silent)}"] if cell.silent else []
    yield from b.sections(["\n".join(above)] if above else [])
    for line in cell.lines[:lines]:
        if line.claim.text in told:
            yield from b.context([escape(_again(line))])
            continue
        told.add(line.claim.text)
        yield b.quote(shorten(line.claim.text.replace("\t", "   "), characters), numbers(line))
        yield from b.context([escape(weight(line))])


def _again(line: Line) -> str:
    """Points to words that stand above by how they begin, in quotation marks."""
    return render("brief_again", numbers=numbers(line), words=f"“{shorten(line.claim.text, _BEGINNING)}”")


def _dense(cell: Cell, lines: int, characters: int, told: set[str]) -> list[Block]:
    """A cell as one block: what is said of it, then each line with its strength below."""
    above = [(cell.heading, "bold"), (cell.said, "italic"), (f"– {cell.silent}" if cell.silent else "", "")]
    said = [(text, style) for text, style in above if text]
    parts = [b.run(f"\n{text}" if number else text, style) for number, (text, style) in enumerate(said)]
    elements: list[Block] = [{"type": "rich_text_section", "elements": parts}] if parts else []
    for line in cell.lines[:lines]:
        if line.claim.text in told:
            again = b.run(f"\n{_again(line)}", "italic")
            elements.append({"type": "rich_text_section", "elements": [again]})
            continue
        told.add(line.claim.text)
        text = shorten(line.claim.text.replace("\t", "   "), characters)
        elements += b.quote(text, numbers(line))["elements"]
        elements.append({"type": "rich_text_section", "elements": [b.run(weight(line), "italic")]})
    return [{"type": "rich_text", "elements": elements}] if elements else []


def _foot(product: Product, shown: list[Line]) -> list[Block]:
    listed = _listed(shown)
    blocks = [b.divider(), *b.sections([f"*{escape(word('sources'))}*", *listed])] if listed else []
    # Where no line is shown, a notice of the line [3] says nothing.
    notices = [f"⚠︎ {escape(notice)}" for notice in product.notices if notice and (shown or notice[0] != "[")]
    return [*blocks, *b.context([*notices, *([f"→ {escape(product.next_step)}"] if product.next_step else [])])]


def _listed(shown: list[Line]) -> list[str]:
    """The sources as lines; of a document with several, its name and standing stand once, above its places."""
    claims = [line.claim for line in shown]
    lines, groups = dict(source_lines(claims)), dict[str, list[tuple[int, Citation]]]()
    for n, citation in first_citations(claims).items():
        groups.setdefault(citation.document_id, []).append((n, citation))
    listed: list[str] = []
    for group in groups.values():
        n, first = group[0]
        if len(group) == 1:
            listed.append(f"*[{n}]* {escape(shorten(lines[n], _SOURCE))}")
            continue
        title = titled(shorten(first.document, _TITLE), (first.symbol,))
        listed.append(escape(f"{title} · {standing(first)}"))
        inside = [(n, place(each.model_copy(update={"document": "", "symbol": ""}))) for n, each in group]
        listed += [f"*[{n}]* {escape(shorten(where, _SOURCE))}" for n, where in inside]
    return listed


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
