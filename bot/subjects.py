"""Whom and what an answer is about: its roles, tensions and tiers, by the field's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from bot.model import Claim
from corpus.vocabulary import Vocabulary

_OFTEN = 2  # claims that name a role that the question does not name
_FIRST = 3  # claims that count where the question names no role
_MANY = 4  # roles from which on a claim is a list of them
_ASKS_FOR_LIST = re.compile(
    r"\b(?:which|what|list|name)\b.{0,20}\b(?:sections?|components?|units|offices|bodies|agencies|actors|roles)\b",
    re.IGNORECASE,
)


class Subjects(NamedTuple):
    """Labels of roles, ids of tensions and tiers, each in the order of first mention."""

    roles: tuple[str, ...] = ()
    tensions: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()


def subjects_of(words: Vocabulary, question: str, claims: Sequence[Claim]) -> Subjects:
    """What the question and the quoted answer are about; a role that is merely named in passing is none of it.

    ``question`` is the question with what it leans on. Tiers are those of the question, and those that the first claim
    names itself; tensions those of all that is said.
    """
    texts = [claim.text for claim in claims]
    return Subjects(
        _roles(words, question, texts),
        words.tensions(" ".join([question, *texts])),
        tuple(dict.fromkeys((*words.tiers(question), *words.tiers_named(" ".join(texts[:1]))))),
    )


def _roles(words: Vocabulary, question: str, texts: Sequence[str]) -> tuple[str, ...]:
    """The roles that the question names or concerns, and those that two claims name.

    Where the question has neither, those of the first three claims. A claim that lists many roles says nothing of whom
    the answer is about, unless the question asks for a list.
    """
    named = [words.roles(text) for text in texts]
    if not _ASKS_FOR_LIST.search(question):
        named = [roles if len(roles) <= _MANY else () for roles in named]
    counts = Counter(role for roles in named for role in roles)
    asked = (*words.roles(question), *words.concerned(question))
    first = () if asked else tuple(role for roles in named[:_FIRST] for role in roles)
    return tuple(dict.fromkeys((*asked, *first, *(role for role, count in counts.items() if count >= _OFTEN))))
