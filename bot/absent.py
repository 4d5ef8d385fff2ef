"""Documents that a question asks for and that are not here: another document's words never pass for theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.antecedents import leans
from bot.compose import notes_of, numbered
from bot.currency import edition_reported
from bot.evidence import Evidence
from bot.model import Claim, Voice
from bot.quotes.references import (
    SHORT_RESOLUTION,
    Reference,
    names_card,
    reference_of,
    same_document,
    telling_words,
)
from bot.routing import named
from corpus.cited import cited_documents
from corpus.model import Authority, BlockKind, Card

_KINDS = (
    r"ROEs?|rules of engagement|SOFA|SOMA|status[- ]of[- ](?:forces|mission) agreement|DUF|"
    r"directives? on (?:the )?use of force"
)
_ON_A_TOPIC = r"polic(?:y|ies)|handbook|manual|guidelines?|directive|toolkit|statute|convention|instruction|bulletin"
_TOPIC = (
    r"(?:the )?(?!the\b|say|state|require|allow|provide|what|does|do\b|is\b|are\b|about\b)[\w-]+"
    r"(?: (?:warning|protection|force))?"
)
# "the SOP on detention", "our rules of engagement", "the policy on child protection".
_GENERIC = re.compile(
    rf"\b(?:(?:SOPs?|standard operating procedures?)\b(?: (?:on|for) {_TOPIC})?|(?:{_KINDS})\b"
    rf"|(?<!\ba )(?<!\bany )(?:{_ON_A_TOPIC}) on {_TOPIC}\b)",
    re.IGNORECASE,
)
_SAYS = (
    r"(?:says?|said|requires?|required|states?|allows?|permits?|provides?|prescribes?|defines?|demands?|forbids?|sets?|"
    r"prohibits?|lists?|tells?|covers?|contains?|means?|rules? (?:on|out)|describes?|recommends?|mandates?|changed?|"
    r"authori[sz]es?)"
)
_ASKS = re.compile(r"\b(?:what|which|does|do|did|how|where|when|who|can)\b", re.IGNORECASE)
_SAYS_BEHIND = re.compile(rf"^[\W\d]*(?:\([^)]*\)\W*)?(?:\w+\W+){{0,3}}?{_SAYS}\b", re.IGNORECASE)
_PART_BEHIND = re.compile(
    r"^[\W\d]*(?:\w+\W+){0,3}?(?:text|wording|chapter|provisions?|requirements?)\b", re.IGNORECASE
)
# Its content by the words in front: "under the …", "list all …", "what are the …".
_IN_IT = re.compile(
    r"(?:^\W*|\b(?:under|according to|per|in|from|(?:text|wording|paras?|paragraphs?|tiers|steps|rules|principles|"
    r"provisions|articles?) of|(?:list|quote|recite|show|give)(?: me| us)?(?: all| each of)?(?: \d+)?|"
    r"what(?: is| are|'s|s))"
    r"\s+(?:the |our |its )?(?:UN |DPO |DPKO |UN[A-Z]+ |MINUSCA |MONUSCO )?)$",
    re.IGNORECASE,
)
_AMISS = re.compile(r"^\W*(?:violations?|breach(?:es)?|compliance|obligations?)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBERED = re.compile(
    r"\b(?:paras?|paragraphs?|art|arts|articles?|principles?|chapters?|sections?|sects?|rules?)\b\.?\s*(\d{1,3})",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
# A resolution by its number alone, beside a paragraph: "para. 12 of 2999", "2999 para. 12".
_BARE = re.compile(
    r"\b(?:paras?|paragraphs?|OPs?)\b\.?\s*\d[\d() a-z]* (?:of|in) (?P<behind>[12]\d{3})\b"
    r"|(?<![/\d])\b(?P<ahead>[12]\d{3}),? (?=(?:paras?|paragraphs?|OPs?)\b)",
    re.IGNORECASE,
)
_SUBJECT, _BESIDE = 12, 6


@dataclass(frozen=True, slots=True)
class Absent:
    """A document that is not here, as the question names it.

    ``wanted``: its content is asked for, not only something about it. ``numbers`` are the paragraphs or articles of it
    that are asked for. ``reference`` is what names it in other texts.
    """

    said: str
    reference: Reference
    wanted: bool
    numbers: tuple[str, ...] = ()
    year: str = ""

    def reported_by(self, evidence: Evidence, claim: Claim) -> bool:
        """Whether a claim gives what the document says: in its name, about it, or with a footnote to it."""
        notes = [note for span in evidence.spans for note in notes_of(evidence.document, span)]
        reported = [claim.reported_from] if claim.voice is Voice.REPORTED else []
        about = " ".join(claim.text.split()[:_SUBJECT])
        if not any(self._names(text) for text in (*reported, about, *notes)):
            return False
        edition = edition_reported(evidence.document, next(iter(self.reference.names), "")) if self.year else None
        if edition is not None and not edition[1].date.startswith(self.year):
            return False
        given = {number for text in (claim.text, *notes) for number in _FIGURE.findall(text)}
        return set(self.numbers) <= given

    def _names(self, text: str) -> bool:
        if self.reference.names:
            names = [*(mention.name for mention in cited_documents(text)), *reference_of(text).names]
            return any(same_document(one, other) for one in self.reference.names for other in names)
        return self.said.casefold() in text.casefold()


def absent_in(text: str, cards: Iterable[Card], context: str = "") -> Absent | None:
    """The first document that a question names, where none of those that it names is among the documents.

    ``cards`` are those that the audience may see; without any, nothing is missing. ``context`` are the turns that the
    question leans on: of a document named there alone, only a paragraph that is asked for now ("and para. 14?") is
    wanted.
    """
    where = text if _mentions(text) else context
    found = _mentions(where)
    known = list(cards) if found else []
    if not known or named(where, {card.file: card for card in known}):
        return None
    if any(_is_here(each[2], card) for each in found for card in known):
        return None
    start, end, reference = found[0]
    if _AMISS.match(where[end:]):
        return None
    numbers = tuple(_NUMBERED.findall(text))
    year = _YEAR.search(where[max(0, start - _BESIDE) : end + _BESIDE])
    wanted = bool(numbers) or (where is text and _is_wanted(text, start, end))
    return Absent(where[start:end], reference, wanted, numbers, year[0] if year else "")


def said_of(
    absent: Absent, chosen: Sequence[Evidence], claims: Sequence[Claim]
) -> tuple[list[Evidence], tuple[Claim, ...]]:
    """The evidence and its claims that may answer: all, or where the document's content is asked for, what gives it."""
    kept: list[tuple[Evidence, Claim]] = []
    for each, claim in zip(chosen, claims, strict=True):
        goes_on = bool(kept) and kept[-1][0].block == each.block and (leans(claim.text) or _is_note(each))
        if goes_on or not absent.wanted or absent.reported_by(each, claim):
            kept.append((each, claim))
    return [each for each, _ in kept], numbered(claim for _, claim in kept)


