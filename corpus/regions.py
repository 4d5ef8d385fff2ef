"""Lines to regions in reading order: columns, side boxes, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

from corpus.glyphs import Face
from corpus.lines import Line

_NEAR_EM = 2.2
_TABLE_NEAR_EM = 4.0


class RegionKind(StrEnum):
    """What a region is on its page."""

    TEXT = "text"
    TABLE = "table"
    SIDE = "side box"


@dataclass(slots=True)
class Region:
    """Lines that are read one after the other; a table's lines come row by row. Lengths in points."""

    lines: list[Line]
    kind: RegionKind = RegionKind.TEXT
    rows: list[list[Line]] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Left edge."""
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        """Right edge."""
        return max(line.right for line in self.lines)

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(line.top for line in self.lines)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(line.bottom for line in self.lines)


def regions_of(lines: Sequence[Line], body: Face) -> list[Region]:
    """Regions of one page in reading order: down a column, then the column to its right."""
    tables, rest = _tables(lines)
    regions = _grown(rest)
    for region in regions:
        if _is_side_box(region, regions, body):
            region.kind = RegionKind.SIDE
    return _ordered(regions + tables)


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that share a baseline, top to bottom, each row left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda item: (item.baseline, item.left)):
        if rows and abs(rows[-1][0].baseline - line.baseline) < 0.3 * line.face.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda item: item.left) for row in rows]


def _tables(lines: Sequence[Line]) -> tuple[list[Region], list[Line]]:
    rows = rows_of(lines)
    tables: list[Region] = []
    taken: set[int] = set()
    run: list[int] = []
    for i in range(len(rows) + 1):
        goes_on = i < len(rows) and len(rows[i]) >= 2 and len({line.face.family for line in rows[i]}) == 1
        near = not run or (
            i < len(rows) and rows[i][0].baseline - rows[run[-1]][0].baseline < _TABLE_NEAR_EM * rows[i][0].face.size
        )
        if near and (goes_on or (run and _is_wrapped(rows, i, rows[run[0]]))):
            run.append(i)
            continue
        if _is_table([rows[k] for k in run]):
            run = _with_strays(run, rows)
            tables.append(Region([line for k in run for line in rows[k]], RegionKind.TABLE, [rows[k] for k in run]))
            taken.update(run)
        run = [i] if goes_on else []
    return tables, [line for i, row in enumerate(rows) if i not in taken for line in row]


def _is_wrapped(rows: Sequence[list[Line]], i: int, first: Sequence[Line]) -> bool:
    """Whether row ``i`` is the second line of one cell: close below its row, right of the first column, rows below."""
    if not 0 < i < len(rows) - 1 or len(rows[i]) != 1 or len(rows[i + 1]) < 2:
        return False
    [line], below = rows[i], rows[i + 1][0]
    close = line.baseline - rows[i - 1][0].baseline < 1.4 * line.face.size
    apart = below.baseline - line.baseline > 1.4 * line.face.size
    over = any(cell.left - 1 <= line.left <= cell.right for cell in rows[i - 1])
    return close and apart and over and line.left > first[0].left + 2 * line.face.size


def _with_strays(run: list[int], rows: Sequence[list[Line]]) -> list[int]:
    """A header line above the table that lies wholly over its columns joins it."""
    first = run[0]
    left = min(line.left for line in rows[first])
    while first > 0 and len(rows[first - 1]) == 1:
        above = rows[first - 1][0]
        close = rows[first][0].baseline - above.baseline < 1.4 * above.face.size
        if not (close and above.left > left + 2 * above.face.size and above.face.size < 9.5):
            break
        first -= 1
    return list(range(first, run[-1] + 1))


def _is_table(rows: Sequence[list[Line]]) -> bool:
    """Three cells or more in most rows, or pairs with a short side; long cells on both sides are columns of text."""
    if len(rows) < 3 and not (len(rows) == 2 and min(len(row) for row in rows) >= 3):
        return False
    cells = [len(line.text) for row in rows for line in row]
    if median(len(row) for row in rows) >= 3:
        return median(cells) <= 24
    pairs = [row for row in rows if len(row) == 2]
    short = min(median(len(row[0].text) for row in pairs), median(len(row[1].text) for row in pairs))
    return short <= 18


def _grown(lines: Sequence[Line]) -> list[Region]:
    """Regions grown downwards: a line joins the region whose last line it continues."""
    regions: list[Region] = []
    for line in sorted(lines, key=lambda item: (round(item.baseline), item.left)):
        fits = [region for region in regions if _continues(region.lines[-1], line)]
        if len(fits) == 1 and not _spans_two(line, fits[0], regions):
            fits[0].lines.append(line)
        else:
            best = max(fits, key=lambda region: _overlap(region.lines[-1], line), default=None)
            if best is not None and not _spans_two(line, best, regions):
                best.lines.append(line)
            else:
                regions.append(Region([line]))
    return regions


def _overlap(a: Line, b: Line) -> float:
    return min(a.right, b.right) - max(a.left, b.left)


def _continues(last: Line, line: Line) -> bool:
    em = max(last.face.size, line.face.size)
    down = line.baseline - last.baseline
    if not 0.3 * em < down < _NEAR_EM * em or last.face.family != line.face.family:
        return False
    shared = _overlap(last, line)
    if shared <= 0:
        return False
    union = max(last.right, line.right) - min(last.left, line.left)
    centred = abs((last.left + last.right) - (line.left + line.right)) < 2 * em
    return abs(last.left - line.left) < 5 * em or shared > 0.5 * union or centred


def _spans_two(line: Line, region: Region, regions: Sequence[Region]) -> bool:
    """Whether the line also lies under a second column that ends close above it, in the region's own face."""
    for other in regions:
        last = other.lines[-1]
        beside = other is not region and other.left > region.lines[-1].right and last.face.family == line.face.family
        if (
            beside
            and len(other.lines) > 1
            and _overlap(last, line) > 0
            and 0 < line.baseline - last.baseline < 6 * line.face.size
        ):
            return True
    return False


