"""What leaves the assistant: answers, claims, citations and the passages behind them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Strength(StrEnum):
    """How strong a sentence's claim is, in its own words; strongest first."""

    DUTY = "duty"
    AUTHORIZATION = "authorization"
    REQUEST = "request"
    RECOMMENDATION = "recommendation"
    PROPOSAL = "proposal"
    COMMITMENT = "commitment"
    HEARSAY = "hearsay"
    STATEMENT = "statement"


class Voice(StrEnum):
    """Who speaks: the document itself, or another one that it reports."""

    OWN = "own"
    REPORTED = "reported"


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    REFUSED = "refused"
    ERROR = "error"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(_Frozen):
    """Where a quotation stands: derived from the slice, never carried beside it.

    ``n`` is the number in the text and in the source list. ``pages`` are 1-based physical pages,
    ``page_labels`` the printed ones. ``start`` and ``end`` are characters of the document's stored text.
    ``issued`` is None where the document's date is not known. ``ocr`` is the mean confidence, in percent, of the OCR
    that read the pages; 0 where the text is the file's own.
    """

    n: int
    file: str
    document: str
    symbol: str
    pages: tuple[int, ...]
    page_labels: tuple[str, ...]
    paragraph: str
    section: str
    quote: str
    authority: str
    status: str
    document_id: str
    start: int
    end: int
    document_type: str = ""
    issued: date | None = None
    ocr: int = 0


class Claim(_Frozen):
    """One verbatim sentence (or list) with its strength, voice and citations."""

    text: str
    strength: Strength
    voice: Voice
    reported_from: str
    citations: tuple[Citation, ...]


class PassageView(_Frozen):
    """A passage as found: rank 1 is the best, a higher score is better.

    ``document_id``, ``start`` and ``end`` say where it lies, ``heading`` that it holds nothing but headings or a
    signature; they are for showing it and are never printed.
    """

    rank: int
    file: str
    document: str
    pages: tuple[int, ...]
    page_labels: tuple[str, ...]
    paragraph: str
    section: str
    text: str
    score: float
    symbol: str = ""
    heading: bool = Field(default=False, exclude=True)
    document_id: str = Field(default="", exclude=True)
    start: int = Field(default=0, exclude=True)
    end: int = Field(default=0, exclude=True)
    ocr: int = 0


class Answer(_Frozen):
    """The whole reply to one question; ``elapsed_ms`` from question in to answer out.

    ``score`` (0 to 1, higher speaks for an answer) is what answer or silence was decided by; it is never printed.
    """

    id: str
    question: str
    outcome: Outcome
    reason: str
    claims: tuple[Claim, ...] = ()
    passages: tuple[PassageView, ...] = ()
    roles: tuple[str, ...] = ()
    tensions: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    snapshot: str = ""
    score: float = Field(default=0.0, exclude=True)
