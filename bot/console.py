"""The chat in a terminal: the same answers as everywhere, laid out for 80 columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.assistant import Assistant
from bot.cite import said_date
from bot.compose import is_binding, named
from bot.model import Answer, Citation, Claim, Outcome, PassageView, Voice
from bot.products import hinted
from bot.products.model import Product
from corpus.errors import PocError
from prompts import render, said, strength_label, word

_LEAVE = frozenset({"quit", "exit", "bye", "q"})
_NEAREST = 3
_RESOLUTION = "Resolution "


class Screen:
    """Prints answers; text from documents and people is never taken for markup."""

    def __init__(self, console: Console | None = None, show: Callable[[Console, Product], None] | None = None) -> None:
        self._show = show
        self.console = console or Console(width=min(100, Console().width), highlight=False)

    def answer(self, answer: Answer, beside: Product | None = None) -> None:
        """Prints an answer with its numbered sources, or the reason for silence with the nearest passages.

        ``beside`` is a brief that the question asks for and that takes the answer's place, or a tension brief below it.
        """
        if self._show is not None and beside is not None and beside.name != "tension":
            self._show(self.console, beside)
            return
        self._answer(answer)
        if self._show is not None and beside is not None:
            self._show(self.console, beside)
        elif tension := hinted(answer):
            self.console.print(Text(said("tension_hint", tension=tension.replace("_", "-")), style="dim"))

    def _answer(self, answer: Answer) -> None:
        self.console.print()
        first, rest = parted_notices(answer)
        for notice in first:
            self.console.print(Padding(Text(f"Note: {notice}", style="bold yellow"), (0, 0, 1, 2)))
        if answer.outcome is Outcome.ANSWERED:
            for claim, heading in with_headings(answer.claims):
                if heading:
                    self.console.print(Padding(Text(heading, style="bold"), (0, 0, 0, 2)))
                self._claim(claim)
            self._sources(answer.claims)
        else:
            self.console.print(Text(answer.reason, style="yellow"))
            if answer.outcome is Outcome.ABSTAINED:
                self._nearest(nearest(answer))
        for notice in rest:
            self.console.print(Padding(Text(f"Note: {notice}", style="yellow"), (0, 0, 0, 2)))
        self.console.print(Text(f"{answer.elapsed_ms:.0f} ms · index {answer.snapshot}", style="dim"))

    def _claim(self, claim: Claim) -> None:
        numbers = "".join(f"[{n}]" for n in dict.fromkeys(c.n for c in claim.citations))
        text = Text(claim.text.replace("\t", "   "))
        text.append(f" {numbers}", style="bold cyan")
        self.console.print(Padding(text, (0, 0, 0, 2)))
        self.console.print(Padding(Text(label(claim), style="green"), (0, 0, 1, 2)))

    def _sources(self, claims: Sequence[Claim]) -> None:
        self.console.print(Text("Sources", style="bold"))
        for number, line in sources(claims):
            self.console.print(Padding(Text(f"[{number}] {line}"), (0, 0, 0, 2)))

    def _nearest(self, passages: Sequence[PassageView]) -> None:
        for passage in passages:
            short = passage.text if len(passage.text) < 320 else passage.text[:320].rsplit(" ", 1)[0] + " …"
            self.console.print(Padding(Text(short, style="dim"), (1, 0, 0, 2)))
            self.console.print(Padding(Text(place(passage), style="cyan"), (0, 0, 0, 2)))


def parted_notices(answer: Answer) -> tuple[list[str], list[str]]:
    """The notices that stand before an answer, and those that stand below.

    Before it stand who decides, where violence goes on, that the document which was asked about is not here, and that
    what was found may not answer.
    """
    heads = (render("decision_now", contact="\0"), render("absent_notice", document="\0"), render("unsure_notice"))
    frames = [each.partition("\0")[::2] for each in heads]
    first = [n for n in answer.notices if any(n.startswith(head) and n.endswith(tail) for head, tail in frames)]
    return first, [notice for notice in answer.notices if notice not in first]


def nearest(answer: Answer) -> tuple[PassageView, ...]:
    """The passages to show where there is no answer; headings say nothing by themselves and are left out."""
    return tuple(p for p in answer.passages if not p.heading)[:_NEAREST] or answer.passages[:_NEAREST]


def with_headings(claims: Sequence[Claim]) -> Iterator[tuple[Claim, str]]:
    """Each claim with the document that it opens, where the answer rests on several; else with an empty heading."""
    ids = [claim.citations[0].document_id for claim in claims]
    for at, claim in enumerate(claims):
        opens = len(set(ids)) > 1 and (not at or ids[at - 1] != ids[at])
        yield claim, named(claim.citations[0]) if opens else ""


def label(claim: Claim) -> str:
    """Strength, authority and voice of a claim in a few words."""
    parts = [
        strength_label(claim.strength.value, binding=is_binding(claim)),
        claim.citations[0].authority if claim.citations else "",
    ]
    if claim.voice is Voice.REPORTED:
        parts.append(f"reports {claim.reported_from}")
    return " · ".join(part for part in parts if part)


class Placed(Protocol):
    """Anything that says where it stands."""

    @property
    def document(self) -> str:
        """Its name."""
        ...

    @property
    def page_labels(self) -> Sequence[str]:
        """Printed labels of its pages."""
        ...

    @property
    def paragraph(self) -> str:
        """Its label."""
        ...

    @property
    def section(self) -> str:
        """Its section path."""
        ...


def place(where: Placed) -> str:
    """Document, section, paragraph and printed page in one line, and whether OCR read it."""
    symbol = getattr(where, "symbol", "")
    labels = [label.split("/")[0] for label in where.page_labels]
    pages = f"{word('pages' if len(labels) > 1 else 'page')} {', '.join(labels)}" if labels else ""
    sure = getattr(where, "ocr", 0)
    read = render("ocr_mark", sure=sure) if sure else ""
    parts = [titled(where.document, (symbol,)), where.section, _paragraph(where.paragraph), pages, read]
    return " · ".join(part for part in parts if part)


def titled(title: str, symbols: Sequence[str]) -> str:
    """A document's title with those of its symbols that say more: one that says all of it stands alone."""
    said = title.removeprefix(_RESOLUTION)
    whole = next((each for each in symbols if title != said and each.endswith(f"/{said}")), "")
    more = ", ".join(each for each in symbols if each and each not in title and each != whole)
    return f"{whole or title} ({more})" if more else whole or title