def _is_side_box(region: Region, regions: Sequence[Region], body: Face) -> bool:
    """A narrow run in another face beside the running text."""
    face = region.lines[0].face
    other_face = face.family != body.family or face.italic != body.italic
    if not other_face or all(line.bold for line in region.lines):
        return False
    width = max(r.right for r in regions) - min(r.left for r in regions)
    narrow = region.right - region.left < 0.45 * width
    beside = any(
        r is not region
        and any(x.top < region.bottom and x.bottom > region.top and x.face.family == body.family for x in r.lines)
        for r in regions
    )
    return narrow and beside and region.left > min(r.left for r in regions) + 2 * body.size


def _ordered(regions: list[Region]) -> list[Region]:
    """Reading order by cutting at white space: across first, then down (Nagy's recursive X-Y cut)."""
    sides = [r for r in regions if r.kind is RegionKind.SIDE]
    texts = _cut([r for r in regions if r.kind is not RegionKind.SIDE])
    for side in sorted(sides, key=lambda r: (r.left, r.top)):
        place = next((i for i, r in enumerate(texts) if r.top > side.top), len(texts))
        texts.insert(place, side)
    return texts


def _cut(regions: list[Region]) -> list[Region]:
    if len(regions) < 2:
        return regions
    for low, high in (("top", "bottom"), ("left", "right")):
        parts = _parts(regions, low, high)
        if len(parts) > 1:
            return [r for part in parts for r in _cut(part)]
    return sorted(regions, key=lambda r: (r.top, r.left))


def _parts(regions: list[Region], low: str, high: str) -> list[list[Region]]:
    """Groups of regions with no white space between them along one axis."""
    parts: list[list[Region]] = []
    end = float("-inf")
    for region in sorted(regions, key=lambda r: float(getattr(r, low))):
        if getattr(region, low) < end - 1.5:
            parts[-1].append(region)
        else:
            parts.append([region])
        end = max(end, getattr(region, high))
    return parts
