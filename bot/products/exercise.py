"""A table-top exercise: fictional setting, roles, an inject for each training item, a key with sources."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

from bot.products.build import Draft, DraftCell, DraftSection, finished, nearest, silent
from bot.products.cells import found_for
from bot.products.frames import frames_of
from bot.products.gather import Ground, Near
from bot.products.model import Product
from corpus.errors import QuestionError
from prompts import Exercises, Part, Threat, exercises, said

ITEMS = ("mandate", "strategy", "coherence", "dialogue", "national_local")
"""The five items of training that the brief recommends, in its order."""
_PLAYERS, _DEBRIEF, _KEY = 7, 3, 3
_SEEDS = 1_000_000
_ALWAYS = ("Head of Mission", "Force Commander", "Senior POC adviser", "Head of Civil Affairs")


def exercise(ground: Ground, contact: str, words: str = "") -> Product:
    """The exercise of a seed (``words``: a number below a million; empty draws one).

    The same seed gives the same exercise; seeds that follow each other take turns through the sources of threat.
    Raises QuestionError for another seed.
    """
    seed = _seed(words)
    data = exercises()
    chance = random.Random(seed)
    names = chance.choice(data.settings)
    kinds = sorted(data.threats)
    kind = kinds[seed % len(kinds)]
    threat = data.threats[kind]
    found = found_for(ground, {**frames_of("exercise"), **{kind: frames_of("tools")[kind]}})
    injects, key = _injects(names, threat, kind, chance, found)
    before = (_stage(names, threat, chance, data), _roles(names, chance, data))
    draft = Draft(
        "exercise",
        said("exercise_title", title=threat.title, country=names["country"]),
        (*before, injects, _closing(chance, data), key),
        notices=(said("exercise_fiction"), said("exercise_seed", seed=seed)),
        next_step=said("exercise_next", contact=contact),
        seed=seed,
    )
    return finished(ground, draft)


def _seed(words: str) -> int:
    if not words:
        return random.randrange(_SEEDS)
    if not words.isdecimal() or int(words) >= _SEEDS:
        raise QuestionError(said("exercise_bad_seed", most=_SEEDS - 1))
    return int(words)


def _stage(names: Mapping[str, str], threat: Threat, chance: random.Random, data: Exercises) -> DraftSection:
    cells = (
        DraftCell("picture", said("exercise_picture"), _filled(f"{{country}}: {names['picture']}.", names)),
        DraftCell("opening", said("exercise_opening"), _filled(threat.opening, names)),
        DraftCell("pressure", said("exercise_pressure"), _filled(chance.choice(data.pressures), names)),
        DraftCell("rules", said("exercise_rules"), said("exercise_rules_said")),
    )
    return DraftSection("stage", said("exercise_stage"), cells=cells)


def _roles(names: Mapping[str, str], chance: random.Random, data: Exercises) -> DraftSection:
    others = [part for part in data.roles if part.role not in _ALWAYS]
    chosen = {*_ALWAYS, *(part.role for part in chance.sample(others, _PLAYERS - len(_ALWAYS)))}
    playing: list[Part] = [part for part in data.roles if part.role in chosen]
    cells = tuple(DraftCell(f"role_{n}", part.role, _filled(part.knows, names)) for n, part in enumerate(playing, 1))
    return DraftSection("roles", said("exercise_roles"), said("exercise_roles_said"), cells)


def _injects(
    names: Mapping[str, str], threat: Threat, kind: str, chance: random.Random, found: Mapping[str, list[Near]]
) -> tuple[DraftSection, DraftSection]:
    """The injects for the players, and the key: each cue, with what the documents say on the item and on the threat."""
    injects: list[DraftCell] = []
    key: list[DraftCell] = []
    shown: set[tuple[str, int]] = set()
    for number, item in enumerate(ITEMS, 1):
        inject = chance.choice(threat.injects[item])
        on_item = nearest((near for near in found[item] if near.sentence.key not in shown), _KEY - 1)
        shown |= {near.sentence.key for near in on_item}
        on_threat = nearest((near for near in found[kind] if near.sentence.key not in shown), 1)
        shown |= {near.sentence.key for near in on_threat}
        heading = said(f"exercise_{item}")
        at = said("exercise_inject", at=_at(number), item=heading)
        injects.append(DraftCell(f"inject_{number}", at, _filled(inject.text, names)))
        key.append(DraftCell(f"key_{number}", heading, inject.cue, (*on_item, *on_threat), silent("")))
    return (
        DraftSection("injects", said("exercise_injects"), cells=tuple(injects)),
        DraftSection("key", said("exercise_key"), said("exercise_key_said"), tuple(key), apart=True),
    )


def _closing(chance: random.Random, data: Exercises) -> DraftSection:
    questions = chance.sample(data.debrief, _DEBRIEF)
    return DraftSection("debrief", said("exercise_debrief"), " ".join(questions))


def _at(number: int) -> str:
    """When an inject comes, in hours and minutes from the start."""
    minutes = 15 + 30 * (number - 1)
    return f"{minutes // 60}:{minutes % 60:02}"


def _filled(text: str, names: Mapping[str, str]) -> str:
    """The text with the setting's names in it, also those that stand within other names."""
    filled = text.format(**names)
    filled = filled.format(**names) if "{" in filled else filled
    return re.sub(r"(?:^|(?<=[.!?] ))[a-z]", lambda first: first[0].upper(), filled)
