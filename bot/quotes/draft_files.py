"""Reading a draft from a file: plain text, Word or PDF, with a name for each place in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

from corpus.errors import PathError
from corpus.model import CITABLE, BlockKind
from corpus.read import read
from prompts import render

_MOST_BYTES = 50_000_000
_PARTED = "\n\n"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft's text; ``starts`` are where its lines, paragraphs or pages begin, ``names`` what these are called."""

    text: str
    starts: tuple[int, ...]
    names: tuple[str, ...]

    def place(self, position: int) -> str:
        """The name of the place in which a character stands: "line 3", "paragraph 5", "page 2"."""
        at = bisect_right(self.starts, position) - 1
        return self.names[at] if at >= 0 else ""


def read_draft(path: Path) -> Draft:
    """The draft in a txt, docx or pdf file; PathError, or a ReadingError for a PDF, where it cannot be read."""
    if not path.is_file():
        raise PathError(render("draft_missing", path=path))
    if path.stat().st_size > _MOST_BYTES:
        raise PathError(render("draft_unreadable", path=path))
    match path.suffix.casefold():
        case ".docx":
            return _word(path)
        case ".pdf":
            return _pdf(path)
        case _:
            return _plain(path)


def draft_of(text: str) -> Draft:
    """A draft that is given as text, its places its lines."""
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
    return Draft(text, tuple(starts), tuple(f"line {n}" for n in range(1, len(starts) + 1)))


def _plain(path: Path) -> Draft:
    try:
        return draft_of(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise PathError(render("draft_unreadable", path=path)) from None


def _word(path: Path) -> Draft:
    from docx import Document as WordDocument  # here, since most who ask never hand in a draft
    from docx.opc.exceptions import PackageNotFoundError

    try:
        paragraphs = list(WordDocument(str(path)).iter_inner_content())
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError):
        raise PathError(render("draft_unreadable", path=path)) from None
    texts: list[str] = []
    for part in paragraphs:
        cells = (
            [part] if not hasattr(part, "rows") else [p for row in part.rows for c in row.cells for p in c.paragraphs]
        )
        for paragraph in cells:
            quoted = "quote" in str(getattr(paragraph.style, "name", "")).casefold()
            texts.append(f"> {paragraph.text}" if quoted and paragraph.text.strip() else paragraph.text)
    return _joined(texts, [f"paragraph {n}" for n in range(1, len(texts) + 1)])


def _pdf(path: Path) -> Draft:
    document = read(path)
    blocks = [b for b in document.blocks if b.kind in CITABLE | {BlockKind.PULL_QUOTE}]
    names = [f"page {int(document.glyph_page[b.start])}" for b in blocks]
    return _joined([document.text[b.start : b.end] for b in blocks], names)


def _joined(texts: list[str], names: list[str]) -> Draft:
    starts: list[int] = []
    at = 0
    for text in texts:
        starts.append(at)
        at += len(text) + len(_PARTED)
    return Draft(_PARTED.join(texts), tuple(starts), tuple(names))
