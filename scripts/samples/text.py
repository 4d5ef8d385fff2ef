"""Reads a sample document's source: a head of YAML, then a small part of Markdown.

Blocks stand between empty lines, one paragraph to a line::

    # Heading                    ## Heading below it
    12. Numbered paragraph       (a) Sub-item
    - Item of a list, one to a line
    > Pull quote, set beside the paragraphs that follow
    Table 1. Caption             | cell | cell |  (the dashes of the second row give the widths)
    [^1]: Footnote, whose mark in a paragraph is [^1]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import yaml

_RULE = re.compile(r"^-+:?$")
_NOTE = re.compile(r"^\[\^(\w+)\]: (.+)$")


class Kind(StrEnum):
    """What a piece of a source is."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    NUMBERED = "numbered paragraph"
    SUB_ITEM = "sub-item"
    BULLET = "bullet"
    PULL_QUOTE = "pull quote"
    CAPTION = "caption"
    TABLE = "table"
    PARAGRAPH = "paragraph"


_STARTS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.SUBHEADING, re.compile(r"^##() (.+)$")),
    (Kind.HEADING, re.compile(r"^#() (.+)$")),
    (Kind.NUMBERED, re.compile(r"^(\d+\.) (.+)$")),
    (Kind.SUB_ITEM, re.compile(r"^(\([a-z]+\)) (.+)$")),
    (Kind.BULLET, re.compile(r"^-() (.+)$")),
    (Kind.PULL_QUOTE, re.compile(r"^>() (.+)$")),
    (Kind.CAPTION, re.compile(r"^()(Table \d+\. .+)$")),
    (Kind.PARAGRAPH, re.compile(r"^()(.+)$")),
)


class SourceError(ValueError):
    """A sample's source cannot be used; the message says where and what to change."""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells row by row, header first; ``widths`` are relative, ``right`` says which columns hold figures."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a source. ``label`` is ``12.`` or ``(a)``; ``table`` is set for tables alone."""

    kind: Kind
    text: str
    label: str = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample document as written: its head, its pieces in order, and its footnotes by number."""

    title: str
    subtitle: str
    symbol: str
    issued: date
    subject: str
    paper: str
    pieces: tuple[Piece, ...]
    notes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Marking:
    """The words by which every sample is known for one."""

    author: str
    first_page: str
    running_head: str


def read_sample(path: Path) -> Sample:
    """Sample from a source file. Raises ``SourceError`` when the head or a table is not as described above."""
    try:
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        notes = {match[1]: match[2] for line in body.splitlines() if (match := _NOTE.match(line))}
        return Sample(**yaml.safe_load(head), pieces=tuple(_pieces(body)), notes=notes)
    except (ValueError, TypeError) as error:
        raise SourceError(f"{path.name}: {error}. Compare it with another source in the same folder.") from error


def read_marking(path: Path) -> Marking:
    """Marking from its YAML file."""
    return Marking(**yaml.safe_load(path.read_text(encoding="utf-8")))


def _pieces(body: str) -> Iterator[Piece]:
    for block in re.split(r"\n{2,}", body.strip()):
        lines = block.splitlines()
        if lines[0].startswith("|"):
            yield Piece(Kind.TABLE, "", table=_table(lines))
            continue
        for line in lines:
            if not _NOTE.match(line):
                yield _piece(line)


def _piece(line: str) -> Piece:
    for kind, start in _STARTS:
        if match := start.match(line):
            return Piece(kind, match[2], label=match[1])
    raise SourceError("a line is empty")


def _table(lines: list[str]) -> Table:
    header, rule, *rest = (tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines)
    if not all(_RULE.match(cell) for cell in rule):
        raise SourceError("the second row of a table must be dashes")
    if any(len(row) != len(header) for row in [rule, *rest]):
        raise SourceError("the rows of a table differ in length")
    return Table((header, *rest), tuple(map(len, rule)), tuple(cell.endswith(":") for cell in rule))
