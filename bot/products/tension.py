"""The tension brief: both poles side by side, where it bites, what balances it, and examples."""

from __future__ import annotations

from bot.model import Strength
from bot.products.build import Draft, DraftCell, DraftSection, finished, is_account, nearest, silent, strength_in
from bot.products.cells import found_for
from bot.products.frames import Frame, frames, frames_of
from bot.products.gather import Ground, Near, Sentence
from bot.products.model import Product
from corpus.missions import missions_in
from corpus.vocabulary import Concept, Vocabulary
from prompts import said

_POLES, _NEAREST = 2, 0.5
_TOLD = frozenset({Strength.STATEMENT, Strength.HEARSAY})


def tensions(words: Vocabulary) -> tuple[Concept, ...]:
    """The tensions of the vocabulary that have two poles, in its order."""
    return tuple(concept for concept in words.of_kind("tension") if len(concept.poles) == _POLES)


def frames_for(concept: Concept) -> dict[str, Frame]:
    """What each cell of a tension's brief looks for; of a tension that administrators added, in their own words."""
    if (name := f"tension_{concept.id}") in frames().frames:
        return frames_of(name)
    wanted: dict[str, tuple[str, ...]] = {f"pole_{n}": (pole.asks,) for n, pole in enumerate(concept.poles, 1)}
    wanted |= {"bites": concept.bites or (concept.label,), "levers": concept.levers or (concept.label,)}
    wanted["examples"] = wanted["bites"]
    return {key: Frame(means=means, nearest=_NEAREST) for key, means in wanted.items()}


def tension(ground: Ground, concept: Concept, contact: str, *, short: bool = False) -> Product:
    """Both poles of a tension; never one alone. ``short`` leaves out examples and shows two lines a cell."""
    found = found_for(ground, frames_for(concept))
    most = 2 if short else 4
    ones, others = _apart(_told_of_it(found["pole_1"]), _told_of_it(found["pole_2"]))
    poles = DraftSection(
        "poles", said("tension_poles"), said("tension_poles_said"), beside=True,
        cells=tuple(
            DraftCell(f"pole_{n}", pole.name, pole.asks, nearest(side, most), silent(""))
            for n, (pole, side) in enumerate(zip(concept.poles, (ones, others), strict=True), 1)
        ),
    )  # fmt: skip
    shown = {near.sentence.key for cell in poles.cells for near in cell.found}
    sections = [poles]
    found |= {name: _told_of_it(found[name]) for name in ("bites", "levers")}
    rest = [("bites", concept.bites), ("levers", concept.levers), ("examples", ())]
    for name, frame in rest[: 2 if short else 3]:
        new = [near for near in found[name] if near.sentence.key not in shown]
        lines = nearest((near for near in new if name != "examples" or _is_example(near.sentence)), most)
        shown |= {near.sentence.key for near in lines}
        asked = said("tension_frame", frame="; ".join(text.rstrip(".") for text in frame)) if frame else ""
        cell = DraftCell(name, "", asked, lines, silent(""))
        sections.append(DraftSection(name, said(f"tension_{name}"), cells=(cell,)))
    empty = [cell.heading for cell in poles.cells if not cell.found]
    notices = (said("tension_one_sided", pole=empty[0]),) if len(empty) == 1 else ()
    draft = Draft(
        "tension", said("tension_title", tension=concept.label), tuple(sections), notices=notices,
        next_step=said("tension_next", contact=contact),
    )  # fmt: skip
    return finished(ground, draft)


def _apart(first: list[Near], second: list[Near]) -> tuple[list[Near], list[Near]]:
    """Each sentence under the pole that it is nearer to."""
    ones, others = ({near.sentence.key: near for near in found} for found in (first, second))
    return (
        [near for key, near in ones.items() if key not in others or near.cosine >= others[key].cosine],
        [near for key, near in others.items() if key not in ones or near.cosine > ones[key].cosine],
    )


def _told_of_it(found: list[Near]) -> list[Near]:
    """What is said of the tension itself; accounts of what was done only where there is nothing else."""
    return [near for near in found if not is_account(near.sentence)] or found


def _is_example(sentence: Sentence) -> bool:
    """Whether a sentence tells of a case: it names a mission or its country, and only states what is or was."""
    return strength_in(sentence) in _TOLD and bool(missions_in(sentence.own))
