"""What is said where there is no answer, and beside a question that calls for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.absent import Absent
from bot.pointed import Pointed
from bot.refusals import tells_of_violence
from bot.settings import Settings
from corpus.model import Card
from prompts import render


@dataclass(frozen=True, slots=True)
class Why:
    """What is known of a silence: whether something is near, and what the question named in vain.

    ``away`` are the missions asked about where what was found is about others, ``pointed`` a place that its document
    lacks, ``document`` one that is here and of which nothing was asked but what it says.
    """

    near: bool
    away: Sequence[str] = ()
    absent: Absent | None = None
    pointed: Pointed | None = None
    document: Card | None = None


def silence(settings: Settings, why: Why) -> str:
    """Why there is no answer, and what to do next."""
    if why.absent and why.absent.wanted:
        return render("abstain_absent", document=why.absent.said, contact=settings.contact)
    if why.pointed is not None:
        place = why.pointed.places[0].text
        return render("abstain_no_place", document=why.pointed.document.card.short, place=place)
    if why.document is not None:
        return render("abstain_document_alone", document=why.document.short, title=why.document.title)
    if why.near:
        away = render("abstain_elsewhere", missions=" or ".join(why.away)) if why.away else ""
        return render("abstain_nearest", why=away)
    return render("abstain_nothing_near", contact=settings.contact)


def decisions(settings: Settings, text: str) -> tuple[str, ...]:
    """Whom to turn to for a decision, where a question tells of violence that goes on."""
    return (render("decision_now", contact=settings.duty_contact),) if tells_of_violence(text) else ()
