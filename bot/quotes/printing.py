"""A check in a terminal: the verdict, the true sentence with what differs marked word by word, and its place."""

from __future__ import annotations

import re

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.console import place
from bot.quotes.model import Change, Check, Difference, Verdict
from prompts import word

_AROUND, _WORDS = 160, 24
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
        line.append(word(f"verdict_{check.verdict.value}"), style=STYLES[check.verdict])
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

    def _line(self, label: str, text: Text) -> None:
        self.console.print(Padding(Text(f"{word(label)}  ", style="bold").append_text(text), (0, 0, 0, 2)))


def marked(check: Check) -> Text:
    """The quotation, with the words that differ struck out or coloured."""
    text = " ".join(check.quote.split())
    shown = Text(text)
    at = 0
    for difference in check.differences:
        found = text.find(difference.quote, at) if difference.quote else -1
        if found >= 0:
            at = found + len(difference.quote)
            shown.stylize("green" if difference.change.honest else "red strike", found, at)
    return shown


def truth(check: Check) -> Text:
    """The true words in their sentence, what the quotation lacks or changes in bold."""
    own = " ".join(check.truth.split())
    shown = Text(context(check.before, ending=True), style="dim")
    middle = Text(own)
    at = 0
    for difference in check.differences:
        found = own.find(difference.truth, at) if difference.truth else -1
        if found >= 0:
            at = found + len(difference.truth)
            middle.stylize("bold green" if not difference.change.honest else "green", found, at)
    return shown.append_text(middle).append(context(check.after, ending=False), style="dim")


def context(text: str, *, ending: bool) -> str:
    """What stands around the true words, on one line, its far end cut to about a line and a half."""
    line = re.sub(r"\s+", " ", text)
    words = line.split(" ")
    if len(line) <= _AROUND:
        return line
    kept = words[-_WORDS:] if ending else words[:_WORDS]
    return f"{word('cut')} {' '.join(kept)}" if ending else f"{' '.join(kept)} {word('cut')}"


def told(difference: Difference) -> str:
    """One difference in words: what was changed into what."""
    label = word(f"change_{difference.change.name.lower()}")
    if difference.change is Change.JOINED:
        return label
    if difference.quote and difference.truth:
        return f"{label}: “{difference.quote}” – {word('quote_reads')} “{difference.truth}”"
    return f"{label}: “{difference.quote or difference.truth}”"
