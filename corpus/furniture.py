"""What stands on a page but belongs to no sentence: running heads, page labels, job numbers, mastheads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.glyphs import Face, RawPage
from corpus.lines import Line, lines_of

SYMBOL = re.compile(r"\b(?:[A-Z]{1,6}|ST|DP|UNW|CEB|TPNW)(?:/[A-Z0-9][A-Za-z0-9.()\- ]*?)+(?: \(\d{4}\))?(?=[\s,;*]|$)")
PAGE_LABEL = re.compile(r"^(?:page\s+)?(\d{1,4}(?:\s*/\s*\d{1,4}|\s+of\s+\d{1,4})?|[ivxlc]{1,7})$", re.IGNORECASE)
JOB_NUMBER = re.compile(
    r"^\*?(?:[A-Z]{1,2}\.)?\d{2}-?\d{5}\*?(?: ?\([A-Z]\))?(?: +\d{6}){0,2}$|^\*\d{7}\*$|^Please recycle$|^\*\d+\*$"
)
_WHOLE_JOB_NUMBER = re.compile(r"^(?:[A-Z]{1,2}\.)?\d{2}-\d{5}\*? \([A-Z]\)(?: +\d{6}){1,2}$")
RULE = re.compile(r"^[_\u2500-\u2501\u2014-]{6,}$")
_DIGITS = re.compile(r"\d+")
_ZONE = 0.115
_MOST = 0.8
_MASTHEAD_ZONE = 0.28


@dataclass(slots=True)
class PageLines:
    """A page cut into lines: ``body`` to be read, ``furniture`` and ``masthead`` kept apart; ``label`` as printed.

    ``aside`` is text that is turned against the rest, such as the title of a chart's axis. ``width`` and ``height`` are
    those of the page when it is turned so that most of its text is upright.
    """

    number: int
    width: float
    height: float
    label: str = ""
    body: list[Line] = field(default_factory=list)
    furniture: list[Line] = field(default_factory=list)
    masthead: list[Line] = field(default_factory=list)
    aside: list[Line] = field(default_factory=list)


def body_face(pages: Sequence[RawPage]) -> Face:
    """The face in which most of the document's running text is set."""
    faces = {id(g.face): g.face for page in pages for g in page.glyphs}
    count = Counter([id(g.face) for page in pages for g in page.glyphs])
    plain = [face for face in faces.values() if not face.bold]
    return max(plain, key=lambda face: count[id(face)], default=Face("", False, False, 10.0))


def sort_furniture(pages: Sequence[RawPage]) -> list[PageLines]:
    """Each page's lines with its furniture taken out, by place, pattern and repetition."""
    cut = [_cut(page) for page in pages]
    repeated = _repeated(cut)
    for page in cut:
        kept: list[Line] = []
        edge = _edge(page)
        for line in page.body:
            (page.furniture if _is_furniture(line, page, repeated, line in edge) else kept).append(line)
        page.body = kept
        page.furniture += [line for line in page.aside if _is_mark(line.text.strip())]
        page.aside = [line for line in page.aside if line not in page.furniture]
        page.label = _label(page)
    if cut:
        _take_masthead(cut[0])
    return cut


def _cut(page: RawPage) -> PageLines:
    """Lines of a page, parted by their turn: those that stand upright, or as four fifths of its text do, and others."""
    turns = Counter([g.face.turn for g in page.glyphs])
    main = next((turn for turn, count in turns.items() if count > _MOST * turns.total()), 0)
    width, height = (page.height, page.width) if main % 2 else (page.width, page.height)
    lines = {turn: lines_of([g for g in page.glyphs if g.face.turn == turn]) for turn in turns}
    aside = [line for turn in sorted(turns) if turn != main for line in lines[turn]]
    return PageLines(page.number, width, height, body=lines.get(main, []), aside=aside)


