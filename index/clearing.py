"""Clearing away what is kept of documents that no snapshot holds any more: their readings, OCR, and PDFs."""

from __future__ import annotations

from pathlib import Path

from index.lock import writer_lock
from index.originals import clear
from index.readings import FILE, Readings
from index.report import read_report
from index.run import OCR
from index.snapshot import list_snapshots


def clear_kept(home: Path) -> None:
    """Delete what was kept of files that no snapshot's report names, by their digests."""
    with writer_lock(home):
        clear(home)
        digests = {file.digest for manifest in list_snapshots(home) for file in read_report(manifest.report).files}
        for path in (home / OCR).glob("*.*"):
            if path.stem not in digests:
                path.unlink()
        if (home / FILE).is_file():
            readings = Readings(home / FILE)
            readings.keep_only(digests)
            readings.close()
