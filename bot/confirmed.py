"""Answers that POC advisers confirmed, corrected or rejected, brought in when their question comes again."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bot.cite import verify
from bot.compose import claims_of, notices_of, numbered
from bot.currency import standing_now
from bot.evidence import Evidence
from bot.model import Answer, Claim, Outcome, PassageView
from bot.showing import Reference, stands, whole_passage
from bot.verdict import Judgement, Verdict
from corpus.missions import missions_in
from corpus.model import BlockKind, Document, Span
from corpus.passages import block_at
from corpus.sentences import sentences_of
from index import Searcher
from index.terms import terms
from prompts import render

if TYPE_CHECKING:
    from bot.state import Verdicts  # a chat without a database need not wait for what reads one

Floats = npt.NDArray[np.float32]

ALIKE = 0.86
"""Cosine from which two questions are one. Among 228 questions of two banks the nearest two different ones have .83;
rewordings of one question have .85 to .93. In doubt the adviser's word is not brought in."""
_MOST = 2
_LINE = re.compile(r"\[\d+\]")
_NUMBER = re.compile(r"\d[\d,./-]*\d|\d+")
_ACRONYM = re.compile(r"\b[A-Z]{2,}[A-Za-z0-9-]*\b")
_AGAINST = re.compile(r"\b(?:not|no|never|without|except|unless|nor|neither)\b|n[’']t\b", re.IGNORECASE)
_MUST = re.compile(r"\b(?:must|shall|should|ha(?:ve|s) to|required?|obliged)\b", re.IGNORECASE)
_MAY = re.compile(r"\b(?:may|can|could|might|allowed|permitted)\b", re.IGNORECASE)


class Confirmed:
    """Finds the verdicts on a question; keeps the vectors of their wordings. Safe to share between threads."""

    def __init__(self, verdicts: Verdicts) -> None:
        self._verdicts = verdicts
        self._lock = threading.Lock()
        self._stamp: tuple[int, float] = (0, 0.0)
        self._held: tuple[Verdict, ...] = ()
        self._vectors: dict[str, Floats] = {}

    def all(self) -> tuple[Verdict, ...]:
        """All verdicts, newest first."""
        return self._verdicts.all()

    def on(self, question: str, encode: Callable[[str], Floats]) -> tuple[Verdict, ...]:
        """The verdicts given for a question, newest first; ``encode`` makes unit vectors."""
        held = self._current(encode)
        if not held:
            return ()
        vector = encode(question)
        return tuple(v for v in held if asks_the_same(v.wording, question, float(self._vectors[v.wording] @ vector)))

    def _current(self, encode: Callable[[str], Floats]) -> tuple[Verdict, ...]:
        stamp = self._verdicts.stamp()
        with self._lock:
            if stamp != self._stamp:
                self._held = self._verdicts.all()
                known = self._vectors
                self._vectors = {v.wording: known.get(v.wording, encode(v.wording)) for v in self._held}
                self._stamp = stamp
            return self._held


def asks_the_same(one: str, other: str, cosine: float) -> bool:
    """Whether two questions are one: the same words in order, or near in meaning, and what is fixed is the same."""
    return (cosine >= ALIKE or terms(one) == terms(other)) and _fixed(one) == _fixed(other)


def _fixed(text: str) -> tuple[object, ...]:
    """What must not differ between two wordings of one question."""
    missions = frozenset(missions_in(text))
    names = frozenset(_ACRONYM.findall(text)) - missions
    modal = ("must" if _MUST.search(text) else "") + ("may" if _MAY.search(text) else "")
    return frozenset(_NUMBER.findall(text)), missions, names, bool(_AGAINST.search(text)), modal


@dataclass(frozen=True, slots=True)
class _Judged:
    """What verdicts come to for those who will see the reply: places that answer, places that do not, notes."""

    answers: tuple[tuple[Verdict, Reference], ...]
    wrong: tuple[Reference, ...]
    notes: tuple[Verdict, ...]


def with_verdicts(answer: Answer, verdicts: Sequence[Verdict], searcher: Searcher, audience: frozenset[str]) -> Answer:
    """An answer with what advisers said of its question: confirmed places first, rejected ones gone, notes beside.

    A refusal or an error stays. A verdict on words that have changed, or that not all who will see the reply may see,
    counts for nothing. Raises VerificationError as ``verify`` does.
    """
    if answer.outcome not in (Outcome.ANSWERED, Outcome.ABSTAINED):
        return answer
    judged = _judged(verdicts, searcher, audience)
    chosen = [_evidence(searcher, reference) for _, reference in judged.answers]
    first = claims_of(searcher.store, chosen)
    others = [c for c in answer.claims if not _touches(c, judged.wrong) and not any(_same(c, each) for each in first)]
    claims = standing_now(searcher, numbered([*first, *others]), audience)
    verify(searcher.store, claims)
    said = [_confirmed(verdict, claim) for (verdict, _), claim in zip(judged.answers, claims, strict=False)]
    said += [render("adviser_note", date=_day(v), note=v.note) for v in judged.notes]
    settled = bool(chosen) or not claims  # an adviser answered, or nothing is left to be doubted
    kept = [notice for notice in answer.notices if not settled or notice != render("unsure_notice")]
    notices = dict.fromkeys([*said, *notices_of(chosen, claims[: len(chosen)]), *kept])
    update: dict[str, object] = {"claims": claims, "notices": tuple(notices)}
    if claims:
        update |= {"outcome": Outcome.ANSWERED, "reason": ""}
    elif answer.claims:
        update |= {"outcome": Outcome.ABSTAINED, "reason": render("abstain_rejected", date=_day(verdicts[0]))}
        update["passages"] = tuple(p for p in answer.passages if not _lies_in(p, judged.wrong)) or answer.passages
        update["notices"] = tuple(notice for notice in notices if not _of_a_line(notice))
    return answer.model_copy(update=update)


