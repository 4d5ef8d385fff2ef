"""One PDF to a citable document."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.canonical import canonical
from corpus.catalogue import card_of
from corpus.errors import Damaged, EmptyFile, Encrypted, NoPages, NotAPdf, NoText, NoTextLayer, Placeholder, TooLarge
from corpus.furniture import PageLines, body_face, sort_furniture
from corpus.glyphs import RawPage, read_page
from corpus.language import other_script
from corpus.model import Block, BlockKind, Document, Page
from corpus.ocr import evened
from corpus.paragraphs import Builder
from corpus.structure import blocks_of

MAX_PAGES = 3000
PICTURE = "a picture without text"
_MIN_LETTERS = 40
_NO_PAGES = re.compile(rb"/Type\s*/Pages\b[^>]*/Count\s+0\b|/Count\s+0\b[^>]*/Type\s*/Pages\b")
_FRONT = 120
_NOT_FOUND = re.compile(r"document you are looking for does not exist", re.IGNORECASE)
_UNREADABLE = 0.05


def digest_of(data: bytes) -> str:
    """SHA-256 of a file's bytes, in hexadecimal: the document's identity."""
    return hashlib.sha256(data).hexdigest()


def read(path: Path, password: str | None = None, name: str = "") -> Document:
    """Reads the PDF at ``path``, cited under its own name or another; raises a ``ReadingError``."""
    data = path.read_bytes()
    return read_bytes(data, name or path.name, password)


def read_bytes(data: bytes, name: str, password: str | None = None) -> Document:
    """Reads a PDF from its bytes; ``name`` is the file name under which it will be cited."""
    pdf = _open(data, password)
    try:
        pages = _pages(pdf)
        outline = _outline(pdf)
        metadata = {key: value for key, value in pdf.get_metadata_dict().items() if value}
    finally:
        pdf.close()
    _check_text(pages)
    body = body_face(pages)
    builder = Builder(body, outline)
    cut = sort_furniture(pages)
    for page in cut:
        builder.page(page)
    text = canonical(builder.paragraphs)
    if len(pages) == 1 and _NOT_FOUND.search(text.text):
        raise Placeholder("The file only says that the document was not found. Get the document itself and try again.")
    blocks = blocks_of(builder.paragraphs, text, metadata.get("Title", ""))
    card = card_of(name, metadata, text.text, blocks, len(pages))
    card = card.model_copy(update={"headings": _main_headings(blocks, text.text)})
    return Document(
        id=digest_of(data), card=card, text=text.text, blocks=blocks,
        pages=tuple(_page(r, c) for r, c in zip(pages, cut, strict=True)),
        marks=text.marks, glyph_page=text.glyph_page, glyph_box=text.glyph_box,
    )  # fmt: skip


def _check_text(pages: Sequence[RawPage]) -> None:
    """Raises where there is nothing to read; a few words on a page without a picture are all that there is."""
    letters = sum(len(page.glyphs) for page in pages)
    if letters < _MIN_LETTERS and any(page.images for page in pages):
        raise NoTextLayer("Its pages are pictures without text. Run scripts/reindex --ocr, which reads pictures.")
    if not letters:
        raise NoText("Its pages hold no text: they are blank, or drawn. See what they show, and save it anew as text.")


def _main_headings(blocks: Sequence[Block], text: str) -> tuple[str, ...]:
    """Titles and top headings among the first blocks: they tell what a document is about, annexes included."""
    heads = (b for b in blocks[:_FRONT] if b.kind is BlockKind.HEADING and b.level <= 1)
    return tuple(" ".join(text[b.start : b.end].split()) for b in heads)[:12]


def _open(data: bytes, password: str | None) -> pdfium.PdfDocument:
    if not data:
        raise EmptyFile("The file is empty. Copy it again from its source.")
    if b"%PDF-" not in data[:1024]:
        raise NotAPdf("The file is not a PDF, whatever its name says. Check what was saved.")
    try:
        pdf = pdfium.PdfDocument(data, password=password)
    except pdfium.PdfiumError as error:
        raise _open_error(error, data, password) from None
    if len(pdf) > MAX_PAGES:
        pdf.close()
        raise TooLarge(f"The PDF has more than {MAX_PAGES} pages. Split it and try again.")
    return pdf


def _open_error(error: pdfium.PdfiumError, data: bytes, password: str | None) -> Exception:
    code = getattr(error, "err_code", None)
    if code == raw.FPDF_ERR_PASSWORD or "password" in str(error).casefold():
        if password:
            return Encrypted(
                "The password that catalogue.yaml gives does not open the PDF. Correct it, then run scripts/reindex."
            )
        return Encrypted(
            "The PDF needs a password. Enter it in catalogue.yaml beside the file, then run scripts/reindex."
        )
    # pdfium opens no PDF without pages, and calls it malformed.
    if _NO_PAGES.search(data):
        return NoPages("The PDF has no pages. Copy it again from its source.")
    return Damaged("The PDF is truncated or damaged and cannot be opened. Copy it again from its source.")


def _pages(pdf: pdfium.PdfDocument) -> list[RawPage]:
    """Glyphs of every page; a page that cannot be loaded is kept empty and noted, the others are read."""
    pages: list[RawPage] = []
    for index in range(len(pdf)):
        try:
            pages.append(evened(read_page(pdf, index)))
        except (pdfium.PdfiumError, ValueError):
            pages.append(RawPage(index + 1, "", 0.0, 0.0, [], -1, 0))
    if all(page.unreadable == -1 for page in pages):
        raise Damaged("None of its pages can be loaded. Copy the file again from its source.")
    return pages


def _outline(pdf: pdfium.PdfDocument) -> list[tuple[int, str, int]]:
    """Bookmarks: depth from 1, title, 1-based page (0 where unknown)."""
    found: list[tuple[int, str, int]] = []
    try:
        for item in pdf.get_toc(max_depth=6):
            target = item.get_dest()
            found.append((item.level + 1, item.get_title(), (target.get_index() or 0) + 1 if target else 0))
    except (pdfium.PdfiumError, ValueError):
        return []
    return found


def _page(page: RawPage, cut: PageLines) -> Page:
    if page.unreadable == -1:
        note = "damaged: this page cannot be loaded"
    elif not page.glyphs:
        note = PICTURE if page.images else "empty"
    elif page.unreadable > _UNREADABLE * len(page.glyphs):
        note = "letters that cannot be told"
    elif script := other_script([g.text for g in page.glyphs]):
        note = f"in {script} script: questions in English do not find it"
    elif not (cut.body or cut.masthead or cut.aside):
        note = "no text but its running head: a map, a chart or an empty page"
    else:
        note = ""
    return Page(page.number, cut.label or page.label, page.width, page.height, note)
