"""The lines in which people read a document's card, the same on the console and in Slack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.cite import said_date
from bot.console import place, titled
from bot.status import Found, Known, StatusCard
from prompts import word

_LISTS = (
    "missions", "replaces", "replaced_by", "renews", "renewed_by", "continues", "continued_by", "draft_of", "drafts",
    "corrected_by",
)  # fmt: skip


def heading(card: StatusCard) -> str:
    """The document's title with its symbols, or the name by which it is cited."""
    return titled(card.title or card.name, card.symbols)


def lines(card: StatusCard) -> Iterator[tuple[str, str]]:
    """Label and value of each line; what is not known of an indexed document is said to be so."""
    indexed = card.known is Known.INDEXED
    kind = card.document_type or (word("type_unknown") if indexed else "")
    issued = _said(card.issued) or (word("undated") if indexed else "")
    yield word("card_what"), ", ".join(part for part in (kind, card.issuer, issued) if part)
    if indexed or (card.authority, card.status) != ("unknown", "unknown"):
        authority = card.authority if card.authority != "unknown" else word("authority_unknown")
        status = card.status if card.status != "unknown" else word("status_unknown")
        yield word("card_standing"), f"{authority}, {status}"
    for name in _LISTS:
        yield word(f"card_{name}"), ", ".join(getattr(card, name))
    yield word("card_reissued"), word("card_yes") if card.reissued else ""
    yield word("card_files"), ", ".join(card.files)
    yield word("card_confirmed_by"), card.confirmed_by


def known_lines(card: StatusCard) -> list[tuple[str, str]]:
    """The lines that say something."""
    return [(label, value) for label, value in lines(card) if value]


def cited_lines(card: StatusCard) -> list[str]:
    """Where it is cited, a line for each place."""
    return [place(at) for at in card.cited_in]


def show_status(found: Found, console: Console | None = None) -> None:
    """Prints cards in a terminal, with the places where the documents are cited."""
    paper = console or Console(width=min(100, Console().width), highlight=False)
    if found.reason:
        paper.print(Text(found.reason, style="yellow"))
    for card in found.cards:
        paper.print()
        paper.print(Text(heading(card), style="bold"))
        for label, value in known_lines(card):
            paper.print(Padding(Text(f"{label}: {value}"), (0, 0, 0, 2)))
        if card.cited_times:
            paper.print(Padding(Text(f"{word('card_cited')} ({card.cited_times}):"), (0, 0, 0, 2)))
        for line in cited_lines(card):
            paper.print(Padding(Text(line, style="cyan"), (0, 0, 0, 4)))


def _said(issued: str) -> str:
    return said_date(date.fromisoformat(issued)) if len(issued) == 10 else issued
