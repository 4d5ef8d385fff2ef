"""From a name and words to a product: "who civil affairs", "tension national-local"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from bot.products import framed, who
from bot.products.compare import compare
from bot.products.exercise import exercise
from bot.products.forum import forum
from bot.products.gather import Ground
from bot.products.model import Product
from bot.products.placed import placed
from bot.products.roles import mission_role, roles
from bot.products.sources import asks_for_mandates, subject_in, two_sources
from bot.products.tension import tension, tensions
from bot.products.tools import THREATS, tools
from bot.refusals import reason, refusal_of
from bot.settings import Settings
from corpus.errors import QuestionError
from corpus.missions import missions_in
from corpus.vocabulary import Concept, Vocabulary
from index import Filters
from prompts import said

Maker = Callable[[Ground, str, Settings], Product]
_LIKE = 84.0
_TIER = re.compile(r"\btier\s*(III|II|I|3|2|1|one|two|three)\b", re.IGNORECASE)
_ROMAN = {"1": "I", "2": "II", "3": "III", "one": "I", "two": "II", "three": "III"}
_ALL = frozenset({"all", "everyone", "everybody"})
_FEW = 4
_QUESTION = re.compile(
    r"(?:is|are|was|were|does|do|did|should|must|can|could|may|will|shall|has|have|leads?|decides?|carries|makes?|takes?|gets?|"
    r"would|else|exactly|ought|else)\b",
    re.IGNORECASE,
)
_A_NAME = 2
"""Words of a name that nobody knows; more are a question, and so is one that says what somebody does."""
_DOES = re.compile(
    r"(?:\w+(?<!s)s|\w+ed|led|ran|told|gave|took|made|wrote|sent|met|kept|held|said|went|came|pays?|to|am|not|the|an?)\b",
    re.IGNORECASE,
)
_THREAT_WORDS: Mapping[str, tuple[str, ...]] = {
    "threat_security_forces": ("host_government", "host_forces"),
    "threat_armed_groups": ("non_state_armed_groups",),
    "threat_communities": ("community_mechanisms",),
    "threat_crime": (),
}


def make(name: str, ground: Ground, words: str, settings: Settings) -> Product:
    """The product of a name; raises QuestionError with the choices where name or words fit nothing."""
    if name not in MAKERS:
        raise QuestionError(said("unknown", choices=", ".join(MAKERS)))
    words = " ".join(words.split())
    if words and (refusal := refusal_of(words, "")):
        raise QuestionError(reason(refusal, settings))
    return MAKERS[name](ground, words, settings)


def _who(ground: Ground, words: str, settings: Settings) -> Product:
    missions = tuple(missions_in(words))
    if missions:
        ground = replace(ground, filters=Filters(missions=frozenset(missions)))
    role = role_in(words, ground.words)
    if role is not None:
        return who.of_role(ground, role, settings.contact)
    if tier := _TIER.search(words):
        number = _ROMAN.get(tier[1].casefold(), tier[1].upper())
        chosen = [
            each for each in roles(ground.words) if number in each.tiers or number in _tiers_said.get(each.id, ())
        ]
        title = said("who_tier_title", tier=number)
        return who.matrix(ground, settings.contact, chosen, title)
    if words and not missions and words.casefold() not in _ALL:
        raise QuestionError(said("who_not_known", examples="civil affairs, UNPOL, SRSG, tier II, UNMISS, all"))
    title = said("who_mission_title", missions=", ".join(missions)) if missions else ""
    return who.matrix(ground, settings.contact, (), title)


# The brief's own tie of a section to a tier; tools are tied by the vocabulary.
_tiers_said: Mapping[str, tuple[str, ...]] = {
    "political_affairs": ("I",), "civil_affairs": ("I",), "senior_mission_leadership": ("I",),
    "public_information": ("I",), "community_liaison_assistants": ("I",), "child_protection": ("I",),
    "military_component": ("II",), "un_police": ("II",),
    "force_commander": ("II",), "joint_protection_teams": ("II",), "force_intervention_brigade": ("II",),
    "un_country_team": ("III",), "host_government": ("III",), "human_rights_section": ("III",),
}  # fmt: skip


def role_in(words: str, vocabulary: Vocabulary) -> Concept | None:
    """The role that words name, as the vocabulary knows it or nearly so; None where they name none."""
    known = {role.id: role for role in roles(vocabulary)}
    named = [match.concept for match in vocabulary.find(words)]
    for concept in sorted(named, key=lambda each: each.id not in known):
        if concept.id in known:
            return known[concept.id]
        if concept.counts_as in known:
            return known[concept.counts_as]
    if re.fullmatch(r"(?:the )?missions?(?: as a whole)?", words.strip(), re.IGNORECASE):
        return mission_role()
    labels = {role.label.casefold(): role for role in roles(vocabulary)}
    best = (
        process.extractOne(words.casefold(), list(labels), scorer=fuzz.ratio, score_cutoff=_LIKE)
        if len(words) > 3
        else None
    )
    return labels[best[0]] if best else None


def tension_in(words: str, vocabulary: Vocabulary) -> Concept | None:
    """The tension that words name: by id, name, or one of its poles; None where they name none."""
    plain = re.sub(r"[^a-z]+", " ", words.casefold()).strip()
    for concept in tensions(vocabulary):
        names = (concept.id.replace("_", " "), concept.label.casefold(), *(a.casefold() for a in concept.aliases))
        if plain and any(plain == re.sub(r"[^a-z]+", " ", name).strip() for name in names):
            return concept
    for concept in tensions(vocabulary):
        if plain and any(re.search(rf"\b{pole.name.casefold()}\b", plain) for pole in concept.poles):
            return concept
    known = {concept.id: concept for concept in tensions(vocabulary)}
    return next((known[id_] for id_ in vocabulary.tensions(words) if id_ in known), None)


def _tension(ground: Ground, words: str, settings: Settings) -> Product:
    concept = tension_in(words, ground.words)
    if concept is None:
        names = ", ".join(each.id.replace("_", "-") for each in tensions(ground.words))
        raise QuestionError(said("tension_not_known", choices=names))
    return tension(ground, concept, settings.contact)


def _tools(ground: Ground, words: str, settings: Settings) -> Product:
    return tools(ground, settings.contact, _threats_in(words, ground.words) or THREATS)


def _threats_in(words: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The sources of threat that words name."""
    found = [match.concept for match in vocabulary.find(words)]
    named = {concept.id for concept in found} | {concept.counts_as for concept in found}
    return tuple(threat for threat in THREATS if threat in named or named & set(_THREAT_WORDS[threat]))


