import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import HomeBusy, NoSnapshot
from index import BuildOptions, Embedder, SnapshotBuilder, current_id, open_current, verify, writer_lock
from index.vectors import AHEAD
from tests.builders import ALERTS, PATROLS, build, document

FIRST, SECOND = document("first", PATROLS), document("second", ALERTS)
CUT_SHORT = """
import os, sys
from pathlib import Path
from index import BuildOptions, Embedder, SnapshotBuilder
from tests.builders import ALERTS, document
builder = SnapshotBuilder(Path(sys.argv[1]), Embedder.find(), BuildOptions(batch=1)).__enter__()
builder.add(*document("second", ALERTS))
if sys.argv[2] == "finished":
    builder.finish()
os.kill(os.getpid(), 9)
"""


def contents(home: Path) -> set[str]:
    return {path.name for path in home.iterdir()}


def test_a_published_snapshot_is_whole_and_says_what_it_holds(tmp_path: Path, embedder: Embedder) -> None:
    manifest = build(tmp_path, embedder, FIRST, SECOND)
    snapshot = open_current(tmp_path, embedder.weights.sha256)
    verify(snapshot)
    assert snapshot.manifest == manifest
    assert manifest.counts.model_dump() == {"documents": 2, "pages": 2, "passages": 5, "sentences": 10}
    assert set(manifest.seconds) == {"embed", "write"}
    assert "text.sqlite" in manifest.files


def test_the_corpus_digest_knows_what_changed_and_not_in_which_order_it_came(
    tmp_path: Path, embedder: Embedder
) -> None:
    one = build(tmp_path, embedder, FIRST, SECOND).corpus
    assert build(tmp_path, embedder, SECOND, FIRST).corpus == one
    limited = document("second", ALERTS, audience=("C1",))
    assert build(tmp_path, embedder, FIRST, limited).corpus != one


def test_a_build_that_fails_leaves_nothing(tmp_path: Path, embedder: Embedder) -> None:
    with pytest.raises(RuntimeError), SnapshotBuilder(tmp_path, embedder) as builder:
        builder.add(*FIRST)
        builder.finish()
        raise RuntimeError
    assert list((tmp_path / "building").iterdir()) == []
    with pytest.raises(NoSnapshot):
        current_id(tmp_path)


@pytest.mark.parametrize("moment", ["embedded", "finished"])
def test_a_killed_build_leaves_the_served_snapshot_alone_and_the_next_one_goes_on(
    tmp_path: Path, embedder: Embedder, moment: str
) -> None:
    served = build(tmp_path, embedder, FIRST)
    done = subprocess.run([sys.executable, "-c", CUT_SHORT, tmp_path, moment], check=False)
    assert done.returncode == -9
    assert len(list((tmp_path / "building").iterdir())) == 1
    verify(open_current(tmp_path))
    assert current_id(tmp_path) == served.id
    with SnapshotBuilder(tmp_path, embedder) as builder:
        builder.add(*SECOND)
        builder.finish()
        assert builder.embedded == (0 if moment == "finished" else AHEAD)  # what was on its way was lost
        assert [path.name for path in (tmp_path / "building").iterdir()] == [builder.id]


def test_a_build_from_the_cache_loads_no_model_and_makes_the_same_files(tmp_path: Path, embedder: Embedder) -> None:
    first = build(tmp_path, embedder, FIRST, SECOND)
    cold = Embedder.find()
    second = build(tmp_path, cold, FIRST, SECOND)
    assert cold._loaded == []
    assert {name: facts for name, facts in second.files.items() if name != "text.sqlite"} == {
        name: facts for name, facts in first.files.items() if name != "text.sqlite"
    }


def test_a_passage_that_stands_twice_is_embedded_once(tmp_path: Path, embedder: Embedder) -> None:
    with SnapshotBuilder(tmp_path, embedder) as builder:
        builder.add(*FIRST)
        builder.add(*document("copy", PATROLS))
        builder.finish()
        assert builder.embedded == 2
        assert builder.publish().counts.passages == 4


def test_passages_are_embedded_as_soon_as_a_batch_is_full(tmp_path: Path, embedder: Embedder) -> None:
    with SnapshotBuilder(tmp_path, embedder, BuildOptions(batch=2, cache=False)) as builder:
        builder.add(*SECOND)
        assert builder.embedded == 2
        builder.finish()
        assert builder.embedded == 3
    assert "cache" not in contents(tmp_path)


def test_the_report_and_the_figures_are_kept(tmp_path: Path, embedder: Embedder) -> None:
    with SnapshotBuilder(tmp_path, embedder) as builder:
        builder.add(*FIRST)
        builder.finish()
        builder.publish(report={"added": 1}, evaluation={"evidence@5": 0.8})
    manifest = open_current(tmp_path).manifest
    assert (manifest.report, manifest.evaluation) == ({"added": 1}, {"evidence@5": 0.8})


def test_an_empty_home_can_be_built_and_opened(tmp_path: Path, embedder: Embedder) -> None:
    assert build(tmp_path, embedder).counts.passages == 0
    verify(open_current(tmp_path))


def test_a_second_builder_is_refused(tmp_path: Path, embedder: Embedder) -> None:
    code = CUT_SHORT.replace('sys.argv[2] == "finished"', "False")
    with writer_lock(tmp_path):
        done = subprocess.run([sys.executable, "-c", code, tmp_path, ""], capture_output=True, text=True, check=False)
    assert HomeBusy.__name__ in done.stderr
    assert not (tmp_path / "building").exists()


def test_another_precision_shares_no_cached_vectors(tmp_path: Path, embedder: Embedder) -> None:
    build(tmp_path, embedder, FIRST)
    other = "fp32" if embedder.precision == "bf16" else "bf16"
    with SnapshotBuilder(tmp_path, replace(Embedder.find(), precision=other)) as builder:
        builder.add(*FIRST)
        builder.finish()
        assert builder.embedded == 2