def standing(where: Citation) -> str:
    """Type, date, authority and status of a cited document in a few words; what is not known is said to be so."""
    issued = said_date(where.issued) or word("undated")
    authority = where.authority if where.authority != "unknown" else word("authority_unknown")
    status = where.status if where.status != "unknown" else word("status_unknown")
    return f"{where.document_type or word('type_unknown')}, {issued} · {authority}, {status}"


def _paragraph(label: str) -> str:
    return f"para. {label}" if label[:1].isdigit() or label.startswith("(") else label


def sources(claims: Sequence[Claim]) -> Iterator[tuple[int, str]]:
    """The source list: each number once, in order, with its place, type, date, authority and status."""
    seen: set[int] = set()
    for citation in sorted((c for claim in claims for c in claim.citations), key=lambda c: c.n):
        if citation.n not in seen:
            seen.add(citation.n)
            yield citation.n, f"{place(citation)} · {standing(citation)}"


def chat(assistant: Assistant, screen: Screen) -> None:
    """Asks for questions until the person leaves; each follows on from the two before it."""
    history: list[str] = []
    screen.console.print(Text(render("greeting")))
    while True:
        try:
            question = screen.console.input("\n[bold]Question:[/bold] ").strip()
        except (EOFError, KeyboardInterrupt):
            screen.console.print()
            return
        if question.casefold() in _LEAVE:
            return
        if question.casefold() in ("help", "?"):
            screen.console.print(Text(render("help", contact=assistant.settings.contact)))
            continue
        try:
            answer = assistant.ask(question, history=history)
        except PocError as error:
            screen.console.print(Text(str(error), style="red"))
            continue
        screen.answer(answer, assistant.beside(answer))
        if answer.outcome is not Outcome.ERROR:
            history.append(question)
