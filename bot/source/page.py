"""A source page as HTML: the document's card, the page with the quoted words marked, the pages around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.assistant import Assistant
from bot.console import standing
from bot.source.links import Ticket
from prompts import render, word

_WORDS = ("source_before", "source_after", "source_pdf", "source_quoted")


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What one page shows: its 1-based ``number`` of ``count``, its printed label, and where the quotation begins."""

    title: str
    symbol: str
    standing: str
    section: str
    quote: str
    label: str
    number: int
    count: int
    first: int

    @property
    def before(self) -> int:
        """The page before it, or 0."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The page after it, or 0."""
        return self.number + 1 if self.number < self.count else 0


def source_page(assistant: Assistant, ticket: Ticket, number: int) -> SourcePage | None:
    """One page of a ticket's document, ``number`` 0 for that of the quotation; None where it may not be seen."""
    shown = assistant.show(ticket.reference, audience=ticket.audience)
    if shown is None:
        return None
    where = shown.citation
    pages = assistant.searcher().store.document(where.document_id).pages
    first = where.pages[0] if where.pages else 1
    number = number or first
    if not 1 <= number <= len(pages):
        return None
    return SourcePage(
        title=where.document, symbol=where.symbol if where.symbol not in where.document else "",
        standing=standing(where), section=where.section, quote=where.quote,
        label=pages[number - 1].label or str(number), number=number, count=len(pages), first=first,
    )  # fmt: skip


def as_html(page: SourcePage, token: str, alt: str, nonce: str, has_pdf: bool) -> str:
    """The page as HTML; what a document says is escaped, and all that it loads is the picture."""
    words = {name.removeprefix("source_"): word(name) for name in _WORDS}
    place = render("source_place", page=page.label, number=page.number, count=page.count)
    return _template().render(page=page, token=token, alt=alt, nonce=nonce, has_pdf=has_pdf, words=words, place=place)


def as_notice(text: str, nonce: str) -> str:
    """One sentence as a page."""
    return _template("notice.html").render(text=text, nonce=nonce)


@cache
def _template(name: str = "page.html") -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=loader, undefined=StrictUndefined, autoescape=True).get_template(name)
