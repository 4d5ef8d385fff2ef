"""Catalogue card of a document, from what its own pages say: nothing is looked up elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from corpus.dates import date_in, has_day, is_date
from corpus.kinds import authority_of, issuer_of, type_of
from corpus.language import language_of
from corpus.mandates import extended
from corpus.missions import mentions
from corpus.model import Block, Card, Status
from corpus.opening import Opening
from corpus.symbols import is_reissued, revised_by, symbols_of
from corpus.titles import title_of

_SYMBOL = re.compile(r"\b[A-Z]{1,12}(?:/[A-Z0-9][A-Za-z0-9.-]*(?:\(\w+\))?)+(?<![.-])(?:\s\(\d{4}\))?")
_BEFORE = re.compile(
    r"\b(?:previous|last|preceding|earlier)\s(?:[\w-]+\s){0,3}?(?:reports?|review|update|letter)\b[^.;()]{0,90}\((?:see\s)?([^()]+)\)"
)
_BEFORE_DATED = re.compile(r"\b(?:previous|last|preceding) (report of \d{1,2} \w+ \d{4})(?!\s?\()")
_OWN = re.compile(r"\b(?:the present|this) (?:report|letter|review|update)\b", re.IGNORECASE)
_REPLACES = re.compile(
    r"\b(?:this|the present) (?:policy|directive|guidance|guidelines?|sop|standard operating procedures?"
    r"|manual|handbook|document|resolution|report|version|instruction)\s(?:\w+\s)?(?:supersedes|replaces|cancels|rescinds)\b((?:[^.;]|\.(?!\s+[A-Z]|\s*$)){3,200})"
    r"|(?:^|\n)\s*(?:supersedes|replaces)\s?:([^\n]{3,200})",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\bRef\.?\s\d{4}\.\d+")
_DATE_LINE = re.compile(r"^(?:date|issued|published|effective|approv(?:ed|al)|ref)\b.{0,40}", re.IGNORECASE)
_FRONT = 3000
_SHARE = 0.25


def card_of(name: str, metadata: Mapping[str, str], text: str, blocks: Sequence[Block], pages: int) -> Card:
    """A card from what the PDF says of itself; a field that nothing tells stays empty or unknown."""
    opening = Opening(text, blocks)
    symbols = symbols_of(opening, name)
    title = title_of(opening, metadata)
    kind = type_of(opening, metadata, title, symbols)
    issuer = issuer_of(opening, metadata, title, kind)
    issued = _issued(opening)
    missions = _missions(opening, title, kind, issuer, issued)
    return Card(
        names=(name,),
        title=title,
        symbols=symbols,
        document_type=kind,
        issuer=issuer,
        issued=issued,
        missions=missions,
        authority=authority_of(kind, issuer),
        status=_status(kind, symbols, title),
        replaces=_replaces(opening, symbols),
        continues=_continues(opening, issuer, symbols),
        extends=extended(text, blocks, missions) if kind == "resolution" else (),
        reissued=is_reissued(opening),
        language=_language(opening),
        pages=pages,
    )


def _language(opening: Opening) -> str:
    """By the words of the text; a list of names has none, but its masthead may say."""
    found = language_of(opening.text)
    english = any(re.match(r"(?:original:\s)?english(?: only)?$", line, re.IGNORECASE) for line in opening.masthead)
    return "en" if found == "other" and english else found


def _issued(opening: Opening) -> date | None:
    """The date of the masthead; else a line of the first page that is a date or says what date it is."""
    masthead = next((line for line in opening.masthead if is_date(line)), None)
    if masthead is None and opening.is_official:
        masthead = next((line for line in opening.masthead if re.match(r"distr\b", line, re.I) and date_in(line)), None)
    if masthead:
        return date_in(masthead)
    lines = [_SYMBOL.sub("", " ".join(line.split())).strip(" []") for line in opening.text[:_FRONT].split("\n")]
    dated = [line for line in lines if is_date(line) or (_DATE_LINE.match(line) and date_in(line))]
    best = next((line for line in dated if has_day(line)), dated[0] if dated else "")
    return date_in(best)


def _status(kind: str, symbols: Sequence[str], title: str) -> Status:
    limited = any(re.search(r"/L\.\d", symbol) for symbol in symbols)
    drafted = "draft" in kind or re.match(r"\W*draft\b", title, re.IGNORECASE)
    if drafted or (limited and kind not in ("agenda", "report")):
        return Status.DRAFT
    return Status.IN_FORCE if kind == "resolution" else Status.UNKNOWN


def _missions(opening: Opening, title: str, kind: str, issuer: str, issued: date | None) -> tuple[str, ...]:
    """Missions that the document is about.

    A resolution is about the mission that it names most; other documents about those that their title, first
    paragraphs and annex heading name. A country counts for its mission only in the title or the first paragraph of
    a resolution or of what the United Nations themselves report: a State's letter on its own affairs is about none.
    """
    front = "\n".join((title, *(head.text for head in opening.heads), *opening.paragraphs[:3], *opening.annex))
    named = [m.mission for m in mentions(opening.text if kind == "resolution" else front) if m.how != "place"]
    counts = Counter(m.mission for m in mentions(opening.text) if m.how != "place")
    if named:
        most = max(counts[acronym] for acronym in named)
        often = max(_SHARE * most, 1 if issuer == "Secretary-General" or mentions(title) else 2)
        return tuple(dict.fromkeys(acronym for acronym in named if counts[acronym] >= often))
    if kind != "resolution" and "report of the Secretary-General" not in kind:
        return ()
    far = len(opening.paragraphs) if kind == "resolution" else 1
    for part in (title, *opening.paragraphs[:far]):
        standing = mentions(part, issued)
        if standing:
            return tuple(m.mission for m in standing if m.start == standing[0].start)
    return ()


def _continues(opening: Opening, issuer: str, symbols: Sequence[str]) -> tuple[str, ...]:
    """Symbols of the reports that the first paragraphs call the previous ones, where the document speaks of itself."""
    found: dict[str, None] = {}
    for paragraph in opening.paragraphs:
        if issuer == "Secretary-General" or _OWN.search(paragraph):
            for match in _BEFORE.finditer(paragraph):
                found.update(dict.fromkeys(_SYMBOL.findall(match[1])))
            if dated := _BEFORE_DATED.search(paragraph):
                found[" ".join(dated[1].split())] = None
    return tuple(s for s in found if s not in symbols and any(letter.isdigit() for letter in s))


def _replaces(opening: Opening, symbols: Sequence[str]) -> tuple[str, ...]:
    """What the document says that it replaces: symbols, references or quoted titles; a revision its base."""
    found = [revised_by(symbol) for symbol in symbols]
    for match in _REPLACES.finditer(opening.text):
        said = " ".join((match[1] or match[2]).split())
        named = _SYMBOL.findall(said) + _REFERENCE.findall(said) or re.findall(r"[“\"]([^”\"]+)[”\"]", said)
        found.extend(named or [said.strip(" ,:")])
    return tuple(dict.fromkeys(name for name in found if name))
