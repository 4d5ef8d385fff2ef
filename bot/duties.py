"""Where a duty is asked for, sentences that oblige, authorize or request come before those that tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.compose import lead_in_of
from bot.evidence import Scored
from bot.model import Strength
from bot.strength import strength_in_document
from corpus.passages import block_at

_BINDS = frozenset({Strength.DUTY, Strength.AUTHORIZATION, Strength.REQUEST})
_AHEAD = 0.15


def duties_first(scored: Sequence[Scored]) -> list[Scored]:
    """The sentences in order, best first, those that bind somebody a little ahead of others that are as near."""
    raised = [replace(each, score=each.score + _AHEAD) if _binds(each) else each for each in scored]
    return sorted(raised, key=lambda each: -each.score)


def _binds(sentence: Scored) -> bool:
    document, span = sentence.found.document, sentence.span
    lead_in = lead_in_of(document, block_at(document.blocks, span.start))
    return strength_in_document(document.text[span.start : span.end], lead_in) in _BINDS
