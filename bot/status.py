"""What a document is and whether it stands: the card behind a symbol or a name, indexed or only cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz, process

from bot.cite import labels_of, pages_of, paragraph_of, section_of
from corpus.cited import instruments
from corpus.cited_cards import CitedCard, names_of
from corpus.model import Card, Span, Status
from corpus.relations import Kind, root
from index import Searcher
from index.masks import may_see
from prompts import render, word

_NUMBER = re.compile(r"(?:(?:security council )?res(?:olution)?\.?\s*)?(\d{3,4})(?:\s?\(\d{4}\))?", re.IGNORECASE)
_DOCUMENTS, _PLACES, _NEAR, _LIKE, _LONGEST = 12, 3, 3, 70.0, 120


class Known(StrEnum):
    """How a document is known: indexed, by citation alone, or not at all."""

    INDEXED = "indexed"
    CITED = "cited only"
    UNKNOWN = "unknown"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CitedAt(_Frozen):
    """A place where a document is cited."""

    document: str
    symbol: str
    file: str
    pages: tuple[int, ...]
    page_labels: tuple[str, ...]
    paragraph: str
    section: str


class StatusCard(_Frozen):
    """All that is known of one document; ``issued`` is a full date, a year and month, a year, or empty.

    ``cited_times`` counts all places, ``cited_in`` holds the first few of each citing document.
    """

    name: str
    known: Known
    title: str = ""
    symbols: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    document_type: str = ""
    issuer: str = ""
    issued: str = ""
    missions: tuple[str, ...] = ()
    authority: str = "unknown"
    status: str = "unknown"
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    renews: tuple[str, ...] = ()
    renewed_by: tuple[str, ...] = ()
    continues: tuple[str, ...] = ()
    continued_by: tuple[str, ...] = ()
    draft_of: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    corrected_by: tuple[str, ...] = ()
    reissued: bool = False
    language: str = ""
    pages: int = 0
    confirmed_by: str = ""
    cited_times: int = 0
    cited_in: tuple[CitedAt, ...] = ()


class Found(_Frozen):
    """The reply to a question of status: cards, or a sentence that says what to do, with symbols that are near."""

    asked: str
    known: Known
    reason: str = ""
    cards: tuple[StatusCard, ...] = ()
    near: tuple[str, ...] = ()


def status(searcher: Searcher, asked: str, audience: frozenset[str]) -> Found:
    """The cards of a symbol, a resolution's number, a title, a file or a known name, for those who will see them."""
    asked = " ".join(asked.strip(" \t\n\"'“”‘’?.").split())[:_LONGEST]
    if not asked:
        return Found(asked="", known=Known.UNKNOWN, reason=render("status_empty"))
    keys = set(_keys(asked))
    seen = {id_: card for id_, card in searcher.cards.items() if searcher.sees(id_, audience=audience)}
    own = [id_ for id_, card in seen.items() if keys & set(_names(card))]
    cited = [card for card in _cited(searcher, audience) if keys & set(names_of(card))]
    if own:
        return Found(
            asked=asked, known=Known.INDEXED, cards=tuple(_card(searcher, id_, cited, audience) for id_ in own)
        )
    if cited:
        first = cited[0]
        source = "known_cited" if not first.described else "known_both" if first.cited_in else "known_told"
        reason = render("status_cited_only", document=first.name, source=word(source))
        cards = tuple(_cited_card(searcher, card) for card in cited)
        return Found(asked=asked, known=Known.CITED, reason=reason, cards=cards)
    near = _near(asked, searcher, seen, audience)
    reason = render("status_unknown", asked=asked, near=", ".join(near))
    return Found(asked=asked, known=Known.UNKNOWN, reason=reason, near=near)


def _keys(asked: str) -> Iterator[str]:
    """What a document may be called in the catalogue by one who asks for it so."""
    yield from (root(asked), asked.casefold(), asked.casefold().removeprefix("the "))
    yield from (root(part) for part in _parts(asked))
    if number := _NUMBER.fullmatch(asked):
        yield f"s/res/{number[1]}"


def _parts(symbol: str) -> list[str]:
    """The symbols of a double symbol."""
    return [part for part in re.split(r"-(?=[A-Z]{1,4}/)|,\s*", symbol) if "/" in part]


def _names(card: Card) -> Iterator[str]:
    yield from map(root, card.symbols)
    yield from (card.title.casefold(), *(name.casefold() for name in card.names))


def _cited(searcher: Searcher, audience: frozenset[str]) -> Iterator[CitedCard]:
    """Cited documents as an audience knows them: by the places that it may see, and by what it may see replaced."""
    for card in searcher.cited:
        places = tuple(place for place in card.cited_in if searcher.sees(place.document, audience=audience))
        told = card.described if card.described and may_see(card.described, audience) else None
        if places or (told and searcher.standings.replaces(told, audience)):
            yield card._replace(cited_in=places, described=told)


