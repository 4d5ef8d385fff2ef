"""Blocks with their places in the document: section path, paragraph labels, lead-ins, notes and repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from corpus.canonical import Canonical
from corpus.labelling import ANNEX, labelled
from corpus.labels import inner_label
from corpus.model import Block, BlockKind, Mark
from corpus.paragraphs import Paragraph

_SECTION_WORDS = re.compile(r"^(executive summary|summary|introduction|background|overview|contents)\b", re.IGNORECASE)
_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_REPEAT_SCORE = 88.0
_INSERTED = re.compile(r"\[[^\]]*\] ?|\.{3}|…")
_FIRST = re.compile(r"^[(]?(i|a|1)[.)]$")
# "Annex to the letter dated 6 March 2031 from the Permanent Representative of …" is the annex of that document.
_OF_A_LETTER = re.compile(
    r"(?<=\w) (?:to|of) (?:the )?(?:identical )?(?:letters?|notes? verbales?)\b.*$", re.IGNORECASE
)


def blocks_of(paragraphs: Sequence[Paragraph], text: Canonical, title: str = "") -> tuple[Block, ...]:
    """One block for each paragraph, in the same order; ``title`` is what the PDF's metadata calls the document."""
    blocks = [_plain(p, a, b) for p, (a, b) in zip(paragraphs, text.ranges, strict=True)]
    blocks = _unmarked_lists(blocks, text.text)
    titles = _title_matter(paragraphs) | _named(paragraphs, title)
    levels = _levels(paragraphs, titles)
    blocks = _sections(blocks, paragraphs, levels)
    blocks = labelled(blocks, paragraphs, text.text)
    blocks = _lead_ins(blocks, text.text)
    blocks = _anchors(blocks, text.marks)
    return tuple(_repeats(blocks, text.text))


def _plain(paragraph: Paragraph, start: int, end: int) -> Block:
    kind = BlockKind.FIGURE if _is_figure_text(paragraph) else paragraph.kind
    return Block(kind, start, end, label=paragraph.number)


def _unmarked_lists(blocks: list[Block], text: str) -> list[Block]:
    """Two or more short lines without a full stop under a sentence that ends in a colon are items."""
    done = list(blocks)
    for i, block in enumerate(blocks):
        if block.kind not in _BODY or not text[block.start : block.end].rstrip().endswith(":"):
            continue
        j = i + 1
        while (
            j < len(blocks)
            and blocks[j].kind is BlockKind.PARAGRAPH
            and _is_short_line(text[blocks[j].start : blocks[j].end])
        ):
            j += 1
        if j - i > 2:
            done[i + 1 : j] = [replace(b, kind=BlockKind.LIST_ITEM) for b in done[i + 1 : j]]
    return done


def _is_short_line(text: str) -> bool:
    return len(text) < 120 and not text.rstrip().endswith((".", ":", "?"))


def _is_figure_text(paragraph: Paragraph) -> bool:
    """Scattered letters and axis values of a chart are no sentence."""
    if paragraph.kind not in _BODY or paragraph.label:
        return False
    words = paragraph.text.split()
    single = sum(len(w) == 1 and w not in "aAI" for w in words)
    numeric = sum(not any(c.isalpha() for c in w) for w in words)
    return (
        single > 0.5 * len(words) or numeric == len(words) or ((single + numeric) > 0.7 * len(words) and len(words) > 6)
    )


def _title_matter(paragraphs: Sequence[Paragraph]) -> set[int]:
    """Headings before the first sentence that name the document and open no section."""
    titles: set[int] = set()
    outlined = any(p.outline for p in paragraphs)
    for i, paragraph in enumerate(paragraphs):
        if paragraph.kind in (BlockKind.MASTHEAD, BlockKind.FURNITURE):
            continue
        if paragraph.kind is not BlockKind.HEADING or paragraph.label or _SECTION_WORDS.match(paragraph.text):
            break
        if (outlined and paragraph.outline > 1) or (outlined and titles and paragraph.outline):
            break
        titles.add(i)
    return titles


def _named(paragraphs: Sequence[Paragraph], title: str) -> set[int]:
    """Headings of the first page that say the document's title, wherever they stand there."""
    wanted = "".join(c for c in title.casefold() if c.isalnum())
    first = (i for i, p in enumerate(paragraphs) if p.kind is BlockKind.HEADING and p.lines[0][0] == 1)
    return {
        i
        for i in first
        if len(wanted) > 5 and "".join(c for c in paragraphs[i].text.casefold() if c.isalnum()) == wanted
    }


def _levels(paragraphs: Sequence[Paragraph], titles: set[int]) -> dict[int, int]:
    """Depth of each heading: by bookmark where there is one, else by size, numbering and weight; 1 is the top.

    What follows an annex's heading stands in the annex, whatever it looks like.
    """
    heads = [i for i, p in enumerate(paragraphs) if p.kind is BlockKind.HEADING and i not in titles]
    base = 1 if any(paragraphs[i].outline == 1 for i in titles) else 0
    keys = sorted({_rank(paragraphs[i]) for i in heads if not ANNEX.match(paragraphs[i].text)})
    levels = dict.fromkeys(titles, 0)
    inside = 0
    for i in heads:
        paragraph = paragraphs[i]
        if paragraph.outline:
            levels[i] = max(1, paragraph.outline - base)
        elif ANNEX.match(paragraph.text):
            levels[i], inside = 1, 1
        else:
            levels[i] = 1 + keys.index(_rank(paragraph)) + inside
    return levels


