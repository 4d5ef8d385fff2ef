"""Citations from slices: page, section and paragraph are derived from where a slice lies, never carried along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.finding import Found
from bot.model import Citation, Claim, PassageView
from bot.saying import is_no_statement
from corpus.errors import VerificationError
from corpus.model import Block, BlockKind, Document, Span, slices
from corpus.passages import block_at
from corpus.structure import section_path
from index import Store

SECTION_JOINT = " › "
_MISMATCH = "A quotation did not match the stored text, so the answer was held back. Tell your administrator."


def pages_of(store: Store, document: Document, spans: Sequence[Span]) -> tuple[int, ...]:
    """Physical pages, 1-based, on which the glyphs of the spans stand."""
    page = store.glyph_pages(document.id)
    found = set[int]().union(*(page[s.start : s.end].tolist() for s in spans))
    return tuple(sorted(found - {0}))


def labels_of(document: Document, pages: Sequence[int]) -> tuple[str, ...]:
    """Printed labels of physical pages; where none is printed, the physical number."""
    by_number = {page.number: page.label for page in document.pages if page.number in pages}
    return tuple(by_number.get(number) or str(number) for number in pages)


def said_date(issued: date | None) -> str:
    """A date as it is read: 8 May 2025; empty for None."""
    return f"{issued.day} {issued:%B %Y}" if issued else ""


def ocr_of(document: Document, pages: Sequence[int]) -> int:
    """Mean confidence, in percent, of the OCR that read physical pages; 0 where their text is the file's own."""
    read = [page.ocr for page in document.pages if page.ocr and page.number in pages]
    return round(sum(read) / len(read)) if read else 0


def section_of(document: Document, position: int) -> str:
    """Section path of a character, outermost heading first."""
    return SECTION_JOINT.join(section_path(document.blocks, block_at(document.blocks, position), document.text))


def paragraph_of(document: Document, span: Span) -> str:
    """Label of the paragraph in which a span lies, as a citation names it: "3 (a)", "footnote 16", "item 2"."""
    block = document.blocks[block_at(document.blocks, span.start)]
    if _is_item(document, block):
        return f"item {block.label}"
    return f"footnote {block.label}" if block.kind is BlockKind.FOOTNOTE and block.label else block.label


def _is_item(document: Document, block: Block) -> bool:
    """Whether a number counts the items of a list under a paragraph without a number: it is no paragraph's."""
    listed = block.kind is BlockKind.LIST_ITEM and block.lead_in is not None and block.label.isdigit()
    return listed and not document.blocks[block.lead_in or 0].label


def cite(store: Store, document: Document, span: Span, n: int) -> Citation:
    """A citation of one slice, numbered ``n``."""
    pages = pages_of(store, document, (span,))
    card = document.card
    return Citation(
        n=n, file=card.file, document=card.title or card.short, symbol=card.symbol, pages=pages,
        page_labels=labels_of(document, pages), paragraph=paragraph_of(document, span),
        section=section_of(document, span.start), quote=document.text[span.start : span.end],
        authority=card.authority.value, status=card.status.value, document_id=document.id,
        start=span.start, end=span.end, document_type=card.document_type, issued=card.issued,
        ocr=ocr_of(document, pages),
    )  # fmt: skip


def view(store: Store, found: Found, rank: int) -> PassageView:
    """A found passage as it is listed; rank 1 is the best."""
    document, passage = found.document, found.passage
    pages = pages_of(store, document, passage.spans)
    footnote = passage.kind is BlockKind.FOOTNOTE and passage.label
    items = any(_is_item(document, document.blocks[i]) for i in passage.blocks)
    label = f"footnote {passage.label}" if footnote else f"item {passage.label}" if items else passage.label
    empty = passage.kind is BlockKind.HEADING or is_no_statement(found.text)
    return PassageView(
        rank=rank, file=document.card.file, document=document.card.title or document.card.short, pages=pages,
        page_labels=labels_of(document, pages), paragraph=label,
        section=section_of(document, passage.start), text=found.text, score=round(found.hit.score, 4),
        document_id=document.id, start=passage.start, end=passage.end, ocr=ocr_of(document, pages),
        symbol=document.card.symbol, heading=empty,
    )  # fmt: skip


def verify(store: Store, claims: Sequence[Claim]) -> None:
    """Raises VerificationError unless every quotation is the slice that it says it is, and every claim its slices."""
    for claim in claims:
        if not claim.citations or not _stands(store, claim):
            raise VerificationError(_MISMATCH)


def _stands(store: Store, claim: Claim) -> bool:
    """Whether a claim's words and those of its citations are the stored text, character by character."""
    try:
        texts = {c.document_id: store.document(c.document_id).text for c in claim.citations}
    except KeyError:
        return False
    cut = [texts[c.document_id][c.start : c.end] for c in claim.citations]
    if not all(cut) or cut != [c.quote for c in claim.citations]:
        return False
    spans = tuple(Span(c.start, c.end) for c in claim.citations)
    return len(texts) == 1 and claim.text == slices(next(iter(texts.values())), spans)
