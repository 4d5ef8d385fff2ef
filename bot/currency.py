"""What is current: which of two documents with the same words speaks, and what is said of those that were replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from bot.evidence import Evidence
from bot.finding import Found
from bot.model import Claim, Voice
from bot.routing import names
from corpus.cited import Edition, Instrument, cited_documents, instruments
from corpus.model import Card, Document
from corpus.relations import OUTDATED, Kind
from index import Searcher
from prompts import render

_SAME = 90.0
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NEAR = 60
_HISTORY = re.compile(
    r"\b(?:previous(?:ly)?|earlier|former(?:ly)?|superseded|replaced|historical(?:ly)?|history|used to|at the time"
    r"|changed?|differ(?:s|ed|ence|ent)?|compared?|old(?:er)?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Found passages, best first; ``quotable`` are those of them that may be quoted."""

    found: list[Found]
    quotable: list[Found]


def current_first(searcher: Searcher, question: str, found: list[Found], audience: frozenset[str]) -> Ordered:
    """Puts a passage before one with the same words in a document that it replaced, and lets it speak alone.

    A question about history, or one that names the replaced document, leaves the order as it is.
    """
    outdated = searcher.standings.outdated(audience)
    cards = {f.document.id: f.document.card for f in found}
    if not outdated or not outdated.keys() & cards.keys() or _HISTORY.search(question):
        return Ordered(found, found)
    meant = {id_ for id_ in outdated.keys() & cards.keys() if _is_meant(question, cards[id_])}
    scores = [f.hit.score for f in found]
    ordered, twins = list(found), set()
    for old in [f for f in found if f.document.id in outdated.keys() - meant]:
        new = _twin(old, ordered, outdated[old.document.id])
        if new is None:
            continue
        twins.add(old.hit.passage)
        at, behind = ordered.index(old), ordered.index(new)
        if at < behind:
            ordered.insert(at, ordered.pop(behind))
    ordered = [replace(f, hit=f.hit.scored(score)) for f, score in zip(ordered, scores, strict=True)]
    return Ordered(ordered, [f for f in ordered if f.hit.passage not in twins])


def notices(
    searcher: Searcher, question: str, chosen: Sequence[Evidence], claims: Sequence[Claim], audience: frozenset[str]
) -> Iterator[str]:
    """What must be said of documents that no longer stand as they did, for those who will see the reply."""
    for evidence, claim in zip(chosen, claims, strict=True):
        yield from replaced_or_renewed(searcher, evidence.document, audience)
        if claim.voice is Voice.REPORTED:
            yield from _of_source(evidence.document, claim)
    for id_, texts in searcher.standings.adopted().items():
        seen = [text for text in texts if searcher.sees(text, audience=audience)]
        if seen and searcher.sees(id_, audience=audience) and names(question, searcher.cards[id_]):
            yield render(
                "draft_adopted_notice", document=searcher.cards[id_].short, adopted=searcher.cards[seen[0]].short
            )


def standing_now(searcher: Searcher, claims: Sequence[Claim], audience: frozenset[str]) -> tuple[Claim, ...]:
    """Claims whose citations say the status that their document has for those who will see the reply."""
    status = {c.document_id: "" for claim in claims for c in claim.citations}
    status = {id_: searcher.standings.of(id_, audience).status.value for id_ in status}
    return tuple(
        claim.model_copy(
            update={"citations": tuple(c.model_copy(update={"status": status[c.document_id]}) for c in claim.citations)}
        )
        for claim in claims
    )


def _is_meant(question: str, card: Card) -> bool:
    """Whether a question names a document, or the year in which it was issued."""
    return names(question, card) or (card.issued is not None and str(card.issued.year) in question)


def _twin(old: Found, among: Sequence[Found], others: frozenset[str]) -> Found | None:
    """The passage of a later document that has the words of an earlier one."""
    alike = ((fuzz.ratio(_letters(old.text), _letters(f.text)), f) for f in among if f.document.id in others)
    return next((f for ratio, f in alike if ratio >= _SAME), None)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def replaced_or_renewed(searcher: Searcher, document: Document, audience: frozenset[str]) -> Iterator[str]:
    """That a document was replaced or renewed, for those who will see the reply; nothing where it stands."""
    card, standings = document.card, searcher.standings
    replaced = standings.newest(document.id, audience, *OUTDATED)
    renewed = standings.newest(document.id, audience, Kind.RENEWED)
    if replaced is not None or card.replaced_by or standings.of(document.id, audience).status.value == "superseded":
        by = replaced.name if replaced is not None else ", ".join(card.replaced_by)
        yield render("superseded_notice", document=card.short, replaced_by=by or "a later document")
    elif renewed is not None:
        yield render("renewed_notice", document=card.short, renewed_by=renewed.name)


def _of_source(document: Document, claim: Claim) -> Iterator[str]:
    """A paper's report of an edition that was replaced since, as ``instruments.yaml`` knows it."""
    edition = edition_reported(document, claim.reported_from)
    if edition is None or not edition[1].replaced_by:
        return
    instrument, of = edition
    yield render(
        "reported_replaced_notice",
        document=document.card.title or document.card.short, source=instrument.name, edition=of.date,
        replaced_by=of.replaced_by, confirmed_by=of.confirmed_by,
    )  # fmt: skip


def edition_reported(document: Document, source: str) -> tuple[Instrument, Edition] | None:
    """The edition of an instrument that a document reports, by the year in ``source`` (the name that it gives there).

    Without one, by the years beside the instrument's name elsewhere in the document, where they fit one edition alone;
    else the last edition before the document's own date. None where the instrument has no editions that are told
    apart, or where nothing tells which one is meant.
    """
    said = " ".join(source.casefold().removeprefix("the ").removeprefix("un ").split())
    for instrument in instruments():
        if instrument.editions and any(_is_name(said, name) for name in (instrument.name, *instrument.aliases)):
            found = _edition(instrument, document, _YEAR.findall(source))
            return (instrument, found) if found else None
    return None


def _edition(instrument: Instrument, document: Document, years: list[str]) -> Edition | None:
    beside = years or [
        year
        for mention in cited_documents(document.text)
        if mention.name == instrument.name
        for year in _YEAR.findall(document.text[max(0, mention.start - _NEAR) : mention.end + _NEAR])
    ]
    named = [each for each in instrument.editions if each.date[:4] in beside]
    if len(named) == 1 or years:
        return named[0] if len(named) == 1 else None
    issued = str(document.card.issued.year) if document.card.issued and not named else ""
    known = [each for each in instrument.editions if issued and each.date[:4] <= issued]
    return known[-1] if known else None


def _is_name(said: str, name: str) -> bool:
    bare = re.sub(r"\b(?:19|20)\d\d\s*", "", said).strip()
    return bare == name.casefold().removeprefix("the ")