def _is_mark(text: str) -> bool:
    """Whether a text is a symbol, a job number or a label "n/N", which mean the same wherever they stand."""
    return _only_symbol(text) or bool(JOB_NUMBER.match(text) or (PAGE_LABEL.match(text) and "/" in text))


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text).strip().casefold()


def _zone(line: Line, page: PageLines) -> str:
    if line.bottom < _ZONE * page.height:
        return "top"
    return "foot" if line.top > (1 - _ZONE) * page.height else ""


def _repeated(pages: Sequence[PageLines]) -> set[tuple[str, str]]:
    """Texts (numbers aside) that stand in the same zone of many pages, in its outermost three rows."""
    seen: Counter[tuple[str, str]] = Counter()
    for page in pages:
        seen.update({(_zone(line, page), _key(line)) for line in page.body if _zone(line, page)})
    need = max(2, 0.25 * len(pages))
    return {key for key, n in seen.items() if n >= need}


def _edge(page: PageLines) -> list[Line]:
    """Lines of the two outermost rows at either end; a row of a table, with many cells, is none."""
    rows: list[list[Line]] = []
    for line in page.body:
        if rows and abs(rows[-1][0].baseline - line.baseline) < 3:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows[:2] + rows[-2:] if len(row) <= 3 for line in row]


def _is_furniture(line: Line, page: PageLines, repeated: set[tuple[str, str]], at_edge: bool) -> bool:
    text, zone = line.text.strip(), _zone(line, page)
    if _marks_note(line, page):
        return False
    if RULE.match(text) or _WHOLE_JOB_NUMBER.match(text) or "barcode" in line.face.family.casefold():
        return True
    if not zone or (not at_edge and line.face.size < 13 and (zone, _key(line)) not in repeated):
        return bool(zone and JOB_NUMBER.match(text) and len(text) > 7)
    alone = bool(PAGE_LABEL.match(text) or JOB_NUMBER.match(text)) or (zone == "top" and _only_symbol(text))
    return alone or ((zone, _key(line)) in repeated and line.face.size < 13)


def _marks_note(line: Line, page: PageLines) -> bool:
    """Whether a number is the mark of a note, set apart in the margin of its text: smaller than that, and raised."""
    if not line.text.strip().isdigit():
        return False
    size = line.face.size
    return any(
        size < other.face.size and 0 < other.left - line.right < 2.5 * other.face.size and len(other.text) > 3
        and 0 < other.baseline - line.baseline < 0.6 * other.face.size
        for other in page.body
    )  # fmt: skip


def _only_symbol(text: str) -> bool:
    found = SYMBOL.match(text)
    return bool(found) and len(text) - (found.end() if found else 0) <= 2 and "/" in text


def _label(page: PageLines) -> str:
    for line in page.furniture:
        found = PAGE_LABEL.match(line.text.strip())
        if found:
            return re.sub(r"\s*(/|of)\s*", r"\1" if "/" in found[1] else r" \1 ", found[1])
    return ""


def _take_masthead(page: PageLines) -> None:
    """Moves the masthead of a United Nations document's first page out of the text."""
    marks = [line for line in page.body if line.text.startswith(("Distr.", "Original:"))]
    if not marks:
        return
    floor = max(line.bottom for line in marks) + 1
    inside = [line for line in page.body if line.top <= max(floor, _MASTHEAD_ZONE * page.height - 80)]
    below = [line for line in page.body if line not in inside]
    title = next((line for line in below if line.bold and line.face.size >= 11.5), None)
    if title is not None and title.top < 0.5 * page.height:
        inside += [line for line in below if line.bottom <= title.top + 1]
    page.body = [line for line in page.body if line not in inside]
    # Below the date stand two blocks side by side where two organs share the document.
    blocks = [line for line in inside if line.top > floor]
    left = [line for line in blocks if line.left < 0.45 * page.width]
    page.masthead = [line for line in inside if line not in blocks]
    page.masthead += left + [line for line in blocks if line not in left]
