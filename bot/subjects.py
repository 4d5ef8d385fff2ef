"""Whom and what an answer is about: its roles, tensions and tiers, by the field's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.asked import for_a_list, for_a_role, for_a_tier
from bot.model import Claim
from bot.products.roles import is_meant
from corpus.vocabulary import Vocabulary

_FIRST = 3  # claims whose roles count where the question names none
_ASKED_FOR = 2  # claims whose roles count where the question asks for a role and names another
_ALL_TIERS = 3
_MANY = 4  # roles from which on a claim is a list of them
_WHOLE_MISSION = re.compile(  # names no component: "military, police and civilian personnel"
    r"\b(?:military|police|civilian)\b(?:(?:,| and| or)+ (?:military|police|civilian)\b){2,}", re.IGNORECASE
)


class Subjects(NamedTuple):
    """Labels of roles, ids of tensions and tiers, each in the order of first mention."""

    roles: tuple[str, ...] = ()
    tensions: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()


def subjects_of(words: Vocabulary, question: str, claims: Sequence[Claim]) -> Subjects:
    """What the question and the quoted answer are about; a role that is merely named in passing is none of it.

    ``question`` is the question with what it leans on. Tensions are those of all that is said.
    """
    texts = [claim.text for claim in claims]
    return Subjects(
        _roles(words, question, texts),
        words.tensions(" ".join([question, *texts])),
        _tiers(words, question, texts),
    )


def _roles(words: Vocabulary, question: str, texts: Sequence[str]) -> tuple[str, ...]:
    """The roles that the question names or concerns; those of the first claims where it has none or asks for one.

    Who answers "who trains the national army?" stands in the answer alone. A claim that lists many roles says nothing
    of whom the answer is about, unless the question asks for a list.
    """
    asked = words.asked(question)
    counted = (_ASKED_FOR if for_a_role(question) else 0) if asked else _FIRST
    named = [_named(words, _WHOLE_MISSION.sub("", text)) for text in texts[:counted]]
    if not for_a_list(question):
        named = [roles for roles in named if len(roles) <= _MANY]
    return tuple(dict.fromkeys((*asked, *(role for roles in named for role in roles))))


def _tiers(words: Vocabulary, question: str, texts: Sequence[str]) -> tuple[str, ...]:
    """The tiers of the question, and those that the first claim names itself.

    Which tier it is, the first claim says that does not name them all.
    """
    which = for_a_tier(question)
    named = [words.tiers_named(text) for text in (texts if which else texts[:1])]
    if which:
        named = [tiers for tiers in named if 0 < len(tiers) < _ALL_TIERS] or named
    return tuple(dict.fromkeys((*words.tiers(question), *(tier for tiers in named[:1] for tier in tiers))))


def _named(words: Vocabulary, text: str) -> tuple[str, ...]:
    """The roles that a claim names; the name of a subject, such as the rule of law, names no section there."""
    return words.roles_of(m.concept for m in words.find(text) if is_meant(m, text))
