"""Blocks to passages: what is embedded, searched and shown.

A passage is a paragraph, or a list with its lead-in, of about 40 to 160 words and never across a section.
A longer paragraph is cut between sentences, a longer list between items with the lead-in kept in front.
A footnote, a caption or a short paragraph that stands alone is a passage at any length.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Block, BlockKind, Document, Passage, Span
from corpus.sentences import sentences_of
from corpus.structure import section_path

LONGEST = 160
SHORTEST = 40
_PART = 110
_LEAD_IN = 45
_HEADING_WORDS = 9


@dataclass(frozen=True, slots=True)
class _Draft:
    """A passage in the making: its blocks, spans and sentences."""

    kind: BlockKind
    blocks: tuple[int, ...]
    spans: tuple[Span, ...]
    sentences: tuple[Span, ...]


def passages_of(document: Document) -> tuple[Passage, ...]:
    """Passages of a document in reading order; each one's spans and sentences are slices of the document's text."""
    cutter = _Cutter(document)
    return tuple(cutter.finish(draft) for draft in cutter.drafts())


class _Cutter:
    def __init__(self, document: Document) -> None:
        self.document, self.text, self.blocks = document, document.text, document.blocks
        self._children: dict[int, list[int]] = {}
        for i, block in enumerate(self.blocks):
            if block.lead_in is not None:
                self._children.setdefault(block.lead_in, []).append(i)

    def drafts(self) -> Iterator[_Draft]:
        yield from self._title()
        i = 0
        while i < len(self.blocks):
            block, step = self.blocks[i], 1
            if block.kind in (BlockKind.FOOTNOTE, BlockKind.CAPTION):
                yield self._whole((i,), block.kind)
            elif block.kind is BlockKind.TABLE:
                step = self._run(i, BlockKind.TABLE)
                yield from self._table(range(i, i + step))
            elif block.kind is BlockKind.PARAGRAPH and i not in self._children:
                step = self._short_run(i)
                yield from self._paragraphs(range(i, i + step))
            elif block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
                if i in self._children:
                    yield from self._list(i)
                elif block.lead_in is None:
                    yield from self._paragraphs(range(i, i + 1))
            i += step

    def finish(self, draft: _Draft) -> Passage:
        at = draft.blocks[0]
        section = section_path(self.blocks, at, self.text)
        label = self._label(draft) if draft.kind is not BlockKind.HEADING else ""
        return Passage(
            document=self.document.id, kind=draft.kind, spans=draft.spans, blocks=draft.blocks,
            sentences=draft.sentences, section=section, label=label, context=self._context(draft, section),
        )  # fmt: skip

    def _label(self, draft: _Draft) -> str:
        """Labels of the blocks that the passage shows; a lead-in counts only where nothing else has one."""
        own = [self.blocks[i].label for i in draft.blocks]
        shown = own[1:] if len(own) > 1 and self.blocks[draft.blocks[1]].lead_in == draft.blocks[0] else own
        labels = [label for label in dict.fromkeys(shown if any(shown) else own) if label]
        return "; ".join(labels) if len(labels) <= 3 else f"{labels[0]} – {labels[-1]}"

    def _context(self, draft: _Draft, section: tuple[str, ...]) -> str:
        """What stands in front when the passage is embedded: document, missions, section, and what introduces it."""
        card = self.document.card
        # Its beginning tells a section as well as all of it, and each word here is embedded with every passage.
        nearest = [" ".join(heading.split()[:_HEADING_WORDS]) for heading in section[-1:]]
        parts = [*card.symbols[:1], *([card.title] if not card.symbols else []), *card.missions[:1], *nearest]
        parts += self._ancestors(draft.blocks[0])
        block = self.blocks[draft.blocks[0]]
        if draft.kind is BlockKind.FOOTNOTE and block.anchor is not None:
            parts.append(self._sentence_at(block.anchor))
        return " – ".join(part for part in parts if part)

    def _ancestors(self, index: int) -> list[str]:
        found: list[str] = []
        at = self.blocks[index].lead_in
        while at is not None and len(found) < 3:
            text = self.text[self.blocks[at].start : self.blocks[at].end]
            if len(text.split()) <= 14:
                found.append(text.rstrip(":"))
            at = self.blocks[at].lead_in
        return found[::-1]

    def _sentence_at(self, position: int) -> str:
        for block in self.blocks:
            if block.start <= position <= block.end:
                spans = sentences_of(self.text, block.start, block.end)
                span = next((s for s in spans if s.start <= position <= s.end), None)
                return self.text[span.start : span.end][:200] if span else ""
        return ""

    def _words(self, span: Span) -> int:
        return len(self.text[span.start : span.end].split())

    def _sentences(self, indices: Sequence[int]) -> tuple[Span, ...]:
        return tuple(s for i in indices for s in sentences_of(self.text, self.blocks[i].start, self.blocks[i].end))

    def _whole(self, indices: tuple[int, ...], kind: BlockKind) -> _Draft:
        spans = self._merged([self.blocks[i].span for i in indices])
        return _Draft(kind, indices, spans, self._sentences(indices))

    def _merged(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        """Spans that touch (white space between them) become one."""
        merged: list[Span] = []
        for span in spans:
            if merged and not self.text[merged[-1].end : span.start].strip():
                merged[-1] = Span(merged[-1].start, span.end)
            else:
                merged.append(span)
        return tuple(merged)

    def _title(self) -> Iterator[_Draft]:
        titles = tuple(
            i for i, b in enumerate(self.blocks) if b.kind is BlockKind.HEADING and b.level == 0 and b.heading is None
        )
        if titles:
            yield self._whole(titles, BlockKind.HEADING)

    def _run(self, i: int, kind: BlockKind) -> int:
        j = i
        while j < len(self.blocks) and self.blocks[j].kind is kind:
            j += 1
        return j - i

    def _short_run(self, i: int) -> int:
        """How many short neighbours without a number make one passage together."""
        j, words = i + 1, self._words(self.blocks[i].span)
        while j < len(self.blocks) and words < SHORTEST and not self.blocks[i].label:
            block = self.blocks[j]
            alike = block.kind is BlockKind.PARAGRAPH and not block.label and block.heading == self.blocks[i].heading
            size = self._words(block.span)
            if not alike or j in self._children or words + size > _PART:
                break
            words, j = words + size, j + 1
        return j - i

    def _paragraphs(self, indices: Sequence[int]) -> Iterator[_Draft]:
        kind = self.blocks[indices[0]].kind
        if len(indices) > 1 or self._words(self.blocks[indices[0]].span) <= LONGEST:
            yield self._whole(tuple(indices), kind)
            return
        for part in self._parts(self._sentences(indices)):
            yield _Draft(kind, tuple(indices), (Span(part[0].start, part[-1].end),), tuple(part))

    def _parts(self, sentences: Sequence[Span]) -> list[list[Span]]:
        """Sentences grouped into even parts of about ``_PART`` words."""
        total = sum(map(self._words, sentences))
        target = total / max(1, round(total / _PART))
        parts: list[list[Span]] = [[]]
        size = 0
        for sentence in sentences:
            words = self._words(sentence)
            if parts[-1] and size + words / 2 > target * len(parts):
                parts.append([])
            parts[-1].append(sentence)
            size += words
        return parts

    def _list(self, lead: int) -> Iterator[_Draft]:
        items = self._children[lead]
        kind = self.blocks[lead].kind
        nested = any(i in self._children for i in items)
        total = sum(self._words(self.blocks[i].span) for i in (lead, *items))
        if total <= LONGEST and not nested:
            yield self._whole((lead, *items), kind)
            return
        head = self._lead_span(lead)
        if self._words(self.blocks[lead].span) >= 25 or head is None:
            yield from self._paragraphs([lead])
        for group in self._groups([i for i in items if i not in self._children], head):
            yield self._part_of_list(lead, head, group)

    def _lead_span(self, lead: int) -> Span | None:
        """The lead-in as it is shown before a part of its list: whole, or its last sentence."""
        block = self.blocks[lead]
        if self._words(block.span) <= _LEAD_IN:
            return block.span
        last = sentences_of(self.text, block.start, block.end)[-1]
        return last if self._words(last) <= _LEAD_IN else None

    def _groups(self, items: Sequence[int], head: Span | None) -> list[list[int]]:
        room = LONGEST - 20 - (self._words(head) if head else 0)
        groups: list[list[int]] = []
        size = 0
        for i in items:
            words = self._words(self.blocks[i].span)
            if groups and size + words <= room and i - groups[-1][-1] <= 6:
                groups[-1].append(i)
                size += words
            else:
                groups.append([i])
                size = words
        return groups

    def _part_of_list(self, lead: int, head: Span | None, group: Sequence[int]) -> _Draft:
        spans = [self.blocks[i].span for i in group]
        sentences = self._sentences(group)
        if head is not None:
            spans, sentences = [head, *spans], (head, *sentences)
        return _Draft(
            BlockKind.LIST_ITEM, (lead, *group) if head is not None else tuple(group), self._merged(spans), sentences
        )

    def _table(self, rows: range) -> Iterator[_Draft]:
        header = [
            i for i in rows[:4] if not any(c.isdigit() for c in self.text[self.blocks[i].start : self.blocks[i].end])
        ]
        header = [i for n, i in enumerate(header) if i == rows[0] + n] if len(rows) > 4 else []
        body = [i for i in rows if i not in header]
        start = 0
        while start < len(body):
            end, words = start, 0
            while end < len(body) and (end == start or words < _PART):
                words += self._words(self.blocks[body[end]].span)
                end += 1
            indices = tuple(header + body[start:end])
            spans = self._merged([self.blocks[i].span for i in indices])
            yield _Draft(BlockKind.TABLE, indices, spans, tuple(self.blocks[i].span for i in indices))
            start = end


def block_at(blocks: Sequence[Block], position: int) -> int:
    """Index of the block that holds a character of the text (blocks are in order of their start)."""
    low, high = 0, len(blocks) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if blocks[middle].start <= position:
            low = middle
        else:
            high = middle - 1
    return low
