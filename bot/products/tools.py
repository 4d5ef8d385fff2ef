"""Tools by source of threat and tier: armed and unarmed together, and which office the documents let lead."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from bot.products.agents import acts
from bot.products.build import Draft, DraftCell, DraftSection, distinct, finished, is_account, nearest, silent
from bot.products.cells import fits, found_for
from bot.products.frames import frames, frames_of
from bot.products.gather import Ground, Near, Sentence
from bot.products.model import Product
from prompts import said

THREATS = ("threat_security_forces", "threat_armed_groups", "threat_communities", "threat_crime")
_REPROACH = re.compile(
    r"^\W*(?:\d+\. )?(?:(?:strongly|again|also|further) )?(?:condemns?|condemning|deplor\w+|"
    r"i (?:\w+ )?(?:condemn|deplore)|"
    r"i (?:am|remain) \w* ?concerned)\b",
    re.IGNORECASE,
)
TIERS = ("I", "II", "III")
_MOST, _LEADS = 3, 2


def tools(ground: Ground, contact: str, threats: tuple[str, ...] = THREATS) -> Product:
    """For each source of threat the tools of all three tiers, never the armed or the unarmed ones alone."""
    wanted = frames_of("tools")
    found = found_for(ground, {key: wanted[key] for key in (*threats, "lead")})
    sections = tuple(_threat(ground, threat, found) for threat in threats)
    draft = Draft(
        "tools", said("tools_title"), sections, notices=(said("tools_together"),),
        next_step=said("tools_next", contact=contact),
    )  # fmt: skip
    return finished(ground, draft)


def _threat(ground: Ground, threat: str, found: Mapping[str, list[Near]]) -> DraftSection:
    """The cells of one source of threat; a sentence stands in the first of its tiers that has room for it."""
    cells: list[DraftCell] = []
    shown: set[tuple[str, int]] = set()
    for tier in TIERS:
        of_tier = [n for n in found[threat] if tier in _tiers(ground, n.sentence) and n.sentence.key not in shown]
        lines = nearest(of_tier, _MOST)
        shown |= {near.sentence.key for near in lines}
        cells.append(
            DraftCell(f"tier_{tier}", said(f"tools_tier_{tier}"), said(f"tools_tier_{tier}_said"), lines, silent(""))
        )
    lines = _who(ground, threat, found, shown)
    cells.append(DraftCell("lead", said("tools_lead"), "", lines, silent(said("tools_no_lead"))))
    return DraftSection(threat, ground.words[threat].label, cells=tuple(cells))


def _who(
    ground: Ground, threat: str, found: Mapping[str, list[Near]], shown: Collection[tuple[str, int]]
) -> tuple[Near, ...]:
    """Who leads against a source of threat; then, where there is room, who takes part and is not shown above.

    "UN police help the national police against crime" names two sources of threat: it counts for the nearer one.
    """
    frame = frames_of("tools")[threat]
    leads = [n for n in found["lead"] if fits(ground, frame, n.sentence) and _has_an_actor(ground, n.sentence)]
    nearer = {n.sentence.key: n.cosine for key in THREATS if key != threat for n in found.get(key, ())}
    part = [n for n in found[threat] if n.sentence.key not in shown and n.cosine > nearer.get(n.sentence.key, 0.0)]
    acting = [near for near in part if _has_an_actor(ground, near.sentence)]
    return distinct((*nearest(leads, _LEADS), *nearest(acting, _LEADS)))[:_LEADS]


def _tiers(ground: Ground, sentence: Sentence) -> set[str]:
    """The tiers of the tools that a sentence names; it must name a tool or a tier itself."""
    if not _uses(ground, sentence):
        return set()
    named = (match.concept for match in ground.names(sentence.own) if match.concept.kind in ("tool", "tier"))
    return {tier for concept in named for tier in concept.tiers}


def _uses(ground: Ground, sentence: Sentence) -> bool:
    """Whether a sentence can be about a tool's use: no reproach, and in an account somebody of the United Nations acts.

    "These fighters remain in spite of appeals for their withdrawal" names a tool, and tells of none.
    """
    if _REPROACH.match(sentence.own):
        return False
    return not is_account(sentence) or _has_an_actor(ground, sentence, "role", "mission")


def _has_an_actor(ground: Ground, sentence: Sentence, *kinds: str) -> bool:
    """Whether a role of the United Nations acts in a sentence, or has a part in its own name."""
    return any(
        match.concept.kind in (kinds or ("role",)) and match.concept.id not in frames().outside
        and acts(sentence.own, match.start, match.end, sentence.lead)
        for match in ground.names(sentence.own)
    )  # fmt: skip
