"""Telling an asker what became of a question where the reply itself cannot: at most once, and never in the open."""

from __future__ import annotations

import logging

from bot.slack.layout import Message, linked, notice, said
from bot.slack.post import Poster
from bot.slack.trouble import Trouble
from bot.state import Asked, Ending, Entry, Kind
from prompts import render

log = logging.getLogger(__name__)


class Telling:
    """Small messages around a reply; one that cannot be sent is logged and left."""

    def __init__(self, poster: Poster, contact: str) -> None:
        self._poster, self._contact = poster, contact

    def unsure(self, entry: Entry) -> None:
        """A private answer may not have arrived."""
        self._directly(entry, notice(render("unsure_private", code=entry.id), entry.id))

    def gone(self, entry: Entry) -> None:
        """The place of the question cannot be written to any more."""
        if entry.kind is Kind.SHARE:
            self.in_private(entry, notice(render("share_needs_member"), entry.id))
        elif not entry.channel.startswith("D"):
            text = linked("not_posted", "place", f"<#{entry.channel}>", code=entry.id)
            self._directly(entry, said(text, entry.id))

    def given_up(self, entry: Entry) -> None:
        """No reply could be given, however often it was tried."""
        if entry.kind is Kind.SHARE or not entry.channel.startswith("D"):
            self.gone(entry)
        else:
            self._directly(entry, notice(render("error_reference", code=entry.id), entry.id))

    def not_taken(self, asked: Asked) -> None:
        """A question that came as a message could not be written down, and does not come again."""
        try:
            self._poster.post(asked.channel, notice(render("not_taken"), ""), asked.thread_ts or asked.message_ts)
        except Trouble as trouble:
            log.warning("the asker of a question that was not taken could not be told: %s", trouble.code)

    def in_private(self, entry: Entry, message: Message) -> None:
        """By the address that came with what the person did, else directly."""
        try:
            self._poster.whisper(entry.response_url, message)
        except Trouble:
            self._directly(entry, message)

    def after(self, entry: Entry, ending: Ending) -> None:
        """What follows a reply: an asker learns that advisers have the question, a direct thread gets its title."""
        if entry.kind is Kind.ADVISER and ending is Ending.ANSWERED:
            text = render("adviser_done", contact=self._contact)
            self._directly(entry, notice(text, entry.id, ending.value))
        elif entry.kind is Kind.DM and not entry.thread_ts and entry.text:
            self._poster.title(entry.channel, entry.thread, entry.text)

    def _directly(self, entry: Entry, message: Message) -> None:
        try:
            self._poster.tell(entry.user, message)
        except Trouble as trouble:
            log.warning("question %s: the asker could not be told: %s", entry.id, trouble.code)
