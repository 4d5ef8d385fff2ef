import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index import Embedder, EmbeddingInput
from index.windows import Plan, Window, batches, normalised, plan_windows, pool


def window(length: int) -> Window:
    return Window(np.full(length, length), np.zeros(length, np.int64))


@given(st.lists(st.integers(1, 40)), st.integers(1, 200))
def test_batches_hold_every_window_once_and_keep_to_the_budget(lengths: list[int], budget: int) -> None:
    made = list(batches([window(length) for length in lengths], budget))
    assert sorted(len(one.ids) for batch in made for one in batch) == sorted(lengths)
    for batch in made:
        assert len(batch) == 1 or len(batch) * max(len(one.ids) for one in batch) <= budget


def test_each_token_goes_to_the_sentence_it_stands_in(embedder: Embedder) -> None:
    embedder.encode_query("load")
    tokenizer = embedder._loaded[0].tokenizer
    plan = plan_windows(tokenizer, [EmbeddingInput("UN", "One two. Three.", ((0, 8), (9, 15)))], 64)
    assert plan.windows[0].segments.tolist() == [3, 2, 2, 0, 0, 0, 1, 1, 3]


def test_a_long_text_becomes_several_windows_and_keeps_every_token(embedder: Embedder) -> None:
    embedder.encode_query("load")
    tokenizer = embedder._loaded[0].tokenizer
    plan = plan_windows(tokenizer, [EmbeddingInput("UN", "word " * 100)], 50)
    assert plan.parts.tolist() == [len(plan.windows)] == [3]
    assert all(len(one.ids) <= 50 for one in plan.windows)
    assert sum((one.segments == 0).sum() for one in plan.windows) == 100


def test_pooling_equals_means_taken_one_by_one() -> None:
    random = np.random.default_rng(1)
    sums = random.normal(size=(3 + 2 + 2, 5)).astype(np.float32)
    plan = Plan((), np.array([0, 2, 3]), np.array([1, 2]))
    passages, sentences = pool(plan, sums, context_weight=1.0)
    assert np.allclose(passages, normalised(np.stack([sums[[0, 1, 3, 5]].sum(0), sums[[2, 4, 6]].sum(0)])), atol=1e-6)
    expected = np.stack([sums[0] + sums[3], sums[1] + sums[3], sums[2] + sums[4] / 2])
    assert np.allclose(sentences, normalised(expected), atol=1e-6)


def test_a_sentence_without_tokens_takes_its_passages_vector() -> None:
    sums = np.array([[0, 0], [1, 0], [0, 1], [0, 0]], dtype=np.float32)
    passages, sentences = pool(Plan((), np.array([0, 2]), np.array([1])), sums, context_weight=0.0)
    assert np.array_equal(sentences[0], passages[0])
    assert sentences[1].tolist() == [1, 0]
