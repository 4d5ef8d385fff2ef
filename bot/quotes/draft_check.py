"""Checking a draft: each quotation and each reference apart, with its place in the draft."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from bot.quotes.candidates import Desk
from bot.quotes.check import check_quotation
from bot.quotes.draft import Part, parts_of
from bot.quotes.model import Check
from bot.quotes.references import names_card, reference_of
from bot.quotes.standing import ReferenceCheck, check_reference
from prompts import render

MOST_PARTS = 400
"""How many quotations and references of one draft are checked."""


class Finding(BaseModel):
    """One quotation or reference of a draft, ``text[start:end]``, with its check; exactly one of the two is there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int
    end: int
    quotation: Check | None = None
    reference: ReferenceCheck | None = None


def check_draft(desk: Desk, text: str) -> tuple[Finding, ...]:
    """Findings in the order of the draft, at most ``MOST_PARTS``."""
    return tuple(_finding(desk, text, part) for part in parts_of(text)[:MOST_PARTS])


def _finding(desk: Desk, text: str, part: Part) -> Finding:
    said = text[part.start : part.end]
    if not part.is_quotation:
        return Finding(start=part.start, end=part.end, reference=check_reference(desk, said))
    claim = next((claim for claim in part.claims if _reads(desk, claim)), "")
    check = check_quotation(desk, _bare(said), claim)
    if not part.closed:
        notices = (render("quote_never_closes"), *check.notices)
        check = check.model_copy(update={"notices": notices})
    return Finding(start=part.start, end=part.end, quotation=check)


def _reads(desk: Desk, claim: str) -> bool:
    """Whether a claim can be compared; "the report" names no document where none of the visible ones may be meant."""
    reference = reference_of(claim)
    if reference.names or reference.places:
        return True
    seen = (desk.document(n).card for n, visible in enumerate(desk.visible) if visible)
    return any(names_card(reference, card) for card in seen)


def _bare(said: str) -> str:
    """A block quotation without the marks at its lines' beginnings."""
    return "\n".join(line.lstrip("> \t") for line in said.split("\n"))
