"""The words of every document in service, ready to be compared and searched; made once for a snapshot.

A document is read as two streams: its body (paragraphs, lists, tables, captions, headings in reading order, whatever
stands between them on the page), and after it each footnote, pull quote and other block by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.quotes.spelling import spelling_key
from bot.quotes.words import Joint, Kind, Word, words_of
from corpus.model import Block, BlockKind, Document
from index import Store

Ints = npt.NDArray[np.int32]

BODY = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE, BlockKind.CAPTION, BlockKind.HEADING})
BREAK = -1
_KINDS, _JOINTS = tuple(Kind), tuple(Joint)
_APART = 25
_LABEL = re.compile(
    r"\s*(?:[•–—*·▪◦-]\s*)?"
    r"(?:(?:\d{1,3}[.)]|\(?(?:[a-z]|[ivxl]{1,6}|\d{1,2})\)|[a-z]\.|[ivxl]{1,6}\.|[IVXL]{1,6}\.|[A-Z]\.)\s+){1,3}"
)
_NOTE = re.compile(r"\s*(?:\d{1,3}[.)]?|[a-z*†‡]{1,2})\s+")


class Found(NamedTuple):
    """A run of words: half-open range of word numbers."""

    first: int
    end: int


class Shelf:
    """Words of all documents in one row; ``document`` [w] says whose each is, BREAK stands between streams."""

    def __init__(self, store: Store) -> None:
        self._store = store
        keys: dict[str, int] = {}
        rows: list[tuple[int, int, int, int, int, int, int]] = []
        for number, id_ in enumerate(store.ids):
            for word, is_label in _streams(store.document(id_)):
                if word is None:
                    rows.append((BREAK, 0, 0, number, 0, 0, 0))
                    continue
                key = keys.setdefault(word.key, len(keys))
                rows.append((key, word.start, word.end, number, word.kind, word.joint, is_label))
        table = np.array(rows or [(BREAK, 0, 0, 0, 0, 0, 0)], dtype=np.int32)
        self.keys, self._numbers = list(keys), keys
        self.key, self.start, self.end, self.document, self.kind, self.joint, self.label = table.T.copy()
        self._spell()
        self._lay_out()

    def _spell(self) -> None:
        """Number each word by its spelling key, and list the places of each number."""
        self._spellings: dict[str, int] = {}
        of_key = [self._spellings.setdefault(spelling_key(key), len(self._spellings)) for key in self.keys]
        self.spelling: Ints = np.where(self.key < 0, BREAK, np.array([*of_key, BREAK], dtype=np.int32)[self.key])
        self._order = np.argsort(self.spelling, kind="stable").astype(np.int32)
        self._bounds = np.searchsorted(self.spelling[self._order], np.arange(len(self._spellings) + 1))

    def _lay_out(self) -> None:
        """All keys in one string without anything between them, and where each begins."""
        parts = ["\n" if key < 0 else self.keys[key] for key in self.key.tolist()]
        self.letters = "".join(parts)
        lengths = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))
        self.offsets = np.concatenate(([0], np.cumsum(lengths)))

    def __len__(self) -> int:
        return len(self.key)

    @cached_property
    def ranges(self) -> list[Found]:
        """The words of each document, by its number."""
        bounds = np.searchsorted(self.document, np.arange(len(self._store.ids) + 1)).tolist()
        return [Found(first, end) for first, end in pairwise(bounds)]

    def spelling_of(self, key: str) -> int:
        """The number of a word's spelling; -2 where no document has it."""
        return self._spellings.get(spelling_key(key), -2)

    def knows(self, key: str) -> bool:
        """Whether a word stands in any document, letter by letter."""
        return key in self._numbers

    def places(self, spelling: int) -> Ints:
        """Where a spelling stands, in order; empty for one that no document has."""
        return self._order[self._bounds[spelling] : self._bounds[spelling + 1]] if spelling >= 0 else self._order[:0]

    def words(self, first: int, end: int) -> list[Word]:
        """The words of a range; a break between streams is a word without letters."""
        columns = (self.key, self.start, self.end, self.kind, self.joint)
        rows = zip(*(column[first:end].tolist() for column in columns), strict=True)
        return [
            Word("" if key < 0 else self.keys[key], start, stop, _KINDS[kind], _JOINTS[joint], 0)
            for key, start, stop, kind, joint in rows
        ]

    def literally(self, letters: str, most: int) -> Iterator[Found]:
        """Runs of whole words that have exactly these letters, in order, at most so many."""
        at, found = self.letters.find(letters) if letters else -1, 0
        while at >= 0 and found < most:
            first = int(np.searchsorted(self.offsets, at))
            end = int(np.searchsorted(self.offsets, at + len(letters)))
            if self.offsets[first] == at and self.offsets[end] == at + len(letters):
                found += 1
                yield Found(first, end)
            at = self.letters.find(letters, at + 1)


def _streams(document: Document) -> Iterator[tuple[Word | None, bool]]:
    """Words with a sign whether they are a label at a block's beginning; None ends a stream."""
    yield from _words(document, (b for b in document.blocks if b.kind in BODY))
    yield None, False
    for blocks in _beside(document):
        yield from _words(document, blocks)
        yield None, False


def _beside(document: Document) -> Iterator[list[Block]]:
    """Blocks beside the body, each by itself; a pull quote that goes on in another one with it."""
    pulled = sorted((b for b in document.blocks if b.repeats is not None), key=lambda b: b.repeats or 0)
    group: list[Block] = []
    for block in pulled:
        if group and abs((block.repeats or 0) - (group[-1].repeats or 0) - (group[-1].end - group[-1].start)) > _APART:
            yield group
            group = []
        group.append(block)
    yield from ([group] if group else [])
    yield from ([b] for b in document.blocks if b.kind not in BODY and b.repeats is None)


def _words(document: Document, blocks: Iterable[Block]) -> Iterator[tuple[Word, bool]]:
    for block in blocks:
        pattern = _NOTE if block.kind is BlockKind.FOOTNOTE else _LABEL
        label = pattern.match(document.text, block.start, block.end) if block.label or block.level else None
        ends = label.end() if label else block.start
        for word in words_of(document.text, block.start, block.end):
            yield word, word.end <= ends
