"""What stands beside a line wherever a product is shown: numbers, strength, authority, voice, mission, date."""

from __future__ import annotations

from bot.cite import said_date
from bot.console import label
from bot.products.model import Line
from prompts import said


def numbers(line: Line) -> str:
    """The numbers of a line's sources: "[1][2]"."""
    return "".join(f"[{n}]" for n in dict.fromkeys(c.n for c in line.claim.citations))


def weight(line: Line) -> str:
    """Strength, authority and voice; the mission to which a mandate is limited; the document's date."""
    parts = [label(line.claim)]
    if line.missions:
        parts.append(said("for_missions", missions=", ".join(line.missions)))
    if line.issued:
        parts.append(said_date(line.issued))
    if line.note:
        parts.append(line.note)
    return " · ".join(parts)


def quoted(line: Line) -> str:
    """The line's words in quotation marks, on as few lines as the document's own."""
    return f"“{line.claim.text.replace(chr(9), '   ')}”"
