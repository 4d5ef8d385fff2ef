"""What people do with a reply: show a passage, judge it, share it, pass it on. Button values carry ids alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.assistant import Assistant
from bot.settings import Settings
from bot.showing import Reference
from bot.slack import adviser
from bot.slack import blocks as b
from bot.slack.audience import Audiences
from bot.slack.intake import Intake
from bot.slack.layout import notice
from bot.slack.limits import Block
from bot.slack.metrics import Metrics
from bot.slack.pictures import Pictures
from bot.slack.post import Poster
from bot.slack.verdicts import Advising
from bot.slack.views import REASON, REASONS, notice_view, passage_view, picture_follows, reason_view
from bot.slack.windows import Windows
from bot.source.links import Links
from bot.state import Asked, Entry, Journal, Kind, Rating
from prompts import render, word

Body = dict[str, Any]


class Actions:
    """Listeners of buttons and modals."""

    def __init__(
        self, assistant: Assistant, journal: Journal, intake: Intake, audiences: Audiences, poster: Poster,
        metrics: Metrics, pictures: Pictures, windows: Windows, links: Links | None, advising: Advising,
    ) -> None:  # fmt: skip
        self._assistant, self._journal, self._intake = assistant, journal, intake
        self._audiences, self._poster, self._metrics = audiences, poster, metrics
        self._advising = advising
        self._settings: Settings = assistant.settings
        self._pictures, self._windows, self._links = pictures, windows, links

    def register(self, app: App) -> None:
        """Adds the listeners to an app."""
        app.action("show_passage")(self.show_passage)
        app.action("open_source")(self.opened_source)
        app.action("feedback")(self.judge)
        app.action("share")(self.share)
        app.action("ask_adviser")(self.preview)
        app.view(REASON)(self.explain)
        app.view(adviser.CALLBACK)(self.pass_on)

    def show_passage(self, ack: Ack, body: Body) -> None:
        """Opens the passage behind a quotation for the one who pressed, who may see what they and their channel may."""
        ack()
        follows: list[Callable[[str], None]] = []
        id_ = self._windows.open(body["trigger_id"], partial(self._passage, body, follows))
        for follow in follows:
            follow(id_)

    def _passage(self, body: Body, follows: list[Callable[[str], None]]) -> Body:
        """The passage's view; ``follows`` gets what is done once it is open: its page is drawn."""
        reference = Reference.decode(body["actions"][0].get("value", ""))
        audience = self._audiences.of_person(body["user"]["id"], _channel(body))
        shown = self._assistant.show(reference, audience=audience) if reference else None
        if reference is None or shown is None:
            return passage_view(None)
        offered = self._advising.offers(body)
        if not self._assistant.has_pictures(reference, audience=audience):
            return passage_view(shown, offered=offered)
        view = partial(passage_view, shown, offered=[*self._link(reference, audience), *offered])
        draw = partial(self._assistant.pictures, reference, audience=audience)
        follows.append(lambda id_: self._pictures.add(id_, draw, view))
        return view(picture_follows())

    def opened_source(self, ack: Ack) -> None:
        """The browser has opened the page; Slack wants to hear that the button was noticed."""
        ack()

    def judge(self, ack: Ack, body: Body) -> None:
        """Keeps a verdict; a thumb down asks what was wrong."""
        ack()
        verdict, _, id_ = str(body["actions"][0].get("value", "")).partition(".")
        if verdict not in ("good", "bad") or self._journal.entry(id_) is None:
            self._poster.whisper(body.get("response_url", ""), notice(render("text_gone"), id_))
            return
        self._rate(Rating(id_, body["user"]["id"], verdict, ""))
        if verdict == "bad":
            self._windows.open(body["trigger_id"], partial(reason_view, id_))

    def explain(self, ack: Ack, body: Body) -> None:
        """Keeps the reason for a thumb down."""
        chosen = body["view"]["state"]["values"].get("reason", {}).get("reason", {}).get("selected_option") or {}
        reason = chosen.get("value", "")
        if reason in REASONS:
            self._rate(Rating(body["view"]["private_metadata"], body["user"]["id"], "bad", reason))
        ack(response_action="update", view=notice_view(render("feedback_thanks")))

    def share(self, ack: Ack, body: Body) -> None:
        """Asks a private question again, for everybody in the channel; pressed twice, it is shared once."""
        ack()
        entry, url = self._own(body, body["actions"][0].get("value", "")), body.get("response_url", "")
        if entry is None or not entry.text:
            self._poster.whisper(url, notice(render("text_gone"), entry.id if entry else ""))
        elif not self._again(entry, Kind.SHARE, entry.channel, url):
            self._poster.whisper(url, notice(render("shared_already"), entry.id))

    def preview(self, ack: Ack, body: Body) -> None:
        """Shows the asker what advisers would get."""
        ack()
        entry = self._own(body, body["actions"][0].get("value", ""))
        self._windows.open(body["trigger_id"], partial(self._preview, entry))

    def pass_on(self, ack: Ack, body: Body) -> None:
        """Sends to the advisers what the asker has seen, and says so in the window's place."""
        entry = self._own(body, body["view"]["private_metadata"])
        if entry is None or not entry.text or not self._settings.adviser_channel:
            text = render("text_gone")
        elif self._again(entry, Kind.ADVISER, self._settings.adviser_channel):
            text = render("adviser_sending", contact=self._settings.contact)
        else:
            text = render("adviser_already", contact=self._settings.contact)
        ack(response_action="update", view=notice_view(text))

    def _preview(self, entry: Entry | None) -> Body:
        if entry is None:
            return notice_view(render("adviser_yours"))
        if not entry.text:
            return notice_view(render("text_gone"))
        if not self._settings.adviser_channel:
            return notice_view(render("adviser_none", contact=self._settings.contact))
        if self._journal.passed_on(entry.id, Kind.ADVISER)[1]:
            return notice_view(render("adviser_already", contact=self._settings.contact))
        channel = self._audiences.of_channel(self._settings.adviser_channel)
        asker = self._audiences.of_person(entry.user)
        passages = adviser.nearest(self._assistant, entry.text, channel, asker, entry.id)
        return adviser.preview(entry, passages, self._settings)

    def _again(self, entry: Entry, kind: Kind, channel: str, response_url: str = "") -> bool:
        """A new entry about an earlier one; False, and none, while one goes on or after one went well."""
        count, going = self._journal.passed_on(entry.id, kind)
        if going:
            return False
        taken = self._intake.take(
            Asked(
                event_id=f"{kind.value}:{entry.id}:{count}",
                kind=kind,
                team=entry.team,
                channel=channel,
                user=entry.user,
                text=entry.text,
                about=entry.id,
                response_url=response_url,
            )
        )
        return bool(taken)  # pressed twice at the same moment, the second finds it written down

    def _link(self, reference: Reference, audience: frozenset[str]) -> list[Block]:
        """A button to the source page, where there is one; signed for those names alone that limit a document."""
        if self._links is None:
            return []
        address = self._links.make(reference, audience & self._assistant.limits(), time.time())
        return b.actions([b.link("open_source", word("open_source"), address)])

    def _own(self, body: Body, id_: str) -> Entry | None:
        """The entry, where the one who acts is its asker."""
        entry = self._journal.entry(id_)
        return entry if entry is not None and entry.user == body["user"]["id"] else None

    def _rate(self, rating: Rating) -> None:
        self._journal.rate(rating)
        self._metrics.feedback.labels(rating.verdict, rating.reason or "none").inc()


def _channel(body: Body) -> str:
    """The channel of the message whose button was pressed; empty in a modal or on the Home tab."""
    return str((body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or "")
