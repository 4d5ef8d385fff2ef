"""Which documents a text cites, and at what place in them.

Found are United Nations symbols, resolutions named by number and year, titles in quotation marks with a year or a
page nearby, and the instruments of ``instruments.yaml``. A document has one name, however it is cited: "resolution
2436 (2018)" and "S/RES/2436" of the same text are both ``S/RES/2436 (2018)``. Symbols follow the United Nations
editorial manual (https://www.un.org/dgacm/en/content/editorial-manual/symbols).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from corpus.model import CitedDocument
from corpus.yaml_files import read_yaml


class Edition(BaseModel):
    """One edition of a document that goes by the same name through several, and what is known of its successor.

    ``date`` is a year, year-month or full date. ``confirmed_by`` names who checked that it was replaced; while it is
    empty, the fact counts as likely.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: str
    replaced_by: str = ""
    confirmed_by: str = ""


class Instrument(BaseModel):
    """A document that texts cite by a name; ``date`` is a year, year-month, full date, or empty.

    ``editions`` are told apart where one name stands for several, the oldest first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    aliases: tuple[str, ...]
    symbol: str
    date: str
    kind: str
    editions: tuple[Edition, ...] = ()


class Mention(NamedTuple):
    """A document's name, and the half-open range of characters where the text cites it."""

    name: str
    start: int
    end: int


_SEGMENT = r"(?:(?:Add|Corr|Rev|Amend)\.\d+|[A-Z]+(?:\.\d+)?(?:\(\d+\))?|[A-Z]{1,4}-\d+|\d+)"
_ROOT = r"(?:A|S|E|ST|DP|CEB|CRC|CCPR|CEDAW|CAT|CERD|HRI|ISBA|FCCC|ICCD|TD|UNEP|UNW|TPNW|JIU|PBC)"
_SYMBOL = re.compile(
    rf"(?<![\w/])({_ROOT}(?:/\s?{_SEGMENT})+(?:-{_ROOT}(?:/\s?{_SEGMENT})+)?)(?![\w/])(\s?\(\d{{4}}\))?"
)
_RESOLUTIONS = re.compile(r"\b[Rr]esolutions?\s+(?=\d)")
_NUMBER = re.compile(r"(\d{1,4})\s?\((\d{4})\)|(\d{1,3}/\d{1,3})(?!\d)")
_NEXT = re.compile(r"(?:\s*,\s*(?:and\s+)?|\s+(?:and|or)\s+)(?=\d)")
_OTHER_BODY = re.compile(
    r"\b(?P<name>Human Rights Council|Economic and Social Council|African|Parliament\w*|European|Assembly|Commission)"
    r"(?:\s+[A-Z][\w-]*)*\s+$"
)
_COUNCIL = re.compile(r"\bSecurity Council\s+$")
_BEFORE = 120
_BODIES = {"Human Rights Council": "A/HRC/RES/", "Economic and Social Council": "E/RES/"}
_TITLE = re.compile(r"[“\"]([A-Z0-9][^“”\"]{10,220}?),?[”\"]")
_TITLE_EVIDENCE = re.compile(r"\b(?:19|20)\d\d\b|\bpp?\.\s?\d|\bparas?\.?\s\d")
_PLACE = re.compile(
    r"\b(?:pp?\.|pages?|para(?:graph)?s?\.?|articles?|art\.|annex(?:es)?|sections?|chapters?|principles?)\s+"
    r"(?:\d+[a-z]?|[IVX]+\b)(?:\s?\([a-z0-9]{1,4}\))*(?:\s?[-–]\s?\d+)?"
    r"(?:(?:,\s|,?\s(?:and|to)\s)\d+(?!\s+[A-Z][a-z]+\s\d{4})(?:\s?\([a-z0-9]{1,4}\))*(?![\d(]))*",
    re.I,
)
_PLACE_BEFORE = re.compile(r"(" + _PLACE.pattern + r")\s+(?:of|in)\s+(?:the\s+|its\s+)?(?:[\w-]+\s+){0,2}$", re.I)


@cache
def instruments() -> tuple[Instrument, ...]:
    """The documents of ``instruments.yaml``, in the order of the file."""
    entries = read_yaml(Path(__file__).parent / "instruments.yaml")
    return tuple(Instrument.model_validate(entry) for entry in entries)


def cited_documents(text: str) -> list[Mention]:
    """Every mention of a document, in the order of the text; no two overlap.

    Where two readings of the same words are possible, the longer one stands: an instrument's title in quotation
    marks is one mention, under the instrument's name.
    """
    found = [*_symbols(text), *_resolutions(text), *_named(text), *_titles(text)]
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return _with_years(kept)


