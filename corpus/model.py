"""What flows from a PDF to the index: cards, documents, blocks, passages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict


class Authority(StrEnum):
    """How far a document binds; strongest first."""

    BINDING = "binding decision"
    POLICY = "policy"
    GUIDANCE = "guidance"
    REPORT = "report"
    BACKGROUND = "background"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Whether a document is in force."""

    IN_FORCE = "in force"
    SUPERSEDED = "superseded"
    DRAFT = "draft"
    UNKNOWN = "unknown"


class Card(BaseModel):
    """One catalogue entry: what a document is, who issued it, and whether it still stands.

    ``names`` are the file names under which the same bytes were found, shortest unique path each.
    ``headings`` are the main headings of its first pages, an annex's title among them. ``missions`` are acronyms
    (``UNMISS``). ``audience`` is empty for a document open to everyone; otherwise it holds the channels and user
    groups that may see it. ``confirmed_by`` names who checked the entry. ``extends``
    are the missions whose mandate it extends, each with the last day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    names: tuple[str, ...]
    title: str = ""
    headings: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    document_type: str = ""
    issuer: str = ""
    issued: date | None = None
    missions: tuple[str, ...] = ()
    authority: Authority = Authority.UNKNOWN
    status: Status = Status.UNKNOWN
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    continues: tuple[str, ...] = ()
    extends: tuple[tuple[str, date], ...] = ()
    reissued: bool = False
    language: str = "en"
    pages: int = 0
    audience: tuple[str, ...] = ()
    sample: bool = False
    confirmed_by: str = ""

    @property
    def file(self) -> str:
        """Name under which the document is cited."""
        return self.names[0]

    @property
    def symbol(self) -> str:
        """First symbol, or an empty string."""
        return self.symbols[0] if self.symbols else ""

    @property
    def short(self) -> str:
        """Shortest name a reader would recognise: the symbol, else the title, else the file."""
        return self.symbol or self.title or self.file


class BlockKind(StrEnum):
    """What a run of text is on its page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    FOOTNOTE = "footnote"
    PULL_QUOTE = "pull quote"
    TABLE = "table"
    CAPTION = "caption"
    FIGURE = "figure text"
    MASTHEAD = "masthead"
    FURNITURE = "furniture"


CITABLE = frozenset(
    {
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.FOOTNOTE,
        BlockKind.TABLE,
        BlockKind.CAPTION,
        BlockKind.HEADING,
    }
)


class Span(NamedTuple):
    """Half-open range of characters in a document's canonical text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One run of text of one kind, ``text[start:end]`` of its document.

    ``heading`` is the index of the nearest heading block above, or None; following it upwards gives
    the section path. ``level`` is a heading's depth (1 is the top) or a list item's (1 is the outermost).
    ``label`` is what a citation would say: ``3 (a) (i)`` for a paragraph, ``16`` for a footnote.
    ``lead_in`` is the index of the block that introduces a list item. ``anchor`` is the position of a
    footnote's mark in the text. ``repeats`` is where a pull quote's words stand in the body, or None.
    """

    kind: BlockKind
    start: int
    end: int
    heading: int | None = None
    level: int = 0
    label: str = ""
    lead_in: int | None = None
    anchor: int | None = None
    repeats: int | None = None

    @property
    def span(self) -> Span:
        """The block's range of the text."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Mark:
    """A footnote mark: the note's number and the character that it follows."""

    position: int
    number: str


@dataclass(frozen=True, slots=True)
class Page:
    """A physical page: 1-based number, printed label, size in points, and what the reader noticed.

    ``ocr`` is the mean confidence, in percent, of the OCR that gave its text; 0 where the text is the file's own.
    """

    number: int
    label: str
    width: float
    height: float
    note: str = ""
    ocr: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF as citable text.

    ``glyph_page`` (uint16, one per character, 0 where no glyph stands) and ``glyph_box`` (float32,
    characters × 4: left, top, right, bottom in points from the top left corner of the page as shown)
    lead from each character of ``text`` to its place.
    """

    id: str
    card: Card
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...]
    marks: tuple[Mark, ...]
    glyph_page: npt.NDArray[np.uint16] = field(repr=False)
    glyph_box: npt.NDArray[np.float32] = field(repr=False)
    cited: tuple[CitedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document that is cited in another one: how it is named there, and where."""

    name: str
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is searched and shown: one or two slices of a document's text.

    ``spans`` holds one slice, or a list's lead-in and the part of the list that this passage shows.
    ``context`` is what is embedded in front (symbol, missions, section path); it is never shown as text.
    ``sentences`` are slices of the document's text, inside ``spans``, in order.
    """

    document: str
    kind: BlockKind
    spans: tuple[Span, ...]
    blocks: tuple[int, ...]
    sentences: tuple[Span, ...]
    section: tuple[str, ...]
    label: str
    context: str

    @property
    def start(self) -> int:
        """First character that is shown."""
        return self.spans[0].start

    @property
    def read_from(self) -> int:
        """First character of its own: behind a list's lead-in, which all parts of the list repeat."""
        return self.spans[min(len(self.spans), 2) - 1].start

    @property
    def end(self) -> int:
        """End of the last slice."""
        return self.spans[-1].end


GAP = " […] "


def slices(text: str, spans: tuple[Span, ...]) -> str:
    """Text of the spans; where they do not touch, an ellipsis in brackets stands between them."""
    parts = [text[spans[0].start : spans[0].end]]
    for before, here in pairwise(spans):
        touching = not text[before.end : here.start].strip()
        parts.append((" " if touching else GAP) + text[here.start : here.end])
    return "".join(parts)
