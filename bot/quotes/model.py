"""What a check gives back: the verdict on a quotation, its place, and what differs word by word."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Verdict(StrEnum):
    """How a quotation stands to the documents; ``unchecked`` is for a text that holds no words to compare."""

    EXACT = "exact"
    NEAR = "near"
    ALTERED = "altered"
    MISATTRIBUTED = "misattributed"
    ABSENT = "absent"
    UNCHECKED = "unchecked"


class Change(StrEnum):
    """One way in which a quotation differs: the first three are honest, the others alter it."""

    SPELLING = "spelt another way"
    ELLIPSIS = "left out with an ellipsis"
    INSERTED = "inserted in brackets"
    CHANGED = "changed"
    ADDED = "added"
    LEFT_OUT = "left out"
    SWALLOWED = "left out with an ellipsis that changes the sense"
    JOINED = "joined without a mark"

    @property
    def honest(self) -> bool:
        """Whether a quotation with it is still near."""
        return self in (Change.SPELLING, Change.ELLIPSIS, Change.INSERTED)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Difference(_Frozen):
    """Words of the quotation, and what stands in their place in the document; one of them may be empty."""

    change: Change
    quote: str
    truth: str


class Check(_Frozen):
    """The verdict on one quotation.

    ``truth`` is verbatim: the slices of the document from ``spans``, joined by an ellipsis in brackets. ``pages`` are
    physical, 1-based. ``file`` is empty where nothing like the quotation was found. ``before`` and ``after`` are the
    words around it in the same sentence. ``second_hand`` names the document that the words are quoted from.
    ``claim_indexed`` is false where the document that is claimed is not indexed, so that nobody looked into it.
    """

    quote: str
    claimed: str
    verdict: Verdict
    file: str = ""
    document: str = ""
    symbol: str = ""
    pages: tuple[int, ...] = ()
    page_labels: tuple[str, ...] = ()
    paragraph: str = ""
    section: str = ""
    truth: str = ""
    before: str = ""
    after: str = ""
    differences: tuple[Difference, ...] = ()
    second_hand: str = ""
    notices: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    snapshot: str = ""
    document_id: str = Field(default="", exclude=True)
    spans: tuple[tuple[int, int], ...] = Field(default=(), exclude=True)
    claim_indexed: bool = Field(default=True, exclude=True)

    @property
    def headline(self) -> str:
        """The name of what is said above the check: the verdict, but where the claim could not be looked into."""
        unseen = self.verdict is Verdict.MISATTRIBUTED and not self.claim_indexed
        return "verdict_elsewhere" if unseen else f"verdict_{self.verdict.value}"
