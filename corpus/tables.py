"""Rows of a table as cells in columns: wrapped lines rejoined, empty cells kept."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from corpus.lines import Line

Cell = list[Line]
_WRAPPED_EM = 1.35


def cells_of(rows: Sequence[list[Line]]) -> list[list[Cell]]:
    """Each row's cells, one for each column of the table, empty where nothing stands there.

    ``rows`` hold the lines that share a baseline, top to bottom. A line of a wrapped cell joins the row above where
    the table's rows stand further apart than its lines.
    """
    grouped = _unwrapped(rows)
    columns = _columns(grouped)
    return [_placed(row, columns) for row in grouped]


def _unwrapped(rows: Sequence[list[Line]]) -> list[list[Line]]:
    """Rows with the lines of wrapped cells added."""
    steps = [(b[0].baseline - a[0].baseline) / a[0].face.size for a, b in pairwise(rows)]
    tight = [step <= _WRAPPED_EM for step in steps]
    if not any(tight) or all(tight):
        return [list(row) for row in rows]
    merged: list[list[Line]] = [list(rows[0])]
    for row, joins in zip(rows[1:], tight, strict=True):
        if joins:
            merged[-1].extend(row)
        else:
            merged.append(list(row))
    return merged


def _columns(rows: Sequence[list[Line]]) -> list[tuple[float, float]]:
    """Left and right edges of the columns: where the lines of the fuller rows overlap; headings may overhang."""
    figures = [row for row in rows if any(_is_figure(line.text) for line in row)] or list(rows)
    most = median(len(row) for row in figures) if figures else 0
    edges = sorted((line.left, line.right) for row in figures if len(row) >= most for line in row)
    columns: list[tuple[float, float]] = []
    for left, right in edges:
        if columns and left < columns[-1][1] - 1:
            columns[-1] = (columns[-1][0], max(right, columns[-1][1]))
        else:
            columns.append((left, right))
    return columns


def _is_figure(text: str) -> bool:
    return not any(c.isalpha() for c in text)


def _placed(row: Sequence[Line], columns: Sequence[tuple[float, float]]) -> list[Cell]:
    cells: list[Cell] = [[] for _ in columns] or [[]]
    for line in row:
        overlap = [min(line.right, right) - max(line.left, left) for left, right in columns] or [0.0]
        cells[overlap.index(max(overlap))].append(line)
    return [sorted(cell, key=lambda line: (line.baseline, line.left)) for cell in cells]
