"""Where to raise a matter: the fora that documents name, what they say each is for, and who sits there."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.products.build import Draft, DraftCell, DraftSection, finished, is_account, nearest, silent
from bot.products.gather import Ground, Sentence, Wanted, gather
from bot.products.model import Product
from corpus.vocabulary import Concept, Vocabulary
from prompts import said

_NEAREST, _ON_MATTER = 0.45, 0.50
_OTHERS = ("humanitarian_country_team", "un_country_team")
_SITS = re.compile(
    r"\b(?:chair\w*|convene\w*|member\w*|attend\w*|participa\w*|sits?|brings? \w+|invited?|composed|compris\w+|"
    r"led by|forum\b.{0,60}\bwith\b|"
    r"secretary|co-lead)\b",
    re.I,
)

# "I welcome the decision of the Human Rights Council": it tells of the writer, and of the forum nothing.
_REACTS = re.compile(
    r"^\W*(?:\d+\. )?(?:I (?:\w+ )?(?:welcome|commend|condemn|deplore|thank|note)|"
    r"(?:further |also )?(?:welcom|commend|recall|condemn|deplor)(?:s|es|ing))\b",
    re.IGNORECASE,
)


def fora(words: Vocabulary) -> tuple[Concept, ...]:
    """The fora of the vocabulary, and the two country teams in which matters are raised too."""
    return (*words.of_kind("forum"), *(words[each] for each in _OTHERS))


def forum(ground: Ground, contact: str, matter: str = "") -> Product:
    """Each forum with its purpose and who sits there; with a ``matter``, first what the documents tie to it.

    The matter is held against sentences only; it is neither kept nor shown.
    """
    known = fora(ground.words)
    wanted = [
        Wanted(
            (
                f"{c.label}: purpose, who chairs it and who takes part",
                f"The {c.label} is a forum of agencies, organisations and sections",
            ),
            _NEAREST, _searched(c), _names(c),
        )
        for c in known
    ]  # fmt: skip
    searched = f"{matter} forum working group coordination"
    asked = [Wanted((matter,), _ON_MATTER, searched, _names(*known))] if matter else []
    found = gather(ground, [*wanted, *asked])
    sections = []
    if matter:
        cell = DraftCell("matter", "", "", nearest(found[-1], 4), silent(said("forum_no_matter")))
        sections.append(DraftSection("matter", said("forum_matter"), cells=(cell,)))
    unnamed: list[str] = []
    for concept, all_near in zip(known, found, strict=False):
        # That a body met tells little of what it is for; it stands only where nothing else does.
        near = [n for n in all_near if not is_account(n.sentence)] or all_near
        sitting = nearest((n for n in near if _SITS.search(n.sentence.own)), 2)
        shown = {n.sentence.key for n in sitting}
        purpose = nearest((n for n in near if n.sentence.key not in shown), 2)
        if not sitting and not purpose:
            unnamed.append(concept.label)
            continue
        cells = (
            DraftCell("purpose", said("forum_purpose"), "", purpose, silent("")),
            DraftCell("sits", said("forum_sits"), "", sitting, silent("")),
        )
        sections.append(DraftSection(concept.id, concept.label, cells=cells))
    if unnamed:
        sections.append(
            DraftSection("unnamed", said("forum_unnamed"), said("forum_unnamed_said", fora="; ".join(unnamed)))
        )
    draft = Draft("forum", said("forum_title"), tuple(sections), next_step=said("forum_next", contact=contact))
    return finished(ground, draft)


def _searched(concept: Concept) -> str:
    return " ".join((concept.label, *concept.acronyms))


def _names(*concepts: Concept) -> Callable[[Ground, Sentence, float], bool]:
    ids = {concept.id for concept in concepts}

    def keeps(ground: Ground, sentence: Sentence, cosine: float) -> bool:
        names = any(match.concept.id in ids for match in ground.names(sentence.own))
        return names and not _REACTS.match(sentence.own)

    return keeps
