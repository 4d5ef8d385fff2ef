"""What a test may order, read and wait for; and the same over HTTP, under /control/, for tests in another process.

POST /control/VERB with the arguments as a JSON object answers ``{"ok": true, "result": ...}``; the verbs are the public
methods of Control and of People. POST /control/wait with ``{"verb", "arguments", "at_least", "timeout"}`` answers once
the list that the verb returns is that long.
"""

import copy
import dataclasses
import inspect
from typing import Any

from aiohttp import web

from .faults import Fault, Kind
from .http_events import HttpEvents
from .model import Ack, Call, Json, SlackError
from .people import People
from .rules import LIMITS
from .slack import Reply, Slack
from .workspace import BOT_USER


class Control:
    """Used in the server's loop alone; StandIn calls it from other threads."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self.people = People(slack)

    def messages(self, channel: str, thread_ts: str = "") -> list[Json]:
        """A conversation's messages, oldest first, or one thread's with its parent; each names its ``channel``."""
        where = self._slack.workspace.channels[channel]
        found = where.thread(thread_ts) if thread_ts else [message for _, message in sorted(where.messages.items())]
        return [{**copy.deepcopy(message), "channel": channel} for message in found]

    def ephemerals(self, user: str) -> list[Json]:
        """What one person alone was shown."""
        return copy.deepcopy([shown for shown in self._slack.workspace.ephemerals if shown["user"] == user])

    def views(self, user: str) -> list[Json]:
        """The modals that a person has open, topmost last."""
        return copy.deepcopy(self._slack.views.stacks.get(user, []))

    def home(self, user: str) -> Json:
        """A person's Home tab; empty before the app published one."""
        return copy.deepcopy(self._slack.views.homes.get(user, {}))

    def acks(self, id: str = "") -> list[Ack]:
        """How every delivery ended, or those of one event or interaction."""
        return [ack for ack in self._slack.delivery.acks if id in ("", ack.id)]

    def calls(self, method: str = "", past: int = 0) -> list[Call]:
        """Every call of the Web API behind the first ``past``, or of one method; response_url is one of them."""
        return [call for call in self._slack.calls[past:] if method in ("", call.method)]

    def advice(self) -> list[str]:
        """What Slack took but advises against."""
        return list(self._slack.advice)

    def notified(self) -> list[Json]:
        """Whom the app's messages called by a sound: channel, ts and the call, such as !channel or @U0AMINA."""
        return list(self._slack.workspace.notified)

    def status(self, channel: str, thread_ts: str) -> str:
        """The status that a thread shows now."""
        return self._slack.workspace.status(channel, thread_ts, LIMITS["status seconds"].value)

    def statuses(self) -> list[Json]:
        """Every status that was set or cleared, in order."""
        return list(self._slack.workspace.statuses)

    def prompts(self, user: str) -> list[Json]:
        """The prompts that a person is offered."""
        return list(self._slack.workspace.prompts.get(self._slack.workspace.direct(user).id, []))

    def file(self, id: str) -> bytes:
        """An uploaded file's bytes."""
        return self._slack.workspace.files[id].content or b""

    def connections(self) -> list[int]:
        """One entry for each open connection."""
        return list(range(len(self._slack.socket.links)))

    def pending(self) -> int:
        """How many deliveries are not finished, those that wait for their next attempt included."""
        return len(self._slack.tasks)

    def add_user(self, name: str, id: str = "", is_bot: bool = False) -> str:
        """Add a person; returns the id."""
        return self._slack.workspace.add_user(name, id, is_bot)

    def add_channel(self, name: str, members: list[str], id: str = "", private: bool = False, bot: bool = True) -> str:
        """Add a channel; returns the id."""
        return self._slack.workspace.add_channel(name, {*members, *([BOT_USER] if bot else [])}, id, private)

    def add_group(self, id: str, users: list[str]) -> None:
        """Add a user group."""
        self._slack.workspace.groups[id] = set(users)

    def archive(self, channel: str, archived: bool = True) -> None:
        """Archive a channel, or bring it back."""
        self._slack.workspace.channels[channel].is_archived = archived

    def leave(self, user: str, channel: str) -> None:
        """Take a person, or U0BOT, out of a channel."""
        self._slack.workspace.channels[channel].members.discard(user)

    def revoke(self, token: str, revoked: bool = True) -> None:
        """Revoke a token, or bring it back."""
        (self._slack.revoked.add if revoked else self._slack.revoked.discard)(token)

    def fail(self, method: str, kind: str = Kind.RATE_LIMITED, times: int = 1, **more: Any) -> None:
        """Order a fault; ``more`` are the other fields of Fault."""
        self._slack.faults.order(Fault(method, Kind(kind), times, **more))

    def heal(self) -> None:
        """Cancel all faults that are on order."""
        self._slack.faults.clear()

    def drop(self) -> None:
        """Break every connection without a word."""
        self._slack.socket.drop()

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send ``disconnect`` over every connection; it is closed unless ``reason`` is warning."""
        await self._slack.socket.disconnect(reason)

    def lose_acks(self, times: int) -> None:
        """Take the next acknowledgements for not received."""
        self._slack.delivery.lost_acks = times

    def repeat(self, event_id: str) -> None:
        """Deliver an event once more although it was acknowledged."""
        self._slack.task(self._slack.delivery.repeat(event_id))

    def repeat_share(self, share: float) -> None:
        """Deliver this share of all events twice."""
        self._slack.delivery.repeat_share = share

    def subscribe(self, events: list[str]) -> None:
        """Deliver these events alone: app_mention, message.channel, message.group, message.im, app_home_opened …"""
        self._slack.subscribed = set(events)

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` of Slack's time pass at once."""
        self._slack.clock.advance(seconds)

    def deliver_to(self, url: str, secret: str) -> None:
        """Deliver over HTTP from now on, signed with the signing secret."""
        self._slack.delivery.courier = HttpEvents(url, secret, self._slack.clock)

    def respond(self, reply: Reply, values: Json) -> None:
        """Do what a payload sent to a response_url asks for. Raises SlackError."""
        shown = reply.message
        where = self._slack.workspace.channels[reply.channel.id]
        if values.get("delete_original") or values.get("replace_original"):
            ephemerals = self._slack.workspace.ephemerals
            if shown.get("is_ephemeral"):
                ephemerals[:] = [other for other in ephemerals if other["ts"] != shown["ts"]]
            elif values.get("delete_original"):
                self._slack.workspace.delete(where, shown["ts"])
            else:
                where.message(shown["ts"]).update(values)
                return
        if not values.get("delete_original"):
            self.people.respond(where, reply.user, values)

    async def handle(self, request: web.Request) -> web.Response:
        """One order over HTTP."""
        given = await request.json() if request.can_read_body else dict(request.query)
        try:
            if request.match_info["verb"] == "wait":
                result: Any = await self._wait(**given)
            else:
                result = await self.perform(request.match_info["verb"], given)
        except (LookupError, SlackError, TypeError, ValueError) as error:
            return web.json_response({"ok": False, "error": str(error)}, status=400)
        return web.json_response({"ok": True, "result": _plain(result)})

    async def perform(self, verb: str, given: Json) -> Any:
        """Do what a verb says. Raises LookupError where there is none of that name."""
        found = getattr(self.people, verb, None) or getattr(self, verb, None)
        if verb.startswith("_") or not callable(found) or verb in ("handle", "perform", "respond"):
            raise LookupError(f"no verb {verb}")
        result = found(**given)
        return await result if inspect.isawaitable(result) else result

    async def _wait(self, verb: str, at_least: int, arguments: Json | None = None, timeout: float = 10) -> Any:
        reader = getattr(self, verb)
        if not await self._slack.pulse.until(lambda: len(reader(**(arguments or {}))) >= at_least, timeout):
            raise ValueError(f"still not so after {timeout} s")
        return reader(**(arguments or {}))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return [_plain(item) for item in value] if isinstance(value, list) else value
