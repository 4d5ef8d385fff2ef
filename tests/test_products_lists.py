"""Items of one list in one cell: the lead-in is said once, a short list stands whole, nothing changes its strength."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.products.gather import Near, Sentence, _sentence
from bot.products.lists import joined
from corpus.model import Block, BlockKind, Card, Document, Page, Span, slices

LEAD = "The mission shall:"


def listed(*items: str) -> list[Near]:
    """A near sentence for each item of one list."""
    texts = (LEAD, *items)
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)]).tolist()
    spans = [Span(start, start + len(text)) for start, text in zip(starts, texts, strict=False)]
    lead, *rest = spans
    text = "\n".join(texts)
    made = Document(
        id="d", card=Card.model_validate({"names": ("d.pdf",)}), text=text,
        blocks=(
            Block(BlockKind.PARAGRAPH, *lead), *(replace(Block(BlockKind.LIST_ITEM, *s), lead_in=0) for s in rest)
        ),
        pages=(Page(1, "1", 595.0, 842.0),), marks=(), glyph_page=np.ones(len(text), dtype=np.uint16),
        glyph_box=np.zeros((len(text), 4), dtype=np.float32), cited=(),
    )  # fmt: skip
    return [
        Near(Sentence(made, n, s, (lead, s), text[s.start : s.end], slices(text, (lead, s)), LEAD), 0.5 + n / 100)
        for n, s in enumerate(rest, 1)
    ]


SHORT = ("• guard the ford;", "• guard the mill;", "• guard the school.")
ROADS = ("north", "south", "east", "west", "upper", "lower", "old")
LONG = tuple(f"• walk along the {road} road by day and by night;" for road in ROADS)


def test_two_items_are_one_line_with_one_lead_in_in_the_documents_order() -> None:
    near = listed(*LONG)
    (line,) = joined([near[2], near[0]])
    assert line.sentence.text.count(LEAD) == 1
    assert line.sentence.text.index("north") < line.sentence.text.index("east") and "south" not in line.sentence.text
    assert line.cosine == near[2].cosine


def test_a_short_list_of_which_two_items_are_wanted_stands_whole() -> None:
    near = listed(*SHORT)
    (line,) = joined([near[2], near[1]])
    assert all(item.strip("•;. ") in line.sentence.text for item in SHORT)


def test_one_item_alone_stays_as_it_is_and_so_do_sentences_of_no_list() -> None:
    near = listed(*SHORT)
    assert joined(near[:1]) == (near[0],)
    alone = Near(replace(near[1].sentence, spans=(near[1].sentence.span,)), 0.4)
    assert joined([near[0], alone]) == (near[0], alone)


def test_items_of_unlike_strength_stay_apart() -> None:
    near = listed("• guard the ford;", "• reportedly, rebels were seen at the mill, which could be attacked.")
    apart = [Near(replace(n.sentence, lead=lead), n.cosine) for n, lead in zip(near, (LEAD, ""), strict=True)]
    assert len(joined(apart)) == 2


def test_a_line_does_not_grow_beyond_what_is_read() -> None:
    near = listed(*(f"• {'guard the long road to the ford and ' * 12}rest;" for _ in range(2)))
    assert len(joined(near)) == 2


@pytest.mark.parametrize(
    ("text", "label", "own"),
    [
        ("7 Patrols can use boats where the road is flooded.", "7", "Patrols can use boats where the road is flooded."),
        ("70 patrols were able to use boats in the flood.", "7", "70 patrols were able to use boats in the flood."),
        ("Patrols can use boats where the road is flooded.", "7", "Patrols can use boats where the road is flooded."),
    ],
)
def test_a_footnotes_number_is_no_word_of_its_sentence(text: str, label: str, own: str) -> None:
    made = listed(text)[0].sentence.document
    span = Span(len(LEAD) + 1, len(LEAD) + 1 + len(text))
    block = replace(made.blocks[1], kind=BlockKind.FOOTNOTE, label=label, lead_in=None)
    found = _sentence(replace(made, blocks=(made.blocks[0], block)), span)
    assert found is not None and found.own == own
