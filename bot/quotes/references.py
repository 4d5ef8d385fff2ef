"""What a reference names: a document (by symbol, number, name, kind, date) and places in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.quotes.places import Place, places_in, without_places
from bot.quotes.words import Kind, words_of
from corpus.cited import cited_documents, instruments
from corpus.dates import date_in, has_day
from corpus.missions import mentions
from corpus.model import Card
from corpus.yaml_files import read_yaml

_COUNCIL = r"\b(?:UN)?SC\s?R(?:es)?\.?\s?"
SHORT_RESOLUTION = re.compile(
    rf"(?:{_COUNCIL}|\b(?:Security Council |UNSC |SC )?res(?:olution)?s?\.?(?: no\.?)?\s?|\bS/RES/)"
    r"(?P<number>\d{3,4})(?!\d|\s?\(\d{4}\)|/)"
    rf"|(?:{_COUNCIL}|^|(?<=[\s(]))(?P<full>\d{{3,4}})\s?\((?P<year>(?:19|20)\d\d)\)",
    re.IGNORECASE,
)


class Naming(BaseModel):
    """``naming.yaml``: words by which documents are named, ``means`` from an abbreviation to its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: frozenset[str]
    generic: frozenset[str]
    months: frozenset[str]
    means: dict[str, str]


@cache
def naming() -> Naming:
    """The words, read once."""
    return Naming.model_validate(read_yaml(Path(__file__).with_name("naming.yaml")))


@dataclass(frozen=True, slots=True)
class Reference:
    """A document and places in it, as a text names them; each part may be empty.

    ``names`` are those of documents ("S/RES/2779 (2025)", "A4P Declaration"). ``words`` are the telling words
    besides places, ``kinds`` those among them that say what kind of document it is. ``day`` is a full date.
    """

    text: str
    names: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    kinds: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    day: date | None = None
    missions: frozenset[str] = frozenset()
    mission_words: frozenset[str] = frozenset()

    @property
    def names_document(self) -> bool:
        """Whether it says anything about the document, not only about the place."""
        return bool(self.names or self.words)


@lru_cache(maxsize=512)
def reference_of(text: str) -> Reference:
    """What a reference names; nothing, for an empty one."""
    bare = without_places(text)
    names = [mention.name for mention in cited_documents(text)]
    names += [_resolution(match) for match in SHORT_RESOLUTION.finditer(text)]
    missions = mentions(bare)
    return Reference(
        text=" ".join(text.split()), names=tuple(dict.fromkeys(names)), words=telling_words(bare),
        kinds=tuple(w.key for w in words_of(bare) if w.key in naming().kinds), places=places_in(text),
        day=date_in(text) if has_day(text) else None, missions=frozenset(m.mission for m in missions),
        mission_words=telling_words(" ".join(bare[m.start : m.end] for m in missions)),
    )  # fmt: skip


def _resolution(match: re.Match[str]) -> str:
    return f"S/RES/{match['number']}" if match["number"] else f"S/RES/{match['full']} ({match['year']})"


def same_document(one: str, other: str) -> bool:
    """Whether two names mean one document: the same, whatever year only one of them gives."""
    if root(one) != root(other):
        return False
    return one == other or root(one) in (one, other)


def root(name: str) -> str:
    """A document's name without the year that may stand behind a symbol."""
    return re.sub(r"\s\(\d{4}\)$", "", " ".join(name.split()))


def telling_words(text: str) -> frozenset[str]:
    """Words of a name or a title that tell it from others, abbreviations written out."""
    found: set[str] = set()
    for word in words_of(text):
        key = word.key.removesuffix("'s")
        if word.kind is Kind.WORD and key not in naming().generic and (len(key) > 1 or key.isdigit()):
            found.update(naming().means.get(key, key).split())
    return frozenset(found - naming().generic)


def names_card(reference: Reference, card: Card) -> bool:
    """Whether a reference may mean a document: by symbol or name where it gives one, else by all its telling words."""
    if reference.names:
        if any(same_document(name, symbol) for name in reference.names for symbol in card.symbols):
            return True
        if any(_is_titled(name, card) for name in reference.names):
            return True
        if any("/" in name for name in reference.names):
            return False
    return _fits(reference, card)


def _fits(reference: Reference, card: Card) -> bool:
    """Whether all that a reference says stands on a card."""
    if not reference.words:
        return False
    if reference.missions and card.missions and not reference.missions & set(card.missions):
        return False
    if reference.kinds and not set(reference.kinds[-1:]) & _kinds_of(card):
        return False
    words = reference.words
    if reference.day is not None:
        if card.issued != reference.day and not _says(card, reference.day):
            return False
        words = words - _date_words(reference.day)
    words = words - (set(reference.kinds[:-1]) & set(card.document_type.casefold().split()))
    words = words - reference.mission_words if reference.missions & set(card.missions) else words
    return not words - _bag(card) - _kinds_of(card)


@cache
def _bag(card: Card) -> frozenset[str]:
    """All telling words of a card."""
    kind = card.document_type.split(" (")[0].split()
    head = (
        [word for word in kind if word.casefold() not in naming().kinds]
        + kind[-1:]
        + [card.document_type.partition("(")[2]]
    )
    issued = card.issued.strftime("%d %B %Y %b") if card.issued else ""
    said = [card.title, *card.headings, card.issuer, *head, *card.symbols, *card.missions, *card.names, issued]
    return telling_words(" ".join(said).replace("_", " "))


@cache
def _kinds_of(card: Card) -> frozenset[str]:
    """Kinds of document that a card says it is: the heads of its type, and what stands in its title."""
    kind = [part.split()[-1:] or [""] for part in re.split(r"[()]| of | with ", card.document_type) if part.strip()]
    titled = {w.key for w in words_of(" ".join([card.title, *card.headings[:3]]))}
    return frozenset(
        {part[0].casefold() for part in kind} | {"report" if "report" in kind else ""} | (titled & naming().kinds)
    )


def _is_titled(name: str, card: Card) -> bool:
    """Whether a card's title is one of the names of an instrument."""
    title = _flat(card.title)
    return bool(title) and any(f"{title} ".startswith(f"{_flat(alias)} ") for alias in _aliases(name))


@cache
def _aliases(name: str) -> tuple[str, ...]:
    entry = next((i for i in instruments() if i.name == name), None)
    return (entry.name, *entry.aliases) if entry else (name,)


def instrument_words(name: str) -> frozenset[str]:
    """Telling words of all names of an instrument, or of a name as it stands."""
    return telling_words(" ".join(_aliases(name)))


def _flat(text: str) -> str:
    return " ".join(word.key for word in words_of(text)).removeprefix("the ")


def _says(card: Card, day: date) -> bool:
    return any(has_day(part) and date_in(part) == day for part in (card.title, *card.headings))


def _date_words(day: date) -> frozenset[str]:
    return naming().months | {str(day.day), f"{day.day:02d}", str(day.year)}
