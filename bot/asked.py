"""What a question asks for: a role, a role's part, a list, a duty."""

from __future__ import annotations

import re

_WHO = re.compile(
    r"\b(?:who|whom|whose)\b|"
    r"\b(?:which|what) (?:\w+ ){0,2}?(?:sections?|components?|units?|offices?|bod(?:y|ies)|agenc(?:y|ies)|actors?|"
    r"forums?|fora|mechanisms?|groups?|meetings?|posts?)\b|"
    r"\bwhere (?:do|can|should|could|would) (?:we|i)\b.*\b(?:sit|meet|raise|talk|discuss|coordinate|bring)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:roles?|parts?|jobs?|tasks?|dut(?:y|ies)|responsib\w+|functions?|business|contribut\w+)\b|"
    r"\b(?:what (?:do|does|is|are|can|could|should|must)|what['’]?s)\b.{2,60}\b(?:do|for)\b\W*$",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:which|what|list|name)\b.{0,20}\b(?:sections?|components?|units|offices|bodies|agencies|actors|roles)\b",
    re.IGNORECASE,
)

_DUTY = re.compile(
    r"\b(?:obliged|obligat\w+|must|have to|has to|had to|required|needs? to|bound (?:to|by)|supposed to|shall)\b|"
    r"\b(?:doit|doivent|obligé\w*|tenue?s? de)\b",
    re.IGNORECASE,
)
_TIER = re.compile(r"\b(?:which|what)(?: of the)? (?:\w+ )?tier\b", re.IGNORECASE)


def for_a_role(question: str) -> bool:
    """Whether a question asks who: a role, a section, an office, or the forum to bring something to."""
    return bool(_WHO.search(question))


def for_a_part(question: str) -> bool:
    """Whether a question asks what somebody does or is for, if it is about somebody."""
    return bool(_PART.search(question))


def for_a_list(question: str) -> bool:
    """Whether a question asks for several sections, bodies or roles."""
    return bool(_LIST.search(question))


def for_a_duty(question: str) -> bool:
    """Whether a question asks what somebody must do: "is X obliged to", "does X have to"."""
    return bool(_DUTY.search(question))


def for_a_tier(question: str) -> bool:
    """Whether a question asks which tier."""
    return bool(_TIER.search(question))
