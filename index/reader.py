"""The searcher of the snapshot that is in service now."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from corpus.errors import NoSnapshot, PocError, SnapshotDamaged, SnapshotError
from index.embedder import Embedder
from index.fusion import DEFAULT_WEIGHTS, FusionWeights
from index.search import Searcher
from index.snapshot import current_id, open_current

log = logging.getLogger(__name__)

_AGAIN = 30.0
"""Seconds until one that could not be opened is tried again: rights, or memory, may be there by then."""


class LiveSearcher:
    """Follows a home's ``CURRENT``: each question takes one searcher and keeps it to its end.

    When a newly published snapshot cannot be opened, the one in hand stays in service and ``problem`` says why.
    Questions that come while another one opens a new snapshot take the one in hand.
    """

    def __init__(self, home: Path, embedder: Embedder, weights: FusionWeights = DEFAULT_WEIGHTS) -> None:
        self._home, self._embedder, self._weights = home, embedder, weights
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None
        self._tried, self._again = "", 0.0
        self._unnamed: PocError | None = None
        self._unopened: PocError | None = None

    @property
    def embedder(self) -> Embedder:
        """What embeds questions."""
        return self._embedder

    @property
    def problem(self) -> PocError | None:
        """Why the snapshot that should be in service is not; None where it is."""
        return self._unnamed or self._unopened

    def current(self) -> Searcher:
        """Return the searcher in service; costs one read of a small file unless a new snapshot was published.

        Raises NoSnapshot, SnapshotDamaged or WeightsMismatch when there is none to fall back on.
        """
        named = self._named()
        if self._is_due(named) and self._lock.acquire(blocking=self._searcher is None):
            try:
                if self._is_due(named):
                    self._take(named)
            finally:
                self._lock.release()
        if self._searcher is None:
            raise self.problem or NoSnapshot("Nothing has been indexed yet: run scripts/reindex.")
        return self._searcher

    def _is_due(self, named: str) -> bool:
        """Whether a snapshot is to be opened: the first, another one, or one that could not be opened a while ago."""
        if self._searcher is None:
            return True
        if not named:
            return False
        return named != self._tried or (self._unopened is not None and time.monotonic() >= self._again)

    def _take(self, named: str) -> None:
        for _ in range(3):
            try:
                snapshot = open_current(self._home, self._embedder.weights.sha256)
                searcher = Searcher(snapshot, self._embedder, self._weights)
            except SnapshotError as error:
                problem: PocError = error
            except Exception as error:  # FAISS, SQLite and numpy each have their own for a file that is not theirs
                problem = SnapshotDamaged(
                    f"The new index cannot be opened ({type(error).__name__}): run scripts/reindex --verify to see "
                    "whether it is damaged, and scripts/reindex --rollback to go back."
                )
            else:
                self._searcher, self._tried, self._unopened = searcher, snapshot.manifest.id, None
                return
            if self._named() == named:
                self._keep(problem, named)
                return
            named = self._named()

    def _keep(self, problem: PocError, named: str) -> None:
        """The one in hand stays; the log says it once for each that could not be opened."""
        if self._searcher is not None and named != self._tried:
            log.error("the index that was in service before answers on: %s", problem)
        self._tried, self._unopened, self._again = named, problem, time.monotonic() + _AGAIN

    def _named(self) -> str:
        """The id in ``CURRENT``; empty where it names none."""
        try:
            id_ = current_id(self._home)
        except SnapshotError as error:
            if self._searcher is not None and self._unnamed is None:
                log.error("the index that was in service before answers on: %s", error)
            self._unnamed = error
            return ""
        self._unnamed = None
        return id_


class OneSearcher(LiveSearcher):
    """Always the same searcher, for asking a snapshot that is not in service."""

    def __init__(self, searcher: Searcher) -> None:
        self._only, self._embedder = searcher, searcher.embedder
        self._unnamed = self._unopened = None

    def current(self) -> Searcher:
        """Return the one searcher."""
        return self._only
