"""What other readers find under marks on a page: Poppler and pypdf among the PDF's letters, Tesseract in the pixels.

None shares code with pdfium, which reads the text, finds the boxes and draws the page.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import tempfile
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from math import ceil, floor
from pathlib import Path

from PIL import Image
from pypdf import PdfReader

from corpus.errors import InputError
from corpus.glyphs import Box
from corpus.pictures import Picture

_DPI = 720
"""Poppler takes an area in whole pixels, at 720 a tenth of a point, and reads what only touches its edge: a note's
mark begins where the word before it ends. So a pixel is left out at either side."""
_MARGIN, _GREY = 12, 215


def letters(text: str) -> str:
    """A text's letters and digits, without case, ligatures and ways of encoding accents."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def read_by_poppler(path: Path, page: int, marks: Sequence[Box]) -> str:
    """The letters that Poppler finds under marks, mark by mark: those whose middle and baseline lie inside.

    Raises InputError where Poppler is not installed.
    """
    return letters("".join(_area(path, page, box) for box in marks))


@lru_cache(maxsize=512)
def read_by_pypdf(path: Path, page: int) -> str:
    """The letters that pypdf finds on a page, without digits: notes' marks stand between the words that it reads."""
    return re.sub(r"\d", "", letters(_reader(path).pages[page - 1].extract_text()))


def read_by_eye(pictures: Sequence[Picture]) -> list[str]:
    """The letters that Tesseract sees in the pixels under each picture's marks, and nowhere else.

    Tesseract takes longer to start than to read a few lines, so it reads all of them in one call.
    """
    if not pictures:
        return []
    with tempfile.TemporaryDirectory() as folder:
        sheets = [Path(folder, f"{number}.png") for number in range(len(pictures))]
        for path, picture in zip(sheets, pictures, strict=True):
            _sheet(picture).save(path)
        several = Path(folder, "sheets.txt")
        several.write_text("\n".join(map(str, sheets)), encoding="utf-8")
        seen = _said("tesseract", several, "-", "--psm", "6", "--dpi", "288").split("\f")
    return [letters(text) for text in seen[: len(pictures)]]


def _sheet(picture: Picture) -> Image.Image:
    """What lies under the marks, one below the other on grey, at twice the picture's size."""
    image = Image.open(io.BytesIO(picture.png)).convert("L")
    parts = [image.crop((a * k, b * k, c * k, d * k)) for k in (picture.scale,) for a, b, c, d in picture.marks]
    size = max(p.width for p in parts) + 2 * _MARGIN, sum(p.height + _MARGIN for p in parts) + _MARGIN
    sheet, top = Image.new("L", size, _GREY), _MARGIN
    for part in parts:
        sheet.paste(part, (_MARGIN, top))
        top += part.height + _MARGIN
    return sheet.resize((sheet.width * 2, sheet.height * 2))


def _area(path: Path, page: int, box: Box) -> str:
    left, top, right, bottom = (side * _DPI / 72 for side in box)
    left, top, right, bottom = ceil(left) + 1, ceil(top), floor(right) - 1, floor(bottom)
    place = ["-x", left, "-y", top, "-W", right - left, "-H", bottom - top]
    return _said("pdftotext", "-q", "-cropbox", "-f", page, "-l", page, "-r", _DPI, *place, path, "-")


def _said(*command: object) -> str:
    try:
        environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
        return subprocess.run(list(map(str, command)), capture_output=True, text=True, env=environment).stdout
    except FileNotFoundError:
        raise InputError(f"{command[0]} is needed to read what is under the marks. Install it.") from None


@lru_cache(maxsize=4)
def _reader(path: Path) -> PdfReader:
    return PdfReader(path)
