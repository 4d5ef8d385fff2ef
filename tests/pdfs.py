"""PDFs made on the spot, and what a test asks of the documents read from them."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.model import Block, BlockKind, Document
from corpus.read import read_bytes

BODY, BOLD, ITALIC, OTHER = "Times-Roman", "Times-Bold", "Times-Italic", "Helvetica-Oblique"
WIDTH, HEIGHT = A4
LEADING = 13.5

FILLER = (
    "The patrol leaves the base at dawn and follows the river road to the market,",
    "where it speaks with traders, drivers and the elders of three villages about",
    "what they have seen since the last visit. It returns before dark and writes down",
    "what it heard for the night watch, which passes it on to headquarters.",
)
"""A paragraph of 55 words that says nothing of note, as lines."""


class Paper:
    """A PDF in the making: text at places measured in points from a page's top left corner."""

    def __init__(self, size: tuple[float, float] = A4, title: str = "") -> None:
        self._bytes = io.BytesIO()
        self.canvas = Canvas(self._bytes, pagesize=size, invariant=1, pageCompression=0)
        self.height = size[1]
        self.canvas.setTitle(title)

    def write(self, x: float, y: float, text: str, size: float = 11, font: str = BODY) -> float:
        """Writes one string with its baseline at ``y``; returns where it ends."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - y, text)
        return x + self.canvas.stringWidth(text, font, size)

    def lines(
        self, x: float, y: float, lines: Sequence[str], size: float = 11, font: str = BODY, leading: float = LEADING
    ) -> float:
        """Writes lines one under the other; returns the baseline of the line that would come next."""
        for line in lines:
            self.write(x, y, line, size, font)
            y += leading
        return y

    def mark(self, x: float, y: float, number: str, size: float = 6.5) -> float:
        """Writes a raised mark that ends a word at ``x`` on the baseline ``y``."""
        return self.write(x, y - 4.5, number, size)

    def note(self, x: float, y: float, number: str, text: str) -> None:
        """Writes a footnote with a raised number."""
        self.write(self.mark(x, y, number, 5.5) + 2, y, text, 8.5)

    def turn(self) -> None:
        """Ends the page."""
        self.canvas.showPage()

    def done(self) -> bytes:
        """The PDF's bytes."""
        self.canvas.save()
        return self._bytes.getvalue()


def made(paper: Paper) -> Document:
    """The document that the reader makes of a paper."""
    return read_bytes(paper.done(), "made.pdf")


def simple(*paragraphs: Sequence[str], pages: int = 1) -> Paper:
    """Pages that hold the given paragraphs, one beneath the other with space between."""
    paper = Paper()
    for n in range(pages):
        if n:
            paper.turn()
        y = 120.0
        for lines in paragraphs or (FILLER,):
            y = paper.lines(72, y, lines) + 8
    return paper


def rewritten(data: bytes, unicode_map: str) -> bytes:
    """The PDF with its fonts' ToUnicode maps replaced: what each code is said to mean."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    stream = StreamObject()
    stream.set_data(unicode_map.encode())
    reference = writer._add_object(stream)
    for page in writer.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font.get_object()[NameObject("/ToUnicode")] = reference
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def unicode_map(**codes: str) -> str:
    """A ToUnicode map: ``A="D800"`` says that the letter A means U+D800."""
    rows = "\n".join(f"<{ord(letter):02X}> <{meaning}>" for letter, meaning in codes.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /M def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    )


def of(document: Document, *kinds: BlockKind) -> list[str]:
    """Texts of the blocks of these kinds, in reading order."""
    return [document.text[b.start : b.end] for b in document.blocks if b.kind in kinds]


def holding(document: Document, words: str) -> Block:
    """The one block that holds these words and is no pull quote."""
    [found] = [
        b
        for b in document.blocks
        if words in document.text[b.start : b.end]
        and b.kind not in (BlockKind.PULL_QUOTE, BlockKind.FURNITURE, BlockKind.MASTHEAD)
    ]
    return found


def prose(document: Document) -> str:
    """What a reader reads: all but furniture, mastheads and pull quotes, in reading order."""
    aside = (BlockKind.FURNITURE, BlockKind.MASTHEAD, BlockKind.PULL_QUOTE)
    return "\n".join(document.text[b.start : b.end] for b in document.blocks if b.kind not in aside)


def pages_of(document: Document, block: Block) -> list[int]:
    """Physical pages on which a block's characters stand."""
    found = document.glyph_page[block.start : block.end]
    return sorted({int(page) for page in found if page})
