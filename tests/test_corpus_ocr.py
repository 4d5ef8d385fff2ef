import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from corpus.errors import HomeUnusable, InputError, OcrFailed
from corpus.glyphs import Face, Glyph, RawPage
from corpus.ocr import Ocr, OcrLimits, evened, missing
from corpus.read import digest_of, read
from index import Embedder, Searcher, open_current
from index.ingest import ingest
from index.run import Wishes
from index.trouble import told_plainly
from tests.papers import LANTERNS, paper

ROOT = Path(__file__).resolve().parent.parent
needs_ocr = pytest.mark.skipif(bool(missing()), reason="ocrmypdf and tesseract (English and French) are not installed")


def scan(path: Path) -> Path:
    """A page of ours as a scanner would give it: a picture, and no text."""
    typed = paper(path.with_suffix(".typed"), LANTERNS, title="Lanterns")
    with pdfium.PdfDocument(typed) as pdf:
        picture = pdf[0].render(scale=2.5, grayscale=True).to_pil()
    picture.save(path, "PDF", resolution=180)
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    base = tmp_path_factory.mktemp("scans")
    (base / "docs").mkdir()
    scan(base / "docs" / "lanterns.pdf")
    ingest(base / "home", [base / "docs"], embedder, wishes=Wishes(ocr=True))
    return base / "home"


@needs_ocr
def test_a_scan_is_read_its_pages_marked_and_its_words_found(home: Path, embedder: Embedder) -> None:
    searcher = Searcher(open_current(home), embedder)
    [id_] = searcher.store.ids
    document = searcher.store.document(id_)
    assert "report the number to the Harbour Master" in document.text
    assert 70 < document.pages[0].ocr <= 100
    box = searcher.store.glyphs(id_).box[document.text.index("Harbour Master")]
    assert 0 < box[0] < box[2] < document.pages[0].width


@needs_ocr
def test_a_later_run_without_ocr_keeps_what_ocr_gave(home: Path, embedder: Embedder) -> None:
    docs = home.parent / "docs"
    paper(docs / "typed.pdf", LANTERNS, title="Typed")
    report = ingest(home, [docs], embedder)
    assert [(file.outcome, file.ocr > 0) for file in report.files] == [("indexed", True), ("indexed", False)]
    assert report.kept == 1
    (home / "cache" / "readings.sqlite").unlink()
    assert ingest(home, [docs], embedder, wishes=Wishes(again=True)).indexed == 2


@needs_ocr
def test_a_file_that_ocr_cannot_read_fails_with_a_reason_and_leaves_nothing(tmp_path: Path) -> None:
    path = scan(tmp_path / "lanterns.pdf")
    with pytest.raises(OcrFailed, match="Scan it anew"):
        Ocr(tmp_path / "ocr", makes=True, limits=OcrLimits(60, 40)).make(path, digest_of(path.read_bytes()))
    assert list((tmp_path / "ocr").iterdir()) == []


@needs_ocr
def test_ocr_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.ocr._EXTRA", 0.01)
    path = scan(tmp_path / "lanterns.pdf")
    with pytest.raises(OcrFailed, match="too long"):
        Ocr(tmp_path / "ocr", makes=True, limits=OcrLimits(0.01)).make(path, digest_of(path.read_bytes()))


def test_without_the_programs_the_admin_is_told_which_packages_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing().endswith("apt-get install ocrmypdf tesseract-ocr tesseract-ocr-fra.")
    with pytest.raises(InputError, match="apt-get install"):
        Ocr(tmp_path / "ocr", makes=True)
    assert Ocr(tmp_path / "ocr").kept("0" * 64) is None


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_a_language_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.ocr._languages", lambda: frozenset({"eng"}))
    assert missing().endswith("tesseract-ocr-fra.")


def test_lines_that_ocr_measured_apart_are_of_one_size_and_headings_are_not() -> None:
    def glyph(size: float, family: str = "GlyphLessFont") -> Glyph:
        return Glyph("a", 0, 0, 1, 1, 1, Face(family, False, False, size))

    page = RawPage(1, "", 9, 9, [*(glyph(9.0) for _ in range(5)), glyph(10.0), glyph(14.0), glyph(10.0, "Times")], 0, 1)
    assert [each.face.size for each in evened(page).glyphs] == [9.0] * 6 + [14.0, 10.0]


def test_a_typed_page_is_not_marked(tmp_path: Path) -> None:
    assert [page.ocr for page in read(paper(tmp_path / "a.pdf", LANTERNS)).pages] == [0]


@pytest.fixture
def stuck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An ocrmypdf that writes the id of its process, and then takes ten minutes; returns where the id stands."""
    (tmp_path / "bin").mkdir()
    program, told = tmp_path / "bin" / "ocrmypdf", tmp_path / "pid"
    program.write_text(f"#!/bin/sh\necho $$ > {told}.new; mv {told}.new {told}; exec sleep 600\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return told


def test_ocr_ends_when_the_run_that_asked_for_it_is_killed(tmp_path: Path, stuck: Path) -> None:
    typed = paper(tmp_path / "typed.pdf", LANTERNS)
    made = f"Ocr(Path({str(tmp_path)!r})).make(Path({str(typed)!r}), 'd')"
    code = f"from pathlib import Path; from corpus.ocr import Ocr; {made}"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) as run:
        waited(lambda: stuck.exists())
        run.kill()
    waited(lambda: not Path(f"/proc/{stuck.read_text().strip()}").exists())


def test_ocr_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path, stuck: Path) -> None:
    typed = paper(tmp_path / "typed.pdf", LANTERNS)
    ocr = Ocr(tmp_path, limits=OcrLimits(seconds=-58.0))  # a minute is added for the start
    with pytest.raises(OcrFailed, match="POC_OCR_SECONDS"):
        ocr.make(typed, "d")
    waited(lambda: not Path(f"/proc/{stuck.read_text().strip()}").exists())


def test_ocr_that_fails_on_a_full_disk_blames_the_disk_and_not_the_scan(
    tmp_path: Path, stuck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = paper(tmp_path / "typed.pdf", LANTERNS)
    (tmp_path / "bin" / "ocrmypdf").write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(OcrFailed, match="Scan it anew"):
        Ocr(tmp_path).make(typed, "d")
    monkeypatch.setattr("corpus.ocr._ROOM", 1 << 60)
    with pytest.raises(HomeUnusable, match="The disk is full"), told_plainly():
        Ocr(tmp_path).make(typed, "d")


def waited(is_so: Callable[[], bool]) -> None:
    """Returns once something is so, within twenty seconds."""
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)
