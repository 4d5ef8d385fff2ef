"""A text layer for scanned PDFs: ocrmypdf with tesseract, in a process apart with limits, kept by content.

Pages are turned upright and straightened first: in lines that slant, words come in the wrong order. So it is the new
PDF, not the scan, whose pictures fit the places of the words.
"""

from __future__ import annotations

import csv
import errno
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.errors import InputError, OcrFailed
from corpus.glyphs import RawPage

LANGUAGES = ("eng", "fra")
PACKAGES = {"ocrmypdf": "ocrmypdf", "tesseract": "tesseract-ocr"}
_SETTING = "tessedit_create_tsv 1\n"
_TABLES = "*_ocr_tess.tsv"
_EXTRA = 60.0
_ROOM = 16 << 20
"""Bytes that a disk must have free for OCR to have failed for another reason than a full disk."""
_WATCHED = """ulimit -v "$1"; shift
exec 3<&0 </dev/null
{ read -r _ <&3; kill -9 0; } &
exec 3<&-
nice -n 10 "$@"; code=$?
kill -9 $!; exit $code"""
"""Ends its whole group as soon as the pipe on its standard input is closed, which a dead parent does, too."""
_FONT, _NEAR = "GlyphLessFont", 0.25


@dataclass(frozen=True, slots=True)
class OcrLimits:
    """What OCR of one file may cost: ``seconds`` of wall clock for each page, and ``megabytes`` for each process."""

    seconds: float = 120.0
    megabytes: int = 4000


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan with a text layer: where the new PDF lies, and each page's mean confidence in percent (0: no word)."""

    path: Path
    confidence: tuple[int, ...]


def missing() -> str:
    """What has to be installed before OCR can run, as a sentence; empty where nothing is missing."""
    packages = [package for command, package in PACKAGES.items() if shutil.which(command) is None]
    here = _languages() if "tesseract-ocr" not in packages else frozenset({"eng"})  # it brings English
    packages += [f"tesseract-ocr-{language}" for language in LANGUAGES if language not in here]
    if not packages:
        return ""
    return f"OCR needs packages that are not installed. Install them: apt-get install {' '.join(packages)}."


@cache
def _languages() -> frozenset[str]:
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=60)
    return frozenset(listed.stdout.split())


class Ocr:
    """OCR results of a home, by the SHA-256 of the scan's bytes; ``makes`` says whether new ones may be made.

    Raises InputError, which names the packages, where they may be and OCR is not installed.
    """

    def __init__(self, folder: Path, makes: bool = False, limits: OcrLimits = OcrLimits()) -> None:
        self.folder, self.makes, self.limits = folder, makes, limits
        if makes and (why := missing()):
            raise InputError(why)

    def kept(self, digest: str) -> Scanned | None:
        """The result that was made before; None where there is none."""
        path = self.folder / f"{digest}.pdf"
        try:
            confidence = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return Scanned(path, tuple(confidence)) if path.is_file() else None

    def make(self, path: Path, digest: str, password: str | None = None) -> Scanned:
        """The scan with a text layer, new or kept. Raises OcrFailed where OCR does not end well."""
        if (kept := self.kept(digest)) is not None:
            return kept
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="work-", dir=self.folder) as work:
            source, result = Path(work, "in.pdf"), Path(work, "out.pdf")
            pages = _unlocked(path, source, password)
            self._run(source, result, Path(work), pages)
            scanned = Scanned(self.folder / f"{digest}.pdf", _confidences(Path(work).rglob(_TABLES), pages))
            notes = Path(work, "out.json")
            notes.write_text(json.dumps(scanned.confidence), encoding="utf-8")
            result.replace(scanned.path)
            notes.replace(scanned.path.with_suffix(".json"))
        return scanned

    def clear_work(self) -> None:
        """Deletes what a run that died has left."""
        for left in self.folder.glob("work-*"):
            shutil.rmtree(left, ignore_errors=True)

    def _run(self, source: Path, result: Path, work: Path, pages: int) -> None:
        (work / "setting").write_text(_SETTING, encoding="utf-8")
        command = [
            "sh", "-c", _WATCHED, "sh", str(self.limits.megabytes * 1024),
            "ocrmypdf", "--quiet", "--keep-temporary-files", "--skip-text", "--rotate-pages",
            "--deskew", "--output-type", "pdf", "--optimize", "0",
            "--jobs", str(os.cpu_count() or 1), "--language", "+".join(LANGUAGES),
            "--tesseract-timeout", str(self.limits.seconds), "--tesseract-config", str(work / "setting"),
            str(source), str(result),
        ]  # fmt: skip
        environment = os.environ | {
            "TMPDIR": str(work),
            "OMP_THREAD_LIMIT": "1",
        }  # a page on each core: threads only wait
        quiet = subprocess.DEVNULL
        child = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True
        )
        try:
            code = child.wait(timeout=_EXTRA + pages * self.limits.seconds)
        except subprocess.TimeoutExpired:
            raise OcrFailed("OCR took too long. Split the file, or raise POC_OCR_SECONDS.") from None
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
            assert child.stdin is not None
            child.stdin.close()
        if code and shutil.disk_usage(work).free < _ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if code or not result.is_file():
            raise OcrFailed("OCR could not read this file. Scan it anew, or save it anew as a PDF, and run again.")


def evened(page: RawPage) -> RawPage:
    """A page of OCR with its commonest size of letters in all lines near it.

    Tesseract measures each line by itself, so that one paragraph has letters of 9 and of 10 points.
    """
    sizes = Counter(glyph.face.size for glyph in page.glyphs if glyph.face.family == _FONT)
    if not sizes:
        return page
    common = sizes.most_common(1)[0][0]
    faces = {glyph.face for glyph in page.glyphs if glyph.face.family == _FONT}
    near = {face: replace(face, size=common) for face in faces if abs(face.size - common) <= _NEAR * common}
    for glyph in page.glyphs:
        glyph.face = near.get(glyph.face, glyph.face)
    return page


def _unlocked(path: Path, copy: Path, password: str | None) -> int:
    """Writes the file without its encryption, which ocrmypdf refuses; returns its number of pages."""
    with pdfium.PdfDocument(path, password=password) as pdf:
        if raw.FPDF_GetSecurityHandlerRevision(pdf.raw) < 0:
            shutil.copyfile(path, copy)
        else:
            pdf.save(copy, flags=raw.FPDF_REMOVE_SECURITY)
        return len(pdf)


def _confidences(tables: Iterable[Path], pages: int) -> tuple[int, ...]:
    """Mean confidence of each page's words, weighted by their letters, from tesseract's tables (``000001_….tsv``)."""
    found = [0] * pages
    for table in tables:
        words = [0.0, 0.0]
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                text = (row["text"] or "").strip()
                if text and float(row["conf"]) >= 0:
                    words = [words[0] + len(text) * float(row["conf"]), words[1] + len(text)]
        number = int(table.name.split("_")[0])
        if 1 <= number <= pages and words[1]:
            found[number - 1] = round(words[0] / words[1])
    return tuple(found)
