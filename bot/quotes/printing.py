"""A check in a terminal: the verdict, the true sentence with what differs marked word by word, and its place."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.console import place
from bot.quotes.marking import context, quoted_runs, told, true_runs
from bot.quotes.model import Check, Verdict
from bot.quotes.standing import ReferenceCheck, Standing
from prompts import render, word

STYLES = {
    Verdict.EXACT: "bold green", Verdict.NEAR: "bold green", Verdict.ALTERED: "bold red",
    Verdict.MISATTRIBUTED: "bold yellow", Verdict.ABSENT: "bold red", Verdict.UNCHECKED: "yellow",
}  # fmt: skip


class Printer:
    """Prints checks; text from documents and people is never taken for markup."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(width=min(100, Console().width), highlight=False)

    def check(self, check: Check, *, heading: str = "") -> None:
        """Prints one check; ``heading`` says where it stands in a draft."""
        line = Text(heading, style="dim")
        line.append(word(check.headline), style=STYLES[check.verdict])
        self.console.print(line)
        self._line("quote_yours", marked(check))
        if check.truth:
            self._line("quote_true", truth(check))
            self._line("quote_place", Text(place(check), style="cyan"))
        for difference in check.differences:
            self.console.print(Padding(Text(f"– {told(difference)}"), (0, 0, 0, 2)))
        for notice in check.notices:
            self.console.print(Padding(Text(f"Note: {notice}", style="yellow"), (0, 0, 0, 2)))
        self.console.print()

    def reference(self, check: ReferenceCheck, *, heading: str = "") -> None:
        """Prints what a reference in a draft leads to."""
        good = check.standing is Standing.FOUND
        line = Text(heading, style="dim").append(f"{word('reference')} ", style="bold")
        line.append(check.reference).append(
            f" – {word(f'standing_{check.standing.name.lower()}')}", style="green" if good else "yellow"
        )
        if check.document:
            line.append(f"  {place(check)}", style="cyan")
        self.console.print(line)
        for notice in check.notices:
            self.console.print(Padding(Text(f"Note: {notice}", style="yellow"), (0, 0, 0, 2)))
        self.console.print()

    def _line(self, label: str, text: Text) -> None:
        self.console.print(Padding(Text(f"{word(label)}  ", style="bold").append_text(text), (0, 0, 0, 2)))


def nothing() -> str:
    """What is said of a draft without quotations and references."""
    return render("draft_nothing")


def marked(check: Check) -> Text:
    """The quotation, with the words that differ struck out or coloured."""
    shown = Text()
    for text, change in quoted_runs(check):
        shown.append(text, style="" if change is None else "green" if change.honest else "red strike")
    return shown


def truth(check: Check) -> Text:
    """The true words in their sentence, what the quotation lacks or changes in bold."""
    shown = Text(context(check.before, ending=True), style="dim")
    for text, change in true_runs(check):
        shown.append(
            text, style="not dim" if change is None else "not dim green" if change.honest else "not dim bold green"
        )
    return shown.append(context(check.after, ending=False), style="dim")
