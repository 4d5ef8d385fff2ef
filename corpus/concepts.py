"""The concepts of the vocabulary, and how they are read from its files.

A file has five parts, each of which may be missing: ``concepts``, a list of ``Concept`` entries; ``plain``, everyday
words with the words that documents use in their place; ``concerned``, whom a subject concerns that names nobody;
``as_written``, names that count in that form alone; and ``shared``, names that may belong to more than one concept. In
a later file, a concept with an id that is already known
extends that concept: lists grow, single values are replaced, and ``not_aliases`` takes names away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import CatalogueError
from corpus.fields import wrong
from corpus.phrases import keys
from corpus.yaml_files import read_yaml

Tier = Literal["I", "II", "III"]
Kind = Literal[
    "role", "forum", "instrument", "law", "principle", "tool", "threat", "factor", "criterion", "tier", "tension",
    "area", "group", "mission", "place", "term", "plain",
]  # fmt: skip
MOST_BYTES = 1_000_000
_REMEDY = "Correct the entry or take it out, then try again."


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


_Model = TypeVar("_Model", bound=BaseModel)


class Pole(_Frozen):
    """One side of a tension: what it asks for, and words by which a text may show that it is on that ground."""

    name: str
    asks: str
    signals: tuple[str, ...] = ()


class Concept(_Frozen):
    """Something that staff and documents name, each in their own words.

    ``named`` is false where the label alone does not name the concept ("Human Rights", the section). ``holds_duties``
    is true of a forum that counts among the roles; ``counts_as`` is the id of the role that a post or body belongs to.
    ``parts`` are ids. ``poles``, ``bites`` (where it is felt) and ``levers`` (what balances it) belong to tensions.
    ``asks`` is the guiding question of a factor, a criterion or an area. Of a tool, ``armed`` says whether it rests on
    armed means, ``suits`` are ids of sources of threat, ``led_by`` of roles. Of a forum, ``members`` are ids of those
    who sit there, and ``raises`` says what is brought to it.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    label: str = Field(min_length=1)
    kind: Kind
    aliases: tuple[str, ...] = ()
    french: tuple[str, ...] = ()
    expands_to: tuple[str, ...] = ()
    named: bool = True
    holds_duties: bool = False
    counts_as: str = ""
    tiers: tuple[Tier, ...] = ()
    parts: tuple[str, ...] = ()
    poles: tuple[Pole, ...] = ()
    bites: tuple[str, ...] = ()
    levers: tuple[str, ...] = ()
    asks: str = ""
    armed: bool | None = None
    suits: tuple[str, ...] = ()
    led_by: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()

    @property
    def references(self) -> tuple[str, ...]:
        """Every id by which the concept points at another one."""
        counted = (self.counts_as,) if self.counts_as else ()
        return (*self.parts, *counted, *self.suits, *self.led_by, *self.members)

    @property
    def names(self) -> tuple[str, ...]:
        """Every word or phrase that names the concept: the label first, then aliases, then French."""
        return (*((self.label,) if self.named else ()), *self.aliases, *self.french)

    @property
    def acronyms(self) -> tuple[str, ...]:
        """The aliases that are acronyms: one word with two capitals or more."""
        return tuple(a for a in self.aliases if " " not in a and sum(c.isupper() for c in a) > 1)


class PlainWords(_Frozen):
    """Everyday words, and the words that documents use in their place."""

    words: tuple[str, ...] = Field(min_length=1)
    expands_to: tuple[str, ...] = Field(min_length=1)


class Concerned(_Frozen):
    """A role, by id, with the concepts (ids) and everyday words that concern it although they do not name it."""

    role: str
    concepts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class _Less(BaseModel):
    """What an entry takes away from a concept that is already known."""

    not_aliases: tuple[str, ...] = ()


class Concepts(NamedTuple):
    """What the files hold together: concepts by id, names that count in one form alone, and whom subjects concern."""

    by_id: dict[str, Concept]
    as_written: frozenset[str]
    concerned: tuple[Concerned, ...]


class _File(_Frozen):
    """A vocabulary file as a whole; its entries are checked one by one, so that a message can name one."""

    concepts: tuple[dict[str, Any], ...] = ()
    plain: tuple[dict[str, Any], ...] = ()
    concerned: tuple[dict[str, Any], ...] = ()
    as_written: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


