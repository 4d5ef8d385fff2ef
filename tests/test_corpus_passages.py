"""Passages are slices of about 40 to 160 words, never across a section, lists with their lead-in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Block, BlockKind, Document, Passage, slices
from corpus.passages import LONGEST, SHORTEST, block_at, passages_of
from corpus.sentences import sentences_of
from corpus.structure import section_path
from tests.builders import document as built
from tests.pdfs import BOLD, FILLER, Paper, made

LEAD = "Staff should watch for the following signs, each of which asks for a call:"


def words(text: str) -> int:
    return len(text.split())


def shown(document: Document, passage: Passage) -> str:
    return slices(document.text, passage.spans)


def list_of(count: int, item: str = "which is seen on the road by those who go there each day") -> Document:
    """A lead-in and that many bullets of about fifteen words."""
    paper = Paper()
    y = paper.lines(72, 90, [LEAD]) + 4
    for n in range(1, count + 1):
        paper.write(80, y, "•")
        y = paper.lines(95, y, [f"sign number {n}, {item};"]) + 3
    return made(paper)


def of_kind(document: Document, kind: BlockKind) -> list[Passage]:
    return [p for p in passages_of(document) if p.kind is kind]


def test_a_paragraph_is_a_passage() -> None:
    paper = Paper()
    y = paper.lines(72, 100, FILLER) + 8
    paper.lines(72, y, FILLER)
    document = made(paper)
    assert [shown(document, p) for p in passages_of(document)] == [" ".join(FILLER)] * 2


def test_short_paragraphs_of_one_section_stand_together() -> None:
    document, _ = built("short", ("One short line.", "Another one.", "And a third."))
    plain = [Block(b.kind, b.start, b.end) for b in document.blocks]
    document = replace(document, blocks=tuple(plain))
    [passage] = passages_of(document)
    assert shown(document, passage) == "One short line.\nAnother one.\nAnd a third."


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentence = "The patrol goes out at dawn and comes back at dusk with news. "
    document, _ = built("long", ((sentence * 40).strip(),))
    parts = passages_of(document)
    assert len(parts) > 1
    assert all(shown(document, p).startswith("The patrol") and shown(document, p).endswith("news.") for p in parts)
    assert all(SHORTEST <= words(shown(document, p)) <= LONGEST for p in parts)


def test_a_short_list_is_one_passage_with_its_lead_in() -> None:
    document = list_of(5)
    [passage] = passages_of(document)
    assert shown(document, passage).startswith(LEAD)
    assert shown(document, passage).count("•") == 5


def test_a_list_of_fourteen_items_is_cut_between_items_each_part_with_the_lead_in() -> None:
    document = list_of(14)
    parts = of_kind(document, BlockKind.LIST_ITEM)
    assert len(parts) > 1
    assert all(shown(document, p).startswith(LEAD) for p in parts)
    assert sum(shown(document, p).count("•") for p in parts) == 14
    assert all(words(shown(document, p)) <= LONGEST for p in parts)


def test_a_part_that_leaves_items_out_says_so() -> None:
    document = list_of(14)
    first, second, *_ = of_kind(document, BlockKind.LIST_ITEM)
    assert "[…]" not in shown(document, first)
    assert f"{LEAD} […] • sign" in shown(document, second)


def test_a_passage_never_crosses_a_heading() -> None:
    paper = Paper()
    y = paper.lines(72, 100, ["A short line stands here."])
    paper.write(72, y + 12, "II. The rains", font=BOLD)
    paper.lines(72, y + 40, ["Another short line stands there."])
    document = made(paper)
    texts = [shown(document, p) for p in passages_of(document) if p.kind is BlockKind.PARAGRAPH]
    assert texts == ["A short line stands here.", "Another short line stands there."]


def test_what_is_embedded_names_the_document_and_the_section(brief: Document) -> None:
    passage = next(p for p in passages_of(brief) if "The UN policy emphasizes" in shown(brief, p))
    assert passage.section[-1].startswith("Armed and Unarmed")
    assert passage.section[-1] in passage.context
    assert brief.card.short in passage.context


def check(document: Document) -> None:
    """What holds for each passage of any document."""
    for passage in passages_of(document):
        spans = passage.spans
        assert passage.document == document.id
        assert all(0 <= s.start < s.end <= len(document.text) for s in spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))
        blocks = [document.blocks[i] for i in passage.blocks]
        assert all(any(b.start <= s.start and s.end <= blocks[-1].end for b in blocks) for s in spans)
        check_sentences(document, passage)
        check_section(document, passage, blocks)
        check_length(document, passage, blocks)


def check_sentences(document: Document, passage: Passage) -> None:
    ordered = sorted(passage.sentences)
    assert all(any(s.start <= x.start and x.end <= s.end for s in passage.spans) for x in ordered)
    assert all(a.end <= b.start for a, b in pairwise(ordered))
    held = "".join(document.text[x.start : x.end] for x in ordered)
    whole = "".join(document.text[s.start : s.end] for s in passage.spans)
    assert "".join(held.split()) == "".join(whole.split())


def check_section(document: Document, passage: Passage, blocks: Sequence[Block]) -> None:
    if passage.kind in (BlockKind.HEADING, BlockKind.FOOTNOTE):
        return
    paths = {section_path(document.blocks, document.blocks.index(b), document.text) for b in blocks}
    assert paths == {passage.section}


def check_length(document: Document, passage: Passage, blocks: Sequence[Block]) -> None:
    """A passage is longer than the limit only where one sentence, item, note or row is."""
    if words(shown(document, passage)) <= LONGEST or passage.kind in (BlockKind.FOOTNOTE, BlockKind.TABLE):
        return
    pieces = [b.span for b in blocks] + [s for b in blocks for s in sentences_of(document.text, b.start, b.end)]
    longest = max(words(document.text[s.start : s.end]) for s in pieces)
    assert longest > LONGEST / 2


def test_passages_of_the_samples_are_sound(sample_documents: tuple[Document, ...]) -> None:
    for document in sample_documents:
        check(document)


def test_passages_of_real_documents_are_sound(brief: Document, un_document: Callable[[str], Document]) -> None:
    for document in (brief, *map(un_document, ("S_RES_2779", "S_2025_97", "S_2025_176", "A_79_923"))):
        check(document)


sentence = st.integers(3, 60).map(lambda n: " ".join(["Word", *["word"] * (n - 1)]) + ".")
paragraph = st.lists(sentence, min_size=1, max_size=12).map(" ".join)


@given(st.lists(paragraph, min_size=1, max_size=6))
def test_passages_of_any_paragraphs_are_sound_and_show_each_word_once(paragraphs: list[str]) -> None:
    document, _ = built("made", tuple(paragraphs))
    check(document)
    total = "".join("".join(shown(document, p).split()) for p in passages_of(document))
    assert total == "".join("".join(paragraphs).split())


@given(st.integers(1, 40))
def test_every_item_of_a_list_is_in_one_passage(count: int) -> None:
    lines = (LEAD, *(f"• sign {n}, which is seen on the road by those who go there;" for n in range(count)))
    document, _ = built("list", lines)
    first, *items = document.blocks
    tied = (Block(first.kind, *first.span), *(Block(BlockKind.LIST_ITEM, *b.span, lead_in=0, level=1) for b in items))
    document = replace(document, blocks=tied)
    check(document)
    held = [i for p in passages_of(document) for i in p.blocks if i]
    assert held == list(range(1, count + 1))


@given(st.lists(paragraph, min_size=1, max_size=6), st.data())
def test_a_position_leads_to_its_block(paragraphs: list[str], data: st.DataObject) -> None:
    document, _ = built("made", tuple(paragraphs))
    index = data.draw(st.integers(0, len(document.blocks) - 1))
    block = document.blocks[index]
    assert block_at(document.blocks, data.draw(st.integers(block.start, block.end - 1))) == index
