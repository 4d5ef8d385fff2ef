"""Sets a sample document as a PDF: running head, page number, footnotes at the foot, pull quotes beside the text.

A page's text ends above its footnotes, and which notes a page has depends on where its text ends. So the
document is laid out again and again, page after page getting room for one note more, until all notes fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from itertools import count
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    ImageAndFlowables,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from scripts.samples.looks import BOTTOM, GREY, NOTE_GAP, PAGES, QUOTE_WIDTH, SIDE, STYLES, TABLE_LOOK, TOP
from scripts.samples.text import Kind, Marking, Piece, Sample
from scripts.samples.text import Table as Cells

Notes = dict[int, list[str]]
_PAPER: dict[str, tuple[float, float]] = {"A4": A4, "letter": LETTER}


@dataclass(frozen=True, slots=True)
class _Pass:
    """One attempt: the notes that each page (1-based) has ``room`` for, and those ``found`` to belong there."""

    sample: Sample
    marking: Marking
    room: Notes
    found: Notes = field(default_factory=dict)
    entries: Iterator[int] = field(default_factory=count)

    @property
    def paper(self) -> tuple[float, float]:
        """Width and height in points."""
        return _PAPER[self.sample.paper]

    @property
    def width(self) -> float:
        """Width of the text in points."""
        return self.paper[0] - 2 * SIDE


def compose(sample: Sample, marking: Marking) -> bytes:
    """PDF of a sample, the same bytes for the same source."""
    room: Notes = {}
    while True:
        attempt = _Pass(sample, marking, room)
        data = _lay_out(attempt)
        short = [page for page, marks in attempt.found.items() if len(marks) > len(room.get(page, []))]
        if not short:
            return data
        page = min(short)
        room[page] = attempt.found[page][: len(room.get(page, [])) + 1]


def _lay_out(attempt: _Pass) -> bytes:
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=attempt.paper,
        title=attempt.sample.title,
        author=attempt.marking.author,
        subject=attempt.sample.subject,
        lang="en-GB",
        invariant=1,
        pageCompression=0,  # compressed bytes differ between versions of zlib
        pageTemplates=[_page(number, attempt) for number in range(1, PAGES + 1)],
    )
    document.build(list(_story(attempt)))
    return out.getvalue()


def _page(number: int, attempt: _Pass) -> Any:
    width, height = attempt.paper
    reserved = _height(_notes(attempt, attempt.room.get(number, [])))
    frame = Frame(SIDE, BOTTOM + reserved, attempt.width, height - TOP - BOTTOM - reserved, 0, 0, 0, 0)

    def note(_canvas: Any, _kind: str, mark: str) -> None:
        attempt.found.setdefault(number, []).append(mark)

    def entry(canvas: Any, _kind: str, label: str) -> None:
        level, title = label.split(" ", 1)
        key = f"entry {next(attempt.entries)}"
        canvas.bookmarkPage(key)
        canvas.addOutlineEntry(title, key, int(level))

    def begin(canvas: Any, document: Any) -> None:
        document.handle_nextPageTemplate(f"page {number + 1}")
        canvas.setNamedCB("note", note)
        canvas.setNamedCB("entry", entry)
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(GREY)
        canvas.drawString(SIDE, height - TOP + 24, attempt.marking.running_head)
        canvas.drawRightString(width - SIDE, height - TOP + 24, attempt.sample.symbol)

    def end(canvas: Any, _document: Any) -> None:
        _draw_notes(canvas, _notes(attempt, attempt.found.get(number, [])))
        canvas.setFont("Helvetica", 9)
        canvas.setFillColor(GREY)
        canvas.drawCentredString(width / 2, BOTTOM - 28, str(number))

    return PageTemplate(f"page {number}", [frame], begin, end)


def _notes(attempt: _Pass, marks: list[str]) -> list[Any]:
    """Footnotes as flowables, already wrapped."""
    texts = [f'<super rise="3" size="6">{mark}</super> {_inline(attempt.sample.notes[mark])}' for mark in marks]
    notes = [Paragraph(text, STYLES["note"]) for text in texts]
    for note in notes:
        note.wrap(attempt.width, attempt.paper[1])
    return notes


def _height(notes: list[Any]) -> float:
    """Room that notes and the rule above them take, in points."""
    return float(sum(note.height for note in notes)) + (NOTE_GAP if notes else 0.0)


def _draw_notes(canvas: Any, notes: list[Any]) -> None:
    if not notes:
        return
    top = BOTTOM + sum(note.height for note in notes)
    canvas.setStrokeColor(GREY)
    canvas.setLineWidth(0.5)
    canvas.line(SIDE, top + 6, SIDE + 120, top + 6)
    for note in notes:
        top -= note.height
        note.drawOn(canvas, SIDE, top)


def _story(attempt: _Pass) -> Iterator[Any]:
    sample = attempt.sample
    yield Paragraph(f"{sample.symbol}<br/>{sample.issued.day} {sample.issued:%B %Y}", STYLES["symbol"])
    yield Paragraph(escape(attempt.marking.first_page), STYLES["marking"])
    yield Paragraph(escape(sample.title), STYLES["title"])
    yield Paragraph(escape(sample.subtitle), STYLES["subtitle"])
    pieces = iter(sample.pieces)
    for piece in pieces:
        if piece.kind is Kind.PULL_QUOTE:
            yield _pull_quote(piece.text, _flowable(next(pieces)))
        elif piece.table:
            yield _table(piece.table, attempt.width)
            yield Spacer(1, 8)
        else:
            yield _flowable(piece)


def _flowable(piece: Piece) -> Any:
    style = STYLES[piece.kind]
    text = _inline(piece.text)
    if piece.kind in (Kind.HEADING, Kind.SUBHEADING):
        level = int(piece.kind is Kind.SUBHEADING)
        text = f'<onDraw name="entry" label="{level} {escape(piece.text)}"/>{text}'
    bullet = "•" if piece.kind is Kind.BULLET else piece.label
    flowable = Paragraph(text, style, bulletText=bullet or None)
    if piece.text.endswith(":") and piece.kind is not Kind.BULLET:
        flowable.keepWithNext = True
    return flowable


def _inline(text: str) -> str:
    """Markup of reportlab for a line of the source: bold, italics, and marks of footnotes."""
    text = escape(text, quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    text = re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)
    return re.sub(r"\[\^(\w+)\]", r'<super rise="4" size="7">\1<onDraw name="note" label="\1"/></super>', text)


def _pull_quote(text: str, beside: Any) -> Any:
    box = Table([[Paragraph(_inline(text), STYLES[Kind.PULL_QUOTE])]], colWidths=[QUOTE_WIDTH])
    box.setStyle(TableStyle([("LINEABOVE", (0, 0), (-1, 0), 1.5, GREY), ("LINEBELOW", (0, -1), (-1, -1), 1.5, GREY)]))
    # What ImageAndFlowables asks of an image; the box keeps its size.
    box._restrictSize = lambda width, height: box.wrap(width, height)
    box._unRestrictSize = lambda: None
    return ImageAndFlowables(box, [beside], imageLeftPadding=14, imageRightPadding=0, imageTopPadding=4)


def _table(cells: Cells, width: float) -> Any:
    styles = [STYLES["figure" if right else "cell"] for right in cells.right]
    header, *rest = cells.rows
    rows = [[Paragraph(f"<b>{_inline(cell)}</b>", style) for cell, style in zip(header, styles, strict=True)]]
    rows += [[Paragraph(_inline(cell), style) for cell, style in zip(row, styles, strict=True)] for row in rest]
    widths = [width * share / sum(cells.widths) for share in cells.widths]
    return Table(rows, colWidths=widths, repeatRows=1, style=TableStyle(TABLE_LOOK))
