"""Checking one quotation: the verdict, the place, and what must be said beside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.cite import labels_of, paragraph_of, section_of
from bot.quotes.attribution import Fit, sources_of
from bot.quotes.candidates import Candidate, Desk, candidates, prepared
from bot.quotes.judge import Quoted
from bot.quotes.model import Change, Check, Difference, Verdict
from bot.quotes.notices import RECOGNIZED, about_absent, about_claim, about_place, unchecked
from bot.quotes.references import reference_of
from bot.quotes.splices import splice
from corpus.model import Document, Span, slices
from corpus.passages import block_at
from corpus.sentences import sentences_of

_RUN = 3
_NEARLY_ALL = 0.8
_CLAIM_BONUS = 0.1


def check_quotation(desk: Desk, quote: str, claimed: str) -> Check:
    """The verdict on one quotation; ``claimed`` says where it is said to stand, and may be empty."""
    blank = Check(quote=quote, claimed=claimed, verdict=Verdict.UNCHECKED)
    quoted = prepared(desk.shelf, quote)
    reference = reference_of(claimed)
    reason = unchecked(desk, quoted, quote)
    if reason:
        return blank.model_copy(update={"notices": (reason,)})
    found = candidates(desk, quoted, reference)
    true = [c for c in found if not c.judgement.altered]
    if true:
        return _true(blank, quoted, found, true)
    if best := _recognized(quoted, found):
        return _placed(blank, quoted, best, Verdict.ALTERED, found)
    if joined := splice(desk, quoted, found):
        return _joined(blank, quoted, joined)
    return blank.model_copy(update={"verdict": Verdict.ABSENT, "notices": about_absent(desk, quoted, reference)})


def _true(blank: Check, quoted: Quoted, found: Sequence[Candidate], true: Sequence[Candidate]) -> Check:
    """Exact or near, or misattributed where no such place is the one that was claimed."""
    claims = bool(blank.claimed.strip())
    best = min(true, key=lambda c: (c.fit if claims else 0, c.judgement.rank, c.order))
    if claims and best.fit > Fit.SECOND_HAND:
        return _placed(blank, quoted, best, Verdict.MISATTRIBUTED, found)
    return _placed(blank, quoted, best, Verdict.NEAR if best.judgement.differences else Verdict.EXACT, found)


def _recognized(quoted: Quoted, found: Sequence[Candidate]) -> Candidate | None:
    """The place that an altered quotation was made from; one in the claimed document before one that is as like."""
    like = [c for c in found if c.coverage >= RECOGNIZED and _holds_together(c)]
    if not like:
        return None
    return max(like, key=_likeness)


def _likeness(candidate: Candidate) -> tuple[float, list[int]]:
    bonus = _CLAIM_BONUS if candidate.reference.names_document and candidate.fit < Fit.WRONG_DOCUMENT else 0.0
    return round(candidate.coverage + bonus, 2), [-part for part in candidate.order]


def _holds_together(candidate: Candidate) -> bool:
    """Whether some words in a row are the same, or nearly all."""
    longest = max((len(list(run)) for same, run in groupby(candidate.judgement.same) if same), default=0)
    return longest >= _RUN or (candidate.coverage >= _NEARLY_ALL and longest > 1)


def _placed(blank: Check, quoted: Quoted, best: Candidate, verdict: Verdict, found: Sequence[Candidate]) -> Check:
    document, spans = best.document, best.spans
    before, after = _around(document, spans)
    second_hand = _second_hand(best)
    done = blank.model_copy(
        update={
            "claim_indexed": not best.reference.names_document or bool(best.desk.named(best.reference).any()),
            "verdict": verdict, **_place(best), "truth": slices(document.text, spans), "before": before, "after": after,
            "differences": best.judgement.differences, "second_hand": second_hand,
        }
    )  # fmt: skip
    notices = [*about_claim(best, found, done), *about_place(best, found, quoted)]
    return done.model_copy(update={"notices": tuple(dict.fromkeys(notices))})


def _place(best: Candidate) -> dict[str, object]:
    document, card = best.document, best.document.card
    return {
        "file": card.file, "document": card.title or card.short, "symbol": card.symbol, "pages": best.pages,
        "page_labels": labels_of(document, best.pages), "paragraph": paragraph_of(document, best.spans[0]),
        "section": section_of(document, best.spans[0].start), "document_id": document.id, "spans": best.spans,
    }  # fmt: skip


def _joined(blank: Check, quoted: Quoted, parts: Sequence[Candidate]) -> Check:
    """Pieces from several places, written as one."""
    first = parts[0]
    truth = " […] ".join(slices(part.document.text, part.spans) for part in parts)
    same_document = [part for part in parts if part.number == first.number]
    pages = tuple(sorted({page for part in same_document for page in part.pages}))
    done = blank.model_copy(
        update={
            "verdict": Verdict.ALTERED, **_place(first), "truth": truth, "pages": pages,
            "page_labels": labels_of(first.document, pages),
            "differences": (Difference(change=Change.JOINED, quote=quoted.text, truth=truth),),
        }
    )  # fmt: skip
    return done.model_copy(update={"notices": about_place(first, parts, quoted)})


def _around(document: Document, spans: Sequence[Span]) -> tuple[str, str]:
    """What stands before and after slices in their sentences."""
    block = document.blocks[block_at(document.blocks, spans[0].start)]
    ending = document.blocks[block_at(document.blocks, spans[-1].start)]
    opens = [s.start for s in sentences_of(document.text, block.start, block.end) if s.start <= spans[0].start]
    ends = [s.end for s in sentences_of(document.text, ending.start, ending.end) if s.end >= spans[-1].end]
    return (
        document.text[opens[-1] if opens else spans[0].start : spans[0].start],
        document.text[spans[-1].end : ends[0] if ends else spans[-1].end],
    )


def _second_hand(best: Candidate) -> str:
    """The document that is claimed and only quoted here, with its place: "A4P Declaration, paragraph 15"."""
    if best.fit is not Fit.SECOND_HAND:
        return ""
    named = [s for s in sources_of(best.document, best.spans) if s.place] or sources_of(best.document, best.spans)
    fitting = [s for s in named if best.reference.words & s.words] or named
    return ", ".join(part for part in (fitting[0].name, fitting[0].place) if part)
