"""Check the marks on pages: random slices of documents, and what other readers find under the marks."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rapidfuzz.fuzz import ratio

from corpus.errors import InputError
from corpus.marks import Letter
from corpus.model import CITABLE, Document, Span
from corpus.pictures import draw
from index import Searcher
from index.originals import original
from scripts.evaluation.under_marks import letters, read_by_eye, read_by_poppler, read_by_pypdf
from scripts.opening import HOME_HELP, open_assistant, plainly, settings_for

AGREE = ("marked", "Poppler", "pixels", "pypdf")
_SHORTEST, _LONGEST = 20, 400
_ALIKE = 90.0


@plainly
def main(
    home: Annotated[Path | None, typer.Option(help=HOME_HELP)] = None,
    slices: Annotated[int, typer.Option(min=1, help="How many slices.")] = 1000,
    seed: Annotated[int, typer.Option(help="Which slices.")] = 1,
    worst: Annotated[Path | None, typer.Option(help="Write what differs, one JSON line each.")] = None,
) -> None:
    """Mark random slices and count where others agree: Poppler under the marks, Tesseract in the pixels, pypdf."""
    settings = settings_for(home)
    searcher = open_assistant(settings).searcher()
    counts: Counter[str] = Counter()
    differing: list[dict[str, object]] = []
    for document, span in _random(searcher, slices, random.Random(seed)):
        found = _look(searcher, settings.home, document, span)
        counts.update(name for name, holds in found.items() if holds is True)
        if not all(found.get(name) for name in AGREE):
            differing.append({"file": document.card.file, "start": span.start, "end": span.end, **found})
    print(f"{'slices':10} {slices:,}")
    for name in (*AGREE, "two pages"):
        print(f"{name:10} {counts[name]:,}")
    if worst is not None:
        worst.write_text("".join(json.dumps(row) + "\n" for row in differing), encoding="utf-8")


def _random(searcher: Searcher, count: int, chance: random.Random) -> Iterator[tuple[Document, Span]]:
    """Slices of 20 to 400 characters of citable blocks, whole words, longer documents more often."""
    documents = [searcher.store.document(id_) for id_ in searcher.store.ids]
    while count:
        [document] = chance.choices(documents, [len(each.text) for each in documents])
        block = chance.choice(document.blocks)
        start = chance.randrange(block.start, block.end)
        start = document.text.rfind(" ", block.start, start) + 1 or block.start
        end = min(start + chance.randrange(_SHORTEST, _LONGEST), block.end)
        end = end if end == block.end else document.text.rfind(" ", start, end)
        if block.kind in CITABLE and end - start >= _SHORTEST and letters(document.text[start:end]):
            count -= 1
            yield document, Span(start, end)


def _look(searcher: Searcher, home: Path, document: Document, span: Span) -> dict[str, object]:
    """What holds of one slice: it is marked, and which other readers find its words there."""
    kept = original(home, document.id)
    if kept is None:
        raise InputError(f"The PDF of {document.card.file} is not kept. Run scripts/reindex.")
    glyphs, placed = searcher.store.glyphs(document.id), dict[int, list[Letter]]()
    for at in range(span.start, span.end):
        if page := int(glyphs.page[at]):
            left, top, right, bottom = glyphs.box[at].tolist()
            placed.setdefault(page, []).append((document.text[at], (left, top, right, bottom)))
    wanted = letters(document.text[span.start : span.end])
    pictures = draw(kept.path, sorted(placed), placed)
    if not pictures or not all(picture.marks for picture in pictures):
        return {"marked": False}
    text = "".join(read_by_poppler(kept.path, picture.page, picture.marks) for picture in pictures)
    seen = "".join(map(read_by_eye, pictures))
    return {
        "marked": True, "Poppler": text == wanted, "pixels": ratio(seen, wanted) >= _ALIKE,
        "pypdf": all(_has(kept.path, picture.page, placed[picture.page]) for picture in pictures),
        "two pages": len(pictures) > 1, "wanted": wanted, "read": text, "seen": seen,
    }  # fmt: skip


def _has(path: Path, page: int, placed: Sequence[Letter]) -> bool:
    """Whether pypdf finds on a page, one after the other, the letters that are marked there."""
    wanted = "".join(c for c in letters("".join(letter for letter, _ in placed)) if not c.isdigit())
    return wanted in read_by_pypdf(path, page)


if __name__ == "__main__":
    typer.run(main)
