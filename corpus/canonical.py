"""Paragraphs to one canonical text with a map from each character to its glyph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from corpus.glyphs import SOFT_BREAKS
from corpus.lines import Line
from corpus.model import BlockKind, Mark
from corpus.notes import raised
from corpus.paragraphs import Paragraph

_BREAKS = "-\u2010\u2011" + SOFT_BREAKS
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_LINKS = frozenset(["and", "or", "to", "of", "the", "in", "on", "by", "for"])
_SUSPENDED = re.compile(r"[^\W\d_]- (?:and|or|to) [^\W\d_]+$")
_NO_BOX = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Canonical:
    """The text, each paragraph's range in it, the marks that were left out, and the glyph map."""

    text: str
    ranges: tuple[tuple[int, int], ...]
    marks: tuple[Mark, ...]
    glyph_page: npt.NDArray[np.uint16]
    glyph_box: npt.NDArray[np.float32]


def canonical(paragraphs: Sequence[Paragraph]) -> Canonical:
    """Joins lines with single spaces, undoes hyphens at line ends, drops note marks, one line feed between blocks."""
    vocabulary = _vocabulary(paragraphs)
    writer = _Writer(vocabulary, _notes(paragraphs), _hyphenates(paragraphs, vocabulary))
    ranges = []
    for paragraph in paragraphs:
        start = writer.size
        writer.paragraph(paragraph)
        ranges.append((start, writer.size))
        writer.put("\n", 0, _NO_BOX)
    return writer.result(tuple(ranges))


def _vocabulary(paragraphs: Sequence[Paragraph]) -> dict[str, int]:
    """Words of the document that no line end breaks, with their counts: they tell a soft hyphen from a real one."""
    count: dict[str, int] = {}
    for paragraph in paragraphs:
        broken = False
        for _, line in paragraph.lines:
            words = _WORD.findall(line.text.casefold().replace("\u2010", "-").replace("\u2011", "-"))
            ends_broken = line.glyphs[-1].text in _BREAKS
            for word in words[int(broken) : len(words) - ends_broken]:
                count[word] = count.get(word, 0) + 1
            broken = ends_broken
    return count


def _hyphenates(paragraphs: Sequence[Paragraph], vocabulary: dict[str, int]) -> bool:
    """Whether the document breaks words at line ends: some of its breaks, joined, are its own words."""
    soft = hard = 0
    for paragraph in paragraphs:
        for (_, line), (_, after) in zip(paragraph.lines, paragraph.lines[1:], strict=False):
            if line.glyphs[-1].text not in _BREAKS:
                continue
            left, right = re.search(r"[^\W\d_]+$", line.text[:-1]), re.match(r"[^\W\d_]+", after.text)
            if left and right:
                joined = (left[0] + right[0]).casefold() in vocabulary
                soft, hard = soft + joined, hard + (not joined)
    return soft >= 3 and soft > 0.25 * hard


