"""Snapshots of a home: which is in service, opening it, going back, clearing old ones away.

Layout: ``<home>/snapshots/<id>/`` complete and never changed, ``<home>/CURRENT`` the id in service,
``<home>/building/<id>/`` a build in progress, which no reader looks at.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import weakref
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import NoSnapshot, SnapshotDamaged, SnapshotError, WeightsMismatch
from index.lock import writer_lock
from index.manifest import FILE, FileFacts, Manifest, read_manifest
from index.trouble import UNREADABLE

CURRENT = "CURRENT"
SNAPSHOTS = "snapshots"
BUILDING = "building"
_ID = re.compile(r"[\w-]+")
MARK = ".publishing"
"""Ending of a file that lies in ``building`` while its snapshot is moved: one that died on the way is cleared."""


class Hold:
    """A shared lock on a snapshot's manifest, let go when the last one who keeps it is gone."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / FILE, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot's folder and manifest; as long as it is held, ``prune`` does not delete the folder."""

    folder: Path
    manifest: Manifest
    hold: Hold


def current_id(home: Path) -> str:
    """Return the id of the snapshot in service. Raises NoSnapshot, or SnapshotDamaged where nobody can tell which."""
    try:
        id_ = (home / CURRENT).read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        id_ = ""
    except OSError:
        raise SnapshotDamaged(UNREADABLE) from None
    if _ID.fullmatch(id_):
        return id_
    if not id_ and not _published(home):
        raise NoSnapshot("Nothing has been indexed yet: run scripts/reindex with the folder of your PDFs.")
    raise SnapshotDamaged(
        "It is not known which index is in service (the file CURRENT in the home is damaged or gone): run "
        "scripts/reindex --rollback, which takes the newest one, or scripts/reindex."
    )


def open_current(home: Path, weights_sha256: str | None = None) -> Snapshot:
    """Open the snapshot in service; ``weights_sha256`` None accepts any weights.

    Raises NoSnapshot, SnapshotDamaged or WeightsMismatch, each with a sentence that says what to do.
    """
    return open_snapshot(home / SNAPSHOTS / current_id(home), weights_sha256)


def open_snapshot(folder: Path, weights_sha256: str | None = None) -> Snapshot:
    """Open one snapshot's folder, with the checks and errors of ``open_current``."""
    try:
        hold = Hold(folder)
    except OSError:
        raise SnapshotDamaged(_damaged("its manifest is missing")) from None
    manifest = read_manifest(folder)
    if weights_sha256 is not None and manifest.model.sha256 != weights_sha256:
        raise WeightsMismatch(
            f"The index was made with other model weights ({manifest.model.sha256[:12]}…, now "
            f"{weights_sha256[:12]}…): run scripts/reindex to make it again."
        )
    for name, facts in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != facts.size:
            raise SnapshotDamaged(_damaged(f"{name} is missing or has changed"))
    return Snapshot(folder, manifest, hold)


def verify(snapshot: Snapshot) -> None:
    """Compare every file with the sha256 in the manifest. Raises SnapshotDamaged for the first that differs."""
    for name, facts in snapshot.manifest.files.items():
        if file_facts(snapshot.folder / name) != facts:
            raise SnapshotDamaged(
                f"The index in service is damaged ({name} has changed): run scripts/reindex --again, or go back with "
                "scripts/reindex --rollback."
            )


def list_snapshots(home: Path) -> list[Manifest]:
    """Return the manifests of all readable snapshots, oldest first."""
    manifests = []
    folder = home / SNAPSHOTS
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            manifests.append(read_manifest(path))
        except SnapshotDamaged:
            continue
    return sorted(manifests, key=lambda manifest: (manifest.created, manifest.id))


def publish(home: Path, built: Path) -> None:
    """Put a finished build into service: sync it, move it among the snapshots, then switch ``CURRENT``."""
    with writer_lock(home):
        _sync_tree(built)
        (home / SNAPSHOTS).mkdir(exist_ok=True)
        mark = built.with_name(built.name + MARK)
        mark.touch()
        built.replace(home / SNAPSHOTS / built.name)
        _sync(home / SNAPSHOTS)
        _switch(home, built.name)
        mark.unlink()


def rollback(home: Path, id_: str | None = None) -> str:
    """Put another snapshot into service and return its id: ``id_``, or the newest one older than the current.

    Where nobody knows any more which is current, the newest of all.

    Raises NoSnapshot when there is none to go back to, SnapshotDamaged when it cannot be opened.
    """
    with writer_lock(home):
        clean_up(home)
        ids = [manifest.id for manifest in list_snapshots(home)]
        if id_ is None:
            here = _named(home)
            older = ids[: ids.index(here)] if here in ids else ids
            id_ = older[-1] if older else None
        if id_ not in ids or id_ is None:
            raise NoSnapshot("There is no such earlier index to go back to: scripts/reindex --list shows what is kept.")
        open_snapshot(home / SNAPSHOTS / id_)
        _switch(home, id_)
        return id_


def prune(home: Path, keep: int) -> list[str]:
    """Delete all but the newest ``keep`` snapshots and return their ids; the one in service and those held stay."""
    with writer_lock(home):
        here = current_id(home)
        ids = [manifest.id for manifest in list_snapshots(home)]
        gone = [id_ for id_ in ids[: len(ids) - max(keep, 0)] if id_ != here]
        return [id_ for id_ in gone if _delete(home, id_)]


def clean_up(home: Path) -> None:
    """Delete what dead builds have left behind, also a snapshot that died on its way into service."""
    with writer_lock(home):
        for mark in (home / BUILDING).glob(f"*{MARK}"):
            id_ = mark.name.removesuffix(MARK)
            if id_ != _named(home):
                shutil.rmtree(home / SNAPSHOTS / id_, ignore_errors=True)
        shutil.rmtree(home / BUILDING, ignore_errors=True)
        (home / (CURRENT + ".tmp")).unlink(missing_ok=True)


def file_facts(path: Path) -> FileFacts:
    """Return a file's size and sha256. Raises SnapshotDamaged when it cannot be read."""
    try:
        with path.open("rb") as file:
            return FileFacts(size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())
    except OSError:
        raise SnapshotDamaged(_damaged(f"{path.name} cannot be read")) from None


def _published(home: Path) -> set[str]:
    """Ids of the snapshots that came into service once: all but one that died on the way."""
    dead = {mark.name.removesuffix(MARK) for mark in (home / BUILDING).glob(f"*{MARK}")}
    return {manifest.id for manifest in list_snapshots(home)} - dead


def _named(home: Path) -> str:
    try:
        return current_id(home)
    except SnapshotError:
        return ""


def _switch(home: Path, id_: str) -> None:
    temporary = home / (CURRENT + ".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(id_ + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(home / CURRENT)
    _sync(home)


def _delete(home: Path, id_: str) -> bool:
    folder = home / SNAPSHOTS / id_
    with (folder / FILE).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        (home / BUILDING).mkdir(exist_ok=True)
        grave = home / BUILDING / f"{id_}.gone"
        folder.replace(grave)
        shutil.rmtree(grave, ignore_errors=True)
        return True


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damaged(what: str) -> str:
    return f"The index in service is damaged ({what}): run scripts/reindex, or scripts/reindex --rollback."
