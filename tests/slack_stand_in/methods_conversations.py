"""conversations.*: https://docs.slack.dev/reference/methods."""

import base64
import binascii
from typing import Any

from .methods import method
from .model import Args, Channel, Json, SlackError
from .rules import LIMITS
from .slack import Slack


@method("conversations.replies")
def replies(slack: Slack, args: Args) -> Json:
    thread = slack.workspace.channel(args.need("channel")).thread(args.need("ts"))
    return _page("messages", _within(thread, args), args, _metadata)


@method("conversations.history")
def history(slack: Slack, args: Args) -> Json:
    channel = slack.workspace.channel(args.need("channel"))
    tops = [message for ts, message in sorted(channel.messages.items()) if message.get("thread_ts", ts) == ts]
    return _page("messages", _within(tops, args)[::-1], args, _metadata)


@method("conversations.open")
def open_conversation(slack: Slack, args: Args) -> Json:
    users = args.get("users")
    if "," in users:
        raise SlackError("method_not_supported_for_channel_type")
    channel = slack.workspace.direct(users) if users else slack.workspace.channel(args.need("channel"))
    return {"channel": {"id": channel.id}}


@method("conversations.info")
def info(slack: Slack, args: Args) -> Json:
    channel = _seen(slack, args)
    about = channel.describe() | {"is_member": "U0BOT" in channel.members}
    if args.flag("include_num_members"):
        about["num_members"] = len(channel.members)
    return {"channel": about}


@method("conversations.list")
def list_conversations(slack: Slack, args: Args) -> Json:
    wanted = args.get("types", "public_channel").split(",")
    names = {"channel": "public_channel", "group": "private_channel", "im": "im"}
    seen = [each for each in slack.workspace.channels.values() if each.kind == "channel" or "U0BOT" in each.members]
    return _page("channels", [each.describe() for each in seen if names[each.kind] in wanted], args)


@method("conversations.members")
def members(slack: Slack, args: Args) -> Json:
    return _page("members", sorted(_seen(slack, args).members), args)


def _seen(slack: Slack, args: Args) -> Channel:
    try:
        return slack.workspace.channel(args.need("channel"))
    except SlackError as error:
        if error.error == "not_in_channel":
            return slack.workspace.channels[args.need("channel")]
        raise


def _within(found: list[Json], args: Args) -> list[Json]:
    oldest, latest, edge = args.get("oldest"), args.get("latest"), args.flag("inclusive")
    return [
        message
        for message in found
        if (not oldest or message["ts"] > oldest or (edge and message["ts"] == oldest))
        and (not latest or message["ts"] < latest or (edge and message["ts"] == latest))
    ]


def _metadata(message: Json, args: Args) -> Json:
    if args.flag("include_all_metadata"):
        return message
    return {name: value for name, value in message.items() if name != "metadata"}


def _page(name: str, found: list[Any], args: Args, show: Any = None) -> Json:
    limit = min(args.number("limit", 100), LIMITS["page of messages"].value)
    if limit < 1:
        raise SlackError("invalid_limit")
    try:
        start = int(base64.b64decode(args.get("cursor"), validate=True).decode().removeprefix("next:") or 0)
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
    shown = found[start : start + limit]
    more = start + limit < len(found)
    cursor = base64.b64encode(f"next:{start + limit}".encode()).decode() if more else ""
    answer = {name: [show(item, args) for item in shown] if show else shown}
    return answer | {"has_more": more, "response_metadata": {"next_cursor": cursor}}
