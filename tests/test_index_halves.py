from pathlib import Path

import numpy as np
import pytest

from index.halves import StoredRows, widened


def test_every_finite_number_of_16_bits_stays_the_same_in_32() -> None:
    every = np.arange(2**16, dtype=np.uint16).view(np.float16)
    every = every[np.isfinite(every)]
    assert np.array_equal(widened(every).view(np.int32), every.astype(np.float32).view(np.int32))


def test_numbers_of_32_bits_are_returned_as_they_are() -> None:
    rows = np.array([[0.1, -2.5]], dtype=np.float32)
    assert np.array_equal(widened(rows), rows)


def test_runs_are_read_one_after_the_other(tmp_path: Path) -> None:
    rows = np.random.default_rng(1).normal(size=(20, 3)).astype(np.float16)
    rows.tofile(tmp_path / "rows")
    stored = StoredRows(tmp_path / "rows", 3, np.float16)
    assert len(stored) == 20
    got = stored.runs(np.array([17, 0, 5]), np.array([3, 1, 0]))
    assert np.array_equal(got, rows[[17, 18, 19, 0]])
    got = stored.runs(np.array([4, 6, 9, 9, 1]), np.array([2, 3, 0, 1, 1]))
    assert np.array_equal(got, rows[[4, 5, 6, 7, 8, 9, 1]])
    assert stored.runs(np.zeros(0, np.int64), np.zeros(0, np.int64)).shape == (0, 3)


def test_a_run_past_the_end_is_no_row_of_chance(tmp_path: Path) -> None:
    np.ones((2, 3), dtype=np.float16).tofile(tmp_path / "rows")
    with pytest.raises(OSError, match="ends before"):
        StoredRows(tmp_path / "rows", 3, np.float16).runs(np.array([1]), np.array([2]))
