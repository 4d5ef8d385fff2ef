"""A POC adviser's word on a citation, as it is kept and as it is heeded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum


class Judgement(StrEnum):
    """What an adviser said of a citation under a question."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One adviser's word on one citation.

    ``wording`` is the question as the adviser put it. ``reference`` is the citation's place (``Reference.encode``),
    ``right`` that of the passage which answers instead, empty where there is none. ``adviser`` is an id, never a name.
    ``created`` is in seconds since 1970.
    """

    id: str
    kind: Judgement
    wording: str
    reference: str
    right: str
    note: str
    adviser: str
    created: float

    @property
    def day(self) -> date:
        """The day on which it was given, in UTC."""
        return datetime.fromtimestamp(self.created, UTC).date()

    @property
    def answer(self) -> str:
        """The place that answers the question by this verdict; empty where it names none."""
        return self.reference if self.kind is Judgement.CONFIRM else self.right