def cited_in(text: str) -> tuple[CitedDocument, ...]:
    """The documents that a text cites, each once with the positions where it does, in the order of the text."""
    positions: dict[str, list[int]] = {}
    for mention in cited_documents(text):
        positions.setdefault(mention.name, []).append(mention.start)
    return tuple(CitedDocument(name, tuple(found)) for name, found in positions.items())


def footnote_sources(note_text: str) -> list[str]:
    """Names of the documents that a footnote cites, each once, in the order of the note."""
    return list(dict.fromkeys(mention.name for mention in cited_documents(note_text)))


def pinpoint(after: str, *, before: str = "") -> str:
    """The place in a document, as the text gives it: "p. 26", "paragraph 36(i)", "paragraphs 9 and 19".

    ``after`` is the text behind a mention, best cut where the next mention begins; the place must stand before the
    first semicolon. ``before`` is the text in front, for "paragraph 7 of resolution …". Empty where no place is given.
    """
    place = _PLACE.search(after.split(";")[0][:160])
    if place:
        return place[0]
    ahead = _PLACE_BEFORE.search(before)
    return ahead[1] if ahead else ""


def _symbols(text: str) -> list[Mention]:
    """Mentions by symbol; a year in brackets belongs to the symbols of resolutions alone."""
    mentions = []
    for match in _SYMBOL.finditer(text):
        symbol = re.sub(r"\s", "", match[1])
        if not re.search(r"\d", symbol):
            continue
        year = match[2] if match[2] and "/RES/" in symbol else ""
        name = f"{symbol} {year.strip()}" if year else _by_symbol().get(symbol, symbol)
        mentions.append(Mention(name, match.start(), match.end() if year else match.end(1)))
    return mentions


def _resolutions(text: str) -> list[Mention]:
    """Mentions such as "resolution 2436 (2018)", and each number of "resolutions 2250 (2015) and 2419 (2018)"."""
    mentions = []
    for opening in _RESOLUTIONS.finditer(text):
        position, start = opening.end(), opening.start()
        while number := _NUMBER.match(text, position):
            name = _resolution_name(text[max(0, opening.start() - _BEFORE) : opening.start()], number)
            if name:
                mentions.append(Mention(name, start, number.end()))
            following = _NEXT.match(text, number.end())
            if not following:
                break
            position = start = following.end()
    return mentions


def _resolution_name(before: str, number: re.Match[str]) -> str:
    """A resolution's symbol: the Security Council's unless another body is named just before."""
    other = None if _COUNCIL.search(before) else _OTHER_BODY.search(before)
    if number[3]:
        body = other["name"] if other else ""
        return f"{_BODIES.get(body, 'A/RES/')}{number[3]}"
    return "" if other else f"S/RES/{number[1]} ({number[2]})"


def _named(text: str) -> list[Mention]:
    """Mentions of instruments by one of their names."""
    return [Mention(_by_alias()[_key(match[0])], *match.span()) for match in _alias_pattern().finditer(text)]


def _titles(text: str) -> list[Mention]:
    """Titles in quotation marks with a year, page or paragraph within 80 characters behind."""
    mentions = []
    for match in _TITLE.finditer(text):
        behind = text[match.end() : match.end() + 80].split(";")[0]
        if _TITLE_EVIDENCE.search(behind) and " " in match[1]:
            title = " ".join(match[1].split())
            mentions.append(Mention(_by_alias().get(_key(title), title), *match.span()))
    return mentions


def _with_years(mentions: list[Mention]) -> list[Mention]:
    """A Council resolution without its year takes the year that the same text gives it elsewhere."""
    full = {mention.name.split(" (")[0]: mention.name for mention in mentions if mention.name.endswith(")")}
    return [mention._replace(name=full.get(mention.name, mention.name)) for mention in mentions]


def _key(alias: str) -> str:
    """The name without its article, in lower case, on one line: what two spellings of a name share."""
    return " ".join(alias.replace("’", "'").casefold().split()).removeprefix("the ")


@cache
def _by_alias() -> dict[str, str]:
    return {_key(alias): entry.name for entry in instruments() for alias in (entry.name, *entry.aliases)}


@cache
def _by_symbol() -> dict[str, str]:
    return {entry.symbol: entry.name for entry in instruments() if entry.symbol}


@cache
def _alias_pattern() -> re.Pattern[str]:
    """One pattern for all names, the longest first; a name in capitals is matched as it is."""
    aliases = sorted((a for e in instruments() for a in (e.name, *e.aliases)), key=len, reverse=True)
    parts = []
    for alias in aliases:
        words = r"\s+".join(re.escape(word).replace("'", "['’]") for word in alias.split())
        parts.append(words if alias.isupper() else f"(?i:{words})")
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w)")
