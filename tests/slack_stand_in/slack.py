"""The stand-in's parts, and what they do together. Used in the server's loop alone."""

import asyncio
import copy
import secrets
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from . import envelopes
from .clock import Clock, Pulse
from .delivery import Delivery
from .faults import Faults
from .model import Args, Call, Channel, Json, SlackError
from .rules import LIMITS
from .socket_mode import SocketMode
from .views import Views
from .workspace import BOT_USER, Workspace


@dataclass
class Reply:
    """A response_url: five uses in thirty minutes."""

    channel: Channel
    user: str
    at: float
    message: Json = field(default_factory=dict)
    uses: int = 0

    def spend(self, now: float) -> None:
        """Use it once. Raises SlackError expired_url or used_url."""
        if now - self.at > LIMITS["response seconds"].value:
            raise SlackError("expired_url")
        if self.uses >= LIMITS["response uses"].value:
            raise SlackError("used_url")
        self.uses += 1


class Slack:
    """One workspace with one app installed."""

    def __init__(self, clock: Clock, bot_token: str, app_token: str, seed: int) -> None:
        self.clock = clock
        self.pulse = Pulse()
        self.tokens = {bot_token: "bot", app_token: "app"}
        self.revoked: set[str] = set()
        self.base = ""
        self.workspace = Workspace(clock)
        self.views = Views(self.workspace)
        self.faults = Faults(seed)
        self.socket = SocketMode(self.pulse.beat, seed)
        self.delivery = Delivery(self.socket, clock, self.pulse.beat, seed)
        self.calls: list[Call] = []
        self.advice: list[str] = []
        self.replies: dict[str, Reply] = {}
        self.streams: dict[str, float] = {}
        self.sessions: dict[str, Json] = {}
        self.subscribed: set[str] | None = None
        self.tasks: set[asyncio.Task[Any]] = set()

    def authorize(self, token: str, kind: str) -> None:
        """Let a call with this token pass. Raises SlackError not_authed, token_revoked, invalid_auth and the like."""
        if not token:
            raise SlackError("not_authed")
        if token in self.revoked:
            raise SlackError("token_revoked")
        if token not in self.tokens:
            raise SlackError("invalid_auth")
        if self.tokens[token] != kind:
            raise SlackError("not_allowed_token_type")

    def record(self, method: str, args: Args, error: str) -> None:
        """Write a call down, without its token."""
        kept = {name: value for name, value in args.values.items() if name != "token"}
        self.calls.append(Call(method, kept, self.clock.now(), error))
        self.pulse.beat()

    def task(self, work: Coroutine[Any, Any, Any]) -> None:
        """Start work that goes on by itself."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self.tasks.discard(task)
        self.pulse.beat()

    def emit(self, event: Json) -> str:
        """Send an event to the app, and return its event_id; empty where the app does not listen to its type."""
        self.pulse.beat()
        name = event["type"]
        full = f"{name}.{event.get('channel_type')}"
        if self.subscribed is not None and not {name, full} & self.subscribed:
            return ""
        payload = envelopes.event_callback(copy.deepcopy(event), self.clock.now())
        self.task(self.delivery.event(payload))
        return str(payload["event_id"])

    def tell(self, channel: Channel, message: Json) -> tuple[str, ...]:
        """Send the events of a new message: a mention is told twice, once as app_mention and once as message."""
        if BOT_USER not in channel.members:
            return ()
        kinds = ["message"]
        if f"<@{BOT_USER}>" in message["text"] and channel.kind != "im" and message.get("user") != BOT_USER:
            kinds.insert(0, "app_mention")
        sent = [self.emit(envelopes.message_event(message, channel, kind)) for kind in kinds]
        return tuple(id for id in sent if id)

    def tell_change(self, channel: Channel, message: Json, subtype: str) -> None:
        """Send the event of a message that was edited or deleted."""
        self.emit(envelopes.changed_event(subtype, message, channel, self.workspace.next_ts()))

    def response_url(self, channel: Channel, user: str, message: Json | None = None) -> str:
        """A fresh response_url; ``message`` is the one that it may replace or delete."""
        id = secrets.token_hex(8)
        self.replies[id] = Reply(channel, user, self.clock.now(), message or {})
        return f"{self.base}/respond/{id}"
