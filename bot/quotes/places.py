"""Places inside documents as people name them: "para. 3 (a) (i)", "OP 12", "footnote 18", "pp. 4–5", "annex II"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_MOST = 60
_LABEL = r"\d{1,3}[a-z]?(?:\s?\([a-z0-9]{1,4}\))*"
_NEXT = r"(?:\s?(?:,|;|&|[-–—]|\band\b|\bto\b|,\s?and\b)\s?)"
_LIST = rf"{_LABEL}(?:{_NEXT}(?:{_LABEL}(?![\d/])|\([a-z0-9]{{1,4}}\)))*"
_PAGES = r"(?:\d{1,4}|[ivxl]+\b)(?:\s?[-–,]\s?\d{1,4})*"
_PLACE = re.compile(
    rf"\b(?:preambular|preambulary|preamble)\s+(?:paragraphs?|paras?\.?)(?:\s+(?P<preamble>\d{{1,3}}))?|\bPP\s?(?P<pp>\d{{1,3}})\b"
    rf"|(?:\b(?:(?:operative\s+)?(?:paragraphs?|paras?\.?)|OPs?)|§{{1,2}}|¶{{1,2}})\s?(?P<paragraph>{_LIST})"
    rf"|\b(?:footnotes?|fn\.?|notes?|nn?\.)\s?(?P<footnote>\d{{1,3}}(?:{_NEXT}\d{{1,3}})*)\b"
    rf"|\b(?:pages?|pp?\.)\s?(?P<page>{_PAGES})"
    rf"|\b(?:sections?|sect?s?\.|chapters?|chap\.|parts?)\s(?P<section>[IVXL]+\b|\d{{1,2}}(?:\.\d{{1,2}})*|[A-Z]\b)(?:\s?\.\s?(?P<sub>[A-Z])\b)?"
    rf"|\b(?P<annex>annex(?:es)?|appendix)(?:\s(?P<which>[IVXL]+|\d{{1,2}}|[A-Z])\b)?",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\d{1,3}|(?<=\()[a-z0-9]{1,4}(?=\))|[a-z]$", re.IGNORECASE)
_ONE = re.compile(rf"{_LABEL}|\([a-z0-9]{{1,4}}\)", re.IGNORECASE)


class Level(StrEnum):
    """What a place is counted in."""

    PARAGRAPH = "paragraph"
    PREAMBLE = "preambular paragraph"
    FOOTNOTE = "footnote"
    PAGE = "page"
    SECTION = "section"
    ANNEX = "annex"


@dataclass(frozen=True, slots=True)
class Place:
    """One place: ``path`` is its label in parts, outermost first: ("3", "a", "i"). ``text`` is how it was named."""

    level: Level
    path: tuple[str, ...]
    text: str

    def holds(self, path: tuple[str, ...]) -> bool:
        """Whether a place with this label lies in it: itself, or deeper."""
        return path[: len(self.path)] == self.path


def places_in(text: str) -> tuple[Place, ...]:
    """The places that a text names, in order; a range is all that lies in it, at most sixty."""
    return tuple(place for match in _PLACE.finditer(text) for place in _places(match))


def without_places(text: str) -> str:
    """A text without the places that it names."""
    return _PLACE.sub(" ", text)


def spans_of_places(text: str) -> list[tuple[int, int]]:
    """Where a text names places."""
    return [match.span() for match in _PLACE.finditer(text)]


def path_of(label: str) -> tuple[str, ...]:
    """A label in parts: "3 (a) (i)" is ("3", "a", "i")."""
    return tuple(part.casefold() for part in _PARTS.findall(label))


def _places(match: re.Match[str]) -> Iterator[Place]:
    said = " ".join(match[0].split())
    if match["paragraph"]:
        yield from (Place(Level.PARAGRAPH, path, said) for path in _paths(match["paragraph"]))
    elif match["footnote"]:
        yield from (Place(Level.FOOTNOTE, path, said) for path in _paths(match["footnote"]))
    elif match["page"]:
        yield from (Place(Level.PAGE, (page,), said) for page in _pages(match["page"]))
    elif match["section"]:
        yield Place(Level.SECTION, tuple(p.casefold() for p in (match["section"], match["sub"]) if p), said)
    elif match["annex"]:
        yield Place(Level.ANNEX, (match["which"].casefold(),) if match["which"] else (), said)
    else:
        number = match["preamble"] or match["pp"]
        yield Place(Level.PREAMBLE, (number,) if number else (), said)


def _paths(listed: str) -> list[tuple[str, ...]]:
    """Labels of a list: "9 and 19", "3–5", "3 (a)–(c)"."""
    found: list[tuple[str, ...]] = []
    end = 0
    for match in _ONE.finditer(listed):
        path, between = path_of(match[0]), listed[end : match.start()].strip()
        if match[0].startswith("(") and found:
            path = (*found[-1][:-1], *path) if len(found[-1]) > 1 else (*found[-1], *path)
        if found and between in ("-", "–", "—", "to"):
            found += _between(found[-1], path)
        found.append(path)
        end = match.end()
    return found


def _between(first: tuple[str, ...], last: tuple[str, ...]) -> list[tuple[str, ...]]:
    """What lies between the ends of a range, where its last parts are numbers or letters."""
    if first[:-1] != last[:-1]:
        return []
    low, high = first[-1], last[-1]
    if low.isdecimal() and high.isdecimal():
        return [(*first[:-1], str(n)) for n in range(int(low) + 1, min(int(high), int(low) + _MOST))]
    if len(low) == len(high) == 1:
        return [(*first[:-1], chr(n)) for n in range(ord(low) + 1, ord(high))]
    return []


def _pages(listed: str) -> list[str]:
    found: list[str] = []
    for part in re.split(r"\s?,\s?", listed):
        low, _, high = re.sub(r"\s?[-–]\s?", "-", part).partition("-")
        found.append(low.casefold())
        if high.isdecimal() and low.isdecimal():
            top = int(high) if int(high) > int(low) else int(low[: -len(high)] + high)
            found += [str(n) for n in range(int(low) + 1, min(top, int(low) + _MOST) + 1)]
    return found