def _placed(ground: Ground, words: str, settings: Settings) -> Product:
    return placed(ground, settings.contact)


def _checklist(ground: Ground, words: str, settings: Settings) -> Product:
    filled = [f"factor_{each}" for each in words.split()] if words else None
    if filled is not None and not set(filled) <= {*framed.FACTORS, "factor_none"}:
        filled = None  # anything typed in free text is left unread
    return framed.checklist(ground, settings.contact, filled)


def _support(ground: Ground, words: str, settings: Settings) -> Product:
    return framed.support(ground, settings.contact, settings.legal_contact)


def _selfcheck(ground: Ground, words: str, settings: Settings) -> Product:
    return framed.selfcheck(ground, settings.contact)


def _forum(ground: Ground, words: str, settings: Settings) -> Product:
    return forum(ground, settings.contact, words)


def _compare(ground: Ground, words: str, settings: Settings) -> Product:
    one, other = two_sources(ground, words)
    return compare(ground, one, other, settings.contact, subject_in(words), mandates=asks_for_mandates(words))


def _exercise(ground: Ground, words: str, settings: Settings) -> Product:
    return exercise(ground, settings.contact, words)


MAKERS: dict[str, Maker] = {
    "who": _who,
    "tension": _tension,
    "tools": _tools,
    "placed": _placed,
    "checklist": _checklist,
    "support": _support,
    "selfcheck": _selfcheck,
    "forum": _forum,
    "compare": _compare,
    "exercise": _exercise,
}


def is_meant(name: str, words: str, vocabulary: Vocabulary) -> bool:
    """Whether words behind a name are for it: "who civil affairs" is, "who is responsible …" a question."""
    if not words:
        return True
    if "?" in words or _QUESTION.match(words):
        return False
    match name:
        case "who":
            return bool(
                words.casefold() in _ALL
                or missions_in(words)
                or _TIER.search(words)
                or role_in(words, vocabulary)
                or (len(words.split()) <= _A_NAME and not _DOES.match(words))  # told that nobody of that name is known
            )
        case "tension":
            return len(words.split()) <= _FEW and tension_in(words, vocabulary) is not None
        case "tools":
            return bool(_threats_in(words, vocabulary)) and len(words.split()) <= _FEW
        case "checklist":
            return {f"factor_{each}" for each in words.split()} <= {*framed.FACTORS, "factor_none"}
        case "exercise":
            return words.isdecimal()
        case "forum" | "compare":
            return True
        case _:
            return False


def names() -> Sequence[str]:
    """The names of all products."""
    return tuple(MAKERS)
