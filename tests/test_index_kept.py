from concurrent.futures import ThreadPoolExecutor

import numpy as np

from index.kept import KEPT, Kept, Mask


def counting() -> tuple[Kept[int], list[Mask]]:
    asked: list[Mask] = []

    def count(mask: Mask) -> int:
        asked.append(mask)
        return int(np.count_nonzero(mask))

    return Kept(count), asked


def test_a_mask_is_worked_out_once_and_an_equal_one_by_itself() -> None:
    kept, asked = counting()
    mask = np.array([True, False])
    assert [kept.of(mask), kept.of(mask), kept.of(mask.copy())] == [1, 1, 1]
    assert len(asked) == 2


def test_the_one_not_asked_for_longest_is_given_up() -> None:
    kept, asked = counting()
    masks = [np.ones(n + 1, dtype=np.bool_) for n in range(KEPT + 1)]
    for mask in masks[:-1]:
        kept.of(mask)
    kept.of(masks[0])
    kept.of(masks[-1])
    before = len(asked)
    kept.of(masks[0])
    assert len(asked) == before
    assert kept.of(masks[1]) == 2
    assert len(asked) == before + 1


def test_threads_are_told_of_their_own_mask() -> None:
    kept, _ = counting()
    masks = [np.ones(n % 50, dtype=np.bool_) for n in range(2000)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(kept.of, masks)) == [n % 50 for n in range(2000)]
