import statistics
from typing import Literal

import numpy as np
import pytest

from index.fusion import FusionWeights, fuse


def naive(columns: list[list[float]], shares: list[float], scale: str) -> list[float]:
    scaled = []
    for values in columns:
        low, high = min(values), max(values)
        mean, deviation = statistics.fmean(values), statistics.pstdev(values)
        scaled.append([(v - low) / (high - low) if scale == "minmax" else (v - mean) / deviation for v in values])
    return [sum(share * value for share, value in zip(shares, row, strict=True)) for row in zip(*scaled, strict=True)]


@pytest.mark.parametrize("scale", ["minmax", "z"])
def test_fusion_equals_the_formula_computed_naively(scale: Literal["minmax", "z"]) -> None:
    columns = np.random.default_rng(4).normal(size=(4, 300)).astype(np.float32)
    fused = fuse(*columns, FusionWeights(0.5, 0.2, 0.3, 0.4, scale))
    assert np.allclose(fused, naive(columns.tolist(), [0.5, 0.2, 0.3, 0.4], scale), atol=1e-5)


@pytest.mark.parametrize("scale", ["minmax", "z"])
def test_values_that_are_all_equal_say_nothing(scale: Literal["minmax", "z"]) -> None:
    same, rising = np.full(3, 0.7, dtype=np.float32), np.arange(3, dtype=np.float32)
    assert np.allclose(
        fuse(same, rising, same, same, FusionWeights(1, 1, 1, 1, scale)),
        fuse(rising, same, same, same, FusionWeights(1, 1, 1, 1, scale)),
    )
    assert fuse(same, same, same, same, FusionWeights(scale=scale)).tolist() == [0, 0, 0]


def test_no_candidates_give_no_scores() -> None:
    none = np.zeros(0, dtype=np.float32)
    assert len(fuse(none, none, none, none, FusionWeights())) == 0