def _is_here(reference: Reference, card: Card) -> bool:
    """Whether a document is the one that is named; "the POC policy" may be the mission's own under another title."""
    if names_card(reference, card):
        return True
    said = reference_of(reference.text)
    about = said.words - set(said.kinds)
    own = bool(about) and "policy" in said.kinds and card.authority is Authority.POLICY
    return own and about <= telling_words(" ".join([card.title, *card.headings]))


def _is_note(evidence: Evidence) -> bool:
    return evidence.document.blocks[evidence.block].kind is BlockKind.FOOTNOTE


def _is_wanted(text: str, start: int, end: int) -> bool:
    """Whether what a document says is asked for, by what stands before and behind its name."""
    says = _SAYS_BEHIND.match(text[end:]) is not None and _ASKS.search(text) is not None
    return says or _PART_BEHIND.match(text[end:]) is not None or _IN_IT.search(text[:start]) is not None


def _mentions(text: str) -> list[tuple[int, int, Reference]]:
    """Documents that a question names, in its order: by symbol or name, by a resolution's number, by kind."""
    found = [(m.start, m.end, Reference(text=m.name, names=(m.name,))) for m in cited_documents(text)]
    found += [(*m.span(), reference_of(m[0].strip())) for m in SHORT_RESOLUTION.finditer(text)]
    found += [(*m.span(), reference_of(m[0])) for m in _GENERIC.finditer(text)]
    for match in _BARE.finditer(text):
        group = "behind" if match["behind"] else "ahead"
        found.append((*match.span(group), Reference(text=match[group], names=(f"S/RES/{match[group]}",))))
    named = sorted(found, key=lambda each: (each[0], -each[1]))
    return [each for at, each in enumerate(named) if not any(o[0] <= each[0] and each[1] <= o[1] for o in named[:at])]
