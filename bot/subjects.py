"""Whom and what an answer is about: its roles, tensions and tiers, by the field's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from bot.model import Claim
from corpus.vocabulary import Vocabulary

_OFTEN = 2  # claims that name a role that the question does not name
_FIRST = 3  # claims that count where the question names no role


class Subjects(NamedTuple):
    """Labels of roles, ids of tensions and tiers, each in the order of first mention."""

    roles: tuple[str, ...] = ()
    tensions: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()


def subjects_of(words: Vocabulary, question: str, claims: Sequence[Claim]) -> Subjects:
    """What the question and the quoted answer are about; a role that is merely named in passing is none of it.

    Roles are those of the question and those that two claims name; a question that names none takes those of the first
    three claims. Tiers are those of the question and the first claim, tensions those of all that is said.
    """
    texts = [claim.text for claim in claims]
    named = [words.roles(text) for text in texts]
    counts = Counter(role for roles in named for role in roles)
    asked = words.roles(question)
    first = () if asked else tuple(role for roles in named[:_FIRST] for role in roles)
    roles = (*asked, *first, *(role for role, count in counts.items() if count >= _OFTEN))
    return Subjects(
        tuple(dict.fromkeys(roles)),
        words.tensions(" ".join([question, *texts])),
        words.tiers(" ".join([question, *texts[:1]])),
    )
