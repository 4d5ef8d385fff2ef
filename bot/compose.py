"""From evidence to claims: verbatim text, strength, voice, numbered citations and what must be said beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.cite import cite, said_date
from bot.evidence import Evidence
from bot.model import Citation, Claim, Strength, Voice
from bot.sources import notes_behind
from bot.strength import strength_in_document
from bot.voice import voice_in_document
from corpus.cited import cited_documents, pinpoint
from corpus.model import Authority, Card, Document, Span, Status, slices
from corpus.passages import block_at
from corpus.titles import LETTER
from index import Store
from index.terms import terms
from prompts import render, word

_LONG_ISSUER = 70
_SUBJECT = re.compile(r" concerning .*$")
_BINDING = (Authority.BINDING, Authority.POLICY)


def claims_of(store: Store, chosen: Sequence[Evidence]) -> tuple[Claim, ...]:
    """Claims in the order of the evidence; slices of one place share one number, counted from 1."""
    return numbered([_claim(store, evidence) for evidence in chosen])


def numbered(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims with their citations numbered anew from 1, in order; slices of one place share one number."""
    numbers: dict[tuple[str, str, str, tuple[int, ...]], int] = {}
    found: list[Claim] = []
    for claim in claims:
        citations = []
        for citation in claim.citations:
            place = (citation.document_id, citation.section, citation.paragraph, citation.pages)
            citations.append(citation.model_copy(update={"n": numbers.setdefault(place, len(numbers) + 1)}))
        found.append(claim.model_copy(update={"citations": tuple(citations)}))
    return tuple(found)


def _claim(store: Store, evidence: Evidence) -> Claim:
    document = evidence.document
    citations = [cite(store, document, span, 0) for span in evidence.spans]
    text = slices(document.text, evidence.spans)
    speaker = document.card.title or document.card.symbol
    voice, source = voice_in_document(text, _before(document, evidence.spans[0]), speaker)
    return Claim(
        text=text, strength=strength_in_document(text, lead_in_of(document, evidence.block)), voice=voice,
        reported_from=source, citations=tuple(citations),
    )  # fmt: skip


def _before(document: Document, span: Span) -> str:
    """What stands in the same block before a slice."""
    block = document.blocks[block_at(document.blocks, span.start)]
    return document.text[max(block.start, span.start - 400) : span.start]


def lead_in_of(document: Document, index: int) -> str:
    """Texts that introduce a block, outermost first."""
    parts: list[str] = []
    at = document.blocks[index].lead_in
    while at is not None and len(parts) < 4:
        parts.append(document.text[document.blocks[at].start : document.blocks[at].end])
        at = document.blocks[at].lead_in
    return " ".join(reversed(parts))


def is_binding(claim: Claim) -> bool:
    """Whether a claim may be shown as a binding duty: a duty, in its own voice, of a decision or a policy in force."""
    authorities = {c.authority for c in claim.citations}
    in_force = all(c.status not in (Status.DRAFT.value, Status.SUPERSEDED.value) for c in claim.citations)
    own = claim.strength is Strength.DUTY and claim.voice is Voice.OWN
    return own and in_force and authorities <= {a.value for a in _BINDING}


def notices_of(chosen: Sequence[Evidence], claims: Sequence[Claim]) -> tuple[str, ...]:
    """What must be said beside an answer, most important first, each once."""
    apart_ = _documents(claims)
    return (apart_, *notices_beside(chosen, claims)) if apart_ else notices_beside(chosen, claims)


def notices_beside(chosen: Sequence[Evidence], claims: Sequence[Claim]) -> tuple[str, ...]:
    """What must be said of the documents and the lines, wherever they are shown.

    Whether the documents were replaced, ``currency.py`` says: that depends on who will see the reply.
    """
    notices: list[str] = []
    second_hand = _second_hand(chosen, claims)
    for evidence, claim in zip(chosen, claims, strict=True):
        notices += about_card(evidence.document.card)
        notices += about_ocr(evidence.document, max(citation.ocr for citation in claim.citations))
        if claim.voice is Voice.REPORTED:
            notices.append(second_hand[_reported(evidence, claim)])
        if evidence.items > evidence.shown:
            notices.append(render("list_rest", shown=evidence.shown, total=evidence.items))
    return tuple(dict.fromkeys(n for n in notices if n))


def about_card(card: Card) -> list[str]:
    """What must be said of a document wherever its words are shown."""
    found: list[str] = []
    if card.sample:
        found.append(render("sample_notice"))
    if card.status is Status.DRAFT:
        found.append(render("draft_notice", document=card.short))
    if card.authority is Authority.BACKGROUND and not card.sample:
        found.append(_background(card))
    return found


