"""How the sample documents look: measures in points, type, colours."""

from __future__ import annotations

from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle

from scripts.samples.text import Kind

SIDE: Final = 80.0
TOP: Final = 84.0
BOTTOM: Final = 76.0
NOTE_GAP: Final = 14.0
QUOTE_WIDTH: Final = 158.0
PAGES: Final = 12
"""One page more than a sample may have."""

GREY: Final = HexColor("#555555")
BLUE: Final = HexColor("#1f4e79")
PALE: Final = HexColor("#eef2f6")


_TEXT: Final[dict[str, Any]] = {
    "fontName": "Times-Roman",
    "fontSize": 11,
    "leading": 15,
    "bulletFontName": "Times-Roman",
    "bulletFontSize": 11,
    "spaceBefore": 7,
    "spaceAfter": 7,
    "allowWidows": 0,
    "allowOrphans": 0,
}
_HEAD: Final[dict[str, Any]] = {"fontName": "Helvetica-Bold", "textColor": BLUE, "keepWithNext": 1}


def _style(name: str, **looks: Any) -> ParagraphStyle:
    return ParagraphStyle(name, **{**_TEXT, **looks})


def _head(name: str, size: float, **looks: Any) -> ParagraphStyle:
    return _style(name, **_HEAD, fontSize=size, leading=size * 1.25, **looks)


STYLES: Final[dict[str, ParagraphStyle]] = {
    style.name: style
    for style in (
        _style("symbol", fontName="Helvetica", fontSize=9, leading=12, alignment=TA_RIGHT),
        _style(
            "marking",
            fontName="Helvetica-Bold",
            fontSize=9.5,
            leading=12,
            leftIndent=6,
            rightIndent=6,
            backColor=PALE,
            borderColor=GREY,
            borderWidth=0.5,
            borderPadding=6,
            spaceBefore=12,
            spaceAfter=26,
        ),
        _head("title", 20, spaceBefore=4, spaceAfter=4),
        _style("subtitle", fontName="Helvetica", fontSize=11, textColor=GREY, spaceAfter=12),
        _head(Kind.HEADING, 13, spaceBefore=12, spaceAfter=6),
        _head(Kind.SUBHEADING, 11, spaceBefore=8, spaceAfter=4),
        _style(Kind.PARAGRAPH),
        _style(Kind.NUMBERED, leftIndent=26, bulletIndent=0),
        _style(Kind.SUB_ITEM, leftIndent=48, bulletIndent=26, spaceBefore=4, spaceAfter=4),
        _style(Kind.BULLET, leftIndent=42, bulletIndent=28, spaceBefore=4, spaceAfter=4),
        _style(Kind.PULL_QUOTE, fontName="Helvetica-Oblique", fontSize=12.5, leading=16, textColor=BLUE, spaceAfter=0),
        _style(Kind.CAPTION, fontName="Helvetica-Bold", fontSize=9.5, leading=12, spaceBefore=6, keepWithNext=1),
        _style("cell", fontName="Helvetica", fontSize=8.5, leading=11, spaceAfter=0),
        _style("figure", fontName="Helvetica", fontSize=8.5, leading=11, spaceAfter=0, alignment=TA_RIGHT),
        _style("note", fontSize=8.5, leading=10.5, spaceAfter=0),
    )
}

TABLE_LOOK: Final = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("BACKGROUND", (0, 0), (-1, 0), PALE),
    ("LINEABOVE", (0, 0), (-1, 0), 0.8, GREY),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, GREY),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 6),
]
