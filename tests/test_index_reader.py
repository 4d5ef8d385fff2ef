from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import NoSnapshot, SnapshotDamaged, WeightsMismatch
from index import Embedder, LiveSearcher, Query, current_id, prune, rollback
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
