"""The intake: every question is in the journal before Slack hears that it arrived.

Bolt acknowledges an event before its listener runs (slack_bolt/listener/thread_runner.py), so this is a middleware. If
the journal cannot be written, nothing is acknowledged, and Slack delivers the event again
(https://docs.slack.dev/apis/events-api, retries).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import BoltContext, BoltRequest, BoltResponse

from bot.slack.form import is_follow_up, mentions, without_names
from bot.slack.gate import Gate
from bot.slack.metrics import Metrics
from bot.slack.subcommands import meant
from bot.slack.worker import Worker
from bot.state import Asked, Journal, Kind

SHORTCUT = "ask_about"
CHECK = "check_quotations"
_RETRY, _LAST = "x-slack-retry-num", "3"
"""Slack delivers an event again at once, after a minute and after five (docs.slack.dev/apis/events-api, retries)."""
_TAKEN = (None, "thread_broadcast", "file_share")

Body = dict[str, Any]


class Intake:
    """Tells questions from everything else, writes them down, and puts them into the line."""

    def __init__(self, journal: Journal, worker: Worker, metrics: Metrics, gate: Gate, *, follow_ups: bool) -> None:
        self._journal, self._worker, self._metrics, self._gate = journal, worker, metrics, gate
        self._follow_ups = follow_ups

    def middleware(
        self, body: Body, context: BoltContext, request: BoltRequest, next: Callable[[], BoltResponse]
    ) -> BoltResponse | None:
        """Takes questions; events that are messages end here, all else goes on to its listener.

        What cannot be written down comes again, until Slack has tried for the last time: then its asker is told.
        """
        asked = self.asked(body, str(context.bot_user_id or ""))
        if asked is not None:
            try:
                with self._gate.arriving():
                    self.take(asked)
            except Exception:
                if _LAST not in request.headers.get(_RETRY, ()):
                    raise
                self._worker.not_taken(asked)
                raise
        if body.get("event", {}).get("type") in ("message", "app_mention"):
            return BoltResponse(status=200)
        next()
        return None

    def take(self, asked: Asked) -> str:
        """Writes a question down and puts it into the line; returns its id, empty where it was there already."""
        id_ = self._journal.record(asked)
        if not id_:
            self._metrics.repeated.inc()
            return ""
        self._metrics.taken.labels(asked.kind.value).inc()
        self._worker.accept(id_, asked.user)
        return id_

    def asked(self, body: Body, bot_user: str) -> Asked | None:
        """The question in what Slack sent, or None."""
        if "event" in body:
            return self._from_event(body, body["event"], bot_user)
        if body.get("command"):
            return _from_command(body)
        if body.get("type") == "message_action" and body.get("callback_id") == SHORTCUT:
            return _from_shortcut(body)
        if body.get("type") == "message_action" and body.get("callback_id") == CHECK:
            return _from_check(body)
        return None

    def _from_event(self, body: Body, event: Body, bot_user: str) -> Asked | None:
        """A mention, a direct message or a follow-up; other bots' messages, edits and joins are none."""
        is_said = event.get("type") in ("message", "app_mention") and event.get("subtype") in _TAKEN
        if not is_said or event.get("bot_id") or not event.get("user") or event["user"] == bot_user:
            return None
        kind = self._kind(event, bot_user)
        if kind is None:
            return None
        return Asked(
            event_id=str(body.get("event_id", "")), kind=kind, team=str(body.get("team_id", "")),
            channel=event["channel"], user=event["user"], text=without_names(event.get("text", "")),
            thread_ts=event.get("thread_ts", ""), message_ts=event["ts"],
        )  # fmt: skip

    def _kind(self, event: Body, bot_user: str) -> Kind | None:
        if event["channel"].startswith("D"):
            return Kind.DM
        if event["type"] == "app_mention" or mentions(event.get("text", ""), bot_user):
            return Kind.MENTION
        thread = event.get("thread_ts", "")
        if self._follow_ups and thread and is_follow_up(event.get("text", "")):
            return Kind.MENTION if self._journal.asker_of(event["channel"], thread) == event["user"] else None
        return None


def _from_command(body: Body) -> Asked | None:
    """A question or a sub-command that is answered in the line; what is done at once is left to its listener."""
    text = str(body.get("text", "")).strip()
    found = meant(text)
    if not text or (found is not None and not found[0].is_journalled(found[1])):
        return None
    return Asked(
        event_id=f"command:{body['trigger_id']}", kind=Kind.SLASH, team=body.get("team_id", ""),
        channel=body["channel_id"], user=body["user_id"], text=text, response_url=body.get("response_url", ""),
    )  # fmt: skip


def _from_check(body: Body) -> Asked | None:
    """The text of the message that was chosen, as if it were typed behind ``/poc check``."""
    return Asked(
        event_id=f"shortcut:{body['trigger_id']}", kind=Kind.SLASH, team=body["team"]["id"],
        channel=body["channel"]["id"], user=body["user"]["id"],
        text=f"check {without_names(str(body['message'].get('text', '')))}", response_url=body.get("response_url", ""),
    )  # fmt: skip


def _from_shortcut(body: Body) -> Asked | None:
    """The text of the message that was chosen, as the chooser's own question; its author is not asked about."""
    text = without_names(str(body["message"].get("text", "")))
    return Asked(
        event_id=f"shortcut:{body['trigger_id']}", kind=Kind.SHORTCUT, team=body["team"]["id"],
        channel=body["channel"]["id"], user=body["user"]["id"], text=text, response_url=body.get("response_url", ""),
        thread_ts=body["message"].get("thread_ts", ""),
    )  # fmt: skip
