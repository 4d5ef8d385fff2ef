"""Passing a question on to an adviser: seen first by the asker, then sent with the nearest passages."""

from __future__ import annotations

from collections.abc import Sequence

from bot.assistant import Assistant
from bot.console import place
from bot.model import PassageView
from bot.settings import Settings
from bot.slack import blocks as b
from bot.slack.audience import Audiences
from bot.slack.layout import Message, linked, metadata
from bot.slack.limits import Block, escape, shorten
from bot.state import Entry
from prompts import render, word

CALLBACK = "adviser_send"
_PASSAGES = 3
_SHORT = 700


def nearest(
    assistant: Assistant, text: str, channel: frozenset[str], asker: frozenset[str], id_: str
) -> list[PassageView]:
    """The best passages for a question that both the advisers' channel and the asker may see.

    They are searched among what is open to both. Left out afterwards, those of the channel alone would leave a gap.
    """
    return list(assistant.ask(text, audience=channel & asker, id_=id_).passages[:_PASSAGES])


def preview(entry: Entry, passages: Sequence[PassageView], settings: Settings) -> Block:
    """The modal that shows what would be sent; it carries the question's id alone."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": entry.id,
        "title": b.plain(word("adviser_title")),
        "submit": b.plain(word("send")),
        "close": b.plain(word("close")),
        "blocks": [*b.sections([escape(render("adviser_preview", contact=settings.contact))]), *_body(entry, passages)],
    }


def for_advisers(assistant: Assistant, audiences: Audiences, entry: Entry) -> Message:
    """The message that advisers get; ``entry.channel`` is their channel."""
    channel, asker = audiences.of_channel(entry.channel), audiences.of_person(entry.user)
    passages = nearest(assistant, entry.text, channel, asker, entry.id)
    contact = assistant.settings.contact
    line = linked("adviser_from", "user", f"<@{entry.user}>", contact=contact)
    blocks = [b.header(word("adviser_sent")), *b.sections([line]), *_body(entry, passages)]
    return Message(f"{line}\n{escape(shorten(entry.text, 3000))}", blocks, metadata(entry.id, "answered"))


def _body(entry: Entry, passages: Sequence[PassageView]) -> list[Block]:
    blocks = [*b.sections([f"*{word('adviser_question')}*"]), *b.quotes(entry.text)]
    if passages:
        blocks += b.sections([f"*{word('adviser_passages')}*"])
    for passage in passages:
        blocks += [b.quote(shorten(passage.text, _SHORT)), *b.context([escape(shorten(place(passage), 600))])]
    return blocks
