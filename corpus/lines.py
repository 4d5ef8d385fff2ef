"""Glyphs to lines: pieces that stand on one baseline, joined where no column gutter parts them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from corpus.glyphs import Face, Glyph

LABEL = re.compile(r"^(\d{1,3}[.)]|\(?[a-z]{1,5}\)|[A-Z]\.|[IVXLC]{1,6}\.|[•–—◦▪‣*·-])$")
"""What can stand alone at the left of an item."""

_SPLIT_EM = 1.55
_JOIN_EM = 5.0
_LABEL_EM = 7.0
_MARK_SIZE = 0.85


class Piece(list[Glyph]):
    """A run of glyphs as it came from the content stream; not changed once its size was asked for."""

    @cached_property
    def size(self) -> float:
        """Size of its largest glyph, in points."""
        return max([g.face.size for g in self])


class Line:
    """Glyphs of one line, left to right; ``marks`` are indices of raised glyphs. Lengths in points."""

    def __init__(self, glyphs: list[Glyph], marks: frozenset[int] = frozenset()) -> None:
        self.glyphs, self.marks = glyphs, marks
        self.left, self.right = glyphs[0].left, max(g.right for g in glyphs[-3:])

    @cached_property
    def plain(self) -> list[Glyph]:
        """Glyphs without the marks (all of them where there is nothing else)."""
        return [g for i, g in enumerate(self.glyphs) if i not in self.marks] or self.glyphs

    @cached_property
    def face(self) -> Face:
        """The face of most of the line's characters."""
        faces = [g.face for g in self.plain]
        first = faces[0]
        if all(face is first for face in faces):  # nearly always
            return first
        return {id(face): face for face in faces}[Counter(map(id, faces)).most_common(1)[0][0]]

    @cached_property
    def top(self) -> float:
        """Upper edge of the line."""
        return min([g.top for g in self.plain])

    @cached_property
    def bottom(self) -> float:
        """Lower edge of the line."""
        return max([g.bottom for g in self.plain])

    @cached_property
    def baseline(self) -> float:
        """Baseline of most glyphs."""
        count = Counter([g.baseline for g in self.plain])
        if len(count) == 1:  # nearly always
            return round(self.plain[0].baseline, 1)
        rounded: Counter[float] = Counter()
        for baseline, times in count.items():
            rounded[round(baseline, 1)] += times
        return rounded.most_common(1)[0][0]

    @cached_property
    def text(self) -> str:
        """Plain text with single spaces; marks left out."""
        return "".join([" " + g.text if g.gap and n else g.text for n, g in enumerate(self.plain)])

    @cached_property
    def bold(self) -> bool:
        """Whether most letters and digits are bold."""
        return self._share([g.face.bold for g in self.plain if g.text.isalnum()]) > 0.6

    @cached_property
    def opens_bold(self) -> bool:
        """Whether it begins in bold and ends, for two words or more, in plain letters: a sentence, no heading."""
        letters = [i for i, g in enumerate(self.plain) if g.text.isalpha()]
        bold = [i for i in letters if self.plain[i].face.bold]
        if not bold or self.plain[letters[-1]].face.bold or bold[0] > letters[0] + 3:
            return False
        return sum(g.gap for g in self.plain[bold[-1] + 1 :]) >= 2

    @cached_property
    def italic(self) -> bool:
        """Whether most letters and digits are italic."""
        return self._share([g.face.italic for g in self.plain if g.text.isalnum()]) > 0.6

    @staticmethod
    def _share(flags: list[bool]) -> float:
        return sum(flags) / len(flags) if flags else 0.0

    def __repr__(self) -> str:
        return f"Line({self.left:.0f}–{self.right:.0f} @{self.baseline:.0f} {self.text!r})"


def lines_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """Lines of one page, top to bottom and left to right."""
    rows = sorted(_rows(_pieces(glyphs)), key=lambda row: row[0][0].baseline)
    lines = [line for i, row in enumerate(rows) for line in _joined(row, rows, i)]
    return sorted(lines, key=lambda line: (line.baseline, line.left))


