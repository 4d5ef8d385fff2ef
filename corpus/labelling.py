"""What a citation calls each block: "3 (a) (i)", "preamble", "sect. 6", "Annex II (table)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.labels import Path, inner_label
from corpus.model import Block, BlockKind
from corpus.paragraphs import Paragraph

ANNEX = re.compile(r"^(Annex|Appendix|Enclosure|Addendum)\b(?: [IVXLC]+\b| \d+\b| [A-Z]\b)?", re.IGNORECASE)
_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_FRONT = 6000


def labelled(blocks: Sequence[Block], paragraphs: Sequence[Paragraph], text: str) -> list[Block]:
    """The blocks with their labels and, for list items, their depth; footnotes keep their number."""
    labeller = _Labeller(_has_preamble(paragraphs, text))
    return [labeller.take(block, paragraph, text) for block, paragraph in zip(blocks, paragraphs, strict=True)]


def _has_preamble(paragraphs: Sequence[Paragraph], text: str) -> bool:
    """Whether what stands before the first number is a resolution's preamble."""
    front = text[:_FRONT].casefold()
    numbered = any(p.label[:1].isdigit() and p.kind is BlockKind.PARAGRAPH for p in paragraphs)
    return numbered and ("adopted by the security council" in front or "the general assembly,\n" in front)


class _Labeller:
    """Walks through a document and knows where it stands: paragraph path, numbered section, annex."""

    def __init__(self, preamble: bool) -> None:
        self._preamble = preamble
        self._path = Path()
        self._section = ""
        self._section_level = 0
        self._annex = ""
        self._after_heading = False

    def take(self, block: Block, paragraph: Paragraph, text: str) -> Block:
        """The block with its label; headings and annexes move the place."""
        if block.kind is BlockKind.HEADING:
            self._heading(block, paragraph)
            return block
        if block.kind is BlockKind.TABLE:
            return replace(block, label=f"{self._annex} (table)" if self._annex else "table")
        if block.kind not in _BODY:
            return block
        raw = paragraph.label
        in_list = raw[:1].isdigit() and paragraph.kind is BlockKind.LIST_ITEM
        if raw and not in_list:
            self._path.take(raw)
        if raw:
            self._after_heading = False
        bullet = bool(raw) and not raw[:1].isdigit() and not raw.endswith(")")
        inner = (
            raw.rstrip(".")
            if in_list
            else inner_label(text[block.start : block.start + 12]).strip(".)")
            if bullet
            else ""
        )
        return replace(
            block, label=self._label(block, raw) or inner, level=self._level(block, bullet or in_list or not raw)
        )

    def _heading(self, block: Block, paragraph: Paragraph) -> None:
        self._path.clear()
        self._after_heading = True
        annex = ANNEX.match(paragraph.text)
        if annex:
            self._path, self._annex, self._section = Path(), annex[0], ""
        elif paragraph.label[:1].isdigit():
            self._section, self._section_level = paragraph.label.rstrip("."), block.level
        elif block.level <= self._section_level:
            self._section = ""

    def _label(self, block: Block, raw: str) -> str:
        """The path; for a paragraph without a number, what can be said of it instead."""
        if raw or (block.kind is BlockKind.LIST_ITEM and self._path.number):
            return self._path.path
        if self._path.number:
            return "" if self._after_heading else self._path.number
        if self._section:
            return f"sect. {self._section}"
        return "preamble" if self._preamble and not self._annex else ""

    def _level(self, block: Block, deeper: bool) -> int:
        """Depth of a list item; what has no label of its own stands one below the path."""
        if block.kind is not BlockKind.LIST_ITEM:
            return 0
        return self._path.depth + 1 if deeper else self._path.depth