def _notes(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    return frozenset(p.number for p in paragraphs if p.kind is BlockKind.FOOTNOTE)


class _Writer:
    """Grows the text; a hyphen at a line's end is held back until the next line tells what it is."""

    def __init__(self, vocabulary: dict[str, int], notes: frozenset[str], hyphenates: bool) -> None:
        self._vocabulary, self._notes, self._hyphenates = vocabulary, notes, hyphenates
        self._text: list[str] = []
        self._pages: list[int] = []
        self._boxes: list[tuple[float, float, float, float]] = []
        self._marks: list[Mark] = []

    @property
    def size(self) -> int:
        return len(self._text)

    def put(self, text: str, page: int, box: tuple[float, float, float, float]) -> None:
        for character in text:  # nearly always one
            self._text.append(character)
            self._pages.append(page)
            self._boxes.append(box)

    def paragraph(self, paragraph: Paragraph) -> None:
        if paragraph.kind is BlockKind.TABLE:
            for n, cell in enumerate(paragraph.cells):
                if n:
                    self.put("\t", 0, _NO_BOX)
                self._lines([(paragraph.lines[0][0], line) for line in cell], False)
        else:
            self._lines(paragraph.lines, paragraph.kind is BlockKind.FOOTNOTE)

    def _lines(self, lines: Sequence[tuple[int, Line]], is_note: bool) -> None:
        start = self.size
        for n, (page, line) in enumerate(lines):
            if n:
                self._join(start, line)
            self._line(page, line, is_note and n == 0)

    def result(self, ranges: tuple[tuple[int, int], ...]) -> Canonical:
        boxes = np.fromiter(chain.from_iterable(self._boxes), np.float32, 4 * len(self._boxes)).reshape(-1, 4)
        return Canonical("".join(self._text), ranges, tuple(self._marks), np.asarray(self._pages, np.uint16), boxes)

    def _line(self, page: int, line: Line, is_note_start: bool) -> None:
        marks, last = {} if is_note_start else self._marks_of(line), len(line.glyphs) - 1
        for i, glyph in enumerate(line.glyphs):
            if is_note_start and i and i - 1 in line.marks and i not in line.marks and self._text[-1] != " ":
                self.put(" ", 0, _NO_BOX)
            if marks and i in marks:
                if marks[i]:
                    self._marks.append(Mark(self.size, marks[i]))
                continue
            if glyph.gap and self._text and self._text[-1] not in " \n\t":
                self.put(" ", 0, _NO_BOX)
            text = glyph.text
            self.put(text if "!" <= text < "\x7f" else self._clean(text, i == last), page, glyph.box)

    def _marks_of(self, line: Line) -> dict[int, str]:
        """Glyph indices to leave out; the first of each mark carries its number."""
        found: dict[int, str] = {}
        for text, run in raised(line):
            if text in self._notes:
                found.update({i: text if i == run[0] else "" for i in run})
        return found

    @staticmethod
    def _clean(text: str, last: bool) -> str:
        if len(text) == 1 and text in SOFT_BREAKS:
            return "\u00ad" if last and text == "\u00ad" else "-"
        if not last and text in ("\u2010", "\u2011"):
            return "-"
        return "" if ord(text[0]) < 32 or "\u200b" <= text <= "\u200f" or text == "\ufeff" else text

    def _join(self, start: int, line: Line) -> None:
        """Ends a line: a space, or the hyphen kept or undone."""
        last = self._text[-1] if self.size > start else ""
        if last not in _BREAKS or self.size - start < 2 or not self._text[-2].isalnum():
            if (last and last not in " /\u2013\u2014") or (last in ("\u2013", "\u2014") and self._text[-2] == " "):
                self.put(" ", 0, _NO_BOX)
            return
        left = "".join(self._text[max(start, self.size - 40) : self.size - 1])
        if self._is_soft(last, left, line.text):
            del self._text[-1], self._pages[-1], self._boxes[-1]
        else:
            self._text[-1] = "-"
            if re.match(r"(and|or|to)\b(?!-)", line.text):
                self.put(" ", 0, _NO_BOX)

    def _is_soft(self, mark: str, left: str, right: str) -> bool:
        """Whether the document's own words tell that the hyphen only breaks a word."""
        before, after = re.search(r"[^\W\d_]+(?:-[^\W\d_]+)*$", left), re.match(r"[^\W\d_]+(?:-[^\W\d_]+)*", right)
        if before is None or after is None:
            return False
        a, b = before[0].casefold(), after[0].casefold()
        joined, hyphened = self._vocabulary.get(a + b, 0), self._vocabulary.get(f"{a}-{b}", 0)
        if joined != hyphened:
            return joined > hyphened
        if b in _LINKS or _SUSPENDED.search(left) or self._is_chain(a, b):
            return False
        return self._hyphenates or mark in ("\u2010", "\u00ad")

    @staticmethod
    def _is_chain(a: str, b: str) -> bool:
        """Whether the pieces are links of a chain: "status-of-" before "forces", "status-" before "of-forces"."""
        tail, head = a.split("-")[-1], b.split("-")[0]
        return (tail != a and tail in _LINKS) or (head != b and head in _LINKS)
