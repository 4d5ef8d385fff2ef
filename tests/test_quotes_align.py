"""Lining words up."""

import numpy as np

from bot.quotes.align import Move, align

A, B, C, D, X, Y, GAP = range(7)


def moves(quoted: list[int], source: list[int], gaps: tuple[int, ...] = (), **costs: list[float]) -> list[Move]:
    dropping = np.array(costs.get("dropping", [1.1] * len(quoted)))
    adding = np.array(costs.get("adding", [1.0] * len(source)))
    marked = np.array([i in gaps for i in range(len(quoted))])
    return align(np.array(quoted, dtype=np.int32), np.array(source, dtype=np.int32), dropping, adding, marked)


def test_equal_words_are_paired_wherever_they_stand() -> None:
    assert moves([A, B, C], [X, Y, A, B, C, X]) == [Move(0, 2, False), Move(1, 3, False), Move(2, 4, False)]


def test_a_changed_word_is_paired_with_what_it_stands_for_at_the_ends_too() -> None:
    assert moves([X, B, C, Y], [A, B, C, D]) == [Move(i, i, False) for i in range(4)]


def test_a_word_left_out_and_a_word_added() -> None:
    assert moves([A, C], [A, B, C]) == [Move(0, 0, False), Move(None, 1, False), Move(1, 2, False)]
    assert moves([A, X, B], [A, B]) == [Move(0, 0, False), Move(1, None, False), Move(2, 1, False)]


def test_an_ellipsis_passes_over_words_and_nothing_else_does() -> None:
    found = moves([A, GAP, D], [A, B, C, X, D], gaps=(1,))
    assert [m.source for m in found if m.gap and m.source is not None] == [1, 2, 3]
    assert Move(0, 0, False) in found and Move(2, 4, False) in found


def test_an_ellipsis_reaches_the_nearest_continuation() -> None:
    found = moves([A, GAP, D], [A, B, D, C, D], gaps=(1,))
    assert Move(2, 2, False) in found


def test_what_costs_little_is_passed_over_first() -> None:
    assert moves([A, B], [A, X, B], adding=[1.0, 0.05, 1.0])[1] == Move(None, 1, False)
