from pathlib import Path

import numpy as np

from index.cache import CachedVectors, EmbeddingCache, cache_key
from index.windows import EmbeddingInput

VECTORS = CachedVectors(np.arange(4, dtype=np.float16), np.ones((3, 4), dtype=np.float16))


def test_what_was_put_is_there_after_opening_again(tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path / "cache" / "vectors.sqlite")
    cache.put({b"a": VECTORS})
    cache.close()
    again = EmbeddingCache(tmp_path / "cache" / "vectors.sqlite")
    found = again.get([b"a", b"b"])
    again.close()
    assert list(found) == [b"a"]
    assert np.array_equal(found[b"a"].passage, VECTORS.passage)
    assert found[b"a"].sentences.shape == (3, 4)


def test_everything_that_changes_a_vector_changes_its_key() -> None:
    item = EmbeddingInput("c", "text", ((0, 2),))
    keys = {
        cache_key("w", item),
        cache_key("v", item),
        cache_key("w", EmbeddingInput("d", "text", ((0, 2),))),
        cache_key("w", EmbeddingInput("c", "texts", ((0, 2),))),
        cache_key("w", EmbeddingInput("c", "text", ((0, 3),))),
    }
    assert len(keys) == 5
    assert cache_key("w", EmbeddingInput("c", "text", ((0, 2),))) in keys


def test_only_what_is_kept_stays(tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path / "vectors.sqlite")
    cache.put({bytes([number]): VECTORS for number in range(5)})
    assert cache.keep_only([b"\x01", b"\x03"]) == 3
    assert sorted(cache.get([bytes([number]) for number in range(5)])) == [b"\x01", b"\x03"]
    cache.close()
