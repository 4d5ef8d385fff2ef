import threading
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import NoSnapshot, SnapshotDamaged, WeightsMismatch
from index import Embedder, LiveSearcher, Query, Snapshot, current_id, open_current, prune, rollback
from tests.builders import ALERTS, PATROLS, build, document

ANYONE: frozenset[str] = frozenset()


def documents(live: LiveSearcher) -> list[str]:
    return list(live.current().store.ids)


def test_a_new_snapshot_is_taken_between_two_questions_and_the_old_one_answers_on(
    tmp_path: Path, embedder: Embedder
) -> None:
    build(tmp_path, embedder, document("old", PATROLS))
    live = LiveSearcher(tmp_path, embedder)
    held = live.current()
    assert live.current() is held
    build(tmp_path, embedder, document("new", ALERTS))
    assert documents(live) == ["new"]
    prune(tmp_path, 1)
    hit = held.search(Query("patrols"), 1, audience=ANYONE)[0]
    assert held.store.passage(hit.passage).document == "old"


def test_a_rollback_is_followed_too(tmp_path: Path, embedder: Embedder) -> None:
    for id_ in ("old", "new"):
        build(tmp_path, embedder, document(id_, PATROLS))
    live = LiveSearcher(tmp_path, embedder)
    assert documents(live) == ["new"]
    rollback(tmp_path)
    assert documents(live) == ["old"]


def test_a_damaged_new_snapshot_leaves_the_old_one_in_service(tmp_path: Path, embedder: Embedder) -> None:
    build(tmp_path, embedder, document("old", PATROLS))
    live = LiveSearcher(tmp_path, embedder)
    live.current()
    build(tmp_path, embedder, document("new", PATROLS))
    (tmp_path / "snapshots" / current_id(tmp_path) / "text.sqlite").unlink()
    assert documents(live) == ["old"]
    assert isinstance(live.problem, SnapshotDamaged)
    build(tmp_path, embedder, document("newer", PATROLS))
    assert documents(live) == ["newer"]
    assert live.problem is None


def test_one_whose_bytes_are_not_its_own_leaves_the_old_one_in_service_and_is_told(
    tmp_path: Path, embedder: Embedder, caplog: pytest.LogCaptureFixture
) -> None:
    build(tmp_path, embedder, document("old", PATROLS))
    live = LiveSearcher(tmp_path, embedder)
    live.current()
    build(tmp_path, embedder, document("new", PATROLS))
    broken = tmp_path / "snapshots" / current_id(tmp_path) / "dense.faiss"
    whole = broken.read_bytes()
    broken.write_bytes(bytes(len(whole)))
    assert documents(live) == documents(live) == ["old"]
    assert isinstance(live.problem, SnapshotDamaged) and "--rollback" in str(live.problem)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    broken.write_bytes(whole)
    assert documents(live) == ["old"]
    live._again = 0.0  # half a minute later
    assert documents(live) == ["new"]
    assert live.problem is None


@pytest.mark.parametrize("torn", [b"", b"\0" * 22, b"\xff\xfe", b"2026 1105"])
def test_a_torn_current_leaves_the_old_one_in_service_is_told_and_can_be_mended(
    tmp_path: Path, embedder: Embedder, torn: bytes
) -> None:
    for id_ in ("old", "new"):
        build(tmp_path, embedder, document(id_, PATROLS))
    live = LiveSearcher(tmp_path, embedder)
    live.current()
    (tmp_path / "CURRENT").write_bytes(torn)
    assert documents(live) == ["new"]
    with pytest.raises(SnapshotDamaged, match="--rollback"):
        LiveSearcher(tmp_path, embedder).current()
    assert isinstance(live.problem, SnapshotDamaged)
    rollback(tmp_path)
    assert documents(live) == ["new"] == documents(LiveSearcher(tmp_path, embedder))
    assert live.problem is None


def test_questions_do_not_wait_while_another_one_opens_a_new_snapshot(
    tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, embedder, document("old", PATROLS))
    live, opening, go_on = LiveSearcher(tmp_path, embedder), threading.Event(), threading.Event()
    live.current()
    build(tmp_path, embedder, document("new", PATROLS))

    def slowly(home: Path, sha256: str) -> Snapshot:
        opening.set()
        go_on.wait(20)
        return open_current(home, sha256)

    monkeypatch.setattr("index.reader.open_current", slowly)
    first = threading.Thread(target=live.current)
    first.start()
    opening.wait(20)
    asked: list[list[str]] = []
    second = threading.Thread(target=lambda: asked.append(documents(live)))
    second.start()
    second.join(5)
    go_on.set()
    first.join()
    second.join()
    assert asked == [["old"]] and documents(live) == ["new"]


def test_an_empty_home_is_told_and_taken_up_once_it_is_filled(tmp_path: Path, embedder: Embedder) -> None:
    live = LiveSearcher(tmp_path, embedder)
    with pytest.raises(NoSnapshot):
        live.current()
    build(tmp_path, embedder, document("first", PATROLS))
    assert documents(live) == ["first"]


def test_other_weights_are_refused(tmp_path: Path, embedder: Embedder) -> None:
    build(tmp_path, embedder, document("first", PATROLS))
    other = replace(embedder, weights=replace(embedder.weights, sha256="0" * 64))
    with pytest.raises(WeightsMismatch, match="scripts/reindex"):
        LiveSearcher(tmp_path, other).current()


def test_a_lost_current_leaves_the_searcher_in_hand(tmp_path: Path, embedder: Embedder) -> None:
    build(tmp_path, embedder, document("first", PATROLS))
    live = LiveSearcher(tmp_path, embedder)
    live.current()
    (tmp_path / "CURRENT").unlink()
    assert documents(live) == ["first"]
