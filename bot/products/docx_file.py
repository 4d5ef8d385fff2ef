"""A product as a DOCX file: headed as a draft for human review, with its source list."""

from __future__ import annotations

from io import BytesIO

from docx import Document as new_docx
from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell

from bot.console import sources
from bot.products.labels import numbers, quoted, weight
from bot.products.model import Cell, Line, Product, Section
from prompts import said

_QUIET, _ACCENT, _WARNING = RGBColor(0x55, 0x55, 0x55), RGBColor(0x1F, 0x4E, 0x79), RGBColor(0x8A, 0x4B, 0x00)
_SHADE = "FFF3CD"


def as_docx(product: Product) -> bytes:
    """The file's bytes; quotations stand letter by letter, the desk's own words in italics."""
    docx = new_docx()
    _set_up(docx, product)
    _banner(docx)
    docx.add_heading(_clean(product.title), level=0)
    _own(docx.add_paragraph(), product.intro)
    for section in product.sections:
        _section(docx, section)
    for notice in filter(None, (*product.notices, product.next_step)):
        run = docx.add_paragraph().add_run(_clean(notice))
        run.bold, run.font.color.rgb = notice == product.next_step, _WARNING
    if product.lines:
        docx.add_heading(said("sources"), level=1)
    for number, line in sources(product.claims):
        docx.add_paragraph(f"[{number}] {_clean(line)}").paragraph_format.space_after = Pt(3)
    file = BytesIO()
    docx.save(file)
    return file.getvalue()


def _set_up(docx: Docx, product: Product) -> None:
    docx.styles["Normal"].font.name, docx.styles["Normal"].font.size = "Calibri", Pt(10.5)
    page = docx.sections[0]
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2)
    page.header.paragraphs[0].text = said("draft")
    page.footer.paragraphs[0].text = said("file_footer", snapshot=product.snapshot)
    docx.core_properties.title, docx.core_properties.author = _clean(product.title), said("file_author")


def _banner(docx: Docx) -> None:
    """The words "draft for human review" across the top."""
    cell = docx.add_table(rows=1, cols=1).rows[0].cells[0]
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), _SHADE)
    cell._tc.get_or_add_tcPr().append(shade)
    run = cell.paragraphs[0].add_run(said("draft"))
    run.bold, run.font.size = True, Pt(13)


def _section(docx: Docx, section: Section) -> None:
    if section.apart:
        docx.add_paragraph().paragraph_format.page_break_before = True
    docx.add_heading(_clean(section.heading), level=1)
    if section.said:
        _own(docx.add_paragraph(), section.said)
    if section.beside and len(section.cells) > 1:
        table = docx.add_table(rows=1, cols=len(section.cells))
        table.style = "Table Grid"
        for cell, place in zip(section.cells, table.rows[0].cells, strict=True):
            _cell(place, cell)
            place._tc.remove(place.paragraphs[0]._p)  # the empty one that each cell of a table begins with
        docx.add_paragraph()
        return
    for cell in section.cells:
        _cell(docx, cell)


def _cell(place: Docx | _Cell, cell: Cell) -> None:
    if cell.heading:
        paragraph = place.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        heading = paragraph.add_run(_clean(cell.heading))
        heading.bold, heading.font.color.rgb = True, _ACCENT
    if cell.said:
        paragraph = place.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        _own(paragraph, cell.said)
    if cell.silent:
        run = place.add_paragraph().add_run(f"– {_clean(cell.silent)}")
        run.font.color.rgb = _QUIET
    for line in cell.lines:
        _line(place, line)


def _line(place: Docx | _Cell, line: Line) -> None:
    paragraph = place.add_paragraph()
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.space_after = Cm(0.5), Pt(1)
    paragraph.add_run(_clean(quoted(line)))
    paragraph.add_run(f" {numbers(line)}").bold = True
    below = place.add_paragraph()
    below.paragraph_format.left_indent, below.paragraph_format.space_after = Cm(0.5), Pt(6)
    run = below.add_run(_clean(weight(line)))
    run.font.size, run.font.color.rgb = Pt(8.5), _QUIET


def _own(paragraph, text: str) -> None:  # type: ignore[no-untyped-def]
    run = paragraph.add_run(_clean(text))
    run.italic, run.font.color.rgb = True, _QUIET


def _clean(text: str) -> str:
    """Text without the control characters that XML does not take; a PDF may hold some."""
    return "".join(
        c for c in text if c in "\n\t" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff")
    )
