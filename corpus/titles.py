"""What a document is called: the heading that names it, told from names of bodies, sessions and kinds of documents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corpus.dates import date_in
from corpus.opening import Head, Opening

LETTER = re.compile(r"^(?:identical )?(?:letters?|notes? verbales?) dated\b", re.IGNORECASE)
KIND_LINE = re.compile(
    r"^(?:(?:draft )?report of the secretary-general|(?:further |advance )?note by the [\w’'-]+(?: [\w’'-]+)?"
    r"|addendum|corrigendum|revision|errata|rapport du secrétaire général|informe del secretario general"
    r"|policy ?brief(?:ing)?|policy|guidelines|(?:united nations )?(?:dpo|dpko)[/ -]?(?:dos|dfs)?"
    r"|(?:background|concept|discussion|working|issue) (?:paper|note|brief)(?: prepared by .*)?"
    r"|standard operating procedures?"
    r"|(?:no|issue|volume|ref)\.? ?\d.*|summary|statement|adopted by the security council.*)\W*\d?$",
    re.IGNORECASE,
)
BODY = re.compile(
    r"^(?:(?:\d{4}|united nations|special|executive|ad hoc|preparatory|standing|high-level|international)\s)*"
    r"(?:committee|commission|council|board|forum|working group|conference)\s(?:on|of|for|to)\b"
    r"|^(?:general assembly|security council|economic and social council|executive board|human rights council)\b"
    r"|^united nations(?: university| children[’']s fund| system)?$|^(?:department|office|division) of\b",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"\bsession(?:\sof)?(?:\s\d{4})?$|^(?:first|second|third|annual|resumed|\w+-\w+)\s(?:regular\s)?session\b|\byear$"
    r"|^nations unies$|^official records\b|^[\w\s,’]*\bproject services$|^united nations •|^new york,",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b(?:reports?|agenda|decisions|request|programme of work)\b", re.IGNORECASE)
_AGENDA = re.compile(r"\b(?:agenda item|items?\s\d+.*of the provisional agenda|agenda items)\b", re.IGNORECASE)
_VENUE = re.compile(r"\b\d{1,2}(?:\s\w+)?(?:[–-]|\sto\s|\sand\s)\d{1,2}(?:\s\w+)?\s\w+\s\d{4}\b")
_TELLING = re.compile(
    r"^(?:annual |draft |final |joint |progress )?(?:report|letter|review|budget|statement)\b", re.IGNORECASE
)
_FILE_TITLE = re.compile(r"^microsoft |\.(?:docx?|pdf|indd|pptx?|dotx?)$|^untitled|^n/?a$|^\S{1,12}$", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\s?\*+$|(?<=\b(?:19|20)\d\d)\d$")
_WORD = re.compile(r"[^\W\d_]{4}")
_FIRST_PAGE = 4000


def title_of(opening: Opening, metadata: Mapping[str, str]) -> str:
    """The title on one line; empty where nothing tells it."""
    letter = _letter(opening)
    if letter:
        return letter
    named = metadata.get("Title", "").strip()
    trusted = (
        not opening.is_official and not _FILE_TITLE.search(named) and _stands_in(named, opening.text[:_FIRST_PAGE])
    )
    if trusted:
        return named
    heads = _candidates(opening)
    if heads:
        return _clean(_joined(heads, opening))
    return named if not opening.heads and len(named.split()) > 1 and not _FILE_TITLE.search(named) else ""


def _letter(opening: Opening) -> str:
    """A letter's own heading; it may go on in the next heading where it breaks in mid-sentence."""
    for head in opening.heads:
        if LETTER.match(head.text):
            return _clean(head.text)
    return ""


def _candidates(opening: Opening) -> list[Head]:
    """Headings that may be the title: behind the agenda and the venue, without bodies, sessions and kinds."""
    borders = [i for i, line in opening.lines if _AGENDA.search(line) or _VENUE.search(line)]
    borders += [head.at for head in opening.heads if _AGENDA.search(head.text)]
    behind = [head for head in opening.heads if not borders or head.at > borders[0]]
    return [head for head in behind or opening.heads if _may_name(head.text)]


def _may_name(line: str) -> bool:
    """Whether a heading can be a title: a report on a session can, the session alone cannot."""
    if KIND_LINE.match(line) or BODY.search(line) or not _WORD.search(line):
        return False
    return bool(_NAMED.search(line)) or not _SESSION.search(line)


def _joined(heads: Sequence[Head], opening: Opening) -> str:
    """The heading that tells most: one that names its kind, else the highest; lines of one look are one title."""
    best = next((h for h in heads if _TELLING.match(h.text)), None) or min(heads, key=lambda h: (h.level, h.at))
    text, at = best.text, best.at
    for head in heads:
        continues = head.at == at + 1 and head.level == best.level and _goes_on(text, head.text, opening.is_official)
        if continues:
            text, at = f"{text} {head.text}", head.at
    return text


def _goes_on(title: str, line: str, official: bool) -> bool:
    """Whether a line belongs to the title above: after a colon or a preposition, in small letters, or set in lines."""
    if re.search(r"(?::|\b(?:of|on|the|and|in|for|to|with|by|at))$", title) or line[:1].islower():
        return True
    if official or date_in(line):
        return False
    return len(title) < 90 and len(line) < 60 and not re.search(r"[.?!]$", title)


def _stands_in(named: str, page: str) -> bool:
    return len(named) > 3 and _letters(named) in _letters(page)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _clean(title: str) -> str:
    return _NOTE_MARK.sub("", " ".join(title.split())).strip()