def _rank(paragraph: Paragraph) -> tuple[float, int, int]:
    """Sort key of a heading's look: larger first, then by numbering (I., A., 1., none), then bold before italic."""
    label = paragraph.label.rstrip(".")
    is_roman = bool(label) and (set(label) <= set("IVX") or (len(label) > 1 and set(label) <= set("IVXLC")))
    number = 0 if is_roman else 1 if label.isupper() else 2 if label.isdigit() else 3
    return -round(paragraph.first.face.size), number, 0 if paragraph.first.bold else 1


def _sections(blocks: list[Block], paragraphs: Sequence[Paragraph], levels: dict[int, int]) -> list[Block]:
    """Ties each block to the heading above it, and each heading to the one that holds it."""
    open_heads: list[int] = []
    done: list[Block] = []
    for i, block in enumerate(blocks):
        level = levels.get(i)
        if level is None:
            done.append(replace(block, heading=open_heads[-1] if open_heads else None))
            continue
        while open_heads and levels[open_heads[-1]] >= level:
            open_heads.pop()
        done.append(replace(block, level=level, heading=open_heads[-1] if open_heads else None))
        if level:
            open_heads.append(i)
    return done


def _lead_ins(blocks: list[Block], text: str) -> list[Block]:
    """Ties list items to the sentence that introduces them, also where a page or a heading came between."""
    done = list(blocks)
    parents: dict[int, int] = {}
    dangling: list[int] = []
    last: int | None = None
    for i, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING or block.kind is BlockKind.PARAGRAPH:
            parents.clear()
        if block.kind not in _BODY:
            continue
        if block.kind is BlockKind.LIST_ITEM:
            same = last is not None and blocks[last].heading == block.heading
            lead = _lead_of(block, done, parents, last, text) if same else None
            if lead is None and dangling and _FIRST.match(inner_label(text[block.start : block.end]) or "-"):
                lead = dangling[-1]
            if lead is not None:
                parents[block.level] = lead
                dangling = [d for d in dangling if d != lead]
                done[i] = replace(block, lead_in=lead, heading=done[lead].heading)
        if text[block.start : block.end].rstrip().endswith(":"):
            dangling.append(i)
        last = i
    return done


def _lead_of(block: Block, blocks: list[Block], parents: dict[int, int], last: int | None, text: str) -> int | None:
    """The block above that introduces an item: its sibling's lead-in, or the block before where that is shallower."""
    if last is None:
        return None
    before = blocks[last]
    if before.kind is BlockKind.LIST_ITEM:
        if before.level == block.level:
            return before.lead_in
        if before.level < block.level:
            return last
        return parents.get(block.level)
    ends = text[before.start : before.end].rstrip()
    return last if ends.endswith((":", ",", "—")) or (before.label and before.label != "preamble") else None


def _anchors(blocks: list[Block], marks: Sequence[Mark]) -> list[Block]:
    """Ties each footnote to its mark: the nearest one of its number before it."""
    done: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.FOOTNOTE:
            before = [m.position for m in marks if m.number == block.label and m.position <= block.start]
            anchor = before[-1] if before else None
            home = next((b for b in blocks if anchor is not None and b.start <= anchor <= b.end), block)
            block = replace(block, anchor=anchor, heading=home.heading)
        done.append(block)
    return done


def _repeats(blocks: list[Block], text: str) -> list[Block]:
    """Side boxes whose words stand in the running text are pull quotes; others are paragraphs of their own."""
    body = " ".join(text[b.start : b.end] for b in blocks if b.kind in _BODY)
    starts: list[tuple[int, int]] = []
    size = 0
    for b in blocks:
        if b.kind in _BODY:
            starts.append((size, b.start))
            size += b.end - b.start + 1
    done: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.PULL_QUOTE:
            found = fuzz.partial_ratio_alignment(_INSERTED.sub("", text[block.start : block.end]), body)
            if found is not None and found.score >= _REPEAT_SCORE:
                at = max((s for s in starts if s[0] <= found.dest_start), default=(0, 0))
                block = replace(block, repeats=at[1] + found.dest_start - at[0])
            elif block.end - block.start > 60:
                block = replace(block, kind=BlockKind.PARAGRAPH)
        done.append(block)
    return done


def section_path(blocks: Sequence[Block], index: int, text: str) -> tuple[str, ...]:
    """Headings above a block, outermost first; "Annex to the letter dated …" by its first word."""
    path: list[str] = []
    at = blocks[index].heading
    while at is not None:
        heading = " ".join(text[blocks[at].start : blocks[at].end].split())
        path.append(_OF_A_LETTER.sub("", heading) if ANNEX.match(heading) else heading)
        at = blocks[at].heading
    return tuple(reversed(path))
