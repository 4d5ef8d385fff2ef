from pathlib import Path

import numpy as np

from index.halves import StoredRows
from index.sentences import SentenceVectors


def test_the_best_sentence_equals_a_loop_over_all(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    counts = random.integers(1, 6, size=50)
    offsets = np.concatenate(([0], np.cumsum(counts)))
    vectors = random.normal(size=(offsets[-1], 8)).astype(np.float16)
    vectors.tofile(tmp_path / "vectors")
    offsets.astype(np.int64).tofile(tmp_path / "offsets")
    query = random.normal(size=8).astype(np.float32)
    asked = np.array([3, 49, 0, 17, 3])
    scores, places = SentenceVectors.load(tmp_path / "vectors", tmp_path / "offsets", 8).best(query, asked)
    for passage, score, place in zip(asked, scores, places, strict=True):
        own = vectors[offsets[passage] : offsets[passage + 1]].astype(np.float32) @ query
        assert place == own.argmax()
        assert np.isclose(score, own.max(), atol=1e-5)


def test_of_equal_sentences_the_first_counts(tmp_path: Path) -> None:
    np.ones((4, 2), dtype=np.float16).tofile(tmp_path / "vectors")
    sentences = SentenceVectors(StoredRows(tmp_path / "vectors", 2, np.float16), np.array([0, 1, 4]))
    assert sentences.best(np.ones(2, dtype=np.float32), np.array([1]))[1].tolist() == [0]


def test_no_passages_give_nothing(tmp_path: Path) -> None:
    (tmp_path / "vectors").touch()
    empty = SentenceVectors(StoredRows(tmp_path / "vectors", 2, np.float16), np.zeros(1, dtype=np.int64))
    assert len(empty.best(np.ones(2, dtype=np.float32), np.zeros(0, dtype=np.int64))[0]) == 0
