import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Card, Status
from index.masks import Filters, Masks, visible

NAMES = st.frozensets(st.sampled_from(["C1", "C2", "C3", "S1"]))
OPEN, LIMITED = Card(names=("a",)), Card(names=("b",), audience=("C1", "S1"))


@given(st.lists(NAMES, min_size=1, max_size=6), NAMES)
def test_a_passage_is_seen_when_its_document_is_open_or_shares_an_audience(
    audiences: list[frozenset[str]], viewer: frozenset[str]
) -> None:
    cards = [Card(names=("x",), audience=tuple(audience)) for audience in audiences]
    owners = np.arange(len(cards), dtype=np.int32).repeat(2)
    expected = [not audience or bool(audience & viewer) for audience in audiences for _ in range(2)]
    assert visible(cards, owners, viewer).tolist() == expected
    mask = Masks({str(n): card for n, card in enumerate(cards)}, owners).mask(viewer)
    assert (mask is None and all(expected)) or (mask is not None and mask.tolist() == expected)


def test_no_mask_is_made_where_nothing_is_hidden() -> None:
    masks = Masks({"a": OPEN, "b": LIMITED}, np.array([0, 1], dtype=np.int32))
    assert masks.mask(frozenset({"C1"})) is None
    assert masks.mask(frozenset()) is not None


def test_audiences_that_no_card_names_share_one_kept_mask() -> None:
    masks = Masks({"a": OPEN, "b": LIMITED}, np.array([0, 1], dtype=np.int32))
    assert masks.mask(frozenset({"X"})) is masks.mask(frozenset({"Y", "Z"}))


def test_filters_join_with_the_audience() -> None:
    cards = {
        "a": OPEN.model_copy(update={"missions": ("UNMISS",)}),
        "b": LIMITED.model_copy(update={"missions": ("UNMISS",)}),
        "c": OPEN.model_copy(update={"status": Status.SUPERSEDED}),
        "d": OPEN.model_copy(update={"status": Status.DRAFT, "missions": ("UNMISS", "MINUSCA")}),
    }
    masks = Masks(cards, np.arange(4, dtype=np.int32))

    def seen(filters: Filters, *audience: str) -> list[bool]:
        mask = masks.mask(frozenset(audience), filters)
        return [True] * 4 if mask is None else list(map(bool, mask))

    assert seen(Filters(missions=frozenset({"UNMISS"}))) == [True, False, False, True]
    assert seen(Filters(in_force=True), "C1") == [True, True, False, False]
    assert seen(Filters(documents=frozenset({"b", "d"}))) == [False, False, False, True]
    assert seen(Filters(documents=frozenset())) == [False] * 4
