"""What people say of their documents in a ``catalogue.yaml`` beside the PDFs; it stands above what the PDFs say.

Each entry is a file name or a symbol with the fields to set; an entry for a document that is only cited describes it::

    "S_2025_97.en.pdf":
      missions: [MINUSCA]
    S/RES/2779 (2025):
      replaced_by: [S/RES/2800 (2026)]
    internal-sop.pdf:
      audience: [C0123456789]
      password: "…"
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, field_validator

from corpus.errors import CatalogueError
from corpus.fields import wrong
from corpus.folders import files_below
from corpus.model import Authority, Card, Status
from corpus.relations import root

FILE = "catalogue.yaml"
MAX_BYTES = 1_000_000
_PDF = ".pdf"
_NOT_OF_THE_CARD = frozenset({"password"})
_AGAIN = "Correct it and run scripts/reindex."
_ID = re.compile(r"[CDGSUW][A-Z0-9]+")


class Entry(BaseModel):
    """The fields that an entry may set: those of a card that people may know better, and the file's password."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = ""
    symbols: tuple[str, ...] = ()
    document_type: str = ""
    issuer: str = ""
    issued: date | None = None
    missions: tuple[str, ...] = ()
    authority: Authority = Authority.UNKNOWN
    status: Status = Status.UNKNOWN
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    continues: tuple[str, ...] = ()
    reissued: bool = False
    language: str = "en"
    audience: tuple[str, ...] = ()
    sample: bool = False
    confirmed_by: str = ""
    password: SecretStr | None = None

    @field_validator("audience")
    @classmethod
    def _are_ids(cls, audience: tuple[str, ...]) -> tuple[str, ...]:
        """Ids of Slack alone: a name or a misspelt id would hide the document from everybody, without a word."""
        for id_ in audience:
            if not _ID.fullmatch(id_):
                raise ValueError(f"'{id_}' is no id of a channel (C…), user group (S…) or person (U…)")
        return audience

    def fields(self) -> dict[str, Any]:
        """The card's fields that the entry sets, and no others."""
        return {name: getattr(self, name) for name in self.model_fields_set - _NOT_OF_THE_CARD}


@dataclass(frozen=True)
class Overrides:
    """The entries of one folder and the folders below it.

    A key is a symbol, or a file's path under the folder. A document's entries apply in the order of the files, so
    that one by symbol and one by name add up.
    """

    entries: tuple[tuple[str, Entry], ...] = ()

    @classmethod
    def load(cls, folder_or_file: Path) -> Overrides:
        """Reads every ``catalogue.yaml`` of a folder, or the one given, or the one beside a PDF; none is no error.

        Raises CatalogueError, which names the file and the entry.
        """
        if folder_or_file.is_file():
            file = folder_or_file if folder_or_file.suffix in (".yaml", ".yml") else folder_or_file.with_name(FILE)
            found = [(file, "")] if file.is_file() else []
        else:
            paths = sorted(path for path in files_below(folder_or_file) if path.name == FILE)
            found = [(path, path.parent.relative_to(folder_or_file).as_posix()) for path in paths]
        return cls(tuple(pair for path, below in found for pair in _read(path, below)))

    def apply(self, card: Card) -> Card:
        """The card with what the entries for its names or its symbols say; the same object where none does."""
        fields: dict[str, Any] = {}
        for key, entry in self.entries:
            if _answers(card, key):
                fields.update(entry.fields())
        return card.model_copy(update=fields) if fields else card

    def password(self, name: str) -> str | None:
        """The password for a file, if an entry for its name holds one."""
        secrets = [entry.password for key, entry in self.entries if entry.password and _is_file(key, name)]
        return secrets[-1].get_secret_value() if secrets else None

    def audience(self, name: str) -> tuple[str, ...]:
        """Channels and user groups that may see a file, by the entries for its name; empty where it is open."""
        said = [e.audience for key, e in self.entries if "audience" in e.model_fields_set and _is_file(key, name)]
        return said[-1] if said else ()

    def unused(self, cards: Iterable[Card]) -> tuple[str, ...]:
        """Keys that no document answers to: most often a misspelt name."""
        known = list(cards)
        return tuple(key for key, _ in self.entries if not any(_answers(card, key) for card in known))

    @property
    def of_symbols(self) -> bool:
        """Whether an entry is for a symbol or a title, and so may describe a document that is not there."""
        return any(not key.casefold().endswith(_PDF) for key, _ in self.entries)

    def described(self, cards: Iterable[Card]) -> tuple[Card, ...]:
        """Cards of documents that are not among ``cards``, as entries by symbol or by title describe them.

        A card's one name is the entry's key. Entries for one document add up.
        """
        found: dict[str, dict[str, Any]] = {}
        missing = set(self.unused(cards))
        for key, entry in self.entries:
            if key in missing and not key.casefold().endswith(_PDF):
                symbols = {"symbols": (key,)} if "/" in key else {}
                found.setdefault(key, {"names": (key,), **symbols}).update(entry.fields())
        return tuple(Card(**fields) for fields in found.values())


class _Loader(yaml.SafeLoader):
    """Plain YAML in which no key stands twice: the second would undo the first without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} stands twice", key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:
        """A date; what only looks like one stays text, so that the field is named that it stands in."""
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


def _read(path: Path, below: str) -> list[tuple[str, Entry]]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CatalogueError(f"{FILE} is larger than 1 MB. Check that it is the right file, or split it by folder.")
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except OSError:
        raise CatalogueError(
            f"{_name(below)} cannot be opened. Give the account that indexes the right to read it."
        ) from None
    except UnicodeDecodeError:
        raise CatalogueError(f"{_name(below)} is not plain text. Save it as UTF-8.") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise CatalogueError(f"{_name(below)} cannot be read{_where(error)}. {_AGAIN}") from None
    if rows is None:
        return []
    if not isinstance(rows, dict):
        raise CatalogueError(f"{_name(below)} has no entries. Each must be a file name or symbol, a colon, and fields.")
    return [(_place(below, str(key)), _entry(_name(below), str(key), row)) for key, row in rows.items()]


def _entry(file: str, key: str, row: object) -> Entry:
    try:
        return Entry.model_validate(row if row is not None else {})
    except ValidationError as error:
        raise CatalogueError(f"{file}, entry {key!r}: {wrong(error, Entry.model_fields)} {_AGAIN}") from None


def _where(error: Exception) -> str:
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    return f" at line {mark.line + 1}: {problem}" if mark is not None else ""


def _name(below: str) -> str:
    return FILE if below in ("", ".") else f"{below}/{FILE}"


def _place(below: str, key: str) -> str:
    return key if below in ("", ".") or not key.casefold().endswith(_PDF) else f"{below}/{key}"


def _answers(card: Card, key: str) -> bool:
    """Whether a document goes by a key: by one of its symbols, with or without the year, or by its file's name."""
    return root(key) in map(root, card.symbols) or any(_is_file(key, name) for name in card.names)


def _is_file(key: str, name: str) -> bool:
    """Whether a key and a document's name are the same file: one path may be the end of the other."""
    one, other = PurePosixPath(key).parts, PurePosixPath(name).parts
    shared = min(len(one), len(other))
    return shared > 0 and one[-shared:] == other[-shared:]
