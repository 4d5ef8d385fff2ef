"""Lines in reading order to paragraphs, list items, headings and notes, whole across pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.furniture import PageLines
from corpus.glyphs import Face
from corpus.going_on import CAPTION, TERMINAL, caption_goes_on, is_indented, joins_over_gap, runs_into
from corpus.labels import Labels, label_of
from corpus.lines import Line
from corpus.model import BlockKind
from corpus.notes import take_notes
from corpus.regions import Region, RegionKind, regions_of
from corpus.tables import cells_of
from corpus.titles import LETTER

_IMPRINT = re.compile(r"^United Nations ?[•·] ?[A-Z]")
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_CLOSED = re.compile(r"[.:;!?…,][\"'”’»)\]]*$")


@dataclass(slots=True)
class Paragraph:
    """A run of lines of one kind, possibly over several pages. ``label`` is the raw label at its start."""

    kind: BlockKind
    lines: list[tuple[int, Line]]
    label: str = ""
    number: str = ""
    outline: int = 0
    cells: list[list[Line]] = field(default_factory=list)

    @property
    def first(self) -> Line:
        """First line."""
        return self.lines[0][1]

    @property
    def last(self) -> Line:
        """Last line so far."""
        return self.lines[-1][1]

    @property
    def text(self) -> str:
        """Plain text of the lines, hyphens at their ends as they stand."""
        return " ".join(line.text for _, line in self.lines)


class Builder:
    """Reads the pages of one document in turn; ``paragraphs`` grows in reading order."""

    def __init__(self, body: Face, outline: Sequence[tuple[int, str, int]] = ()) -> None:
        self.body = body
        self.paragraphs: list[Paragraph] = []
        self._labels = Labels()
        self._outline = [(level, _letters(title), page) for level, title, page in outline]
        self._open: Paragraph | None = None
        self._note: Paragraph | None = None
        self._last_note = 0
        self._moved = False
        self._headings = Labels()
        self._right = 0.0

    def page(self, page: PageLines) -> None:
        """Adds one page; its notes and furniture come after the text that may run on to the next page."""
        self._put(BlockKind.MASTHEAD, page, page.masthead)
        text, notes = take_notes(page.body, self.body, self._last_note, self._note_is_open())
        pitch = _pitch(text)
        self._right = _right_edge(text)
        regions = regions_of(text, self.body)
        boxes = [region for region in regions if region.kind is RegionKind.SIDE]
        for region in regions:
            if region.kind is RegionKind.SIDE:
                continue
            if region.kind is RegionKind.TABLE:
                self._table(region, page.number)
            else:
                self._text(region, page, pitch, boxes)
        for box in boxes:
            self.paragraphs.append(Paragraph(BlockKind.PULL_QUOTE, [(page.number, line) for line in box.lines]))
        self._put(BlockKind.FIGURE, page, page.aside)
        for note in notes:
            self._add_note(note.number, [(page.number, line) for line in note.lines])
        self._put(BlockKind.FURNITURE, page, page.furniture)

    def _put(self, kind: BlockKind, page: PageLines, lines: Iterable[Line]) -> None:
        self.paragraphs.extend(Paragraph(kind, [(page.number, line)]) for line in lines)

    def _note_is_open(self) -> bool:
        return self._note is not None and not TERMINAL.search(self._note.text)

    def _add_note(self, number: str, lines: list[tuple[int, Line]]) -> None:
        if not number and self._note is not None:
            self._note.lines.extend(lines)
            return
        self._note = Paragraph(BlockKind.FOOTNOTE, lines, number=number)
        self.paragraphs.append(self._note)
        if number.isdigit():
            self._last_note = int(number)

    def _table(self, region: Region, number: int) -> None:
        for cells in cells_of(region.rows):
            lines = [(number, line) for cell in cells for line in cell]
            self.paragraphs.append(Paragraph(BlockKind.TABLE, lines, cells=cells))
        self._open = None

    def _text(self, region: Region, page: PageLines, pitch: float, boxes: Sequence[Region]) -> None:
        before: Line | None = None
        for line in region.lines:
            gap = (line.baseline - before.baseline) / pitch if before is not None else 9.0
            self._moved = any(box.top < line.bottom and box.bottom > line.top for box in boxes)
            if self._open is not None and self._goes_on(self._open, line, gap):
                self._open.lines.append((page.number, line))
            else:
                self._begin(line, page.number, gap)
            before = line

    def _begin(self, line: Line, number: int, gap: float) -> None:
        raw = label_of(line.text)
        label = raw if raw and self._is_genuine(raw, line, gap) else ""
        level = self._outline_level(line, number)
        kind = self._kind(line, label, level)
        series = self._headings if kind is BlockKind.HEADING else self._labels
        inside = bool(label) and series.take(label, self._previous_end())
        if inside and kind is BlockKind.PARAGRAPH:
            kind = BlockKind.LIST_ITEM
        self._open = Paragraph(kind, [(number, line)], label=label, outline=level)
        self.paragraphs.append(self._open)

    def _is_genuine(self, raw: str, line: Line, gap: float) -> bool:
        """Whether a label is one: headings have a series of their own, which does not count with the paragraphs'."""
        series = (self._labels, self._headings) if line.bold else (self._labels,)
        return any(each.genuine(raw, gap > 1.2, self._previous_end()) for each in series)

    def _is_next(self, label: str) -> bool:
        return label[:1].isdigit() and int(label.rstrip(".")) == self._labels.number + 1 > 1

    def _previous_end(self) -> str:
        return self._open.last.text[-6:] if self._open is not None else ""

    def _outline_level(self, line: Line, number: int) -> int:
        """Depth of the bookmark whose title begins with this line, on this page or the next; 0 if none."""
        letters = _letters(line.text)
        if len(letters) < 3:
            return 0
        near = (level for level, title, page in self._outline if page in (number, 0) and title.startswith(letters))
        return next(near, 0)

    def _kind(self, line: Line, label: str, level: int) -> BlockKind:
        text = line.text.strip()
        if CAPTION.match(text) and not label:
            return BlockKind.CAPTION
        last = self._open
        if (
            last is not None
            and last.kind is BlockKind.CAPTION
            and line.bold
            and not last.text.startswith(("Source", "Note"))
        ):
            return BlockKind.CAPTION
        if level or self._looks_like_heading(line, label):
            return BlockKind.HEADING
        return BlockKind.LIST_ITEM if label and not label[0].isdigit() else BlockKind.PARAGRAPH

    def _looks_like_heading(self, line: Line, label: str) -> bool:
        text = line.text.strip()
        if not any(c.isalpha() for c in text) or len(text) > 160:
            return False
        numbered_item = bool(label) and label[0] in "(•–—"
        if self._is_next(label) and (line.right > self._right - 2 * self.body.size or text.endswith(".")):
            return False  # reports set whole paragraphs in bold where a committee recommends
        if line.opens_bold:
            return False
        if _IMPRINT.match(text):
            return False
        if line.bold and not numbered_item and (not text.endswith((";", ",")) or LETTER.match(text)):
            return True
        if line.face.size >= 1.15 * self.body.size and not text.endswith((".", ";", ",")):
            return True
        alone = line.italic and not self.body.italic and not label and len(text) < 90
        return alone and not _CLOSED.search(text) and text[0].isupper()

    def _goes_on(self, last: Paragraph, line: Line, gap: float) -> bool:
        raw = label_of(line.text)
        if raw and self._labels.genuine(raw, gap > 1.2, last.last.text[-6:]):
            return False
        if last.kind is BlockKind.CAPTION:
            return caption_goes_on(last, line, gap)
        if last.kind is BlockKind.HEADING:
            if runs_into(last, line, gap):
                last.kind = BlockKind.PARAGRAPH
                return True
            return self._heading_goes_on(last, line, gap)
        if CAPTION.match(line.text.strip()) or self._starts_heading(line, gap):
            return False
        if abs(line.face.size - last.last.face.size) > 0.8:
            return False
        open_end = not TERMINAL.search(last.last.text)
        if gap > 1.25:
            return joins_over_gap(last, line, open_end, self._moved, self.body.size)
        return not is_indented(last, line, self.body.size)

    def _starts_heading(self, line: Line, gap: float) -> bool:
        if self._open is not None and self._is_bold_end(self._open, line, gap):
            return False
        return (gap > 1.2 or line.bold) and self._looks_like_heading(line, label_of(line.text))

    def _is_bold_end(self, last: Paragraph, line: Line, gap: float) -> bool:
        """Whether a line goes on with an open sentence that is set in bold, or ends so."""
        if last.kind not in _PROSE or TERMINAL.search(last.last.text):
            return False
        if gap > 1.25:  # over a page's end
            return last.last.bold and line.text[:1].islower() and last.last.baseline > line.baseline
        full = last.last.right > self._right - 4 * self.body.size
        return full and (line.text[:1].islower() or (last.last.bold and last.label[:1].isdigit()))

    def _heading_goes_on(self, last: Paragraph, line: Line, gap: float) -> bool:
        same = line.face.size == last.last.face.size and line.bold == last.last.bold and line.italic == last.last.italic
        pitch = last.last.face.size / self.body.size
        if last.outline:
            wanted = [title for _, title, _ in self._outline if title.startswith(_letters(last.text + line.text))]
            return same and bool(wanted) and gap < 1.6 * max(1.0, pitch)
        return same and gap < 1.35 * max(1.0, pitch) and not label_of(line.text) and not TERMINAL.search(last.last.text)


def _right_edge(lines: Sequence[Line]) -> float:
    """Where full lines of a page end, in points: the right edge of nine tenths of them at most."""
    edges = sorted(line.right for line in lines)
    return edges[int(0.9 * (len(edges) - 1))] if edges else 0.0


def _pitch(lines: Sequence[Line]) -> float:
    """Distance of two baselines in running text, in points: the commonest small one."""
    ordered = sorted(lines, key=lambda line: line.baseline)
    steps = [b.baseline - a.baseline for a, b in pairwise(ordered)]
    near = [round(s * 2) / 2 for s in steps if 6 < s < 30]
    if not near:
        return 12.0
    low = median(near)
    return min((s for s in near if near.count(s) >= 0.25 * len(near)), default=low)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
