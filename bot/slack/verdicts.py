"""POC advisers judge citations: for everyone, in their own wording, seen on the message.

Slack shows one message to all of a channel, so the buttons stand in the passage's modal, which one person alone sees;
who presses is checked again each time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App

from bot.assistant import Assistant
from bot.model import PassageView
from bot.showing import Reference, Shown
from bot.slack import verdict_views as v
from bot.slack.audience import Audiences
from bot.slack.layout import Message
from bot.slack.limits import MESSAGE_BLOCKS, PAYLOAD, Block, weight
from bot.slack.post import Poster
from bot.slack.trouble import Trouble
from bot.slack.views import notice_view
from bot.slack.windows import Windows
from bot.state import Journal, Judgement, Verdict
from prompts import render

log = logging.getLogger(__name__)

Body = dict[str, Any]
_FOUND = 5
_SHORTEST = 8


class Advising:
    """Listeners of advisers' buttons and forms."""

    def __init__(
        self, assistant: Assistant, journal: Journal, audiences: Audiences, poster: Poster, windows: Windows
    ) -> None:
        self._assistant, self._journal = assistant, journal
        self._audiences, self._poster, self._windows = audiences, poster, windows
        self._group = assistant.settings.adviser_group

    def register(self, app: App) -> None:
        """Adds the listeners to an app."""
        for kind in Judgement:
            app.action(f"verdict_{kind.value}")(self.begin)
        app.action(v.SEARCH)(self.search)
        app.action(v.CHOOSE)(self.choose)
        app.view(v.CALLBACK)(self.keep)

    def offers(self, body: Body) -> list[Block]:
        """Buttons for one who looks at a passage behind a button of a message; none for others than advisers."""
        if not self._may(body):
            return []
        pressed, box = body["actions"][0], body.get("container") or {}
        seen = not box.get("is_ephemeral") and bool(box.get("message_ts"))
        channel = str((body.get("channel") or {}).get("id") or "")
        about = v.Judged(
            reference=str(pressed.get("value", "")),
            channel=channel,
            message=str(box["message_ts"]) if seen else "",
            block=str(pressed.get("block_id", "")),
        )
        return v.offers(about)

    def begin(self, ack: Ack, body: Body) -> None:
        """Opens the form over the passage."""
        ack()
        about = v.Judged.decode(str(body["actions"][0].get("value", "")))
        self._windows.open(body["trigger_id"], lambda: self._form(body, about), over=True)

    def search(self, ack: Ack, body: Body) -> None:
        """Shows the passages that an adviser may see, nearest to what was typed."""
        ack()
        words = str(body["actions"][0].get("value") or "").strip()
        about = v.Judged.decode(body["view"]["private_metadata"])
        if words:
            self._redraw(body, about, lambda: self._found(body, about, words))

    def choose(self, ack: Ack, body: Body) -> None:
        """Takes one of the passages that were found as the right one."""
        ack()
        about = v.Judged.decode(body["view"]["private_metadata"])
        self._redraw(body, about, lambda: self._chosen(body, about, str(body["actions"][0].get("value", ""))))

    def keep(self, ack: Ack, body: Body) -> None:
        """Keeps the verdict and shows it on the message."""
        about = v.Judged.decode(body["view"]["private_metadata"])
        if about is None or not self._may(body):
            ack(response_action="update", view=notice_view(render("verdict_gone")))
            return
        values = body["view"]["state"]["values"]
        wording, note = (_typed(values, name) for name in (v.WORDING, v.NOTE))
        if wrong := _wrong(about, wording, note):
            ack(response_action="errors", errors=wrong)
            return
        verdict = self._journal.verdicts.record(
            Judgement(about.kind), wording=wording, reference=about.reference, adviser=body["user"]["id"],
            right=about.right, note=note,
        )  # fmt: skip
        ack(response_action="update", view=notice_view(render("verdict_kept")))
        try:
            self._show(about, verdict)
        except Trouble as trouble:
            log.warning("verdict %s could not be shown on its message: %s", verdict.id, trouble.code)

    def _show(self, about: v.Judged, verdict: Verdict) -> None:
        """Marks the message; where it has no room, or is not the bot's to change, a reply in its thread says it."""
        entry = self._journal.of_reply(about.channel, about.message) if about.message else None
        if entry is None:
            return
        audience = self._audiences.of_reply(entry)
        reference = Reference.decode(verdict.right)
        right = self._assistant.show(reference, audience=audience) if reference else None
        text = v.line(verdict, about.number)
        message = self._poster.message(entry)
        if message is None:
            return
        blocks = v.marked(message.get("blocks") or [], about, text, right)
        if len(blocks) <= MESSAGE_BLOCKS and weight(blocks) <= PAYLOAD:
            self._poster.change(entry.channel, message, blocks)
        else:
            self._poster.post(entry.channel, Message(text, [v.said(text, right)]), entry.thread or str(message["ts"]))

    def _redraw(self, body: Body, about: v.Judged | None, make: Callable[[], Block]) -> None:
        self._windows.redraw(body["view"], make, lambda: self._form(body, about, note=render("window_working")))

    def _found(self, body: Body, about: v.Judged | None, words: str) -> Block:
        if about is None or not self._may(body):
            return self._form(body, None)
        found = self._assistant.ask(words, audience=self._sees(body, about)).passages[:_FOUND]
        return self._form(body, about, found, "" if found else render("verdict_nothing"))

    def _chosen(self, body: Body, about: v.Judged | None, passage: str) -> Block:
        right = self._assistant.pinned(passage, audience=self._sees(body, about)) if about else None
        return self._form(body, replace(about, right=right.encode() if right else "") if about else None)

    def _form(self, body: Body, about: v.Judged | None, found: Sequence[PassageView] = (), note: str = "") -> Block:
        """The form, as far as this adviser may see its passages; a notice where there is nothing to judge any more."""
        shown = self._shown(about, body, about.reference) if about and self._may(body) else None
        if about is None or shown is None:
            return notice_view(render("verdict_gone"))
        return v.form(about, shown, found, self._shown(about, body, about.right), note)

    def _shown(self, about: v.Judged, body: Body, place: str) -> Shown | None:
        """A place, as far as the adviser may see it."""
        reference = Reference.decode(place)
        return self._assistant.show(reference, audience=self._sees(body, about)) if reference else None

    def _may(self, body: Body) -> bool:
        return self._audiences.is_member(body["user"]["id"], self._group)

    def _sees(self, body: Body, about: v.Judged | None) -> frozenset[str]:
        return self._audiences.of_person(body["user"]["id"], about.channel if about else "")


def _typed(values: Body, name: str) -> str:
    return str((values.get(name) or {}).get(name, {}).get("value") or "").strip()


def _wrong(about: v.Judged, wording: str, note: str) -> dict[str, str]:
    """What keeps a form from being taken, by field."""
    if sum(c.isalnum() for c in wording) < _SHORTEST:
        return {v.WORDING: render("verdict_wording_short")}
    if about.kind == Judgement.CORRECT and not about.right and not note:
        return {v.NOTE: render("verdict_needs_passage")}
    return {}
