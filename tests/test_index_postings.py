import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import best
from index.postings import Posting, likely, scores_at

PASSAGES = 400


def drawn(seed: int) -> list[Posting]:
    """Some rare and some common words, with scores as BM25 gives them: the rarer the higher."""
    random = np.random.default_rng(seed)
    postings = []
    for share in random.choice([0.005, 0.02, 0.1, 0.6, 0.95], size=random.integers(1, 12)):
        rows = np.flatnonzero(random.random(PASSAGES) < share).astype(np.int32)
        scores = (np.log(1 / share) + 0.05) * random.uniform(0.2, 1, len(rows))
        postings.append(Posting(rows, scores.round(2).astype(np.float32), float(random.choice([0.5, 1.0, 1.3]))))
    return postings


def naive(postings: list[Posting]) -> np.ndarray:
    total = np.zeros(PASSAGES, dtype=np.float32)
    for posting in postings:
        for row, score in zip(posting.rows, posting.scores, strict=True):
            total[row] += np.float32(posting.factor) * score
    return total


@given(seed=st.integers(0, 10**6), k=st.integers(1, 60), masked=st.sampled_from([None, 0.02, 0.5]))
@settings(max_examples=150, deadline=None)
def test_the_best_are_those_of_a_sum_over_all_passages(seed: int, k: int, masked: float | None) -> None:
    postings = drawn(seed)
    mask = None if masked is None else np.random.default_rng(seed + 1).random(PASSAGES) < masked
    whole = naive(postings)
    whole = whole if mask is None else np.where(mask, whole, np.float32(0))
    numbers = likely(postings, k, PASSAGES, mask)
    scores = scores_at(postings, numbers)
    assert np.array_equal(numbers[best(scores, k)], best(whole, k))
    assert np.array_equal(scores, whole[numbers])


def test_what_cannot_be_among_the_best_is_left_out() -> None:
    rare = Posting(np.arange(0, PASSAGES, 2, dtype=np.int32), np.full(PASSAGES // 2, 5.0, dtype=np.float32))
    common = Posting(np.arange(PASSAGES, dtype=np.int32), np.full(PASSAGES, 0.1, dtype=np.float32))
    assert likely([common, rare], 5, PASSAGES, None).tolist() == rare.rows.tolist()


def test_a_word_that_stands_nowhere_adds_nothing() -> None:
    nowhere = Posting(np.zeros(0, np.int32), np.zeros(0, np.float32))
    assert len(likely([nowhere], 5, PASSAGES, None)) == 0
    assert scores_at([nowhere], np.array([1, 2])).tolist() == [0, 0]


def test_a_posting_counted_twice_adds_twice_as_much() -> None:
    once = Posting(np.array([3], np.int32), np.array([1.5], np.float32))
    assert scores_at([once.times(2)], np.array([3])).tolist() == [3]