def _card(searcher: Searcher, id_: str, cited: list[CitedCard], audience: frozenset[str]) -> StatusCard:
    card, standing = searcher.cards[id_], searcher.standings.of(id_, audience)
    cards = searcher.cards
    earlier = {kind: [cards[r.document] for r in standing.of if r.kind is kind] for kind in Kind}
    before = max(earlier[Kind.CONTINUED], key=lambda c: c.issued or date.min, default=None)
    places = [place for each in cited for place in each.cited_in if place.document != id_]
    return StatusCard(
        name=card.short, known=Known.INDEXED, title=card.title, symbols=card.symbols, files=card.names,
        document_type=card.document_type, issuer=card.issuer, issued=card.issued.isoformat() if card.issued else "",
        missions=card.missions, authority=card.authority.value, status=standing.status.value,
        replaces=_each(card.replaces, _shorts(earlier[Kind.REPLACED] + earlier[Kind.REISSUED])),
        replaced_by=_each(standing.names(Kind.REPLACED, Kind.REISSUED), card.replaced_by),
        renews=_shorts(earlier[Kind.RENEWED]), renewed_by=standing.names(Kind.RENEWED),
        continues=_each(card.continues, (before.short,) if before else ()),
        continued_by=standing.names(Kind.CONTINUED)[:1], draft_of=standing.names(Kind.DRAFT),
        drafts=_shorts(earlier[Kind.DRAFT]), corrected_by=standing.names(Kind.CORRECTED), reissued=card.reissued,
        language=card.language, pages=card.pages, confirmed_by=card.confirmed_by,
        cited_times=sum(len(place.positions) for place in places),
        cited_in=tuple(_places(searcher, [(p.document, p.positions) for p in places])),
    )  # fmt: skip


def _cited_card(searcher: Searcher, card: CitedCard) -> StatusCard:
    entry = next((each for each in instruments() if each.name == card.name), None)
    last = entry.editions[-1] if entry and entry.editions else None
    told = card.described or Card(names=(card.name,))
    replaced_by = told.replaced_by or ((last.replaced_by,) if last and last.replaced_by else ())
    return StatusCard(
        name=card.name, known=Known.CITED, title=told.title, replaced_by=replaced_by, replaces=told.replaces,
        symbols=told.symbols or ((card.symbol,) if card.symbol else ()), document_type=told.document_type or card.kind,
        issuer=told.issuer, issued=told.issued.isoformat() if told.issued else card.date, missions=told.missions,
        authority=told.authority.value, status=_told_status(told), continues=told.continues, reissued=told.reissued,
        confirmed_by=told.confirmed_by, cited_times=sum(len(place.positions) for place in card.cited_in),
        cited_in=tuple(_places(searcher, [(p.document, p.positions) for p in card.cited_in])),
    )  # fmt: skip


def _told_status(told: Card) -> str:
    """As the catalogue says; a document that it calls replaced is superseded."""
    superseded = told.replaced_by and told.status in (Status.IN_FORCE, Status.UNKNOWN)
    return (Status.SUPERSEDED if superseded else told.status).value


def _places(searcher: Searcher, cited_in: list[tuple[str, tuple[int, ...]]]) -> Iterator[CitedAt]:
    """Where a document is cited: page and paragraph of the first places, each once."""
    for id_, positions in cited_in[:_DOCUMENTS]:
        document = searcher.store.document(id_)
        found: dict[CitedAt, None] = {}
        for position in positions:
            span = Span(position, position + 1)
            pages = pages_of(searcher.store, document, (span,))
            found[
                CitedAt(
                    document=document.card.title or document.card.short, symbol=document.card.symbol,
                    file=document.card.file, pages=pages, page_labels=labels_of(document, pages),
                    paragraph=paragraph_of(document, span), section=section_of(document, position),
                )
            ] = None  # fmt: skip
            if len(found) == _PLACES:
                break
        yield from found


def _near(asked: str, searcher: Searcher, seen: dict[str, Card], audience: frozenset[str]) -> tuple[str, ...]:
    """Symbols and names like the one asked for, nearest first, among those that the audience may see."""
    names = [symbol for card in seen.values() for symbol in card.symbols]
    names += [card.title for card in seen.values() if not card.symbols and card.title]
    names += [card.name for card in _cited(searcher, audience)]
    keyed = {name: root(name) for name in dict.fromkeys(names)}
    found = process.extract(root(asked), keyed, scorer=fuzz.ratio, limit=_NEAR, score_cutoff=_LIKE)
    return tuple(str(name) for _, _, name in found)


def _shorts(cards: list[Card]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(card.short for card in cards))


def _each(*names: tuple[str, ...]) -> tuple[str, ...]:
    """Names, each once however its year is written."""
    found = {root(name): name for name in (name for group in names for name in group)}
    return tuple(found.values())
