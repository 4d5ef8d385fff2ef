"""The pages behind an answer as PNG files, their quoted words marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.assistant import Assistant
from bot.model import Answer, Citation
from bot.pictures import PagePicture
from bot.showing import Reference
from corpus.errors import PathError

_NONE = "No page could be drawn. Run scripts/reindex once, which keeps the PDFs that pages are drawn from."


def save(assistant: Assistant, answer: Answer, folder: Path) -> Iterator[str]:
    """Writes a picture of each cited page and gives a line for each; raises PathError where nothing can be written.

    A file is named by the source's number and the page, ``1-page-7.png``; a second quotation of a source on the same
    page adds a number.
    """
    cited = {(c.document_id, c.start, c.end): c for claim in answer.claims for c in claim.citations}
    written: set[Path] = set()
    for citation in sorted(cited.values(), key=lambda c: (c.n, c.start)):
        for picture in assistant.pictures(Reference.of(citation)):
            path = _free(folder, f"{citation.n}-page-{picture.page}", written)
            _write(path, picture)
            written.add(path)
            yield _line(citation, picture, path)
    if cited and not written:
        yield _NONE


def _free(folder: Path, name: str, written: set[Path]) -> Path:
    path, number = folder / f"{name}.png", 1
    while path in written:
        number += 1
        path = folder / f"{name}-{number}.png"
    return path


def _write(path: Path, picture: PagePicture) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture.png)
    except OSError:
        raise PathError(f"Nothing can be written to {path.parent}. Name another folder.") from None


def _line(citation: Citation, picture: PagePicture, path: Path) -> str:
    marked = "" if picture.is_marked else " (nothing marked: the words could not be placed with certainty)"
    return f"[{citation.n}] page {picture.label}: {path}{marked}"
