"""Footnotes: the small lines at a page's foot that begin with a note's mark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.glyphs import Face
from corpus.lines import Line

_MARK = re.compile(r"^(\d{1,3}|[a-z]|\*{1,4}|[†‡§])$")
_PLAIN = re.compile(r"^(\d{1,3})\.?\s+\S")
_SMALL = 0.93
_RAISED = 0.75
_SIGNS = "*†‡§"


@dataclass(slots=True)
class Note:
    """A footnote on one page; ``number`` is empty where it goes on from the page before."""

    number: str
    lines: list[Line]


def marks_in(lines: Sequence[Line]) -> set[str]:
    """Texts of the raised marks in lines of running text."""
    return {text for line in lines for text, _ in raised(line)}


def raised(line: Line) -> list[tuple[str, tuple[int, ...]]]:
    """Runs of raised glyphs that look like a note's mark: text and glyph indices."""
    runs: list[list[int]] = []
    for i in sorted(line.marks):
        if runs and runs[-1][-1] == i - 1 and not (line.glyphs[i].gap or line.glyphs[i].text == ","):
            runs[-1].append(i)
        else:
            runs.append([i])
    found = [("".join(line.glyphs[i].text for i in run).strip(","), tuple(run)) for run in runs]
    return [(text, run) for text, run in found if _MARK.match(text)]


def take_notes(lines: Sequence[Line], body: Face, last: int, open_note: bool) -> tuple[list[Line], list[Note]]:
    """Parts a page's lines into running text and notes.

    ``last`` is the number of the document's last numeric note so far; ``open_note`` says that it did not
    end with the page before, so that small lines above the first mark go on with it.
    """
    lines = _with_marks(lines, body)
    tail = _small_tail(lines, body)
    text = [line for line in lines if line not in tail]
    known = marks_in(text)
    margin = _margin(text or lines, body)
    starts = [(i, n) for i, n in _starts(tail, known, last) if tail[i].left < margin and _alone(tail[i], lines)]
    if not starts:
        return list(lines), []
    head = tail[: starts[0][0]]
    carried = (
        open_note and bool(head) and head[0].left < text[0].left + 3 * body.size if text else open_note and bool(head)
    )
    if head and not carried:
        text = [line for line in lines if line in text or line in head]
        head = []
    notes = [Note("", head)] if head else []
    for (i, number), (j, _) in zip(starts, [*starts[1:], (len(tail), "")], strict=True):
        notes.append(Note(number, tail[i:j]))
    return text, notes


def _with_marks(lines: Sequence[Line], body: Face) -> list[Line]:
    """The lines, with a mark that stands alone in the margin put in front of the small line beside it.

    Documents from Geneva set the mark of a note so far from its text that it is a line of its own.
    """
    joined: dict[int, Line] = {}
    apart: set[int] = set()
    for mark in lines:
        if not _MARK.match(mark.text.strip()) or mark.face.size > _RAISED * body.size:
            continue
        for line in lines:
            beside = line is not mark and 0 < line.left - mark.left < 2.5 * body.size and id(line) not in joined
            if beside and line.face.size <= _SMALL * body.size and abs(line.baseline - mark.baseline) < 0.6 * body.size:
                joined[id(line)] = Line([*mark.glyphs, *line.glyphs], _moved(mark, line))
                apart.add(id(mark))
                break
    return [joined.get(id(line), line) for line in lines if id(line) not in apart]


def _moved(mark: Line, line: Line) -> frozenset[int]:
    """Indices of the raised glyphs of a line that has its mark in front."""
    first = len(mark.glyphs)
    return frozenset(range(first)) | {i + first for i in line.marks}


def _margin(text: Sequence[Line], body: Face) -> float:
    """How far right a note may begin: four letters from the leftmost line, or where most lines of the text begin."""
    lefts = Counter(round(line.left) for line in text if abs(line.face.size - body.size) < 0.5)
    most = lefts.most_common(1)[0][0] if lefts else 0.0
    return max(min((line.left for line in text), default=0.0) + 4 * body.size, most + 0.5 * body.size)


def _small_tail(lines: Sequence[Line], body: Face) -> list[Line]:
    """The run of small lines that ends the page."""
    tail: list[Line] = []
    for line in sorted(lines, key=lambda item: (-item.baseline, -item.left)):
        if line.face.size > _SMALL * body.size:
            break
        tail.append(line)
    return tail[::-1]


def _starts(tail: Sequence[Line], known: set[str], last: int) -> list[tuple[int, str]]:
    """Indices of lines that begin a note, with the note's number."""
    starts: list[tuple[int, str]] = []
    expected = last + 1
    for i, line in enumerate(tail):
        number = _number(line)
        if not number:
            continue
        numeric = number.isdigit()
        in_turn = numeric and (int(number) == expected or (int(number) == 1 and not starts))
        if in_turn or (
            (number in known or number[0] in _SIGNS) and (not numeric or not starts or int(number) > expected - 1)
        ):
            starts.append((i, number))
            expected = int(number) + 1 if numeric else expected
    return starts


def _alone(line: Line, lines: Sequence[Line]) -> bool:
    """Whether no other line shares the row: the rows of a table are no notes."""
    return not any(other is not line and abs(other.baseline - line.baseline) < 2 for other in lines)


def _number(line: Line) -> str:
    first = raised(line)
    if first and first[0][1][0] == 0:
        return first[0][0]
    found = _PLAIN.match(line.text)
    if found and 0 not in line.marks:
        return found[1]
    star = re.match(r"^(\*{1,4}|[†‡§])\s?\S", line.text)
    return star[1] if star else ""
