from pathlib import Path

import pytest

from corpus.errors import WeightsError
from index.weights import DEFAULT_SHA256, choose_precision, find_weights


def test_the_packaged_weights_are_the_official_ones() -> None:
    assert find_weights().sha256 == DEFAULT_SHA256
    assert DEFAULT_SHA256.startswith("53aa5117")
    assert DEFAULT_SHA256.endswith("28d9db")


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(WeightsError, match="expected 53aa51172d14"):
        find_weights(tmp_path)


def test_other_weights_are_taken_when_their_own_sum_is_stated(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    sha256 = find_weights(tmp_path, expected_sha256=None).sha256
    assert find_weights(tmp_path, expected_sha256=sha256).folder == tmp_path


def test_missing_weights_are_told_without_their_path(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="missing") as caught:
        find_weights(tmp_path)
    assert str(tmp_path) not in str(caught.value)


def test_auto_precision_follows_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    for flags, wanted in (({"avx2"}, "int8"), ({"avx2", "avx512_bf16"}, "bf16"), ({"sse4_2"}, "fp32"), (set(), "fp32")):
        monkeypatch.setattr("index.weights._cpu_flags", lambda flags=flags: frozenset(flags))
        assert choose_precision("auto") == wanted
    assert choose_precision("fp32") == "fp32"