class _Names:
    """Who owns which name: two concepts may share one only if a file says so."""

    def __init__(self) -> None:
        self.owners: dict[tuple[str, ...], str] = {}
        self.shared: set[tuple[str, ...]] = set()

    def release(self, concept_id: str) -> None:
        """Free the names of a concept that is about to be entered anew."""
        self.owners = {name: owner for name, owner in self.owners.items() if owner != concept_id}

    def claim(self, concept: Concept, where: str) -> None:
        """Enter the concept's names; one without a letter, or with another owner, raises ``CatalogueError``."""
        for name in concept.names:
            form = keys(name)
            if not form:
                raise CatalogueError(f"{where}: a name needs at least one letter or digit. {_REMEDY}")
            owner = self.owners.setdefault(form, concept.id)
            if owner != concept.id and form not in self.shared:
                raise CatalogueError(
                    f"{where}: “{name}” already names “{owner}”. Choose another name, take it from “{owner}” with "
                    "not_aliases, or list it under shared."
                )


def read_concepts(*paths: Path) -> Concepts:
    """The concepts of these files, later ones extending earlier ones.

    What cannot be used raises ``CatalogueError``, which names the file, the entry and what to do.
    """
    by_id: dict[str, Concept] = {}
    names, as_written = _Names(), set[str]()
    concerned: list[Concerned] = []
    for path in paths:
        file = _checked(_File, _yaml(path), path.name)
        as_written.update(file.as_written)
        names.shared.update(keys(name) for name in file.shared)
        entered: list[tuple[str, Concept]] = []
        for where, entry, is_plain in _entries(file, path.name):
            concept = _plain(entry, where) if is_plain else _concept(entry, by_id, where)
            if concept.id in by_id:
                names.release(concept.id)
            names.claim(concept, where)
            by_id[concept.id] = concept
            entered.append((where, concept))
        for where, concept in entered:
            _check_references(concept.references, by_id, where)
        concerned += _concerned(file, by_id, path.name)
    return Concepts(by_id, frozenset(as_written), tuple(concerned))


def _entries(file: _File, name: str) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Each entry with the words by which a person finds it in the file, and whether it is of the plain words."""
    for number, entry in enumerate(file.concepts, start=1):
        yield f"{name}, concepts entry {number} ({entry.get('id', 'without an id')})", entry, False
    for number, entry in enumerate(file.plain, start=1):
        yield f"{name}, plain entry {number}", entry, True


def _concept(entry: Mapping[str, Any], known: Mapping[str, Concept], where: str) -> Concept:
    """The concept of one entry, or the known concept of that id with what the entry adds."""
    base = known.get(str(entry.get("id")))
    if base is None:
        return _checked(Concept, entry, where)
    merged = base.model_dump()
    for field, value in entry.items():
        if field == "not_aliases":
            continue
        grows = isinstance(merged.get(field), tuple) and isinstance(value, list)
        merged[field] = [*merged[field], *value] if grows else value
    dropped = {keys(name) for name in _checked(_Less, entry, where).not_aliases}
    for field in ("aliases", "french"):
        if isinstance(merged[field], list | tuple):
            merged[field] = [name for name in merged[field] if keys(str(name)) not in dropped]
    return _checked(Concept, merged, where)


def _plain(entry: Mapping[str, Any], where: str) -> Concept:
    """Everyday words as a concept; its id is made of its first word."""
    plain = _checked(PlainWords, entry, where)
    first, *others = plain.words
    made = {"id": "plain_" + "_".join(keys(first)), "label": first, "aliases": others, "expands_to": plain.expands_to}
    return _checked(Concept, {**made, "kind": "plain"}, where)


def _concerned(file: _File, known: Mapping[str, Concept], name: str) -> Iterator[Concerned]:
    """Whom subjects concern, by a file; an id that no file has raises ``CatalogueError``."""
    for number, entry in enumerate(file.concerned, start=1):
        where = f"{name}, concerned entry {number}"
        made = _checked(Concerned, entry, where)
        if any(not keys(word) for word in made.words):
            raise CatalogueError(f"{where}: a word needs at least one letter or digit. {_REMEDY}")
        _check_references((made.role, *made.concepts), known, where)
        yield made


def _check_references(references: Iterable[str], known: Mapping[str, Concept], where: str) -> None:
    """Raise ``CatalogueError`` if an entry points at an id that no file has."""
    for reference in references:
        if reference not in known:
            raise CatalogueError(f"{where}: there is no concept “{reference}”. {_REMEDY}")


def _checked(model: type[_Model], data: object, where: str) -> _Model:
    """The data as the model, or a ``CatalogueError`` that names the first field that does not fit."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise CatalogueError(f"{where}: {wrong(error, model.model_fields)} {_REMEDY}") from error


def _yaml(path: Path) -> object:
    """What the file says; a file that cannot be read, is too large or is not YAML raises ``CatalogueError``."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CatalogueError(f"{path.name} is larger than 1 MB: keep the vocabulary to words and phrases.")
        return read_yaml(path) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise CatalogueError(f"{path.name}{line}: this is not valid YAML. Correct the line, then try again.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path.name} cannot be read: check that it is there and saved as UTF-8 text.") from error
