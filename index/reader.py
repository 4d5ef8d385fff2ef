"""The searcher of the snapshot that is in service now."""

from __future__ import annotations

import threading
from pathlib import Path

from corpus.errors import NoSnapshot, PocError, SnapshotError
from index.embedder import Embedder
from index.fusion import DEFAULT_WEIGHTS, FusionWeights
from index.search import Searcher
from index.snapshot import current_id, open_current


class LiveSearcher:
    """Follows a home's ``CURRENT``: each question takes one searcher and keeps it to its end.

    When a newly published snapshot cannot be opened, the one in hand stays in service and ``problem`` says why.
    """

    def __init__(self, home: Path, embedder: Embedder, weights: FusionWeights = DEFAULT_WEIGHTS) -> None:
        self._home, self._embedder, self._weights = home, embedder, weights
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None
        self._tried = ""
        self.problem: PocError | None = None

    @property
    def embedder(self) -> Embedder:
        """What embeds questions."""
        return self._embedder

    def current(self) -> Searcher:
        """Return the searcher in service; costs one read of a small file unless a new snapshot was published.

        Raises NoSnapshot, SnapshotDamaged or WeightsMismatch when there is none to fall back on.
        """
        try:
            named = current_id(self._home)
        except NoSnapshot:
            named = ""
        with self._lock:
            if self._searcher is None or named not in ("", self._tried):
                self._take(named)
            if self._searcher is None:
                raise self.problem or NoSnapshot("Nothing has been indexed yet: run scripts/reindex.")
            return self._searcher

    def _take(self, named: str) -> None:
        self.problem, self._tried = None, named
        for _ in range(3):
            try:
                snapshot = open_current(self._home, self._embedder.weights.sha256)
                self._searcher = Searcher(snapshot, self._embedder, self._weights)
                self._tried = snapshot.manifest.id
                return
            except SnapshotError as error:
                self.problem = error
                if _named_now(self._home) == named:
                    return
                named = _named_now(self._home)


def _named_now(home: Path) -> str:
    try:
        return current_id(home)
    except NoSnapshot:
        return ""


class OneSearcher(LiveSearcher):
    """Always the same searcher, for asking a snapshot that is not in service."""

    def __init__(self, searcher: Searcher) -> None:
        self._only, self._embedder = searcher, searcher.embedder
        self.problem = None

    def current(self) -> Searcher:
        """Return the one searcher."""
        return self._only
