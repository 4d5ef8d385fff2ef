"""From sentences that were found to lines with citations: ordered, each said once, and checked against the store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from bot.cite import verify
from bot.compose import claims_of, notices_beside
from bot.currency import notices as currency_notices
from bot.currency import standing_now
from bot.evidence import Evidence
from bot.model import Claim, Strength
from bot.products.gather import Ground, Near, Sentence
from bot.products.lists import joined
from bot.products.model import Cell, Line, Product, Section
from bot.strength import strength_in_document
from corpus.model import Authority, Status
from prompts import said

_SAME = 92.0
"""From this likeness (0 to 100) on, two sentences are one that was taken over."""
_NOTICES = 8
TOLD = frozenset({Strength.STATEMENT, Strength.HEARSAY})
"""Strengths of what is only told."""
_POINTS_BACK = re.compile(
    r"(?:It|They|He|She|This|These|Here|Such)\b(?! (?:policy|brief|plan|directive|report|resolution))"
)


@dataclass(frozen=True)
class DraftCell:
    """A cell before its lines have citations; ``notes`` are the desk's remarks on its sentences, by their place."""

    id: str
    heading: str
    said: str = ""
    found: tuple[Near, ...] = ()
    silent: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DraftSection:
    """A section before its lines have citations."""

    id: str
    heading: str
    said: str = ""
    cells: tuple[DraftCell, ...] = ()
    beside: bool = False
    apart: bool = False


@dataclass(frozen=True)
class Draft:
    """A product before its lines have citations."""

    name: str
    title: str
    sections: tuple[DraftSection, ...]
    intro: str = ""
    notices: tuple[str, ...] = ()
    next_step: str = ""
    seed: int | None = None


def strength_in(sentence: Sentence) -> Strength:
    """How strong a sentence is, read with the lead-in of its list."""
    return strength_in_document(sentence.own, sentence.lead)


def is_account(sentence: Sentence) -> bool:
    """Whether a sentence only tells what was or was done: a plain statement of a report or a letter."""
    card = sentence.document.card
    told = card.authority is Authority.REPORT or card.document_type.startswith("letter")
    return told and strength_in(sentence) in TOLD


def is_of_a_party(sentence: Sentence) -> bool:
    """Whether a sentence stands in a letter of a government or another party: its own view, and no framework."""
    card = sentence.document.card
    return card.authority is Authority.BACKGROUND and card.document_type.startswith("letter")


def ordered(found: Iterable[Near], most: int) -> tuple[Near, ...]:
    """The first ``most`` by authority, then strength, then nearness; of two that say the same, the weightier one."""
    ranks, strengths = list(Authority), list(Strength)
    standing = sorted(
        found,
        key=lambda near: (
            near.sentence.document.card.status is Status.SUPERSEDED,
            ranks.index(near.sentence.document.card.authority),
            strengths.index(strength_in(near.sentence)),
            -near.cosine,
        ),
    )
    return distinct(standing)[:most]


def nearest(found: Iterable[Near], most: int) -> tuple[Near, ...]:
    """The ``most`` nearest, each said once, by authority and strength."""
    return ordered(distinct(sorted(found, key=lambda near: -near.cosine))[:most], most)


def distinct(found: Iterable[Near]) -> tuple[Near, ...]:
    """Those that say something new, in order."""
    kept: list[Near] = []
    for near in found:
        if all(fuzz.token_sort_ratio(near.sentence.own, other.sentence.own) < _SAME for other in kept):
            kept.append(near)
    return tuple(kept)


def finished(ground: Ground, draft: Draft) -> Product:
    """The product with numbered citations, every line verified. Raises VerificationError."""
    draft = replace(draft, sections=tuple(_with_lists(section) for section in draft.sections))
    chosen = [_evidence(near) for section in draft.sections for cell in section.cells for near in cell.found]
    store = ground.searcher.store
    claims = standing_now(ground.searcher, claims_of(store, chosen), ground.audience)
    verify(store, claims)
    lines = iter(_line(each, claim) for each, claim in zip(chosen, claims, strict=True))
    sections = tuple(
        Section(
            id=section.id, heading=section.heading, said=section.said, beside=section.beside,
            apart=section.apart,
            cells=tuple(_cell(cell, [next(lines) for _ in cell.found]) for cell in section.cells),
        )
        for section in draft.sections
    )  # fmt: skip
    current = currency_notices(ground.searcher, "", chosen, claims, ground.audience)
    about = list(dict.fromkeys((*draft.notices, *current, *notices_beside(chosen, claims))))
    return Product(
        name=draft.name, title=draft.title, intro=draft.intro or said("intro"), sections=sections,
        notices=tuple(about[:_NOTICES]), next_step=draft.next_step, seed=draft.seed,
        snapshot=ground.searcher.snapshot.manifest.id,
    )  # fmt: skip


def _with_lists(section: DraftSection) -> DraftSection:
    """The section with items of one list as one line; lines that carry a remark stay as they are."""
    cells = (cell if any(cell.notes) else replace(cell, found=joined(cell.found), notes=()) for cell in section.cells)
    return replace(section, cells=tuple(cells))


def _line(evidence: Evidence, claim: Claim) -> Line:
    note = said("points_back") if _POINTS_BACK.match(claim.text) else ""
    card = evidence.document.card
    return Line(claim=claim, missions=card.missions, issued=card.issued, note=note)


def _cell(cell: DraftCell, lines: Sequence[Line]) -> Cell:
    notes = (*cell.notes, *[""] * (len(lines) - len(cell.notes)))
    noted = tuple(
        line.model_copy(update={"note": note}) if note else line for line, note in zip(lines, notes, strict=True)
    )
    silent = "" if noted or not cell.silent else cell.silent
    return Cell(id=cell.id, heading=cell.heading, said=cell.said, lines=noted, silent=silent)


def _evidence(near: Near) -> Evidence:
    sentence = near.sentence
    return Evidence(sentence.document, sentence.spans, sentence.block, near.cosine)


def silent(what: str) -> str:
    """What an empty cell says."""
    return said("silent_on", what=what) if what else said("silent")
