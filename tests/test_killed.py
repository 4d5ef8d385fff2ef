"""A re-index that is killed at random moments, while somebody keeps asking."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest

from index import Embedder, LiveSearcher, Query, Searcher, current_id, list_snapshots, open_current, verify
from index.ingest import ingest
from tests.papers import LANTERNS, WELLS, paper

ROOT = Path(__file__).resolve().parent.parent
ANYONE: frozenset[str] = frozenset()


class Indexing:
    """A process that indexes folders in children of its own."""

    def __init__(self, home: Path) -> None:
        command = [sys.executable, "-m", "tests.killing", str(home)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        assert self._line() == "ready"

    def begin(self, folder: Path) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        return int(self._line())

    def ended(self) -> int:
        """Exit code of the child, negative where a signal ended it."""
        return int(self._line())

    def close(self) -> None:
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def asking(home: Path, embedder: Embedder, vector: np.ndarray) -> Iterator[tuple[list[str], list[BaseException]]]:
    """Somebody who searches the snapshot in service all the time: the snapshots asked, and what went wrong."""
    live, stop = LiveSearcher(home, embedder), threading.Event()
    asked: list[str] = []
    wrong: list[BaseException] = []

    def ask() -> None:
        while not stop.is_set():
            try:
                searcher = live.current()
                hits = searcher.search(Query("Who counts lanterns?", vector=vector), 3, audience=ANYONE)
                assert hits and searcher.store.passages(hit.passage for hit in hits)
                assert live.problem is None
                asked.append(searcher.snapshot.manifest.id)
            except BaseException as error:
                wrong.append(error)

    reader = threading.Thread(target=ask)
    reader.start()
    try:
        yield asked, wrong
    finally:
        stop.set()
        reader.join()


def test_a_run_killed_anywhere_leaves_the_served_snapshot_whole_and_the_next_one_cleans_up(
    tmp_path: Path, embedder: Embedder, pytestconfig: pytest.Config
) -> None:
    kills = int(pytestconfig.getoption("kills"))
    home, folders = tmp_path / "home", [tmp_path / "one", tmp_path / "two"]
    corpora: list[str] = []
    for number, folder in enumerate(folders):
        for name in range(4):
            paper(folder / f"{name}.pdf", (LANTERNS, WELLS)[(name + number) % 2], title=f"Paper {number} {name}")
        ingest(home, [folder], embedder)  # so that all is read and embedded, and a run takes but a moment
        corpora.append(open_current(home).manifest.corpus)
    chance = random.Random(7)
    vector = embedder.encode_query("Who counts lanterns?")
    indexing = Indexing(home)
    began = time.perf_counter()
    indexing.begin(folders[0])
    assert indexing.ended() == 0
    whole, died, published = time.perf_counter() - began, 0, {m.id for m in list_snapshots(home)}
    with asking(home, embedder, vector) as (asked, wrong):
        for _ in range(kills):
            child = indexing.begin(folders[open_current(home).manifest.corpus == corpora[0]])
            # The moment of the kill is what is tried here: nothing is waited for.
            threading.Event().wait(chance.uniform(0, 1.1 * whole))
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            died += indexing.ended() == -signal.SIGKILL
            served = open_current(home, embedder.weights.sha256)
            verify(served)
            published.add(served.manifest.id)
        indexing.begin(folders[0])
        assert indexing.ended() == 0
    indexing.close()
    assert wrong == []
    assert died >= kills // 2, "the kills came too late"
    published.add(current_id(home))
    assert {m.id for m in list_snapshots(home)} == {p.name for p in (home / "snapshots").iterdir()} == published
    assert set(asked) <= published
    assert not list((home / "building").glob("*"))
    assert Searcher(open_current(home), embedder).store.ids
    print(f"{kills} kills, {died} of them in time, {len(asked)} questions, {len(published)} snapshots")
