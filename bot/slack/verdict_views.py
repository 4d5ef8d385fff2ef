"""What POC advisers see when they judge a citation: buttons under its passage, a form, and the line that all see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.console import place
from bot.model import PassageView
from bot.showing import Reference, Shown
from bot.slack import blocks as b
from bot.slack.layout import SOURCE
from bot.slack.limits import Block, escape, shorten
from bot.state import Judgement, Verdict
from prompts import render, word

CALLBACK = "verdict"
SEARCH, CHOOSE = "verdict_search", "verdict_choose"
WORDING, NOTE = "verdict_wording", "verdict_note"
_SHORT, _QUOTE = 300, 700
_WORDING_MOST, _NOTE_MOST = 300, 500


@dataclass(frozen=True, slots=True)
class Judged:
    """What a verdict is about: a citation (``Reference.encode``) and, where there is one, the message that shows it.

    ``block`` is the block of that message in which the source stands. ``right`` is the passage that answers instead.
    """

    reference: str
    channel: str = ""
    message: str = ""
    block: str = ""
    kind: str = ""
    right: str = ""

    def encode(self) -> str:
        """One line of at most 400 characters, ids alone."""
        return "|".join((self.reference, self.channel, self.message, self.block, self.kind, self.right))

    @classmethod
    def decode(cls, line: str) -> Judged | None:
        """What ``encode`` wrote; None for anything else."""
        parts = line.split("|")
        return cls(*parts) if len(parts) == 6 else None

    @property
    def number(self) -> str:
        """The source's number in its message, as "[2]"; empty for a nearest passage."""
        return f"[{self.block.removeprefix(SOURCE)}]" if self.block.startswith(SOURCE) else ""


def offers(about: Judged) -> list[Block]:
    """The three buttons that advisers see under a passage."""
    buttons = [
        b.button(f"verdict_{kind.value}", word(f"verdict_{kind.value}"), replace(about, kind=kind.value).encode())
        for kind in Judgement
    ]
    return [*b.context([escape(render("verdict_offer"))]), *b.actions(buttons)]


def form(
    about: Judged, shown: Shown, found: Sequence[PassageView] = (), chosen: Shown | None = None, note: str = ""
) -> Block:
    """The modal in which an adviser words the question, and for a correction finds the right passage or leaves a note.

    ``found`` are passages to choose from; ``chosen`` is the one that was chosen; ``note`` tells of the search.
    """
    quote = shown.citation.quote
    judged = shown.text if quote.rstrip().endswith(":") else quote  # a lead-in says nothing without its list
    blocks = [b.quote(shorten(judged, _QUOTE)), *b.context([escape(place(shown.citation))])]
    wording = word("verdict_wording")
    blocks.append(b.text_input(WORDING, wording, hint=render("verdict_wording_hint"), most=_WORDING_MOST))
    if about.kind == Judgement.CORRECT:
        blocks += [
            _search(),
            *b.context([escape(note)] if note else []),
            *_chosen(chosen),
            *(block for each in found for block in _candidate(each)),
        ]
    if about.kind != Judgement.CONFIRM:
        hint = render("verdict_note_hint")
        label = word("verdict_note")
        blocks.append(b.text_input(NOTE, label, hint=hint, most=_NOTE_MOST, long=True, optional=True))
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": about.encode(),
        "title": b.plain(word(f"verdict_title_{about.kind}")),
        "submit": b.plain(word("verdict_keep")),
        "close": b.plain(word("close")),
        "blocks": blocks,
    }


def line(verdict: Verdict, number: str) -> str:
    """The line on the message, escaped: what was said, by whom by role, and when."""
    day = f"{verdict.day.day} {verdict.day:%B %Y}"
    return escape(render(f"verdict_line_{verdict.kind.value}", number=number, date=day, note=verdict.note))


def marked(blocks: Sequence[Block], about: Judged, text: str, right: Shown | None) -> list[Block]:
    """A message's blocks with a verdict under its source; an earlier one on the same source gives way."""
    name = f"verdict_{about.block}"
    kept = [block for block in blocks if block.get("block_id") != name]
    at = next((i for i, block in enumerate(kept, 1) if block.get("block_id") == about.block), len(kept))
    return [*kept[:at], said(text, right, name), *kept[at:]]


def said(text: str, right: Shown | None, id_: str = "") -> Block:
    """A verdict as a section, with the way to the right passage where one was named and may be seen here."""
    if right is None:
        return b.section(text, id_=id_)
    where = right.citation
    value = Reference.of(where).encode()
    button = b.button("show_passage", word("show_passage"), value, word("show_passage"))
    return b.section(f"{text}\n{escape(shorten(place(where), 600))}", button, id_)


def _search() -> Block:
    block = b.text_input(SEARCH, word("verdict_search"), hint=render("verdict_search_hint"), optional=True)
    block["dispatch_action"] = True
    block["element"]["dispatch_action_config"] = {"trigger_actions_on": ["on_enter_pressed"]}
    return block


def _chosen(chosen: Shown | None) -> list[Block]:
    if chosen is None:
        return []
    title = f"*{word('verdict_chosen')}* {escape(shorten(place(chosen.citation), 600))}"
    return [*b.sections([title]), b.quote(shorten(chosen.citation.quote, _QUOTE)), b.divider()]


def _candidate(each: PassageView) -> list[Block]:
    value = Reference(each.document_id, each.start, each.end, "").encode()
    button = b.button(CHOOSE, word("verdict_choose"), value, f"{word('verdict_choose')} {each.rank}")
    return [b.quote(shorten(each.text, _SHORT)), b.section(escape(shorten(place(each), 600)), button)]
