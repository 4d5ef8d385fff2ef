"""How a document opens: its masthead, the headings and paragraphs before its body, and its annex."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.model import Block, BlockKind

_ANNEX = re.compile(r"^(?:Annex|Enclosure|Annexe|Anexo)\b", re.IGNORECASE)
_SECTION = re.compile(
    r"^(?:[IVX]+\.|[A-Z]\.|1\.)\s|^(?:executive\s+)?summary\b|^(?:introduction|contents|background|highlights|foreword|preface)\b"
    r"|^(?:résumé|sommaire|resumen|índice)\b",
    re.IGNORECASE,
)
_LONG = 170
_FEW = 6


@dataclass(frozen=True)
class Head:
    """A heading before the body: its text on one line, its depth (0 is title matter), its index among the blocks."""

    text: str
    level: int
    at: int


class Opening:
    """What stands before and at the beginning of the body, each part as lines of text.

    ``masthead`` and ``lines`` (short paragraphs among the headings, such as dates and venues) keep their order;
    ``paragraphs`` are the first six of the body; ``annex`` is what stands under the first heading "Annex".
    """

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        self.text = text
        self.blocks = blocks
        self.masthead = tuple(self._line(b) for b in blocks if b.kind is BlockKind.MASTHEAD)
        body = self._body()
        front = list(enumerate(blocks[:body]))
        self.heads = tuple(Head(self._line(b), b.level, i) for i, b in front if b.kind is BlockKind.HEADING)
        self.lines = tuple((i, self._line(b)) for i, b in front if b.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM))
        rest = [b for b in blocks[body:] if b.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)]
        self.paragraphs = tuple(self._line(b) for b in rest[:_FEW])

    @cached_property
    def running(self) -> tuple[str, ...]:
        """Running heads and feet of all pages and the lines of the masthead, in order."""
        kinds = (BlockKind.FURNITURE, BlockKind.MASTHEAD)
        return tuple(self._line(b) for b in self.blocks if b.kind in kinds)

    @cached_property
    def is_official(self) -> bool:
        """Whether the first page has the masthead of a United Nations document."""
        return any(re.match(r"distr\b", line, re.IGNORECASE) for line in self.masthead)

    @cached_property
    def annex(self) -> tuple[str, ...]:
        """Up to three short lines under the first annex heading."""
        for i, block in enumerate(self.blocks):
            if block.kind is BlockKind.HEADING and _ANNEX.match(self.text[block.start : block.end]):
                under = [self._line(b) for b in self.blocks[i + 1 : i + 6] if b.kind is not BlockKind.FURNITURE]
                return tuple(line for line in under if len(line) <= 250)[:3]
        return ()

    @cached_property
    def letter(self) -> str:
        """The text before the first annex: the letter itself, where the document is one."""
        for block in self.blocks:
            if block.kind is BlockKind.HEADING and _ANNEX.match(self.text[block.start : block.end]):
                return self.text[: block.start]
        return self.text[:8000]

    def _body(self) -> int:
        """Index of the block where the body begins: the first section heading or the first long paragraph."""
        for i, block in enumerate(self.blocks):
            line = self._line(block)
            if block.kind is BlockKind.HEADING and _SECTION.match(line):
                return i
            if block.kind is BlockKind.PARAGRAPH and (len(line) > _LONG or block.label or _is_prose(line)):
                return i
        return len(self.blocks)

    def _line(self, block: Block) -> str:
        return " ".join(self.text[block.start : block.end].split())


def _is_prose(line: str) -> bool:
    return len(line) > 60 and line.endswith((".", ":", ","))
