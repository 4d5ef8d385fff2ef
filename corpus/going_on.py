"""Whether a line goes on with the paragraph before it, by how both look and end.

Distances are in points, gaps in line pitches.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.labels import label_of
from corpus.lines import Line

if TYPE_CHECKING:
    from corpus.paragraphs import Paragraph

TERMINAL = re.compile(r"[.:;!?…][\"'”’»)\]]*$")
CAPTION = re.compile(
    r"^(Figure|Fig\.|Map|Table|Box|Chart|Annex table)(\s+[IVXLC\d]+\.?)?(:.*)?$|"
    r"^(Figure|Fig\.|Map|Table|Box|Chart|Annex table)\s+[IVXLC\d]+\.\s+\S|"
    r"^(Source|Sources|Note|Base map source|Abbreviations?)\s?:"
)
_SENTENCE = 6


def caption_goes_on(last: Paragraph, line: Line, gap: float) -> bool:
    """Whether a line goes on with the caption above it."""
    return (
        gap < 1.25
        and not CAPTION.match(line.text.strip())
        and line.face.size == last.last.face.size
        and line.bold == last.last.bold
    )


def runs_into(last: Paragraph, line: Line, gap: float) -> bool:
    """Whether bold lines were no heading but the beginning of a sentence, which goes on in small letters below them.

    Of several lines, that is told where the bold ends within the next one.
    """
    first = last.first
    ends = line.opens_bold and line.plain[0].face.bold
    alike = (len(last.lines) == 1 or ends) and not last.outline and abs(first.face.size - line.face.size) < 0.5
    open_end = len(first.text.split()) >= _SENTENCE and not TERMINAL.search(last.last.text)
    return alike and open_end and gap < 1.35 and (ends or not line.bold) and line.text[:1].islower()


def joins_over_gap(last: Paragraph, line: Line, open_end: bool, moved: bool, em: float) -> bool:
    """Whether a sentence runs on over a page's end, a side box (``moved``) or a wide gap; ``em`` is the text's size."""
    text = line.text.lstrip("“\"'‘(")
    if not open_end or len(last.text) < 40 or not text:
        margin = _margin(last)
        full = len(last.lines) > 1 and last.last.right > max(x.right for _, x in last.lines) - 1.5 * em
        flush = (
            abs(line.left - margin) < 3 and last.label != "" and len(last.lines) > 1 and last.first.left > margin + 3
        )
        other_page = last.lines[-1][1].baseline > line.baseline
        return bool(text) and full and flush and other_page
    if text[0].islower() or (text[0].isdigit() and not label_of(line.text)):
        return True
    if last.last.text.rstrip().endswith(","):
        if len(last.lines) > 1 and last.first.left > _margin(last) + 3:
            return line.left < last.first.left - 3  # a line set in like the first one begins a paragraph
        return last.last.text.rstrip()[-2:-1].isdigit()
    apart = last.last.baseline > line.baseline or moved
    return apart and line.face.family == last.last.face.family and not line.bold


def is_indented(last: Paragraph, line: Line, em: float) -> bool:
    """Whether the line's left edge tells a new paragraph, though no gap stands above it."""
    closed = bool(TERMINAL.search(last.last.text))
    short = last.last.right < max(x.right for _, x in last.lines) - 2 * em
    if len(last.lines) == 1:
        hang = line.left > last.first.left + 0.8 * em
        return hang and closed and not last.label
    return abs(line.left - last.last.left) > 0.8 * em and (closed or short) and line.left != _margin(last)


def _margin(last: Paragraph) -> float:
    return min(line.left for _, line in last.lines[1:]) if len(last.lines) > 1 else last.first.left
