import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Span
from index.rows import document_row, glyph_blobs, passage_row, read_document, read_glyphs, read_passage
from tests.builders import PATROLS, document


def test_a_document_comes_back_whole() -> None:
    made, _ = document("a", PATROLS, symbols=("S/RES/2779",))
    back = read_document(document_row(made), read_glyphs(*glyph_blobs(made)))
    for name in ("id", "card", "text", "blocks", "pages", "marks", "cited"):
        assert getattr(back, name) == getattr(made, name)
    assert isinstance(back.blocks[0].span, Span)


@given(st.lists(st.tuples(st.integers(0, 65535), st.floats(-1e4, 1e4, width=32)), max_size=30))
def test_a_glyph_map_comes_back_exactly(glyphs: list[tuple[int, float]]) -> None:
    made, _ = document("a", ("",))
    pages = np.array([page for page, _ in glyphs], dtype=np.uint16)
    boxes = np.array([[x, 0, x, x] for _, x in glyphs], dtype=np.float32).reshape(-1, 4)
    back = read_glyphs(*glyph_blobs(type(made)("a", made.card, "", (), (), (), pages, boxes)))
    assert np.array_equal(back.page, pages)
    assert np.array_equal(back.box, boxes)


def test_glyph_maps_are_stored_smaller_than_plain_compression_makes_them() -> None:
    made, _ = document("a", ("x" * 5_000,))
    assert len(glyph_blobs(made)[1]) < len(zlib.compress(made.glyph_box.tobytes(), 1))


def test_a_passage_comes_back_whole() -> None:
    _, passages = document("a", PATROLS, missions=("UNMISS",))
    assert [read_passage("a", passage_row(passage)) for passage in passages] == passages
