"""Labels at the start of paragraphs: which are genuine, and what a citation would call them.

A wrapped line may begin with "2020." or "(c) for" and is no paragraph. Genuine numbers rise by one;
letters and roman numerals follow each other inside their parent and may begin anew under the next one.
"""

from __future__ import annotations

import re

BULLETS = "•–—◦▪‣*·-"
_LABEL = re.compile(
    rf"^(?:(?P<number>\d{{1,3}})\.(?=\s|$)|(?P<paren>\(?(?:[a-z]|[ivxl]{{1,6}})\))(?=\s|$)"
    rf"|(?P<bullet>[{re.escape(BULLETS)}])(?=\s|$)|(?P<upper>[A-Z])\.(?=\s|$)|(?P<roman>[IVXL]{{1,6}})\.(?=\s|$))"
)
_AFTER_BULLET = re.compile(r"^[•*·-]\s+((?:[ivx]{1,4}|[a-z]|\d{1,2})[.)])(?=\s)")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def label_of(text: str) -> str:
    """The label that a line begins with, as printed, or an empty string."""
    found = _LABEL.match(text.strip())
    return found[0] if found else ""


def inner_label(text: str) -> str:
    """A numeral that stands behind a bullet ("• ii. …"), or an empty string."""
    found = _AFTER_BULLET.match(text.strip())
    return found[1] if found else ""


def roman(text: str) -> int:
    """Value of a lower-case roman numeral; 0 where it is none."""
    values = [_ROMAN.get(c, 0) for c in text]
    if not values or 0 in values:
        return 0
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))


class Labels:
    """The labels seen so far: what may come next, and the path of the paragraph that is open."""

    def __init__(self) -> None:
        self.number = 0
        self._sub = 0

    def genuine(self, raw: str, apart: bool, end_before: str) -> bool:
        """Whether a label begins a paragraph.

        ``apart``: white space stands above it. ``end_before``: the last characters of the line before.
        """
        if raw[0] in BULLETS:
            return raw[0] not in "–—-*" or apart or end_before.rstrip().endswith((":", ";", ","))
        if raw[0].isdigit():
            return self._number_fits(int(raw.rstrip(".")), apart, end_before)
        ended = not end_before.strip() or re.search(r"([.:;,!?]|\band|\bor)[\"”’)]*\s*$", end_before) is not None
        return apart or (ended and raw[0] == "(")

    def _number_fits(self, value: int, apart: bool, end_before: str) -> bool:
        ended = re.search(r"([.:;,?!]|\band)[\"”’)]*\s*$", end_before) is not None
        if value in (self.number + 1, self._sub + 1):
            return apart or ended
        if value == 1:
            return apart or end_before.rstrip().endswith(":")
        return apart and self.number < value <= self.number + 3

    def take(self, raw: str, end_before: str = "") -> bool:
        """Notes a genuine label; True where its number belongs to a list inside a paragraph."""
        if not raw[0].isdigit():
            return False
        value = int(raw.rstrip("."))
        opens = value == 1 and end_before.rstrip().endswith(":")
        if opens or (self._sub and value == self._sub + 1 and value != self.number + 1):
            self._sub = value
            return True
        self.number, self._sub = value, 0
        return False


class Path:
    """Builds "3 (a) (i)" from labels as they come."""

    def __init__(self) -> None:
        self.number = ""
        self.letter = ""
        self.roman = ""

    def take(self, raw: str) -> str:
        """Enters a label and returns the path that a citation would name; bullets name their parent's."""
        if raw and raw[0].isdigit():
            self.number, self.letter, self.roman = raw.rstrip(".)"), "", ""
        elif raw.endswith(")"):
            self._paren(raw.strip("()"))
        return self.path

    def _paren(self, inner: str) -> None:
        value = roman(inner)
        follows_letter = len(inner) == 1 and (
            ord(inner) == ord(self.letter) + 1 if len(self.letter) == 1 else inner == "a"
        )
        follows_roman = value > 0 and value == roman(self.roman) + 1
        if follows_roman and (self.letter or self.number) and not (follows_letter and not self.roman and inner != "i"):
            self.roman = inner
        elif follows_letter or not value:
            self.letter, self.roman = inner, ""
        else:
            self.roman = inner

    def clear(self) -> None:
        """Forgets the items below the paragraph's number (a heading stands between)."""
        self.letter = self.roman = ""

    @property
    def path(self) -> str:
        """The path as a citation names it."""
        parts = [self.number] if self.number else []
        parts += [f"({part})" for part in (self.letter, self.roman) if part]
        return " ".join(parts)

    @property
    def depth(self) -> int:
        """How deep below the number the path goes: 0, 1 or 2."""
        return 2 if self.roman else 1 if self.letter else 0
