"""What people do in Slack, and what the app is told of it. Used in the server's loop alone."""

from typing import Any

from . import envelopes
from .model import Channel, Interaction, Json, Said, SlackError
from .payloads import checked_view, content_of
from .slack import Slack
from .workspace import BOT_USER


class People:
    """The hands of everybody in the workspace."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._workspace = slack.workspace

    def say(self, user: str, channel: str, text: str, thread_ts: str = "", **more: Any) -> Said:
        """Write a message; ``more`` are other fields of it, such as ``bot_id`` for another bot's."""
        where = self._workspace.channels[channel]
        message = self._workspace.post(where, {"user": user, **more}, {"text": text}, thread_ts)
        return Said(where.id, message["ts"], self._slack.tell(where, message))

    def mention(self, user: str, channel: str, text: str, thread_ts: str = "") -> Said:
        """Write a message that begins with the app's name."""
        return self.say(user, channel, f"<@{BOT_USER}> {text}", thread_ts)

    def dm(self, user: str, text: str, thread_ts: str = "") -> Said:
        """Write to the app directly."""
        return self.say(user, self._workspace.direct(user).id, text, thread_ts)

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change a message of one's own."""
        where = self._workspace.channels[channel]
        message = where.message(ts)
        message.update(text=text, edited={"user": user, "ts": self._workspace.next_ts()})
        self._slack.tell_change(where, message, "message_changed")

    def delete(self, channel: str, ts: str, thread: bool = False) -> None:
        """Delete a message, or with ``thread`` its replies too."""
        where = self._workspace.channels[channel]
        message = dict(where.message(ts))
        (self._workspace.delete_thread if thread else self._workspace.delete)(where, ts)
        self._slack.tell_change(where, message, "message_deleted")

    def react(self, user: str, channel: str, ts: str, name: str) -> str:
        """Put an emoji on a message; returns the event_id."""
        item = {"type": "message", "channel": channel, "ts": ts}
        event = {"type": "reaction_added", "user": user, "reaction": name, "item": item, "item_user": BOT_USER}
        return self._slack.emit({**event, "event_ts": self._workspace.next_ts()})

    def open_home(self, user: str, tab: str = "home") -> str:
        """Open the app's Home tab, or its messages tab; returns the event_id."""
        event = {"type": "app_home_opened", "user": user, "channel": self._workspace.direct(user).id, "tab": tab}
        home = self._slack.views.homes.get(user) if tab == "home" else None
        return self._slack.emit({**event, "event_ts": self._workspace.next_ts(), **({"view": home} if home else {})})

    def slash(self, user: str, channel: str, command: str, text: str = "") -> Interaction:
        """Type a command; works in channels that the app is not in."""
        where = self._workspace.channels[channel]
        sent = self._interaction(user, where)
        who = self._workspace.users[user]
        payload = envelopes.command(who, where, command, text, sent.trigger_id, sent.response_url)
        self._slack.task(self._command(sent, where, user, payload))
        return sent

    def click(self, user: str, message: Json, action_id: str, value: str = "") -> Interaction:
        """Use a button or menu in a message, an ephemeral or a view, as ``messages`` and the like return them."""
        ts = self._workspace.next_ts()
        act = envelopes.action(message["blocks"], action_id, value, ts)
        if "ts" not in message:
            sent = self._interaction(user, None)
            more: Json = {"container": {"type": "view", "view_id": message["id"]}, "view": message}
            more |= {"actions": [act]}
        else:
            where = self._workspace.channels[message["channel"]]
            sent = self._interaction(user, where, message)
            hidden = bool(message.get("is_ephemeral"))
            box = {"type": "message", "message_ts": message["ts"], "channel_id": where.id, "is_ephemeral": hidden}
            more = {"container": box, "response_url": sent.response_url, "actions": [act], "state": {"values": {}}}
            more |= {"channel": {"id": where.id, "name": where.name}} | ({} if hidden else {"message": message})
        self._send("block_actions", user, sent, **more)
        return sent

    def shortcut(self, user: str, callback_id: str, channel: str = "", ts: str = "") -> Interaction:
        """Use a message shortcut on the message at ``ts``, or a global one."""
        if not channel:
            sent = self._interaction(user, None)
            self._send("shortcut", user, sent, callback_id=callback_id, action_ts=self._workspace.next_ts())
            return sent
        where = self._workspace.channels[channel]
        message = where.message(ts)
        sent = self._interaction(user, where)
        more = {"message": message, "message_ts": ts, "channel": {"id": where.id, "name": where.name}}
        more |= {"callback_id": callback_id, "action_ts": self._workspace.next_ts()}
        self._send("message_action", user, sent, response_url=sent.response_url, **more)
        return sent

    def submit_view(self, user: str, values: dict[str, str] | None = None, view_id: str = "") -> Interaction:
        """Press the submit button of the topmost modal, or of ``view_id``; ``values`` by block_id or action_id."""
        view = self._slack.views.find(view_id) if view_id else self._slack.views.stacks[user][-1]
        view["state"] = envelopes.state(view["blocks"], values or {})
        view.pop("errors", None)
        sent = self._interaction(user, None)
        payload = self._payload("view_submission", user, sent, view=dict(view), response_urls=[])
        self._slack.task(self._submission(sent, user, view, payload))
        return sent

    def close_view(self, user: str) -> Interaction:
        """Close the topmost modal; the app is told where it asked for it."""
        view = self._slack.views.stacks[user][-1]
        sent = self._interaction(user, None)
        self._slack.views.close(user, view, bool(view.get("clear_on_close")))
        if view.get("notify_on_close"):
            self._send("view_closed", user, sent, view=view, is_cleared=bool(view.get("clear_on_close")))
        return sent

    async def _command(self, sent: Interaction, where: Channel, user: str, payload: Json) -> None:
        ack = await self._slack.delivery.interaction("slash_commands", sent.id, payload)
        if ack.answer.get("text") or ack.answer.get("blocks"):
            self.respond(where, user, ack.answer)

    async def _submission(self, sent: Interaction, user: str, view: Json, payload: Json) -> None:
        ack = await self._slack.delivery.interaction("interactive", sent.id, payload)
        if not ack.ok:
            return
        views = self._slack.views
        match ack.answer.get("response_action"):
            case "errors":
                view["errors"] = ack.answer["errors"]
            case "update":
                views.update(view, checked_view(ack.answer["view"], "modal"))
            case "push":
                views.push(user, checked_view(ack.answer["view"], "modal"))
            case "clear":
                views.close(user, view, whole=True)
            case _:
                views.close(user, view)
        self._slack.pulse.beat()

    def respond(self, where: Channel, user: str, answer: Json) -> None:
        """Show what came with a command's acknowledgement, or to a response_url: in private unless in_channel."""
        fresh = content_of(answer)
        if answer.get("response_type") == "in_channel":
            message = self._workspace.post(where, {"user": BOT_USER, "bot_id": "B0STANDIN"}, fresh)
            self._slack.tell(where, message)
        else:
            self._workspace.whisper(where, user, fresh, str(answer.get("thread_ts") or ""))
        self._slack.pulse.beat()

    def _interaction(self, user: str, where: Channel | None, message: Json | None = None) -> Interaction:
        if user not in self._workspace.users:
            raise SlackError("user_not_found")
        url = self._slack.response_url(where, user, message) if where else ""
        return Interaction(self._workspace.new_id("I"), self._slack.views.trigger(user), url)

    def _payload(self, kind: str, user: str, sent: Interaction, **more: Any) -> Json:
        return envelopes.interaction(kind, self._workspace.users[user], sent.trigger_id, **more)

    def _send(self, kind: str, user: str, sent: Interaction, **more: Any) -> None:
        payload = self._payload(kind, user, sent, **more)
        self._slack.task(self._slack.delivery.interaction("interactive", sent.id, payload))
