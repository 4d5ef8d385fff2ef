"""Who does what: the tasks that documents give to a role, a tier's roles or a mission; silence where they give none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.model import Strength
from bot.products.build import (
    TOLD,
    Draft,
    DraftCell,
    DraftSection,
    finished,
    is_account,
    nearest,
    ordered,
    silent,
    strength_in,
)
from bot.products.frames import frames
from bot.products.gather import Ground, Near, gather
from bot.products.model import Product
from bot.products.roles import LEADERS, MISSION, named_only, roles, wanted_of
from corpus.vocabulary import Concept
from prompts import said

_MOST, _MOST_IN_MATRIX = 6, 2
_NEARER = 2  # of the nearest lines, how many times those that are shown are weighed
_CELLS: dict[str, frozenset[Strength]] = {
    "duty": frozenset({Strength.DUTY, Strength.AUTHORIZATION, Strength.REQUEST}),
    "suggested": frozenset({Strength.RECOMMENDATION, Strength.PROPOSAL, Strength.COMMITMENT}),
    "described": TOLD,
}


def of_role(ground: Ground, role: Concept, contact: str) -> Product:
    """All that the documents say of one role's part; what they say of leaders as a group is never split among posts."""
    group = ground.words[LEADERS] if role.counts_as == LEADERS else None
    [found, named, *together] = gather(
        ground, [wanted_of(role), named_only(role), *([wanted_of(group)] if group else [])]
    )
    section = DraftSection("role", role.label, cells=_cells(role, found, _MOST, done=True))
    if not any(cell.found for cell in section.cells):
        only = nearest(named, 3)
        section = replace(section, cells=(*section.cells, DraftCell("named", said("who_named"), found=only)))
    sections = [_without_empty(section)]
    if group is not None:
        cells = _cells(group, together[0], _MOST, done=False)
        shared = DraftSection("group", said("who_group"), said("who_group_said"), cells)
        sections.append(_without_empty(shared))
    draft = Draft(
        "who", said("who_role", role=role.label), tuple(sections), next_step=said("who_next", contact=contact)
    )
    return finished(ground, draft)


def matrix(ground: Ground, contact: str, chosen: Sequence[Concept] = (), title: str = "") -> Product:
    """Role by role, what the documents give it to do; those that they give nothing stand together at the end."""
    wanted = tuple(chosen) or roles(ground.words)
    found = gather(ground, [wanted_of(role) for role in wanted])
    sections = [
        DraftSection(role.id, role.label, cells=_cells(role, near, _MOST_IN_MATRIX, done=False))
        for role, near in zip(wanted, found, strict=True)
        # A post that belongs to a role stands in a row of its own only where the documents name it.
        if near or not role.counts_as
    ]
    told = [_without_empty(each) for each in sections if any(cell.found for cell in each.cells)]
    empty = [each.heading for each in sections if not any(cell.found for cell in each.cells)]
    if empty:
        told.append(DraftSection("silent", said("who_silent"), said("who_silent_said", roles="; ".join(empty))))
    draft = Draft(
        "who", title or said("who_title"), tuple(told), next_step=said("who_next", contact=contact),
    )  # fmt: skip
    return finished(ground, draft)


def _cells(role: Concept, found: Sequence[Near], most: int, *, done: bool) -> tuple[DraftCell, ...]:
    """A role's cells by strength; a report's account of what was done is no task and stands apart, or nowhere."""
    told = [near for near in found if is_account(near.sentence)]
    given = [near for near in found if near not in told]
    cells = [
        DraftCell(
            name, said(f"who_{name}"), found=_weightiest([n for n in given if strength_in(n.sentence) in kinds], most)
        )
        for name, kinds in _CELLS.items()
        # What is merely told of missions in general is no task of this one.
        if not (role.id == MISSION and name == "described")
    ]
    if done and role.id not in frames().outside:
        cells.append(DraftCell("done", said("who_done"), found=nearest(told, most)))
    return tuple(cells)


def _weightiest(found: Sequence[Near], most: int) -> tuple[Near, ...]:
    """The weightiest of the nearest: in a mandate of fifty tasks, those that have to do with protection come first."""
    return ordered(sorted(found, key=lambda near: -near.cosine)[: _NEARER * most], most)


def _without_empty(section: DraftSection) -> DraftSection:
    """The cells that hold lines, or one that says that the documents are silent."""
    held = tuple(cell for cell in section.cells if cell.found)
    empty = DraftCell("silent", "", silent=silent(said("who_no_task")))
    return replace(section, cells=held or (empty,))