def _pieces(glyphs: Sequence[Glyph]) -> list[Piece]:
    """Runs of glyphs in content order that stand on one baseline without a wide gap."""
    pieces: list[Piece] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None and _follows(last, glyph):
            pieces[-1].append(glyph)
        else:
            pieces.append(Piece([glyph]))
        last = glyph
    return pieces


def _follows(last: Glyph, glyph: Glyph) -> bool:
    em = last.face.size
    if glyph.face is not last.face:
        other = glyph.face.size
        em, small = (em, other) if em > other else (other, em)
        if small <= _MARK_SIZE * em - 1:
            return False
    return abs(glyph.baseline - last.baseline) < 0.12 * em and -0.6 * em < glyph.left - last.right < _SPLIT_EM * em


def _rows(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces that share a baseline; a small raised piece belongs to the row that it stands in."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: -p.size):
        home = next((row for row in rows if any(_raised(piece, other) for other in row)), None)
        home = home or next((row for row in rows if _same_row(row, piece)), None)
        if home is None:
            rows.append([piece])
        else:
            home.append(piece)
    return [sorted(row, key=lambda p: p[0].left) for row in rows]


def _same_row(row: list[Piece], piece: Piece) -> bool:
    return abs(row[0][0].baseline - piece[0].baseline) < 0.2 * piece.size


def _raised(piece: Piece, base: Piece) -> bool:
    """Whether a short piece is a mark of its neighbour: smaller, higher, and touching it."""
    if len(piece) > 6:
        return False
    size, rise = base.size, base[0].baseline - piece[0].baseline
    if piece.size > _MARK_SIZE * size or not 0.12 * size < rise < 0.75 * size:
        return False
    after, before = piece[0].left - base[-1].right, base[0].left - piece[-1].right
    return -0.5 * size < after < 0.5 * size or -0.5 * size < before < 0.6 * size


def _joined(row: list[Piece], rows: Sequence[list[Piece]], index: int) -> list[Line]:
    """A row's pieces as lines: joined over marks, labels, and gaps that no neighbour shares."""
    lines: list[tuple[list[Glyph], set[int]]] = []
    for n, piece in enumerate(row):
        mark = any(_raised(piece, other) for other in row if other is not piece)
        if lines and _one_line(lines[-1], piece, mark, n == 1, rows, index):
            glyphs, marks = lines[-1]
            if not mark and piece[0].left - glyphs[-1].right > 0.12 * piece.size:
                piece[0].gap = True
            if mark:
                marks.update(range(len(glyphs), len(glyphs) + len(piece)))
            glyphs.extend(piece)
        else:
            lines.append((list(piece), set(range(len(piece))) if mark else set()))
    return [Line(glyphs, frozenset(marks)) for glyphs, marks in lines]


def _one_line(
    line: tuple[list[Glyph], set[int]], piece: Piece, mark: bool, second: bool, rows: Sequence[list[Piece]], index: int
) -> bool:
    glyphs, marks = line
    last, first = glyphs[-1], piece[0]
    em, gap = max(last.face.size, first.face.size), first.left - last.right
    if mark or len(glyphs) - 1 in marks:
        return gap < (2.5 if len(glyphs) == len(marks) else 0.7) * em
    if LABEL.match("".join(g.text for g in glyphs)) and (second or sum(g.text.isalpha() for g in piece) > 2):
        return gap < _LABEL_EM * em
    if first.order < last.order or (first.newline and first.face.family != last.face.family):
        return False
    if gap < _SPLIT_EM * em:
        return first.order - last.order < 4 or gap < 0.5 * em
    return gap < _JOIN_EM * em and not first.newline and not _gutter(last.right, first.left, rows, index)


def _gutter(left: float, right: float, rows: Sequence[list[Piece]], index: int) -> bool:
    """Whether the gap goes on in a row close by: text on both sides of it, and none across."""
    here, middle = rows[index][0][0], (left + right) / 2
    near = [
        row
        for row in rows[max(0, index - 2) : index + 3]
        if row is not rows[index] and abs(row[0][0].baseline - here.baseline) < 2.6 * here.face.size
    ]
    crossed = any(p[0].left < middle - 1 and p[-1].right > middle + 1 for row in near for p in row)
    shared = any(row[0][0].left < middle < row[-1][-1].right for row in near)
    return shared and not crossed
