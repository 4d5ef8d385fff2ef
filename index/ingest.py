"""From the roots of a home to a published snapshot: look whether anything is new, and run over the files if so."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.errors import SnapshotError
from corpus.worker import Limits, Readers
from index.build import CACHE, BuildOptions
from index.embedder import Embedder
from index.kept_files import forget, is_damage
from index.lock import writer_lock
from index.manifest import Manifest
from index.plan import Plan, make_plan
from index.readings import FILE as READINGS
from index.report import Report, changes, read_report
from index.run import Progress, Run, Wishes
from index.snapshot import clean_up, open_current
from index.trouble import told_plainly

DEFAULT_LIMITS = Limits()
DEFAULT_OPTIONS = BuildOptions()
NO_WISHES = Wishes()


def ingest(
    home: Path,
    roots: Sequence[Path],
    embedder: Embedder,
    *,
    limits: Limits = DEFAULT_LIMITS,
    options: BuildOptions = DEFAULT_OPTIONS,
    progress: Progress | None = None,
    readers: Readers | None = None,
    wishes: Wishes = NO_WISHES,
) -> Report:
    """Index every PDF below the roots and publish the snapshot; the served one stays until then.

    Only files that are new or changed are read and embedded; where nothing has changed, nothing is built. Raises
    InputError where there is no PDF, or none that can be read, so that an empty index never replaces a full one;
    HomeBusy, HomeUnusable, and what ``wishes.check`` raises. Whatever is raised, the served snapshot stays.
    """
    began = time.perf_counter()
    with told_plainly(), writer_lock(home):
        clean_up(home)
        before = _in_service(home, embedder)
        plan = make_plan(home, roots, f"{embedder.fingerprint}/{options.dense_kind}/{limits}")

        def built() -> Report:
            return Run(home, plan, before, wishes, limits, readers, progress, began).go(embedder, options)

        report = _nothing_new(plan, before, wishes) or _mended(home, built)
    report.seconds["total"] = time.perf_counter() - began
    return report


def _mended(home: Path, built: Callable[[], Report]) -> Report:
    """What a run gives; where what was kept of earlier runs is found damaged, it is thrown away, and all made anew."""
    try:
        return built()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        for name in (READINGS, CACHE):
            forget(home / name)
        return built()


def _in_service(home: Path, embedder: Embedder) -> Manifest | None:
    """The manifest of the snapshot in service; None where there is none that can be used."""
    try:
        return open_current(home, embedder.weights.sha256).manifest
    except SnapshotError:
        return None


def _nothing_new(plan: Plan, before: Manifest | None, wishes: Wishes) -> Report | None:
    """The report of the snapshot in service, where it was made from just what lies there now."""
    if before is None or wishes.again:
        return None
    report = read_report(before.report)
    if report.inputs != plan.inputs or (wishes.ocr and any(f.outcome == "needs OCR" for f in report.files)):
        return None
    report.seconds = {"parse": 0.0, "embed": 0.0, "write": 0.0}
    report.unchanged, report.kept, report.snapshot = True, len(report.files), before.id
    report.changes = changes(report.files, report.files)
    return report
