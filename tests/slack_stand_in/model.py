"""What the stand-in keeps and hands out."""

import json
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """An answer of Slack's with ``ok: false``; ``more`` are the answer's other fields."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.body: Json = {"ok": False, "error": error, **more}


@dataclass
class Channel:
    """A conversation: ``kind`` is channel (public), group (private) or im; messages by ts, as Slack gives them."""

    id: str
    name: str
    kind: str
    members: set[str]
    is_archived: bool = False
    messages: dict[str, Json] = field(default_factory=dict)

    def describe(self) -> Json:
        """The channel as ``conversations.info`` shows it."""
        kinds = {f"is_{kind}": kind == self.kind for kind in ("channel", "group", "im")}
        about = {"id": self.id, "is_archived": self.is_archived, "is_private": self.kind != "channel", **kinds}
        return about if self.kind == "im" else {**about, "name": self.name, "name_normalized": self.name}

    def message(self, ts: str) -> Json:
        """The message at ``ts``. Raises SlackError message_not_found."""
        if ts not in self.messages:
            raise SlackError("message_not_found")
        return self.messages[ts]

    def thread(self, ts: str) -> list[Json]:
        """The message at ``ts`` and its replies, oldest first. Raises SlackError thread_not_found."""
        if ts not in self.messages:
            raise SlackError("thread_not_found")
        return [message for own, message in sorted(self.messages.items()) if ts in (own, message.get("thread_ts"))]


@dataclass(frozen=True)
class Said:
    """A person's message, and the ids of the events that tell the app of it (none where the app is not a member)."""

    channel: str
    ts: str
    event_ids: tuple[str, ...]


@dataclass(frozen=True)
class Interaction:
    """A click, command, shortcut or submission that was sent to the app."""

    id: str
    trigger_id: str
    response_url: str


@dataclass(frozen=True)
class Ack:
    """How one delivery to the app ended, after so many ``milliseconds`` of real time.

    ``attempt`` counts from 0; ``id`` is the event_id of an event, or the id of an Interaction; ``answer`` is what came
    with the acknowledgement; ``reason`` says why there was none.
    """

    id: str
    kind: str
    attempt: int
    ok: bool
    reason: str
    milliseconds: float
    answer: Json


@dataclass(frozen=True)
class Call:
    """One call of the Web API: ``error`` is Slack's error or the fault put in its way, empty when all was well."""

    method: str
    args: Json
    at: float
    error: str


class Args:
    """A call's arguments, whether they came as a form or as JSON."""

    def __init__(self, values: Json) -> None:
        self.values = values

    def get(self, name: str, default: str = "") -> str:
        """An argument as text."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        """A required argument. Raises SlackError invalid_arguments."""
        value = self.get(name)
        if not value:
            message = f"[ERROR] missing required field: {name}"
            raise SlackError("invalid_arguments", response_metadata={"messages": [message]})
        return value

    def flag(self, name: str) -> bool:
        """True for true, "true" and "1"."""
        return self.get(name).lower() in ("true", "1")

    def number(self, name: str, default: int) -> int:
        """An argument as a number. Raises SlackError invalid_arguments."""
        try:
            return int(self.get(name) or default)
        except ValueError:
            raise SlackError("invalid_arguments") from None

    def structure(self, name: str, error: str = "invalid_arguments") -> Any:
        """An argument that is JSON, or JSON written as a string; None when absent. Raises SlackError ``error``."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise SlackError(error) from None
