"""A product as a PDF file: headed as a draft for human review, with its source list."""

from __future__ import annotations

from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path

import reportlab
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from bot.console import sources
from bot.products.labels import numbers, quoted, weight
from bot.products.model import Cell, Line, Product, Section
from prompts import said

_FONTS = {"Desk": "Vera.ttf", "Desk-Bold": "VeraBd.ttf", "Desk-Italic": "VeraIt.ttf"}
_WIDTH = A4[0] - 4.2 * cm
_ROOM = 5 * cm  # what a heading over a table needs with the table's first lines
_SHADE, _QUIET, _ACCENT, _WARNING = "#FFF3CD", "#555555", "#1F4E79", "#8A4B00"


def as_pdf(product: Product) -> bytes:
    """The file's bytes; quotations stand letter by letter, the desk's own words in italics."""
    _fonts()
    flow: list[Flowable] = [_banner(), Spacer(1, 8), _words(product.title, "title"), _words(product.intro, "own")]
    for section in product.sections:
        flow += _section(section)
    flow += [_words(notice, "notice") for notice in product.notices]
    flow.append(_words(product.next_step, "warning"))
    if product.lines:
        flow.append(_words(said("sources"), "heading"))
    flow += [_words(f"[{number}] {line}", "small") for number, line in sources(product.claims)]
    file = BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=2.1 * cm, rightMargin=2.1 * cm, topMargin=2 * cm, bottomMargin=2 * cm,
        title=product.title, author=said("file_author"), subject=said("draft"),
    )  # fmt: skip

    def edges(canvas: Canvas, _document: object) -> None:
        canvas.saveState()
        canvas.setFont("Desk", 8)
        canvas.setFillColor(colors.HexColor(_QUIET))
        canvas.drawString(2.1 * cm, A4[1] - 1.2 * cm, said("draft"))
        canvas.drawString(2.1 * cm, 1.1 * cm, said("file_footer", snapshot=product.snapshot))
        canvas.drawRightString(A4[0] - 2.1 * cm, 1.1 * cm, str(canvas.getPageNumber()))
        canvas.restoreState()

    document.build(flow, onFirstPage=edges, onLaterPages=edges)
    return file.getvalue()


def _section(section: Section) -> list[Flowable]:
    apart: list[Flowable] = [PageBreak()] if section.apart else []  # kept together with words, it leaves a page empty
    beside = section.beside and len(section.cells) > 1
    head: list[Flowable] = [_words(section.heading, "beside" if beside else "heading")]
    if section.said:
        head.append(_words(section.said, "own"))
    if beside:
        width = _WIDTH / len(section.cells)
        table = Table([[_cell(cell) for cell in section.cells]], colWidths=[width] * len(section.cells), splitInRow=1)
        grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#BBBBBB")), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        table.setStyle(TableStyle(grid))
        return [*apart, CondPageBreak(_ROOM), *head, table, Spacer(1, 6)]
    cells = [flowable for cell in section.cells for flowable in _cell(cell)]
    return [*apart, KeepTogether([*head, *cells[:2]]), *cells[2:]]


def _cell(cell: Cell) -> list[Flowable]:
    parts: list[Flowable] = []
    if cell.heading:
        parts.append(_words(cell.heading, "cell"))
    if cell.said:
        parts.append(_words(cell.said, "ask"))
    if cell.silent:
        parts.append(_words(f"– {cell.silent}", "silent"))
    for line in cell.lines:
        parts += _line(line)
    return parts


def _line(line: Line) -> list[Flowable]:
    words = f"{_drawn(quoted(line))} <b>{_drawn(numbers(line))}</b>"
    return [Paragraph(words, _styles()["quote"]), _words(weight(line), "weight")]


def _banner() -> Flowable:
    table = Table([[_words(said("draft"), "banner")]], colWidths=[_WIDTH])
    table.setStyle(TableStyle([("BACKGROUND", (0, 0), (-1, -1), colors.HexColor(_SHADE))]))
    return table


def _words(text: str, style: str) -> Paragraph:
    return Paragraph(_drawn(text), _styles()[style])


def _drawn(text: str) -> str:
    """Text for a paragraph: nothing in it is taken for markup, and a letter that the font lacks becomes a square."""
    known = pdfmetrics.getFont("Desk").face.charToGlyph
    return escape("".join(c if ord(c) in known else " " if c.isspace() else "□" for c in text), quote=False)


@cache
def _fonts() -> None:
    folder = Path(reportlab.__file__).parent / "fonts"
    for name, file in _FONTS.items():
        pdfmetrics.registerFont(TTFont(name, folder / file))
    pdfmetrics.registerFontFamily("Desk", normal="Desk", bold="Desk-Bold", italic="Desk-Italic", boldItalic="Desk-Bold")


@cache
def _styles() -> dict[str, ParagraphStyle]:
    def style(name: str, size: float, font: str = "Desk", color: str = "#000000", **more: float) -> ParagraphStyle:
        given = {"leading": size * 1.35, "spaceAfter": 4, **more}
        return ParagraphStyle(name, fontName=font, fontSize=size, textColor=colors.HexColor(color), **given)

    return {
        "title": style("title", 16, "Desk-Bold", _ACCENT, spaceAfter=6),
        "heading": style("heading", 12, "Desk-Bold", _ACCENT, spaceBefore=10, keepWithNext=1),
        "beside": style("beside", 12, "Desk-Bold", _ACCENT, spaceBefore=10),
        "cell": style("cell", 9.5, "Desk-Bold", spaceBefore=4, keepWithNext=1),
        "ask": style("ask", 8.5, "Desk-Italic", _QUIET, keepWithNext=1),
        "silent": style("silent", 8.5, "Desk-Italic", _QUIET),
        "own": style("own", 8.5, "Desk-Italic", _QUIET),
        "quote": style("quote", 9, leftIndent=10, spaceAfter=1),
        "weight": style("weight", 7.5, "Desk", _QUIET, leftIndent=10, spaceAfter=6),
        "notice": style("notice", 8.5, "Desk", _WARNING),
        "warning": style("warning", 9, "Desk-Bold", _WARNING),
        "small": style("small", 8, spaceAfter=3),
        "banner": style("banner", 13, "Desk-Bold", _WARNING, spaceAfter=2),
    }
