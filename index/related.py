"""What a snapshot knows across its documents: their relations, and the documents that they cite.

It is worked out when a store is finished, from the rows that are in it, however they came there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from corpus.cited_cards import CitedCard, CitedIn, cited_cards
from corpus.drafts import Sentences, draft_of, may_be_draft, sentences_in
from corpus.model import Card
from corpus.relations import Kind, Relation, relations_of
from index.rows import read_cited, read_document

SCHEMA = """
CREATE TABLE relations (document TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, other TEXT NOT NULL);
CREATE TABLE cited (name TEXT PRIMARY KEY, symbol TEXT NOT NULL, date TEXT NOT NULL, kind TEXT NOT NULL,
    cited_in TEXT NOT NULL, indexed TEXT NOT NULL, described TEXT NOT NULL);
"""


class Related(NamedTuple):
    """The relations of a snapshot's documents, and a card for every document that they cite."""

    relations: tuple[Relation, ...]
    cited: tuple[CitedCard, ...]


def write_related(connection: sqlite3.Connection, described: Sequence[Card] = ()) -> None:
    """Works the relations out and writes them beside the documents; ``described`` are cards of those not indexed."""
    run = connection.execute
    cards = {id_: Card.model_validate_json(card) for id_, card in run("SELECT id, card FROM documents ORDER BY number")}
    relations = relations_of(cards, draft_of(_candidates(connection, cards)), described)
    connection.executemany("INSERT INTO relations VALUES (?, ?, ?, ?)", relations)
    cited = {id_: read_cited(row, text) for id_, row, text in run(_CITED)}
    connection.executemany(
        "INSERT INTO cited VALUES (?, ?, ?, ?, ?, ?, ?)", map(_row, cited_cards(cards, cited, described))
    )


def _row(card: CitedCard) -> tuple[str, ...]:
    told = card.described.model_dump_json() if card.described else ""
    return (*card[:4], json.dumps(card.cited_in), json.dumps(card.indexed), told)


_CITED = "SELECT id, cited, CASE cited WHEN '[]' THEN text ELSE '' END FROM documents ORDER BY number"
_ROW = "SELECT id, card, text, pages, blocks, marks, cited FROM documents WHERE id = ?"


def read_related(rows: Mapping[str, list[tuple[Any, ...]]]) -> Related:
    """The relations as ``write_related`` wrote them, from the rows of both tables."""
    relations = tuple(Relation(document, Kind(kind), name, other) for document, kind, name, other in rows["relations"])
    return Related(relations, tuple(_cited(row) for row in rows["cited"]))


def _cited(row: tuple[Any, ...]) -> CitedCard:
    places = tuple(CitedIn(document, tuple(positions)) for document, positions in json.loads(row[4]))
    name, symbol, day, kind = row[:4]
    told = Card.model_validate_json(row[6]) if row[6:] and row[6] else None  # earlier snapshots have six columns
    return CitedCard(name, symbol, day, kind, places, tuple(json.loads(row[5])), told)


def _candidates(connection: sqlite3.Connection, cards: Mapping[str, Card]) -> Iterator[Sentences]:
    """The sentences of drafts and of adopted texts; of no document where there are none of both."""
    drafts = [id_ for id_, card in cards.items() if may_be_draft(card)]
    adopted = [id_ for id_, card in cards.items() if card.document_type == "resolution"]
    if drafts and adopted:
        for id_ in {*drafts, *adopted}:
            yield sentences_in(read_document(connection.execute(_ROW, (id_,)).fetchone()))
