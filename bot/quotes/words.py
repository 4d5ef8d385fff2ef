"""Words of a quotation and of a document, as they are compared: what typography may change is taken away, no more.

Case, kinds of quotation marks and dashes, soft hyphens, ligatures and white space make no difference. Letters, digits,
decimal points, apostrophes inside words, and the signs that carry meaning (%, $, &, a minus) do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

_HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_APOSTROPHE = "'’‘ʼ`´′"
_LETTER = rf"[^\W_{_RAISED}]"
_RUN = rf"{_LETTER}(?:[{_HIDDEN}\u0300-\u036f]*{_LETTER}|[\u0300-\u036f])*"
_DOTS = r"(?:\.{3}|…|\.(?:[ \u00a0]\.){2})"
_TOKEN = re.compile(
    rf"(?P<leader>\.{{5,}}|(?:\. ){{5,}})"
    rf"|(?P<gap>\[\s*{_DOTS}\.?\s*\]|\(\s*{_DOTS}\.?\s*\)|{_DOTS})"
    rf"|(?P<raised>[{_RAISED}]+)"
    rf"|(?P<number>\d{{1,3}}(?:[,\u00a0\u202f\u2009]\d{{3}})+(?![\d,])(?:\.\d+)?|\d+(?:[.,:]\d+)*)(?P<tail>{_LETTER}*)"
    rf"|(?P<word>{_RUN}(?:[{_APOSTROPHE}]{{1,2}}{_RUN})*)"
    rf"|(?P<sign>[%‰$€£¥&°±]|[+−](?=\d)|(?<![^\s(])-(?=\d)|[<>≤≥](?=\s?\d))"
    rf"|(?P<bracket>[\[\]])"
)
_LOOSE_APOSTROPHE = re.compile(rf"(?<=\w)[ \u00a0][{_APOSTROPHE}](?=s\b)")
_GROUPING = re.compile(r"(?<=\d)[,\u00a0\u202f\u2009](?=\d{3}(?!\d))")
_HYPHENS = "-‐‑‒–—−\u00ad/"


class Kind(IntEnum):
    """What a word is."""

    WORD = 0
    GAP = 1
    RAISED = 2
    SIGN = 3


class Joint(IntEnum):
    """What stands between a word and the one before: white space, or nothing but a hyphen, a stop or a line's end."""

    OPEN = 0
    TIGHT = 1


class Word(NamedTuple):
    """One word: ``key`` is what is compared, ``start`` and ``end`` its characters in the text it was read from.

    ``bracket`` numbers the pair of square brackets in which it stands (0: none). A gap is an ellipsis.
    """

    key: str
    start: int
    end: int
    kind: Kind
    joint: Joint
    bracket: int


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of ``text[start:end]``, in order; white space, dashes and quotation marks are none."""
    end = len(text) if end is None else end
    if _LOOSE_APOSTROPHE.search(text, start, end):
        text = text[:start] + _LOOSE_APOSTROPHE.sub("''", text[start:end])
    found: list[Word] = []
    bracket, pairs, last = 0, 0, start
    for match in _TOKEN.finditer(text, start, end):
        group, begin, stop = match.lastgroup, match.start(), match.end()
        if group == "leader":
            continue
        if group == "bracket":
            pairs, bracket = (pairs + 1, pairs + 1) if match[0] == "[" else (pairs, 0)
            continue
        key = folded(match[0]) if group == "word" else _KEYS[group or "tail"](match)
        between = text[last:begin]
        joint = Joint.OPEN if between == " " or not found else _joint(between)
        found.append(Word(key, begin, stop, _KIND.get(group or "", Kind.WORD), joint, bracket))
        last = stop
    return found


def _number(match: re.Match[str]) -> str:
    """A number without grouping, with the letters that stand right behind it."""
    return _GROUPING.sub("", match["number"]).replace(",", ".") + folded(match["tail"])


_KIND = {"gap": Kind.GAP, "raised": Kind.RAISED, "sign": Kind.SIGN}
_KEYS: dict[str, Callable[[re.Match[str]], str]] = {
    "gap": lambda match: "…",
    "raised": lambda match: unicodedata.normalize("NFKC", match[0]),
    "sign": lambda match: match[0].replace("−", "-"),
    "tail": _number,
}


def folded(text: str) -> str:
    """Text without case, ligatures and hidden characters, its apostrophes straight."""
    if text.isalpha() and text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join("'" if c in _APOSTROPHE else c for c in text if c not in _HIDDEN).replace("''", "'")


def bare(key: str) -> str:
    """A key without accents."""
    if key.isascii():
        return key
    return "".join(c for c in unicodedata.normalize("NFD", key) if not unicodedata.combining(c))


def _joint(between: str) -> Joint:
    """Tight where no white space stands between two words, or a hyphen at one side of it (a line's end)."""
    if not any(c.isspace() for c in between):
        return Joint.TIGHT
    stripped = between.strip()
    hyphened = len(stripped) == 1 and stripped in _HYPHENS and not (between[0].isspace() and between[-1].isspace())
    return Joint.TIGHT if hyphened else Joint.OPEN
