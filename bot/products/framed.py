"""Products that are questions, each with what the documents say: checklist, support to a force, self-check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.products.build import Draft, DraftCell, DraftSection, finished, is_account, is_of_a_party, nearest, silent
from bot.products.cells import found_for
from bot.products.frames import frames_of
from bot.products.gather import Ground, Near, Sentence
from bot.products.model import Product
from corpus.model import Authority
from corpus.vocabulary import Vocabulary
from prompts import knows, said

FACTORS = (
    "factor_threat", "factor_vulnerability", "factor_impact", "factor_likelihood",
    "factor_drivers_for", "factor_drivers_against", "factor_time", "factor_area",
)  # fmt: skip
"""The eight factors, in the policy's order as the documents report it."""
_LENSES = ("proximity", "strategic", "atrocity")
_AREAS = ("mandate", "strategy", "tools", "setting", "fit")
_MOST = 3
_HRDDP = ("A/67/775", "S/2013/110")


def checklist(ground: Ground, contact: str, filled: Sequence[str] | None = None) -> Product:
    """The eight factors with guiding questions, and the gaps that are left; no score, and nothing typed is taken in.

    ``filled`` are the ids of the factors that a team has something for; what it is never comes here.
    """
    wanted = frames_of("checklist")
    found = found_for(ground, wanted, _is_of_method)
    factors = DraftSection("factors", said("checklist_factors"), cells=cells_of(ground, "checklist", FACTORS, found))
    lenses = DraftSection("lenses", said("checklist_lenses"), cells=cells_of(ground, "checklist", _LENSES, found))
    sections = [*_gaps(filled), factors, lenses]
    return finished(
        ground,
        Draft(
            "checklist", said("checklist_title"), tuple(sections), notices=(said("checklist_no_score"),),
            next_step=said("checklist_next", contact=contact),
        ),
    )  # fmt: skip


def support(ground: Ground, contact: str, legal: str) -> Product:
    """What to remember before a mission supports a force, and the office to ask."""
    wanted = frames_of("support")
    found = found_for(ground, wanted)
    keys = [key for key in wanted if key != "office"]
    reminders = DraftSection("reminders", said("support_reminders"), cells=cells_of(ground, "support", keys, found))
    found["office"] = [near for near in found["office"] if not is_account(near.sentence)]
    asked_of = (replace(cell, heading="") for cell in cells_of(ground, "support", ["office"], found))
    office = DraftSection("office", said("support_office"), cells=tuple(asked_of))  # its heading would stand twice
    notices = () if has_due_diligence(ground) else (said("support_not_indexed"),)
    return finished(
        ground,
        Draft(
            "support", said("support_title"), (reminders, office), notices=notices,
            next_step=said("support_next", contact=contact, legal=legal),
        ),
    )  # fmt: skip


def selfcheck(ground: Ground, contact: str) -> Product:
    """Ten questions for a leader, two for each of the five areas to grasp, each with where to read."""
    wanted = frames_of("selfcheck")
    found = found_for(ground, wanted)
    sections = [
        DraftSection(
            area, said(f"selfcheck_{area}"),
            cells=cells_of(ground, "selfcheck", [key for key in wanted if key.startswith(f"{area}_")], found, most=2),
        )
        for area in _AREAS
    ]  # fmt: skip
    return finished(
        ground,
        Draft("selfcheck", said("selfcheck_title"), tuple(sections), next_step=said("selfcheck_next", contact=contact)),
    )


def _is_of_method(ground: Ground, sentence: Sentence, cosine: float) -> bool:
    """Whether a sentence may stand in a checklist: what happened elsewhere would read as a finding of this one."""
    return not is_account(sentence) and not is_of_a_party(sentence)


def cells_of(
    ground: Ground, product: str, keys: Sequence[str], found: Mapping[str, Sequence[Near]], most: int = _MOST
) -> tuple[DraftCell, ...]:
    """A cell for each frame: heading, guiding question, lines or silence; a line stands under the question nearest.

    A question that would stay empty so takes its nearest line from one that has more: documents that speak are heard.
    """
    cells: list[DraftCell] = []
    places = under(keys, found)
    for key in keys:
        lines = nearest((near for near in found[key] if places[near.sentence.key] == key), most)
        cells.append(DraftCell(key, said(f"{product}_{key}"), asked(ground.words, product, key), lines, silent("")))
    return tuple(cells)


def under(keys: Sequence[str], found: Mapping[str, Sequence[Near]]) -> dict[tuple[str, int], str]:
    """Under which of the questions each sentence stands, by where it lies: the nearest, but none is left empty so."""
    best: dict[tuple[str, int], tuple[float, str]] = {}
    for key in keys:
        for near in found[key]:
            best[near.sentence.key] = max(best.get(near.sentence.key, (0.0, "")), (near.cosine, key))
    places = {place: key for place, (_, key) in best.items()}
    for key in keys:
        if key not in places.values():
            spare = Counter(places.values())
            lent = next((near for near in found[key] if spare[places[near.sentence.key]] > 1), None)
            if lent is not None:
                places[lent.sentence.key] = key
    return places


def asked(words: Vocabulary, product: str, key: str) -> str:
    """The guiding question of a cell: the vocabulary's where it has one, which administrators may change, else ours."""
    of_concept = next((concept.asks for concept in words.concepts if concept.id == key), "")
    ask = f"{product}_{key}_ask"
    return of_concept or (said(ask) if knows(ask) else "")


def has_due_diligence(ground: Ground) -> bool:
    """Whether the human rights due diligence policy itself is among the documents that may be seen."""
    for id_, card in ground.searcher.cards.items():
        if not ground.searcher.sees(id_, audience=ground.audience) or card.authority is Authority.BACKGROUND:
            continue
        if (
            any(part in symbol for symbol in card.symbols for part in _HRDDP)
            or "due diligence" in card.title.casefold()
        ):
            return True
    return False


def _gaps(filled: Sequence[str] | None) -> list[DraftSection]:
    if filled is None:
        return []
    missing = [said(f"checklist_{key}") for key in FACTORS if key not in filled]
    listed = said("checklist_missing", missing=", ".join(missing)) if missing else ""
    count = said("checklist_count", answered=len(FACTORS) - len(missing), total=len(FACTORS))
    text = " ".join(filter(None, (listed, count, said("checklist_not_kept"))))
    return [DraftSection("gaps", said("checklist_gaps"), text)]
