"""Which brief belongs to a plain question: a role's tasks, two sources compared, or the poles of a dilemma."""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

from bot.model import Answer, Outcome
from bot.products.gather import Ground
from bot.products.leaning import asks_of_dilemma
from bot.products.making import make, role_in
from bot.products.model import Product
from bot.products.tension import tension
from bot.settings import Settings
from corpus.errors import QuestionError
from corpus.missions import missions_in
from corpus.vocabulary import Vocabulary
from index import Searcher

_MY_PART = re.compile(
    r"\b(?:my|our|the) (?:\w+ )?(?:job|role|part|tasks?|responsibilit(?:y|ies)|dut(?:y|ies))\b"
    r".{0,60}?\bas\b (?P<role>.{3,60})$",
    re.IGNORECASE,
)
_DIFFER = re.compile(
    r"\b(?:differ|differs|difference|differences|compare|compared|compares|versus|vs)\b", re.IGNORECASE
)
_SINCE = re.compile(r"\bwhat(?: has|'s|’s)? (?:changed|is new|is different)\b.*\breport\b", re.IGNORECASE)
_MADE: WeakKeyDictionary[Searcher, dict[tuple[frozenset[str], str, str], Product]] = WeakKeyDictionary()


def routed(question: str, words: Vocabulary) -> tuple[str, str] | None:
    """The name and words of the brief that a plain question asks for; None for most questions."""
    plain = question.strip(" ?.!")
    if (part := _MY_PART.search(plain)) and role_in(part["role"], words) is not None:
        return "who", part["role"]
    if (len(missions_in(plain)) == 2 and _DIFFER.search(plain)) or _SINCE.search(plain):
        return "compare", plain
    return None


def beside(ground: Ground, answer: Answer, settings: Settings) -> Product | None:
    """The brief that takes an answer's place, or a short tension brief to stand under an answer about a dilemma.

    None where the question asks for neither, where it was refused, or where the documents do not hold two sources.
    """
    if answer.outcome in (Outcome.REFUSED, Outcome.ERROR):
        return None
    if (route := routed(answer.question, ground.words)) is not None:
        try:
            return make(route[0], ground, route[1], settings)
        except QuestionError:
            return None
    if answer.outcome is Outcome.ANSWERED and answer.tensions and asks_of_dilemma(answer.question):
        return _short_brief(ground, answer.tensions[0], settings.contact)
    return None


def _short_brief(ground: Ground, id_: str, contact: str) -> Product:
    """The poles of a tension; made once for those who may see the same documents, since no question changes it."""
    searcher = ground.searcher
    seen = frozenset(card for card in searcher.cards if searcher.sees(card, audience=ground.audience))
    made = _MADE.setdefault(searcher, {})
    if (seen, id_, contact) not in made:
        made[seen, id_, contact] = tension(ground, ground.words[id_], contact, short=True)
    return made[seen, id_, contact]
