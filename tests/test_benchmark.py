from pathlib import Path

import numpy as np
import pytest

from index import Embedder, Searcher, open_current
from index.snapshot import open_snapshot
from scripts.benchmark import growing, searching
from tests.builders import ALERTS, PATROLS, build, document

SIZE = 130


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    home = tmp_path_factory.mktemp("home")
    build(home, embedder, document("patrols", PATROLS), document("alerts", ALERTS))
    searcher = Searcher(open_current(home), embedder)
    folder = tmp_path_factory.mktemp("grown") / str(SIZE)
    growing.grow(growing.real(searcher), searcher.snapshot, SIZE, folder)
    return folder


def test_a_grown_archive_has_so_many_passages_with_text_and_vectors_near_the_real_ones(
    grown: Path, embedder: Embedder
) -> None:
    searcher = Searcher(open_snapshot(grown), embedder)
    assert len(searcher) == SIZE == searcher.snapshot.manifest.counts.passages
    last = searcher.store.passage(SIZE - 1)
    assert searcher.store.document(last.document).text[slice(*last.spans[0])]
    first = embedder.encode_query(searcher.store.document(searcher.store.ids[0]).text)
    assert len(searcher.near(first)) == SIZE


def test_its_measurement_names_every_way_of_searching_with_time_and_recall(grown: Path, embedder: Embedder) -> None:
    queries = searching.asked(["Who sends an early warning message?", "Who patrols?"], embedder)
    searching.save(grown.parent / "questions.npz", queries)
    kept = searching.load(grown.parent / "questions.npz")
    assert [query.text for query in kept] == [query.text for query in queries]
    assert np.array_equal(kept[0].vector, queries[0].vector)
    row = searching.measure(grown, kept, embedder)
    assert set(row["ways"]) == {way.name for way in searching.WAYS}
    assert all(way["recall_at_10"] == 1 and way["p99_ms"] >= way["p50_ms"] > 0 for way in row["ways"].values())
    assert row["resident_mb"] > row["anonymous_mb"] > 0
