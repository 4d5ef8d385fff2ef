import hashlib
import json
import os
from pathlib import Path

import pytest

from index.contents import FILE, Contents


def aged(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1e9, 1e9))
    return path


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as settled at once: their change times are those of this test."""
    monkeypatch.setattr("index.contents._SETTLED", -(10**12))


def test_a_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    assert Contents(tmp_path / "home").digest(aged(tmp_path / "a.pdf", "one")) == digest("one")


@pytest.mark.usefixtures("settled")
def test_a_file_that_looks_the_same_is_not_read_again(tmp_path: Path) -> None:
    path = aged(tmp_path / "a.pdf", "one")
    first = Contents(tmp_path)
    first.digest(path)
    first.save()
    rows = json.loads((tmp_path / FILE).read_text())
    rows[str(path)][-1] = "remembered"
    (tmp_path / FILE).write_text(json.dumps(rows))
    assert Contents(tmp_path).digest(path) == "remembered"


@pytest.mark.usefixtures("settled")
def test_new_bytes_of_the_same_size_and_time_are_noticed(tmp_path: Path) -> None:
    path = aged(tmp_path / "a.pdf", "one")
    first = Contents(tmp_path)
    first.digest(path)
    first.save()
    aged(path, "two")
    assert Contents(tmp_path).digest(path) == digest("two")


def test_a_file_that_changed_just_now_is_read_again_next_time(tmp_path: Path) -> None:
    first = Contents(tmp_path)
    first.digest(aged(tmp_path / "a.pdf", "one"))
    first.save()
    assert not (tmp_path / FILE).exists()


def test_a_list_that_cannot_be_used_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / FILE).write_text("[1, 2")
    assert Contents(tmp_path).digest(aged(tmp_path / "a.pdf", "one")) == digest("one")
