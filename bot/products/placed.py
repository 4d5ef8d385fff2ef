"""Who is best placed: five candidates against three criteria, with the two warnings, and no winner."""

from __future__ import annotations

from collections.abc import Sequence

from bot.products.build import Draft, DraftCell, DraftSection, finished, nearest, silent
from bot.products.cells import fits, found_for
from bot.products.framed import asked, under
from bot.products.frames import Frame, frames_of
from bot.products.gather import Ground, Near
from bot.products.model import Product
from prompts import said

CANDIDATES = ("mission", "state", "community", "humanitarian", "regional")
CRITERIA = ("capacity", "advantage", "consequences")
_WARNINGS = ("substitution", "harm")


def placed(ground: Ground, contact: str) -> Product:
    """Each candidate with what the documents say of it under each criterion; weighing them is for people."""
    wanted = frames_of("placed")
    found = found_for(ground, wanted)
    sections = [
        DraftSection(
            "criteria", said("placed_criteria"), cells=tuple(_criterion(ground, key, found) for key in CRITERIA)
        ),
        *(
            DraftSection(f"candidate_{each}", said(f"placed_{each}"), cells=_candidate(ground, each, wanted, found))
            for each in CANDIDATES
        ),
        DraftSection("warnings", said("placed_warnings"), cells=tuple(_warning(key, found) for key in _WARNINGS)),
    ]  # fmt: skip
    draft = Draft(
        "placed", said("placed_title"), tuple(sections), notices=(said("placed_no_winner"),),
        next_step=said("placed_next", contact=contact),
    )  # fmt: skip
    return finished(ground, draft)


def _criterion(ground: Ground, key: str, found: dict[str, list[Near]]) -> DraftCell:
    lines = nearest(found[f"criterion_{key}"], 2)
    return DraftCell(key, said(f"placed_{key}"), asked(ground.words, "placed", f"criterion_{key}"), lines, silent(""))


def _candidate(
    ground: Ground, candidate: str, wanted: dict[str, Frame], found: dict[str, list[Near]]
) -> tuple[DraftCell, ...]:
    """A candidate's cells: each criterion, then what else is said of it."""
    of_it = wanted[f"candidate_{candidate}"]
    cells: list[DraftCell] = []
    shown: set[tuple[str, int]] = set()
    fitting = {key: [n for n in found[f"criterion_{key}"] if fits(ground, of_it, n.sentence)] for key in CRITERIA}
    places = under(CRITERIA, fitting)
    rows: list[tuple[str, Sequence[Near]]] = [
        (key, [near for near in fitting[key] if places[near.sentence.key] == key]) for key in CRITERIA
    ]
    for key, near in [*rows, ("said", found[f"candidate_{candidate}"])]:
        lines = nearest((each for each in near if each.sentence.key not in shown), 2)
        shown |= {each.sentence.key for each in lines}
        cells.append(DraftCell(key, said(f"placed_{key}"), "", lines, silent("")))
    return tuple(cells)


def _warning(key: str, found: dict[str, list[Near]]) -> DraftCell:
    lines = nearest(found[f"warning_{key}"], 2)
    return DraftCell(key, said(f"placed_{key}"), said(f"placed_{key}_ask"), lines, silent(""))
