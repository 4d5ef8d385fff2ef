from pathlib import Path

import pytest

from corpus.errors import NoSnapshot, SnapshotDamaged, WeightsMismatch
from index import (
    Embedder,
    clean_up,
    current_id,
    list_snapshots,
    open_current,
    open_snapshot,
    prune,
    rollback,
    verify,
)
from tests.builders import PATROLS, build, document


@pytest.fixture
def home(tmp_path: Path, embedder: Embedder) -> Path:
    for id_ in ("one", "two", "three"):
        build(tmp_path, embedder, document(id_, PATROLS))
    return tmp_path


def ids(home: Path) -> list[str]:
    return [manifest.id for manifest in list_snapshots(home)]


def test_an_empty_home_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot, match="run scripts/reindex"):
        open_current(tmp_path)


def test_the_last_one_published_is_in_service(home: Path) -> None:
    assert current_id(home) == ids(home)[-1]
    assert len(ids(home)) == 3


def test_other_weights_are_refused(home: Path) -> None:
    with pytest.raises(WeightsMismatch, match="run scripts/reindex"):
        open_current(home, "0" * 64)


@pytest.mark.parametrize("name", ["text.sqlite", "dense.faiss", "lexical/data.csc.index.npy", "manifest.json"])
def test_a_missing_file_is_damage(home: Path, name: str) -> None:
    (home / "snapshots" / current_id(home) / name).unlink()
    with pytest.raises(SnapshotDamaged, match="scripts/reindex"):
        open_current(home)


def test_a_shortened_file_is_found_on_opening_and_a_changed_byte_by_verify(home: Path) -> None:
    path = home / "snapshots" / current_id(home) / "sentences.f16"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(SnapshotDamaged, match="has changed"):
        verify(open_current(home))
    path.write_bytes(content[:-2])
    with pytest.raises(SnapshotDamaged, match="missing or has changed"):
        open_current(home)


def test_rollback_goes_to_the_one_before_and_then_further(home: Path) -> None:
    one, two, _ = ids(home)
    assert rollback(home) == current_id(home) == two
    assert rollback(home) == current_id(home) == one
    with pytest.raises(NoSnapshot, match="no such earlier"):
        rollback(home)
    assert current_id(home) == one


def test_rollback_to_a_named_one_or_to_none_that_exists(home: Path) -> None:
    three = ids(home)[2]
    rollback(home)
    assert rollback(home, three) == current_id(home) == three
    with pytest.raises(NoSnapshot):
        rollback(home, "../building/x")


def test_rollback_to_a_damaged_one_changes_nothing(home: Path) -> None:
    _, two, three = ids(home)
    (home / "snapshots" / two / "text.sqlite").unlink()
    with pytest.raises(SnapshotDamaged):
        rollback(home)
    assert current_id(home) == three


def test_prune_keeps_the_newest_the_served_and_the_held(home: Path) -> None:
    one, two, three = ids(home)
    held = open_snapshot(home / "snapshots" / two)
    rollback(home, three)
    assert prune(home, 1) == [one]
    assert ids(home) == [two, three]
    rollback(home, two)
    del held
    rollback(home, three)
    assert prune(home, 0) == [two]
    assert ids(home) == [three]


def test_clean_up_takes_leftovers_alone(home: Path) -> None:
    (home / "building" / "dead").mkdir(parents=True)
    (home / "CURRENT.tmp").write_text("half")
    before = (ids(home), current_id(home))
    clean_up(home)
    assert not (home / "building").exists()
    assert not (home / "CURRENT.tmp").exists()
    assert (ids(home), current_id(home)) == before