def _background(card: Card) -> str:
    """That a document sets no policy; a letter speaks for its sender alone, be it a State or another body."""
    if LETTER.match(card.title):
        return render("letter_notice", document=card.short, issuer=in_short(card.issuer))
    return render("background_notice", document=card.short)


def in_short(issuer: str) -> str:
    """Who sent a letter, in a few words: the first three of many States, a committee without its subject."""
    bare = _SUBJECT.sub("", issuer)
    names = bare.split(", ")
    return f"{', '.join(names[:3])} {word('and_others')}" if len(bare) > _LONG_ISSUER and len(names) > 4 else bare


def about_ocr(document: Document, sure: int) -> list[str]:
    """What must be said of words that OCR read, ``sure`` percent sure of them; nothing where it is 0."""
    return [render("ocr_notice", document=document.card.short, sure=sure)] if sure else []


def apart(chosen: Sequence[Evidence]) -> list[Evidence]:
    """The evidence document by document, each at the place of its first piece: what two say stands apart.

    Pieces of one paragraph stand together, in the order of the text.
    """
    documents = list(dict.fromkeys(evidence.document.id for evidence in chosen))
    blocks = list(dict.fromkeys((evidence.document.id, evidence.block) for evidence in chosen))

    def place(evidence: Evidence) -> tuple[int, int, int]:
        block = blocks.index((evidence.document.id, evidence.block))
        return documents.index(evidence.document.id), block, evidence.spans[0].start

    return sorted(chosen, key=place)


def _documents(claims: Sequence[Claim]) -> str:
    """Names the documents of an answer that rests on several, with kind and date; empty for one."""
    first: dict[str, Citation] = {}
    numbers: dict[str, dict[int, None]] = {}
    for citation in (c for claim in claims for c in claim.citations):
        first.setdefault(citation.document_id, citation)
        numbers.setdefault(citation.document_id, {})[citation.n] = None
    if len(first) < 2:
        return ""
    listed = [f"{''.join(f'[{n}]' for n in numbers[id_])} {named(c)}" for id_, c in first.items()]
    return render("documents_apart_notice", count=len(first), listed="; ".join(listed))


def named(citation: Citation) -> str:
    """A cited document in a few words: its symbol or title, its kind, its date."""
    issued = said_date(citation.issued) or word("undated")
    kind = citation.document_type or word("type_unknown")
    return f"{citation.symbol or citation.document} ({kind}, {issued})"


def _reported(evidence: Evidence, claim: Claim) -> tuple[str, str, str]:
    """The document that reports, the one that it reports, and the place there that its footnote gives."""
    document = evidence.document
    note = next((text for span in evidence.spans for text in notes_of(document, span)), "")
    return document.card.short, claim.reported_from, _place_in(note, claim.reported_from)


def _second_hand(chosen: Sequence[Evidence], claims: Sequence[Claim]) -> dict[tuple[str, str, str], str]:
    """A notice for each place that sentences report, with the numbers of all that do."""
    numbers: dict[tuple[str, str, str], dict[int, None]] = {}
    for evidence, claim in zip(chosen, claims, strict=True):
        if claim.voice is Voice.REPORTED:
            numbers.setdefault(_reported(evidence, claim), {}).update(dict.fromkeys(c.n for c in claim.citations))
    return {
        (document, source, place): render(
            "second_hand_notice", numbers="".join(f"[{n}]" for n in found), document=document,
            source=source, place=place,
        )
        for (document, source, place), found in numbers.items()
    }  # fmt: skip


def _place_in(note: str, source: str) -> str:
    """The place that a footnote gives for the document that is reported; empty where it speaks of another one."""
    mentions = cited_documents(note)
    wanted = set(terms(source))
    fitting = [i for i, m in enumerate(mentions) if wanted & set(terms(m.name))]
    if not fitting and len(mentions) != 1:
        return ""
    at = fitting[0] if fitting else 0
    end = mentions[at + 1].start if at + 1 < len(mentions) else len(note)
    return pinpoint(note[mentions[at].end : end])


def notes_of(document: Document, span: Span) -> list[str]:
    """Texts of the footnotes whose marks stand in a slice or right behind it; "ibid." has the note before in front."""
    behind = notes_behind(document, [span])
    return [" ".join(document.text[b.start : b.end] for _, b in notes) for notes in behind]
