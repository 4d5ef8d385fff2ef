"""What is said where there is no answer, and beside a question that calls for a decision."""

from __future__ import annotations

from collections.abc import Sequence

from bot.absent import Absent
from bot.refusals import tells_of_violence
from bot.settings import Settings
from prompts import render


def silence(settings: Settings, near: bool, away: Sequence[str], absent: Absent | None = None) -> str:
    """Why there is no answer: a document that is not here, something near but not direct, or nothing near at all.

    ``away`` are the missions asked about where what was found is about others.
    """
    if absent and absent.wanted:
        return render("abstain_absent", document=absent.said, contact=settings.contact)
    if near:
        return render("abstain_nearest", why=render("abstain_elsewhere", missions=" or ".join(away)) if away else "")
    return render("abstain_nothing_near", contact=settings.contact)


def decisions(settings: Settings, text: str) -> tuple[str, ...]:
    """Whom to turn to for a decision, where a question tells of violence that goes on."""
    return (render("decision_now", contact=settings.duty_contact),) if tells_of_violence(text) else ()
