"""What pdfium knows of each character of a page: its code, its places, and the object that draws it.

pdfium is asked four times for each character, so these calls are made as cheap as Python can. Source of the calls:
PDFium's ``fpdf_text.h``.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

Number = TypeVar("Number", float, npt.NDArray[np.float64])
Places = tuple[float, float, float, float, float, float]
"""A character's left, top, right and bottom edge, and the x and y of its origin, in points as shown."""

_PRECISION = 100
_ADDRESS, _INDEX = ctypes.c_void_p, ctypes.c_int


def _called(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of pdfium that takes addresses as plain numbers, which costs half as much as its binding."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, _ADDRESS).value or 0)


_code_of = _called(raw.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _INDEX)
_box_of = _called(raw.FPDFText_GetLooseCharBox, ctypes.c_int, _ADDRESS, _INDEX, _ADDRESS)
_origin_of = _called(raw.FPDFText_GetCharOrigin, ctypes.c_int, _ADDRESS, _INDEX, _ADDRESS, _ADDRESS)
_owner_of = _called(raw.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _INDEX)


@dataclass(frozen=True, slots=True)
class Affine:
    """Page space to points from the top left corner of the page as shown."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def __call__(self, x: Number, y: Number) -> tuple[Number, Number]:
        """A place on the page as shown."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def turn(self, x: float, y: float) -> int:
        """Quarter turns clockwise, on the page as shown, of text that runs along (x, y) of page space: 0 to 3."""
        right, down = self.a * x + self.c * y, self.b * x + self.d * y
        return round(math.atan2(down, right) / (math.pi / 2)) % 4


@dataclass(frozen=True, slots=True)
class Characters:
    """All characters of a text page, in content order.

    ``owners`` are addresses of the text objects that draw them, 0 where there is none; ``on_page`` tells which have a
    box that touches the page.
    """

    codes: list[int]
    owners: list[int]
    on_page: list[bool]
    places: list[Places]


def affine(page: raw.FPDF_PAGE, width: float, height: float) -> Affine:
    """How places of a page of that size, in points as shown, follow from those that pdfium gives."""
    x, y = ctypes.c_int(), ctypes.c_int()

    def device(px: float, py: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, int(width * _PRECISION), int(height * _PRECISION), 0, px, py, x, y)
        return x.value / _PRECISION, y.value / _PRECISION

    (e, f), (ax, ay), (cx, cy) = device(0, 0), device(1000, 0), device(0, 1000)
    return Affine((ax - e) / 1000, (ay - f) / 1000, (cx - e) / 1000, (cy - f) / 1000, e, f)


def characters_of(page: raw.FPDF_TEXTPAGE, count: int, place: Affine, width: float, height: float) -> Characters:
    """The ``count`` characters of a text page whose size as shown is given in points."""
    address, every = ctypes.cast(page, _ADDRESS).value, range(count)
    boxes, origins = np.zeros((count, 4), np.float32), np.zeros((count, 2), np.float64)
    box, x, y = boxes.ctypes.data, origins.ctypes.data, origins.ctypes.data + 8
    codes = [_code_of(address, i) for i in every]
    has_box = np.array([_box_of(address, i, box + 16 * i) for i in every], np.bool_)
    for i in every:
        _origin_of(address, i, x + 16 * i, y + 16 * i)
    owners = [_owner_of(address, i) or 0 for i in every]
    with np.errstate(all="ignore"):  # a broken font's boxes may have no end
        edges = _edges(place, boxes.astype(np.float64))
        left, top, right, bottom = edges
        off = (right < 0) | (left > width) | (bottom < 0) | (top > height)
        columns = (*edges, *place(origins[:, 0], origins[:, 1]))
    places = list(zip(*(column.tolist() for column in columns), strict=True))
    return Characters(codes, owners, (has_box & ~off).tolist(), places)


def _edges(place: Affine, boxes: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], ...]:
    """Left, top, right and bottom as shown of boxes [n, 4] in page space."""
    (x0, y0), (x1, y1) = place(boxes[:, 0], boxes[:, 1]), place(boxes[:, 2], boxes[:, 3])
    is_left, is_above = x1 < x0, y1 < y0
    return (
        np.where(is_left, x1, x0), np.where(is_above, y1, y0),
        np.where(x1 > x0, x1, x0), np.where(y1 > y0, y1, y0),
    )  # fmt: skip
