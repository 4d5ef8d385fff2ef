import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dense import DenseIndex, Floats

TOPICS, EACH, WIDE = 40, 50, 32


@pytest.fixture(scope="module")
def topics() -> Floats:
    """Passages of forty topics far from one another, fifty each, in the topics' order."""
    random = np.random.default_rng(4)
    centres = np.linalg.qr(random.normal(size=(TOPICS, TOPICS)))[0][:, :WIDE]
    made = np.repeat(centres, EACH, axis=0) + 0.05 * random.normal(size=(TOPICS * EACH, WIDE))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def dense(topics: Floats) -> DenseIndex:
    made = DenseIndex.build(topics, "IVF64,SQ8")
    made.tune(topics[::100], 0.9)
    return made


@given(seed=st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_passages_far_from_the_question_are_found_where_a_mask_leaves_no_others(
    dense: DenseIndex, topics: Floats, seed: int
) -> None:
    random = np.random.default_rng(seed)
    left = random.choice(TOPICS, size=6, replace=False)
    mask = np.isin(np.arange(TOPICS * EACH) // EACH, left)
    asked = topics[random.integers(TOPICS * EACH)]
    wanted = set(np.flatnonzero(mask)[np.argsort(-(topics[mask] @ asked))[:10]].tolist())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.dense.EXACT_UP_TO", 0)
        patch.setattr("index.dense.EXACT_SHARE", 0)
        numbers, scores = dense.search(asked, 200, mask)
    assert mask[numbers].all()
    assert len(wanted & set(numbers[:10].tolist())) >= 9
    assert np.allclose(scores, topics[numbers] @ asked, atol=1e-6)


def test_no_more_lists_are_gone_through_than_hold_enough(
    dense: DenseIndex, topics: Floats, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dense._lists is not None
    through: list[int] = []
    inner = dense._lists._through
    monkeypatch.setattr(dense._lists, "_through", lambda *args: (through.append(args[2].shape[1]), inner(*args))[1])
    nearly_all = np.arange(TOPICS * EACH) % 100 != 0
    one = np.arange(TOPICS * EACH) < EACH
    for mask in (nearly_all, one):
        dense._lists.search(topics[7], 10, mask)
    assert through[0] <= 16
    assert through[1] <= 4


def test_a_mask_that_leaves_nothing_gives_nothing(dense: DenseIndex, topics: Floats) -> None:
    assert dense._lists is not None
    scores, numbers = dense._lists.search(topics[0], 5, np.zeros(TOPICS * EACH, dtype=np.bool_))
    assert scores.shape == numbers.shape == (1, 0)
