"""Whether a question looks as if it names a person at risk or a place: then its answer does not go into a channel."""

from __future__ import annotations

import re

from bot.refusals import Kind, is_refused_as

_SIGNS = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+"  # an e-mail address
    r"|(?<![\w/])\+?\d[\d ()-]{7,}\d(?![\w/])"  # a telephone number
    r"|\b-?\d{1,2}\.\d{3,}\s*°?\s*[NS]?\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}"  # coordinates in degrees
    r"|\b\d{1,2}[C-X]\s?[A-Z]{2}\s?\d{4,10}\b"  # a military grid reference
    r"|\b(?:victim|survivor|witness|informant|complainant|whistle-?blower|suspect|perpetrator)s?,?\s+"
    r"(?:called|named|whose name)\b"
    r"|\b(?:his|her|their|whose) name is\b"
    r"|\b(?:in confidence|confidentially|off the record|do not share this)\b",
    re.IGNORECASE,
)


def looks_sensitive(text: str) -> bool:
    """True for contact details, positions, named persons at risk, what is said in confidence, and what is refused
    because it is about individuals: even the refusal would point others at the message.
    """
    return bool(_SIGNS.search(text)) or is_refused_as(Kind.INDIVIDUALS, text)
