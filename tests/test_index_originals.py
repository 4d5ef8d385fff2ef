import shutil
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader, PdfWriter

from corpus.read import digest_of, read
from index import Embedder, current_id, prune
from index.ingest import ingest
from index.originals import FOLDER, clear, keep, original
from tests.papers import LANTERNS, WELLS, paper


@pytest.fixture
def lanterns(tmp_path: Path) -> Path:
    return paper(tmp_path / "lanterns.pdf", LANTERNS)


def locked(path: Path, password: str) -> Path:
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt(password, algorithm="RC4-128")
    writer.write(path.with_stem("locked"))
    return path.with_stem("locked")


def test_a_pdf_is_kept_byte_by_byte_for_the_account_alone(tmp_path: Path, lanterns: Path) -> None:
    assert original(tmp_path, "d") is None
    assert keep(tmp_path, "d", lanterns, digest_of(lanterns.read_bytes()))
    kept = original(tmp_path, "d")
    assert kept is not None and not kept.unlocked
    assert kept.path.read_bytes() == lanterns.read_bytes()
    assert kept.path.stat().st_mode & 0o077 == 0 == kept.path.parent.stat().st_mode & 0o077


def test_a_pdf_that_was_changed_after_it_was_read_is_not_kept(tmp_path: Path, lanterns: Path) -> None:
    digest = digest_of(lanterns.read_bytes())
    paper(lanterns, WELLS)
    assert not keep(tmp_path, "d", lanterns, digest)
    assert not keep(tmp_path, "d", tmp_path / "gone.pdf", digest)
    assert original(tmp_path, "d") is None


def test_a_pdf_with_a_password_is_kept_without_it_and_marked(tmp_path: Path, lanterns: Path) -> None:
    path = locked(lanterns, "sesame")
    assert keep(tmp_path, "d", path, digest_of(path.read_bytes()), "sesame")
    kept = original(tmp_path, "d")
    assert kept is not None and kept.unlocked
    with pdfium.PdfDocument(kept.path) as pdf:
        assert len(pdf) == 1
    assert read(kept.path).text == read(lanterns).text
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["d.unlocked.pdf"]


def test_a_password_that_is_not_needed_changes_nothing(tmp_path: Path, lanterns: Path) -> None:
    assert keep(tmp_path, "d", lanterns, digest_of(lanterns.read_bytes()), "sesame")
    kept = original(tmp_path, "d")
    assert kept is not None and not kept.unlocked and kept.path.read_bytes() == lanterns.read_bytes()


def test_pdfs_stay_as_long_as_a_snapshot_needs_them(tmp_path: Path, embedder: Embedder) -> None:
    home, docs = tmp_path / "home", tmp_path / "docs"
    paper(docs / "lanterns.pdf", LANTERNS)
    shutil.copy(paper(docs / "wells.pdf", WELLS), docs / "cell.pdf")
    (docs / "catalogue.yaml").write_text("cell.pdf:\n  audience: [C1]\n", encoding="utf-8")
    ingest(home, [docs], embedder)
    assert len(list((home / FOLDER).iterdir())) == 3  # a limited copy has an id, and so a file, of its own
    (docs / "lanterns.pdf").unlink()
    ingest(home, [docs], embedder)
    (home / FOLDER / "d.123").touch()
    assert clear(home) == 1
    assert len(list((home / FOLDER).iterdir())) == 3
    prune(home, 1)
    assert clear(home) == 1
    assert len(list((home / FOLDER).iterdir())) == 2
    assert current_id(home)
