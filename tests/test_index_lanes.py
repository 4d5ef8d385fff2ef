"""Passages that go through the model in threads come out as if each had been embedded alone."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from index import Embedder, EmbeddingInput

ITEMS = [EmbeddingInput("UNMISS", "The Mission shall protect civilians. " * n, ((0, 36),)) for n in range(1, 25)]


@pytest.fixture(scope="module")
def exact() -> Embedder:
    return Embedder.load(precision="fp32")


def test_groups_keep_their_order_and_their_vectors(exact: Embedder) -> None:
    with exact.lanes() as lanes:
        begun = [lanes.begin(ITEMS[:10]), lanes.begin(ITEMS[10:])]
        found = [each.result() for each in begun]
    alone = np.concatenate([exact.encode_passages([item]).passages for item in ITEMS])
    assert np.allclose(np.concatenate([each.passages for each in found]), alone, atol=1e-5)
    assert [each.offsets.tolist() for each in found] == [list(range(11)), list(range(15))]
    assert all(len(each.tokens) == len(each.passages) for each in found)


def test_cores_that_others_need_are_left_to_them_and_one_always_goes_on(
    exact: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    spared, at_once, most = [2], 0, [0]
    lock = threading.Lock()
    with exact.lanes(lambda: spared[0]) as lanes:
        inner = lanes._loaded.model

        def counted(*given: object, **named: object) -> object:
            nonlocal at_once
            with lock:
                at_once += 1
                most.append(max(most[-1], at_once))
            try:
                return inner(*given, **named)
            finally:
                with lock:
                    at_once -= 1

        lanes._loaded = replace(lanes._loaded, model=counted)
        assert len(lanes.begin(ITEMS).result().passages) == len(ITEMS)
        assert max(most) == 1
        spared[0] = 0
        lanes.begin(ITEMS).result()
        assert max(most) == 2


def test_what_was_begun_is_given_up_at_the_end(exact: Embedder) -> None:
    with exact.lanes() as lanes:
        begun = lanes.begin(ITEMS * 6)
    assert any(part.cancelled() for part in begun.parts)
