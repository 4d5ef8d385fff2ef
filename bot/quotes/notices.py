"""What must be said beside a verdict, in words of ``prompts/``."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cite import ocr_of
from bot.compose import about_card, about_ocr
from bot.quotes.attribution import Fit, sources_of
from bot.quotes.candidates import Candidate, Desk
from bot.quotes.judge import Quoted
from bot.quotes.known import known_by_citation
from bot.quotes.model import Change, Check, Verdict
from bot.quotes.places import spans_of_places
from bot.quotes.references import Reference, telling_words
from bot.quotes.seek import literal
from bot.quotes.words import Kind
from corpus.cited import cited_documents
from corpus.language import language_of
from corpus.model import slices
from prompts import render

MOST_CHARACTERS = 6000
"""The longest quotation that is compared, about two pages; a longer text is a draft."""
RECOGNIZED = 0.6
"""The least share of a quotation, by the weight of its words, for a passage to be recognised in it."""
_BODY = frozenset({"security", "council", "general", "assembly", "resolution"})
_FEW = 2
_NAME = 5
_OFTEN = 3
_NAMED = 3


def unchecked(desk: Desk, quoted: Quoted, text: str) -> str:
    """Why a text cannot be compared at all, or an empty string."""
    if len(text) > MOST_CHARACTERS:
        return render("quote_too_long", most=MOST_CHARACTERS)
    if not quoted.words:
        return render("quote_empty")
    if is_reference_alone(text) and (len(quoted.words) <= _NAME or not literal(desk.shelf, quoted, desk.visible)):
        return render("quote_only_reference", reference=" ".join(text.split())[:200])
    return ""


def is_reference_alone(text: str) -> bool:
    """Whether a text names a document by its symbol, or a place, and says nothing else."""
    cited, places = cited_documents(text), spans_of_places(text)
    if not places and not any("/" in mention.name for mention in cited):
        return False
    spans = [(m.start, m.end) for m in cited] + places
    rest = "".join(" " if any(a <= i < b for a, b in spans) else c for i, c in enumerate(text))
    return not telling_words(rest) - _BODY


def about_claim(best: Candidate, found: Sequence[Candidate], check: Check) -> list[str]:
    """What is to be said of where the words are said to stand."""
    claim, fit = best.reference, best.fit
    name = best.document.card.title or best.document.card.short
    if not check.claimed.strip():
        return _quoted_there(best)
    if fit is Fit.SECOND_HAND:
        return [render("quote_second_hand", document=name, source=check.second_hand)]
    if fit is Fit.RIGHT:
        return _quoted_there(best)
    if fit is Fit.WRONG_PLACE:
        said = "; ".join(dict.fromkeys(place.text for place in claim.places)) or claim.text
        given = [s for s in sources_of(best.document, best.spans) if s.place and claim.words & s.words]
        if given and not best.desk.named(claim).any():
            source = f"{given[0].name}, {given[0].place}"
            return [render("quote_given_elsewhere", document=name, source=source, said=said)]
        return [render(_unless(check, "quote_wrong_place", "quote_altered_place"), said=said)]
    return _other_document(best, found, check)


def _other_document(best: Candidate, found: Sequence[Candidate], check: Check) -> list[str]:
    """The claim means another document: an indexed one that may read otherwise, one that is only cited, or neither."""
    claim = best.reference
    if best.desk.named(claim).any():
        there = [c for c in found if c.fit <= Fit.WRONG_PLACE and c.judgement.altered and c.coverage >= RECOGNIZED]
        if check.verdict is Verdict.MISATTRIBUTED and there:
            other = max(there, key=lambda c: c.coverage)
            truth = slices(other.document.text, other.spans)
            return [render("quote_reads_otherwise", claimed=claim.text, truth=" ".join(truth.split()))]
        return [render(_unless(check, "quote_not_in_claimed", "quote_altered_document"), claimed=claim.text)]
    if not claim.names_document:
        return [render(_unless(check, "quote_wrong_place", "quote_altered_place"), said=claim.text)]
    return [_not_indexed(best.desk, claim)]


def _unless(check: Check, template: str, altered: str) -> str:
    """The first template, or the second for words that are altered besides."""
    return altered if check.verdict is Verdict.ALTERED else template


def _not_indexed(desk: Desk, claim: Reference) -> str:
    cited = known_by_citation(desk, claim)
    return render("quote_claim_not_indexed", claimed=claim.text, cited=", ".join(cited[:_NAMED]))


def _quoted_there(best: Candidate) -> list[str]:
    """That the document itself quotes the words from another one."""
    named = [s for s in sources_of(best.document, best.spans) if s.place]
    if not named:
        return []
    name = best.document.card.title or best.document.card.short
    return [render("quote_from_another", document=name, source=f"{named[0].name}, {named[0].place}")]


def about_place(best: Candidate, found: Sequence[Candidate], quoted: Quoted) -> list[str]:
    """What is to be said of the place, and of a short or far-fetched quotation."""
    pages = [page.number for page in best.document.pages]
    notices = [*about_card(best.document.card), *about_ocr(best.document, ocr_of(best.document, pages))]
    notices += best.desk.about(best.document)
    others = [c.document.card.short for c in found if not c.judgement.altered and c.number != best.number]
    words = sum(word.kind is not Kind.GAP for word in quoted.words)
    if not best.judgement.altered and others:
        names = list(dict.fromkeys(others))
        notices.append(render("quote_also_in", documents=", ".join(names[:_NAMED]), more=max(len(names) - _NAMED, 0)))
    if words <= _FEW:
        notices.append(render("quote_short"))
    if any(d.change is Change.ELLIPSIS and _denies(d.truth) for d in best.judgement.differences):
        notices.append(render("quote_omission_denies"))
    return notices


def _denies(text: str) -> bool:
    return bool({"not", "no", "never", "without", "unless", "except", "nor", "cannot"} & set(text.casefold().split()))


def about_absent(desk: Desk, quoted: Quoted, claim: Reference) -> tuple[str, ...]:
    """What is to be said where nothing like the quotation was found."""
    notices = [render("quote_absent")]
    if claim.names_document and not desk.named(claim).any():
        notices.append(_not_indexed(desk, claim))
    language = language_of(quoted.text) if len(quoted.words) > _OFTEN else "en"
    languages = {desk.document(n).card.language for n, seen in enumerate(desk.visible) if seen}
    if language in ("fr", "es", "ar") and language not in languages:
        notices.append(render("quote_other_language"))
    return tuple(notices)
