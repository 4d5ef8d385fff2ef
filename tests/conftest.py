"""Fixtures that every test may use."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock

from bot.assistant import Assistant
from bot.settings import Settings
from corpus.model import Document
from corpus.read import read
from index import Embedder, LiveSearcher
from index.ingest import ingest

if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # several workers share the cores

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much of what is tried at random is tried: a little by default."""
    parser.addoption("--kills", type=int, default=12, help="how often a re-index is killed in test_killed.py")
    parser.addoption("--all-trouble", action="store_true", help="read every file in test_pdf_trouble.py")
    parser.addoption("--audience-questions", type=int, default=600, help="questions of test_audiences.py")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real documents and questions that lie beside the checkout, or where POC_SHARED says."""
    folder = Path(os.environ.get("POC_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("shared material is not beside the checkout")
    return folder


@pytest.fixture
def as_anyone() -> Iterator[Path]:
    """An empty folder, and no more rights than an ordinary user has: rights do not bind root."""
    with tempfile.TemporaryDirectory() as made:
        folder, is_root = Path(made), os.geteuid() == 0
        folder.chmod(0o777)
        if is_root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if is_root:
                os.seteuid(0)
            for path in [folder, *folder.rglob("*")]:
                path.chmod(0o700)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The real model, in the precision that this machine computes fastest."""
    return Embedder.load()


@pytest.fixture(scope="session")
def brief(shared: Path) -> Document:
    """The policy brief, read once."""
    return read(next((shared / "corpus" / "brief").glob("*.pdf")))


@pytest.fixture(scope="session")
def un_document(shared: Path) -> Callable[[str], Document]:
    """Gives the United Nations document whose file name begins so (``S_2025_97``), read once."""

    @cache
    def named(start: str) -> Document:
        [path] = (shared / "corpus" / "un").glob(f"{start}*.pdf")
        return read(path)

    return named


@pytest.fixture(scope="session")
def sample_documents() -> tuple[Document, ...]:
    """The bundled samples, read once."""
    return tuple(read(path) for path in sorted((ROOT / "corpus" / "samples").glob("*.pdf")))


def built_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """A folder that the first test process to want it builds, for all of them; for reading alone."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = base / f"built-{name}", base / f"built-{name}.done"
    with FileLock(base / f"built-{name}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a process whose build failed
            folder.mkdir()
            build(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def samples_home(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A home in which the bundled samples are in service; for reading alone."""
    samples = [ROOT / "corpus" / "samples"]
    return built_once(tmp_path_factory, "samples", lambda home: ingest(home, samples, embedder))


@pytest.fixture(scope="session")
def brief_home(tmp_path_factory: pytest.TempPathFactory, shared: Path, embedder: Embedder) -> Path:
    """A home in which the policy brief is in service; for reading alone."""
    folder = [shared / "corpus" / "brief"]
    return built_once(tmp_path_factory, "brief", lambda home: ingest(home, folder, embedder))


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory, shared: Path, embedder: Embedder, brief_home: Path) -> Path:
    """A home in which the brief and the United Nations documents are in service; for reading alone."""

    def build(home: Path) -> None:
        shutil.copytree(brief_home / "cache", home / "cache")  # the brief is read and embedded already
        ingest(home, [shared / "corpus" / "brief", shared / "corpus" / "un"], embedder)

    return built_once(tmp_path_factory, "real", build)


@pytest.fixture(scope="session")
def samples(samples_home: Path, embedder: Embedder) -> Assistant:
    """The assistant over the bundled samples."""
    return Assistant(LiveSearcher(samples_home, embedder), Settings(home=samples_home))
