from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex, Floats, as_questions, kind_for, one_thread
from index.loading import faiss

KINDS = ["Flat", "SQfp16", "HNSW16,Flat", "IVF8,Flat", "IVF8,SQ8"]


@pytest.fixture(scope="module")
def vectors() -> Floats:
    made = np.random.default_rng(3).normal(size=(600, 384)).astype(np.float32)
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module", params=KINDS)
def dense(request: pytest.FixtureRequest, vectors: Floats, tmp_path_factory: pytest.TempPathFactory) -> DenseIndex:
    path = tmp_path_factory.mktemp("dense") / "dense.faiss"
    DenseIndex.build(vectors, request.param).save(path)
    return DenseIndex.load(path, vectors, request.param)


def test_a_saved_index_finds_each_vector_itself(dense: DenseIndex, vectors: Floats) -> None:
    numbers, scores = dense.search(vectors[7], 3)
    assert numbers[0] == 7
    assert scores[0] == pytest.approx(1, abs=1e-2)
    assert (np.diff(scores) <= 0).all()


def test_a_mask_that_leaves_three_gives_exactly_those(dense: DenseIndex, vectors: Floats) -> None:
    mask = np.zeros(600, dtype=np.bool_)
    mask[[5, 50, 500]] = True
    assert sorted(dense.search(vectors[7], 10, mask)[0].tolist()) == [5, 50, 500]


def test_under_a_mask_that_leaves_half_all_k_results_are_allowed(dense: DenseIndex, vectors: Floats) -> None:
    mask = np.arange(600) % 2 == 0
    numbers, _ = dense.search(vectors[7], 200, mask)
    assert len(numbers) == 200
    assert mask[numbers].all()


def test_flat_search_equals_a_sort_of_all_products(vectors: Floats) -> None:
    numbers, scores = DenseIndex.build(vectors).search(vectors[9], 600)
    products = vectors @ vectors[9]
    assert np.array_equal(numbers, np.argsort(-products, kind="stable"))
    assert np.allclose(scores, np.sort(products)[::-1], atol=1e-5)


def test_an_empty_mask_an_empty_index_and_k_zero_give_nothing(dense: DenseIndex, vectors: Floats) -> None:
    assert len(dense.search(vectors[0], 5, np.zeros(600, dtype=np.bool_))[0]) == 0
    assert len(dense.search(vectors[0], 0)[0]) == 0
    assert len(DenseIndex.build(vectors[:0]).search(vectors[0], 5)[0]) == 0


def test_a_mask_of_another_length_is_refused(dense: DenseIndex, vectors: Floats) -> None:
    with pytest.raises(ValueError, match="mask has 3 entries for 600"):
        dense.search(vectors[0], 5, np.ones(3, dtype=np.bool_))


def test_small_sets_are_searched_exactly_and_large_ones_by_lists() -> None:
    assert kind_for(0) == kind_for(20_000) == "Flat"
    assert [kind_for(n) for n in (100_000, 1_000_000)] == ["IVF512,SQ8", "IVF2048,SQ8"]


def test_tuning_goes_through_as_many_lists_as_the_recall_takes(vectors: Floats, tmp_path: Path) -> None:
    few, many = (DenseIndex.build(vectors, "IVF64,SQ8") for _ in range(2))
    low, high = few.tune(vectors[::20], 0.3), many.tune(vectors[::20], 1.0)
    assert 8 <= low.probes < high.probes == 64
    assert 0.3 <= low.recall < high.recall == 1.0
    many.save(tmp_path / "dense.faiss")
    reopened = DenseIndex.load(tmp_path / "dense.faiss", vectors, many.kind)
    exact, _ = DenseIndex.build(vectors).search(vectors[3], 10)
    assert reopened.search(vectors[3], 200)[0][:10].tolist() == exact.tolist()


def test_an_approximate_index_gives_exact_cosines(vectors: Floats) -> None:
    numbers, scores = DenseIndex.build(vectors, "IVF8,SQ8").search(vectors[7], 20)
    assert np.allclose(scores, vectors[numbers] @ vectors[7], atol=1e-6)


def test_what_stands_for_questions_lies_far_from_the_sentences_it_was_made_of(vectors: Floats) -> None:
    made = as_questions(vectors.astype(np.float16))
    assert len(made) == 200
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert 0.1 < np.einsum("ij,ij->i", made, vectors[::3][:200]).mean() < 0.4
    assert np.array_equal(made, as_questions(vectors.astype(np.float16)))
    assert as_questions(vectors[:0]).shape == (0, 384)


def test_a_mask_that_leaves_an_eighth_has_enough_lists_gone_through(
    vectors: Floats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.dense.EXACT_UP_TO", 0)
    monkeypatch.setattr("index.dense.EXACT_SHARE", 0)
    dense = DenseIndex.build(vectors, "IVF64,SQ8")
    dense.tune(vectors[:5], 0.1)
    mask = np.arange(600) % 8 == 0
    wanted = np.flatnonzero(mask)[np.argsort(-(vectors[mask] @ vectors[9]), kind="stable")[:10]]
    assert dense.search(vectors[9], 75, mask)[0][:10].tolist() == wanted.tolist()


def test_one_question_takes_one_thread_and_leaves_the_number_to_others() -> None:
    before = faiss().omp_get_max_threads()
    with pytest.raises(KeyError), one_thread():
        assert faiss().omp_get_max_threads() == 1
        raise KeyError
    assert faiss().omp_get_max_threads() == before


def test_passages_that_a_mask_leaves_are_compared_a_part_at_a_time(
    vectors: Floats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.dense.COMPARED_AT_ONCE", 7)
    mask = np.arange(600) % 3 != 0
    numbers, scores = DenseIndex.build(vectors.astype(np.float16), "IVF8,SQ8").search(vectors[9], 400, mask)
    products = vectors.astype(np.float16)[mask].astype(np.float32) @ vectors[9]
    assert numbers.tolist() == np.flatnonzero(mask)[np.argsort(-products, kind="stable")].tolist()
    assert np.allclose(scores, np.sort(products)[::-1], atol=1e-6)
