"""Dates as documents print them, in English, French and Spanish."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    ("january", "janvier", "enero"),
    ("february", "février", "febrero"),
    ("march", "mars", "marzo"),
    ("april", "avril", "abril"),
    ("may", "mai", "mayo"),
    ("june", "juin", "junio"),
    ("july", "juillet", "julio"),
    ("august", "août", "agosto"),
    ("september", "septembre", "septiembre"),
    ("october", "octobre", "octubre"),
    ("november", "novembre", "noviembre"),
    ("december", "décembre", "diciembre"),
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = rf"(?P<month>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = tuple(
    re.compile(source, re.IGNORECASE)
    for source in (
        rf"\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?:de\s+)?{_MONTH}\s+(?:de\s+)?{_YEAR}\b",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}}),\s+{_YEAR}\b",
        rf"\b{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)\b",
        rf"\bRef\.?\s+{_YEAR}\.(?P<month>\d\d)\b",
        rf"\b{_MONTH}\s+{_YEAR}\b",
    )
)


def date_in(text: str) -> date | None:
    """The first date in a text; the fullest form wins, and a month without a day is taken as its first day."""
    for form in _FORMS:
        for match in form.finditer(text):
            found = _date(match)
            if found is not None:
                return found
    return None


def has_day(text: str) -> bool:
    """Whether a text names a day, not only a month."""
    return any(form.search(text) for form in _FORMS if "day" in form.groupindex)


def is_date(line: str) -> bool:
    """Whether a line is a date and nothing else."""
    return any(form.fullmatch(line.strip()) for form in _FORMS)


def _date(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    month = _NUMBERS.get(parts["month"].casefold()) or int(parts["month"])
    try:
        return date(int(parts["year"]), month, int(parts.get("day") or 1))
    except ValueError:
        return None
