"""Which sentences give a role a part: it acts, is asked to act, or is answerable, in its own name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from bot.products.agents import acts, is_sent, leads_to
from bot.products.frames import frames
from bot.products.gather import Ground, Sentence, Wanted
from corpus.vocabulary import Concept, Match, Vocabulary
from prompts import said

LEADERS = "senior_mission_leadership"
MISSION = "the_mission"
NEAREST = 0.50
"""Least cosine between a sentence and "what this role does to protect civilians", chosen by eye on two corpora."""
_SENT_NEAREST = 0.62
_GROUP_WORD = re.compile(
    r"\b(?:section|unit|component|division|office|officer|advis[eo]r|team|staff|colleague|personnel|specialist)s?\b",
    re.I,
)
_MISSIONS = re.compile(
    r"\b(?:UN |United Nations )?(?:peacekeeping )?(?:[Mm]issions?|peace(?:keeping)? operations)\b"
    r"(?![\s’'-]*(?:leader|wide|specific|section|component|setting|mandate|plan|personnel|staff|support|of Deployment))"
)
_UN = re.compile(
    r"\b(?:UN|United Nations|UNPOL|[Mm]issions?|formed|military|components?|[A-Z]*MI[NS]\w*[A-Z]|UNISFA)\b"
)
# A plain account of what a body outside the mission did gives it no part; one of these words, or a request, does.
_ANSWERS = re.compile(
    r"\b(?:responsib|role|dut(?:y|ies)\b|obligat|mandate|commit|pledg|shall|should|must|could|may|request|urge|call|invit|"
    r"encourag|demand|require|is to|are to|involv|train|guidance)",
    re.I,
)
_THANKS = re.compile(r"\b(?:gratitude|grateful|thank|tribute|commend|condolences)", re.I)
_BARE_POLICE = re.compile(r"^(?:police|police officers?|police units?|cops?)$", re.I)
Span = tuple[int, int]


@cache
def mission_role() -> Concept:
    """The mission as a whole, which documents often give what they give no section."""
    return Concept(id=MISSION, label=said("who_mission"), kind="role")


def roles(words: Vocabulary) -> tuple[Concept, ...]:
    """Who may have tasks: the mission, its posts, components and sections, bodies outside, fora that hold duties."""
    return (mission_role(), *(c for c in words.concepts if c.kind == "role" or c.holds_duties))


def wanted_of(role: Concept) -> Wanted:
    """The sentences that give a role a part."""
    return Wanted((_means(role),), NEAREST, _searched(role), _gives_a_part(role))


def named_only(role: Concept) -> Wanted:
    """The sentences that name a role."""

    def keeps(ground: Ground, sentence: Sentence, cosine: float) -> bool:
        return not _THANKS.search(sentence.own) and any(True for _ in _named(ground, role, sentence.own))

    return Wanted((_means(role),), NEAREST, _searched(role), keeps)


def _means(role: Concept) -> str:
    name = "United Nations mission" if role.id == MISSION else role.label
    return f"{name}: role, responsibilities and tasks in protecting civilians"


def _searched(role: Concept) -> str:
    return "missions are to shall mandate" if role.id == MISSION else role.label


def _gives_a_part(role: Concept) -> Callable[[Ground, Sentence, float], bool]:
    def keeps(ground: Ground, sentence: Sentence, cosine: float) -> bool:
        if sentence.document.blocks[sentence.block].label == "preamble":
            return False
        if role.id in frames().outside and not _ANSWERS.search(sentence.text):
            return False
        for start, end in _named(ground, role, sentence.own):
            if acts(sentence.own, start, end, sentence.lead):
                return True
            if cosine >= _SENT_NEAREST and is_sent(sentence.own, start):
                return True
        return any(leads_to(sentence.lead, *span) for span in _named(ground, role, sentence.lead))

    return keeps


def _named(ground: Ground, role: Concept, text: str) -> Iterator[Span]:
    """Where a text names the role itself; the name of a subject counts in capitals or with a word for an office."""
    if not text:
        return
    if role.id == MISSION:
        yield from ((m.start, m.end) for m in ground.names(text) if m.concept.kind == "mission")
        yield from (m.span() for m in _MISSIONS.finditer(text))
        return
    for match in ground.names(text):
        if match.concept.id == role.id and is_meant(match, text):
            yield match.start, match.end


def is_meant(match: Match, text: str) -> bool:
    """Whether a role's name in a text names the role, and not its subject or another country's police."""
    name = text[match.start : match.end]
    if match.concept.id == "un_police" and _BARE_POLICE.match(name):
        return bool(_UN.search(text))  # else it may be any country's police
    if match.concept.id not in frames().topics or name.isupper():
        return True
    if _GROUP_WORD.search(f"{name} {text[match.end :][:14]}") or _GROUP_WORD.search(match.alias):
        return True
    return " " in name and all(word[:1].isupper() for word in re.findall(r"[A-Za-z]{4,}", name))
