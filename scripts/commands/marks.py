"""Check the marks on pages: random slices of documents, and what other readers find under the marks."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rapidfuzz.fuzz import ratio

from corpus.errors import InputError
from corpus.marks import Letter
from corpus.model import CITABLE, Document, Span
from corpus.pictures import Picture, draw
from index import Searcher
from index.originals import original
from scripts.evaluation.under_marks import letters, read_by_eye, read_by_poppler, read_by_pypdf
from scripts.opening import HOME_HELP, open_assistant, plainly, settings_for

AGREE = ("marked", "Poppler", "pixels", "pypdf")
_SHORTEST, _LONGEST = 20, 400
_ALIKE = 90.0
_AT_ONCE = 25
"""Slices whose pixels Tesseract reads in one call."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A slice on its pages: where it is from, its letters, and where each stands on which page."""

    place: Mapping[str, object]
    path: Path
    wanted: str
    placed: Mapping[int, Sequence[Letter]]
    pictures: Sequence[Picture]

    @property
    def is_marked(self) -> bool:
        """Whether every page that was drawn has a mark."""
        return bool(self.pictures) and all(picture.marks for picture in self.pictures)


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
    for drawn in _batches(
        (_draw(searcher, settings.home, *each) for each in _random(searcher, slices, seed)), _AT_ONCE
    ):
        for trial, found in zip(drawn, look(drawn), strict=True):
            counts.update(name for name, holds in found.items() if holds is True)
            if not all(found.get(name) for name in AGREE):
                differing.append({**trial.place, **found})
    print(f"{'slices':10} {slices:,}")
    for name in (*AGREE, "two pages"):
        print(f"{name:10} {counts[name]:,}")
    if worst is not None:
        worst.write_text("".join(json.dumps(row) + "\n" for row in differing), encoding="utf-8")


def _batches(trials: Iterable[Trial], size: int) -> Iterator[list[Trial]]:
    """Trials in lists of ``size`` (itertools.batched needs Python 3.12)."""
    left = iter(trials)
    while batch := list(islice(left, size)):
        yield batch


def _random(searcher: Searcher, count: int, seed: int) -> Iterator[tuple[Document, Span]]:
    """Slices of 20 to 400 characters of citable blocks, whole words, longer documents more often."""
    chance = random.Random(seed)
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


def _draw(searcher: Searcher, home: Path, document: Document, span: Span) -> Trial:
    """A slice on the pictures of its pages; raises InputError where the document's PDF is not kept."""
    kept = original(home, document.id)
    if kept is None:
        raise InputError(f"The PDF of {document.card.file} is not kept. Run scripts/reindex.")
    glyphs, placed = searcher.store.glyphs(document.id), dict[int, list[Letter]]()
    for at in range(span.start, span.end):
        if page := int(glyphs.page[at]):
            left, top, right, bottom = glyphs.box[at].tolist()
            placed.setdefault(page, []).append((document.text[at], (left, top, right, bottom)))
    place: dict[str, object] = {"file": document.card.file, "start": span.start, "end": span.end}
    wanted = letters(document.text[span.start : span.end])
    return Trial(place, kept.path, wanted, placed, draw(kept.path, sorted(placed), placed))


def look(trials: Sequence[Trial]) -> list[dict[str, object]]:
    """What holds of each slice: it is marked, and which other readers find its words there."""
    seen = iter(read_by_eye([picture for trial in trials if trial.is_marked for picture in trial.pictures]))
    return [
        _found(trial, "".join(next(seen) for _ in trial.pictures)) if trial.is_marked else {"marked": False}
        for trial in trials
    ]


def _found(trial: Trial, seen: str) -> dict[str, object]:
    text = "".join(read_by_poppler(trial.path, picture.page, picture.marks) for picture in trial.pictures)
    return {
        "marked": True, "Poppler": text == trial.wanted, "pixels": ratio(seen, trial.wanted) >= _ALIKE,
        "pypdf": all(_has(trial.path, picture.page, trial.placed[picture.page]) for picture in trial.pictures),
        "two pages": len(trial.pictures) > 1, "wanted": trial.wanted, "read": text, "seen": seen,
    }  # fmt: skip


def _has(path: Path, page: int, placed: Sequence[Letter]) -> bool:
    """Whether pypdf finds on a page, one after the other, the letters that are marked there."""
    wanted = "".join(c for c in letters("".join(letter for letter, _ in placed)) if not c.isdigit())
    return wanted in read_by_pypdf(path, page)


if __name__ == "__main__":
    typer.run(main)
