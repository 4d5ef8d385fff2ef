"""A disk that is full and a home that may not be written to: real ones, in a process of their own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import HomeUnusable
from index import Embedder, current_id, open_current, verify
from index.ingest import ingest
from index.trouble import told_plainly
from tests.papers import LANTERNS, WELLS, paper

ROOT = Path(__file__).resolve().parent.parent
CHILD = """
import resource, sys
from pathlib import Path
from corpus.errors import PocError
from index import Embedder
from index.ingest import ingest
home, docs, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    ingest(home, [docs], Embedder.find())
except PocError as error:
    print(type(error).__name__, error)
"""


def child(home: Path, docs: Path, limit: int = 0, user: int | None = None) -> str:
    """What a run in a process of its own ends with; empty where it went well."""
    command = [sys.executable, "-c", CHILD, str(home), str(docs), str(limit)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, user=user)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A home with one paper in service, and a second folder whose papers are read and embedded already."""
    base = tmp_path_factory.mktemp("trouble")
    for number in range(6):
        paper(base / "new" / f"{number}.pdf", (LANTERNS, WELLS)[number % 2] * (number + 1), title=f"Paper {number}")
    paper(base / "old" / "one.pdf", LANTERNS)
    for folder in ("new", "old"):
        ingest(base / "home", [base / folder], embedder)
    return base


@pytest.mark.parametrize("limit", [200, 5_000, 20_000, 60_000])
def test_a_limit_on_file_sizes_is_told_and_leaves_the_served_snapshot(base: Path, tmp_path: Path, limit: int) -> None:
    shutil.copytree(base / "home", tmp_path / "home")
    served = current_id(tmp_path / "home")
    assert child(tmp_path / "home", base / "new", limit).startswith("HomeUnusable The disk is full")
    assert current_id(tmp_path / "home") == served
    verify(open_current(tmp_path / "home"))
    assert child(tmp_path / "home", base / "new") == ""
    assert list((tmp_path / "home" / "building").glob("*")) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    (tmp_path / "disk").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path / "disk")]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a disk can be mounted by root alone")
    yield tmp_path / "disk"
    subprocess.run(["umount", str(tmp_path / "disk")], check=True)


def test_a_disk_that_is_full_is_told_and_leaves_the_served_snapshot(base: Path, small_disk: Path) -> None:
    home = small_disk / "home"
    shutil.copytree(base / "home", home, ignore=shutil.ignore_patterns("files"))
    shutil.rmtree(next(path for path in (home / "snapshots").iterdir() if path.name != current_id(home)))
    served = current_id(home)
    (small_disk / "filler").write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 60_000))
    assert child(home, base / "new").startswith("HomeUnusable The disk is full")
    assert current_id(home) == served
    verify(open_current(home))
    (small_disk / "filler").unlink()
    assert child(home, base / "new") == ""


def may_run(user: int) -> bool:
    """Whether another user may start this Python and read the project."""
    try:
        code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import corpus.errors"
        return subprocess.run([sys.executable, "-c", code], user=user, capture_output=True).returncode == 0
    except PermissionError:
        return False


def test_a_home_without_rights_is_told(base: Path, tmp_path: Path) -> None:
    shutil.copytree(base / "home", tmp_path / "home")
    for path in (tmp_path / "home", *(tmp_path / "home").rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    user = 65534 if os.geteuid() == 0 else None
    if user is not None and not may_run(user):
        pytest.skip("this Python lies where an ordinary user may not run it")
    for folder in (tmp_path, *tmp_path.parents[:2], base, *base.parents[:1]):
        folder.chmod(folder.stat().st_mode | 0o055)
    assert child(tmp_path / "home", base / "new", user=user).startswith("HomeUnusable The home folder cannot")
    (tmp_path / "home").chmod(0o755)


def test_what_is_no_trouble_of_the_disk_passes_as_it_is() -> None:
    for error in (RuntimeError("other"), FileNotFoundError(2, "gone"), ValueError("x")):
        with pytest.raises(type(error)), told_plainly():
            raise error
    with pytest.raises(HomeUnusable, match="full"), told_plainly():
        raise OSError("12 requested and 4 written")
