"""The PDFs themselves, kept by document id under ``<home>/files``: a page's picture is drawn from them.

A copy, not a link: a file that somebody changes in place would show other pages than those that were read. A PDF that
needs a password is kept without its encryption, since pages are drawn long after the password was read; its name ends
in ``.unlocked.pdf``, and it is never handed out as a file.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.read import digest_of
from index.lock import writer_lock
from index.snapshot import SNAPSHOTS

FOLDER = "files"
_PLAIN, _UNLOCKED = ".pdf", ".unlocked.pdf"
_TEXT = "text.sqlite"


@dataclass(frozen=True, slots=True)
class Original:
    """A kept PDF; ``unlocked`` where the file that it was made from needs a password."""

    path: Path
    unlocked: bool


def original(home: Path, document: str) -> Original | None:
    """The kept PDF of a document, by id; None where there is none."""
    for ending in (_PLAIN, _UNLOCKED):
        path = home / FOLDER / f"{document}{ending}"
        if path.is_file():
            return Original(path, ending == _UNLOCKED)
    return None


def keep(home: Path, document: str, path: Path, digest: str, password: str | None = None) -> bool:
    """Keeps the PDF at ``path`` for a document, unless it is there; False where it cannot be kept.

    ``digest`` is the SHA-256 of the bytes that were read: a file that has changed since then is not kept.
    """
    if original(home, document) is not None:
        return True
    try:
        data = path.read_bytes()
        if digest_of(data) != digest:
            return False
        folder = home / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        temporary = folder / f"{document}.{os.getpid()}"
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        is_unlocked = password is not None and _unlock(temporary, password)
        _sync(temporary)  # else a power cut leaves an empty file, which is taken for the PDF ever after
        temporary.replace(folder / f"{document}{_UNLOCKED if is_unlocked else _PLAIN}")
    except (OSError, pdfium.PdfiumError):
        return False
    return True


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def clear(home: Path) -> int:
    """Deletes the kept PDFs that no snapshot needs any more, and what dead builds left; returns how many went."""
    with writer_lock(home):
        needed = {id_ for path in (home / SNAPSHOTS).glob(f"*/{_TEXT}") for id_ in _ids(path)}
        gone = [p for p in (home / FOLDER).glob("*") if p.name.split(".")[0] not in needed or p.suffix != _PLAIN]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)


def _unlock(path: Path, password: str) -> bool:
    """Writes a PDF anew without encryption; False where it needs none of that."""
    with pdfium.PdfDocument(path, password=password) as pdf:
        if raw.FPDF_GetSecurityHandlerRevision(pdf.raw) < 0:
            return False
        pdf.save(path.with_suffix(".open"), flags=raw.FPDF_REMOVE_SECURITY)
    path.with_suffix(".open").chmod(0o600)
    path.with_suffix(".open").replace(path)
    return True


def _ids(path: Path) -> list[str]:
    with sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True) as connection:
        found = [str(row[0]) for row in connection.execute("SELECT id FROM documents")]
    connection.close()
    return found
