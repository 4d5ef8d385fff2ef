import numpy as np
import pytest

from index.dense import DenseIndex, Floats

KINDS = ["Flat", "SQfp16", "HNSW16,Flat", "IVF8,Flat"]


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
