"""Documents and passages as rows of the text store, and back."""

from __future__ import annotations

import json
import zlib
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from corpus.cited import cited_in
from corpus.model import Block, BlockKind, Card, CitedDocument, Document, Mark, Page, Passage, Span

KINDS = tuple(BlockKind)


class Glyphs(NamedTuple):
    """Where each character of a document stands: physical page (uint16 [c]) and box (float32 [c, 4], points)."""

    page: npt.NDArray[np.uint16]
    box: npt.NDArray[np.float32]


NO_GLYPHS = Glyphs(np.zeros(0, dtype=np.uint16), np.zeros((0, 4), dtype=np.float32))


def document_row(document: Document) -> tuple[str, str, str, str, str, str, str]:
    """Return id, card, text, pages, blocks, marks and cited, all but id and text as JSON."""
    return (
        document.id,
        document.card.model_dump_json(),
        document.text,
        _dump([(page.number, page.label, page.width, page.height, page.note, page.ocr) for page in document.pages]),
        _dump([_block_row(block) for block in document.blocks]),
        _dump([(mark.position, mark.number) for mark in document.marks]),
        _dump([(cited.name, cited.positions) for cited in document.cited]),
    )


def read_cited(row: str, text: str) -> tuple[CitedDocument, ...]:
    """The documents that a document cites, from its row, or from its text where that names none."""
    stored = tuple(CitedDocument(name, tuple(positions)) for name, positions in json.loads(row))
    return stored or cited_in(text)


def read_document(row: tuple[str, ...], glyphs: Glyphs = NO_GLYPHS) -> Document:
    """Rebuild a document from its row; without ``glyphs`` its glyph arrays are empty."""
    id_, card, text, pages, blocks, marks, cited = row
    return Document(
        id=id_,
        card=Card.model_validate_json(card),
        text=text,
        pages=tuple(Page(*page) for page in json.loads(pages)),
        blocks=tuple(_read_block(block) for block in json.loads(blocks)),
        marks=tuple(Mark(*mark) for mark in json.loads(marks)),
        cited=tuple(CitedDocument(name, tuple(positions)) for name, positions in json.loads(cited)),
        glyph_page=glyphs.page,
        glyph_box=glyphs.box,
    )


def glyph_blobs(document: Document) -> tuple[bytes, bytes]:
    """Return the glyph map compressed: bytes of like weight side by side first, which halves size and time."""
    return _pack(document.glyph_page.astype("<u2")), _pack(document.glyph_box.astype("<f4").reshape(-1))


def read_glyphs(page: bytes, box: bytes) -> Glyphs:
    """Rebuild the glyph map from its blobs."""
    return Glyphs(read_glyph_pages(page), _unpack(box, 4).view("<f4").reshape(-1, 4))


def read_glyph_pages(page: bytes) -> npt.NDArray[np.uint16]:
    """Rebuild the pages of the glyph map from their blob."""
    return _unpack(page, 2).view("<u2")


def passage_row(passage: Passage) -> str:
    """Return all of a passage but its document, as JSON."""
    return _dump(
        [
            KINDS.index(passage.kind),
            passage.spans,
            passage.blocks,
            passage.sentences,
            passage.section,
            passage.label,
            passage.context,
        ]
    )


def read_passage(document: str, row: str) -> Passage:
    """Rebuild a passage from its document's id and its row."""
    kind, spans, blocks, sentences, section, label, context = json.loads(row)
    return Passage(
        document=document,
        kind=KINDS[kind],
        spans=tuple(Span(*span) for span in spans),
        blocks=tuple(blocks),
        sentences=tuple(Span(*sentence) for sentence in sentences),
        section=tuple(section),
        label=label,
        context=context,
    )


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _block_row(block: Block) -> list[Any]:
    return [
        KINDS.index(block.kind),
        block.start,
        block.end,
        block.heading,
        block.level,
        block.label,
        block.lead_in,
        block.anchor,
        block.repeats,
    ]


def _read_block(row: list[Any]) -> Block:
    return Block(KINDS[row[0]], *row[1:])


def _pack(values: npt.NDArray[Any]) -> bytes:
    raw = np.ascontiguousarray(values).view(np.uint8).reshape(-1, values.itemsize)
    return zlib.compress(np.ascontiguousarray(raw.T).tobytes(), 1)


def _unpack(blob: bytes, width: int) -> npt.NDArray[np.uint8]:
    raw = np.frombuffer(zlib.decompress(blob), dtype=np.uint8).reshape(width, -1)
    return np.ascontiguousarray(raw.T).reshape(-1)
