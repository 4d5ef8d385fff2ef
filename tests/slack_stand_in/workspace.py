"""The workspace: people, groups, conversations, messages, ephemerals, files."""

import re
from dataclasses import dataclass, field
from typing import Any

from .checks import texts
from .clock import Clock
from .model import Channel, Json, SlackError

TEAM, APP, BOT, BOT_USER = "T0STANDIN", "A0STANDIN", "B0STANDIN", "U0BOT"
CALLS_SOMEBODY = re.compile(r"<(![a-z]+|!subteam\^\w+|@\w+)(?:\|[^>]*)?>")


@dataclass
class File:
    """An uploaded file; ``content`` is None until its bytes have arrived, ``ready`` is when Slack is done with it."""

    id: str
    name: str
    alt_text: str = ""
    title: str = ""
    content: bytes | None = None
    ready: float | None = None
    shared_in: list[str] = field(default_factory=list)


class Workspace:
    """What Slack keeps. Not thread-safe: used in the server's loop alone."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.users: dict[str, Json] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, set[str]] = {}
        self.ephemerals: list[Json] = []
        self.files: dict[str, File] = {}
        self.statuses: list[Json] = []
        self.titles: dict[str, str] = {}
        self.prompts: dict[str, list[Json]] = {}
        self.notified: list[Json] = []
        self._last = 0
        self._ids = 0
        self._people()

    def _people(self) -> None:
        self.add_user("poc_desk", BOT_USER, is_bot=True)
        everybody = {self.add_user("amina", "U0AMINA"), self.add_user("boris", "U0BORIS"), BOT_USER}
        self.add_channel("field", everybody, id="C0FIELD")
        self.add_channel("poc-team", everybody, id="C0TEAM", private=True)

    def new_id(self, letter: str) -> str:
        """A fresh id such as C0000007."""
        self._ids += 1
        return f"{letter}{self._ids:07d}"

    def next_ts(self) -> str:
        """A ts of now, later than all before it."""
        self._last = max(self._last + 1, int(self.clock.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def add_user(self, name: str, id: str = "", is_bot: bool = False) -> str:
        """Add a person, or another bot; returns the id."""
        id = id or self.new_id("U")
        profile = {"real_name": name.title(), "display_name": name}
        about = {"id": id, "team_id": TEAM, "name": name, "real_name": name.title(), "deleted": False, "tz": "UTC"}
        self.users[id] = {**about, "is_bot": is_bot, "profile": profile}
        return id

    def add_channel(self, name: str, members: set[str], id: str = "", private: bool = False) -> str:
        """Add a public or private channel; the app is in it where ``members`` holds U0BOT. Returns the id."""
        id = id or self.new_id("C")
        self.channels[id] = Channel(id, name, "group" if private else "channel", set(members))
        return id

    def direct(self, user: str) -> Channel:
        """The direct conversation between the app and a person, opened if need be. Raises SlackError user_not_found."""
        if user not in self.users:
            raise SlackError("user_not_found")
        id = f"D{user[1:]}"
        return self.channels.setdefault(id, Channel(id, "directmessage", "im", {user, BOT_USER}))

    def channel(self, id: str, posting: bool = False) -> Channel:
        """A conversation that the app may read, or post to. Raises SlackError as Slack would refuse it."""
        if posting and id in self.users:
            return self.direct(id)
        found = self.channels.get(id)
        if found is None or (found.kind != "channel" and BOT_USER not in found.members):
            raise SlackError("channel_not_found")
        if posting and found.is_archived:
            raise SlackError("is_archived")
        if BOT_USER not in found.members:
            raise SlackError("not_in_channel")
        return found

    def post(self, channel: Channel, author: Json, content: Json, thread_ts: str = "") -> Json:
        """Put a message into a conversation. Raises SlackError thread_not_found."""
        message: Json = {"type": "message", "ts": self.next_ts(), "team": TEAM, **author, **content}
        if thread_ts:
            parent = channel.messages.get(thread_ts)
            if parent is None:
                raise SlackError("thread_not_found")
            root = parent.get("thread_ts", thread_ts)
            message |= {"thread_ts": root, "parent_user_id": channel.messages[root].get("user")}
            self._count_reply(channel.messages[root], message)
        channel.messages[message["ts"]] = message
        if "bot_id" in author:
            self._settle_status(channel.id, message.get("thread_ts", ""))
            self.note(channel.id, message)
        return message

    def note(self, channel: str, message: Json) -> None:
        """Write down whom a message of the app's would call by a sound: <!channel>, <@user> and the like."""
        seen = [message["text"], *texts(message.get("blocks", []), "mrkdwn", "markdown")]
        calls = {call for text in seen for call in CALLS_SOMEBODY.findall(text)}
        self.notified += [{"channel": channel, "ts": message["ts"], "call": call} for call in sorted(calls)]

    def whisper(self, channel: Channel, user: str, content: Json, thread_ts: str = "") -> Json:
        """Show a message to one person alone; it cannot be read back. Raises SlackError user_not_in_channel."""
        if user not in channel.members:
            raise SlackError("user_not_in_channel")
        shown = {"type": "message", "ts": self.next_ts(), "channel": channel.id, "user": user, "is_ephemeral": True}
        ephemeral: Json = {**shown, **content, **({"thread_ts": thread_ts} if thread_ts else {})}
        self.ephemerals.append(ephemeral)
        return ephemeral

    def delete(self, channel: Channel, ts: str) -> None:
        """Take a message away; its replies stay, under a tombstone. Raises SlackError message_not_found."""
        message = channel.message(ts)
        if message.get("reply_count"):
            message.update(subtype="tombstone", text="This message was deleted.", user="USLACKBOT")
            for name in ("blocks", "metadata", "bot_id", "app_id"):
                message.pop(name, None)
        else:
            del channel.messages[ts]

    def delete_thread(self, channel: Channel, ts: str) -> None:
        """Take a message and all its replies away."""
        for message in channel.thread(ts):
            del channel.messages[message["ts"]]

    def own(self, channel: Channel, ts: str, error: str) -> Json:
        """A message of the app's own. Raises SlackError message_not_found, or ``error`` where it is another's."""
        message = channel.message(ts)
        if message.get("bot_id") != BOT:
            raise SlackError(error)
        return message

    def status(self, channel: str, thread_ts: str, seconds: float) -> str:
        """The status shown in a thread; it goes after ``seconds`` and when the app posts."""
        now = self.clock.now()
        for entry in reversed(self.statuses):
            if (entry["channel"], entry["thread_ts"]) == (channel, thread_ts):
                return str(entry["status"]) if now - entry["at"] < seconds else ""
        return ""

    def _settle_status(self, channel: str, thread_ts: str) -> None:
        if thread_ts and self.status(channel, thread_ts, float("inf")):
            entry = {"channel": channel, "thread_ts": thread_ts, "status": "", "at": self.clock.now()}
            self.statuses.append(entry)

    def _count_reply(self, root: Json, reply: Json) -> None:
        users: list[Any] = root.setdefault("reply_users", [])
        if reply.get("user") not in users:
            users.append(reply.get("user"))
        root["thread_ts"] = root["ts"]
        root["reply_count"] = root.get("reply_count", 0) + 1
        root["latest_reply"] = reply["ts"]