def _judged(verdicts: Sequence[Verdict], searcher: Searcher, audience: frozenset[str]) -> _Judged:
    """Newest first: what was said last of a place holds."""
    answers: dict[str, tuple[Verdict, Reference]] = {}
    wrong: dict[str, Reference] = {}
    notes: list[Verdict] = []
    for verdict in verdicts:
        about, right = Reference.decode(verdict.reference), Reference.decode(verdict.answer)
        if right and verdict.answer not in wrong and stands(searcher, right, audience):
            answers.setdefault(verdict.answer, (verdict, right))
        visible = about is not None and stands(searcher, about, audience)
        if visible and verdict.kind is not Judgement.CONFIRM and verdict.reference not in answers:
            wrong.setdefault(verdict.reference, about)  # type: ignore[arg-type]
        if visible and verdict.note:
            notes.append(verdict)
    return _Judged(tuple(answers.values())[:_MOST], tuple(wrong.values()), tuple(notes[:1]))


def _evidence(searcher: Searcher, reference: Reference) -> Evidence:
    """The slices that a verdict means: a whole passage, or a sentence with its list's lead-in."""
    document = searcher.store.document(reference.document)
    span = Span(reference.start, reference.end)
    block = block_at(document.blocks, span.start)
    spans = whole_passage(searcher, document, span) or (*_lead(document, block), span)
    return Evidence(document, spans, block, 1.0)


def _lead(document: Document, index: int) -> tuple[Span, ...]:
    """The sentence that introduces a list item."""
    block = document.blocks[index]
    if block.kind is not BlockKind.LIST_ITEM or block.lead_in is None:
        return ()
    lead = document.blocks[block.lead_in]
    return (sentences_of(document.text, lead.start, lead.end)[-1],)


def _touches(claim: Claim, places: Sequence[Reference]) -> bool:
    return any(
        c.document_id == place.document and c.start < place.end and place.start < c.end
        for c in claim.citations
        for place in places
    )


def _lies_in(passage: PassageView, places: Sequence[Reference]) -> bool:
    """Whether a passage shows a place; one that an adviser rejected is not the nearest either."""
    return any(passage.document_id == p.document and passage.start < p.end and p.start < passage.end for p in places)


def _of_a_line(notice: str) -> bool:
    """Whether a notice is about a line that is no longer shown: by its number, or that more of its list follows."""
    rest = render("list_rest", shown="\0", total="\0").rpartition("\0")[2]
    return bool(_LINE.search(notice)) or notice.endswith(rest)


def _same(claim: Claim, other: Claim) -> bool:
    """Whether a claim shows nothing that another does not show as well."""
    return all(
        any(c.document_id == o.document_id and o.start <= c.start and c.end <= o.end for o in other.citations)
        for c in claim.citations
    )


def _confirmed(verdict: Verdict, claim: Claim) -> str:
    numbers = "".join(f"[{n}]" for n in dict.fromkeys(c.n for c in claim.citations))
    return render("confirmed_notice", numbers=numbers, date=_day(verdict))


def _day(verdict: Verdict) -> str:
    return f"{verdict.day.day} {verdict.day:%B %Y}"


def bank_rows(verdicts: Sequence[Verdict], searcher: Searcher, audience: frozenset[str]) -> list[dict[str, object]]:
    """Confirmed answers as rows of a question bank, as ``scripts/evaluate`` takes them, for those who may see them.

    One row for each place that answers, newest verdict first; a place that has changed or gone makes none.
    """
    rows: list[dict[str, object]] = []
    seen: set[tuple[str, str]] = set()
    for verdict in verdicts:
        same = tuple(v for v in verdicts if v.wording == verdict.wording)
        for found, reference in _judged(same, searcher, audience).answers:
            if found.id == verdict.id and (verdict.wording, verdict.answer) not in seen:
                seen.add((verdict.wording, verdict.answer))
                rows.append(_row(verdict, searcher, reference))
    return rows


def _row(verdict: Verdict, searcher: Searcher, reference: Reference) -> dict[str, object]:
    (claim,) = claims_of(searcher.store, [_evidence(searcher, reference)])
    evidence = [{"quote": c.quote, "file": c.file, "pages": list(c.pages)} for c in claim.citations]
    return {
        "id": f"adviser-{verdict.id}",
        "question": verdict.wording,
        "history": [],
        "kind": "confirmed",
        "confirmed": True,
        "files": sorted({c.file for c in claim.citations}),
        "evidence": evidence[-1:],
        "paragraph": claim.citations[-1].paragraph,
    }
