"""Modals: a passage with what stands around it, and the reason for a thumb down."""

from __future__ import annotations

from collections.abc import Sequence

from bot.console import place, standing
from bot.showing import Shown
from bot.slack import blocks as b
from bot.slack.limits import Block, escape, shorten
from prompts import render, word

REASON = "feedback_reason"
REASONS = ("not_answered", "wrong_place", "outdated", "missing", "other")
_MOST = 12_000
"""Characters of one passage in a modal of at most 250 kB (views/modal-views); a letter may take six bytes."""


def passage_view(shown: Shown | None, pictures: Sequence[Block] = (), *, offered: Sequence[Block] = ()) -> Block:
    """A passage, whole and verbatim, with its place, its status and its neighbours; or why it cannot be shown.

    ``pictures`` are blocks that stand below the passage: its page, or a sentence in its stead. ``offered`` is what the
    one who looks may do with it.
    """
    if shown is None:
        return _modal(word("passage_title"), b.sections([escape(render("passage_gone"))]))
    where = shown.citation
    blocks = [*b.sections([f"*{escape(place(where))}*"]), *b.context([escape(standing(where))])]
    blocks += [*b.quotes(shorten(shown.text, _MOST)), *pictures, *offered]
    for heading, texts in (("passage_before", shown.before), ("passage_after", shown.after)):
        for text in texts:
            blocks += [b.divider(), *b.context([f"*{word(heading)}*"]), *b.quotes(shorten(text, _MOST))]
    return _modal(word("passage_title"), blocks)


def picture_follows() -> list[Block]:
    """What stands in a picture's place until it is there."""
    return b.context([escape(word("picture_follows"))])


def reason_view(id_: str) -> Block:
    """The modal that asks what was wrong with an answer; it carries the question's id alone."""
    options = [{"text": b.plain(word(f"reason_{reason}")), "value": reason} for reason in REASONS]
    asked = {
        "type": "input",
        "block_id": "reason",
        "label": b.plain(word("reason_label")),
        "element": {"type": "radio_buttons", "action_id": "reason", "options": options},
    }
    view = _modal(word("reason_title"), [*b.sections([escape(render("feedback_which"))]), asked])
    return view | {"callback_id": REASON, "private_metadata": id_, "submit": b.plain(word("send"))}


def notice_view(text: str) -> Block:
    """A modal that says one thing."""
    return _modal(word("notice_title"), b.sections([escape(text)]))


def waiting_view() -> Block:
    """A modal for the while in which another one is made."""
    return notice_view(render("window_working"))


def _modal(title: str, blocks: list[Block]) -> Block:
    return {"type": "modal", "title": b.plain(title), "close": b.plain(word("close")), "blocks": blocks}
