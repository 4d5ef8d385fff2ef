"""Pictures of the pages on which a quotation stands, its words marked, for those who may see the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cite import labels_of
from bot.showing import Reference, spans_of
from corpus.marks import Letter
from corpus.model import Document, Span, slices
from corpus.painter import Painter
from corpus.pictures import Picture
from index import Searcher
from index.originals import original
from prompts import render

_MOST = 4
"""Pages drawn for one quotation: a longer one is a whole list."""
_QUOTED = 400


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a PNG: 1-based number, printed label, and words for those who cannot see it."""

    page: int
    label: str
    png: bytes
    alt: str
    is_marked: bool


def pictures(
    searcher: Searcher,
    home: Path,
    painter: Painter,
    reference: Reference,
    audience: frozenset[str],
    page: int | None = None,
) -> tuple[PagePicture, ...]:
    """The pages on which a quotation stands, at most four, or the one that is asked for with what is quoted on it.

    Empty where the audience may not see the document, where its PDF is not kept, and where a page cannot be drawn.
    """
    spans = spans_of(searcher, reference, audience)
    kept = original(home, reference.document)
    if not spans or kept is None:
        return ()
    document = searcher.store.document(reference.document)
    letters = _letters(searcher, document, spans)
    numbers = sorted(letters)[:_MOST] if page is None else [page]
    drawn = painter.draw(kept.path, numbers, {number: letters.get(number, []) for number in numbers})
    return tuple(_described(picture, document, spans, picture.page in letters) for picture in drawn)


def has_pictures(searcher: Searcher, home: Path, reference: Reference, audience: frozenset[str]) -> bool:
    """Whether there is a page to draw for those who look; nothing is drawn yet."""
    return searcher.sees(reference.document, audience=audience) and original(home, reference.document) is not None


def _letters(searcher: Searcher, document: Document, spans: Sequence[Span]) -> dict[int, list[Letter]]:
    """The quoted characters that have a glyph, by page."""
    glyphs = searcher.store.glyphs(document.id)
    found: dict[int, list[Letter]] = {}
    for span in spans:
        for position in range(span.start, span.end):
            if number := int(glyphs.page[position]):
                left, top, right, bottom = glyphs.box[position].tolist()
                found.setdefault(number, []).append((document.text[position], (left, top, right, bottom)))
    return found


def _described(picture: Picture, document: Document, spans: Sequence[Span], is_quoted: bool) -> PagePicture:
    [label] = labels_of(document, (picture.page,))
    name, marked = document.card.title or document.card.short, bool(picture.marks)
    if marked:
        quote = " ".join(slices(document.text, tuple(spans)).split())
        short = quote if len(quote) <= _QUOTED else quote[:_QUOTED].rsplit(" ", 1)[0] + " …"
        alt = render("page_picture", document=name, page=label, quote=short)
    else:
        alt = render("page_picture_unmarked" if is_quoted else "page_picture_plain", document=name, page=label)
    return PagePicture(picture.page, label, picture.png, alt, marked)
