"""chat.*, reactions.* and blocks.validate: https://docs.slack.dev/reference/methods."""

from .methods import method
from .methods_files import check_pictures
from .model import Args, Json, SlackError
from .payloads import checked_blocks, checked_metadata, content, validated
from .rules import LIMITS
from .slack import Slack
from .workspace import APP, BOT, BOT_USER

AUTHOR = {"user": BOT_USER, "bot_id": BOT, "app_id": APP, "bot_profile": {"id": BOT, "app_id": APP, "name": "POC Desk"}}


@method("chat.postMessage")
def post_message(slack: Slack, args: Args) -> Json:
    channel = slack.workspace.channel(args.need("channel"), posting=True)
    fresh = content(args)
    check_pictures(slack, fresh.get("blocks"))
    if len(fresh["text"]) > LIMITS["advised text"].value:
        slack.advice.append(f"chat.postMessage: text of {len(fresh['text'])} characters")
    unfurls = {name: args.flag(name) for name in ("unfurl_links", "unfurl_media") if name in args.values}
    message = slack.workspace.post(channel, AUTHOR, fresh | unfurls, args.get("thread_ts"))
    slack.tell(channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


@method("chat.postEphemeral")
def post_ephemeral(slack: Slack, args: Args) -> Json:
    channel = slack.workspace.channel(args.need("channel"), posting=True)
    shown = slack.workspace.whisper(channel, args.need("user"), content(args), args.get("thread_ts"))
    return {"message_ts": shown["ts"]}


@method("chat.update")
def update(slack: Slack, args: Args) -> Json:
    channel = slack.workspace.channel(args.need("channel"), posting=True)
    message = slack.workspace.own(channel, args.need("ts"), "cant_update_message")
    fresh = content(args, "update text")
    check_pictures(slack, fresh.get("blocks"))
    if "blocks" not in fresh and args.get("text"):
        message.pop("blocks", None)
    message.update(fresh, edited={"user": BOT_USER, "ts": slack.workspace.next_ts()})
    slack.tell_change(channel, message, "message_changed")
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": message}


@method("chat.delete")
def delete(slack: Slack, args: Args) -> Json:
    channel = slack.workspace.channel(args.need("channel"), posting=True)
    message = dict(slack.workspace.own(channel, args.need("ts"), "cant_delete_message"))
    slack.workspace.delete(channel, message["ts"])
    slack.tell_change(channel, message, "message_deleted")
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.getPermalink")
def permalink(slack: Slack, args: Args) -> Json:
    channel = slack.workspace.channel(args.need("channel"))
    ts = channel.message(args.need("message_ts"))["ts"]
    url = f"https://stand-in.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": url}


@method("chat.startStream")
def start_stream(slack: Slack, args: Args) -> Json:
    channel = slack.workspace.channel(args.need("channel"), posting=True)
    thread_ts = args.need("thread_ts")
    for name in ("recipient_user_id", "recipient_team_id"):
        if channel.kind != "im" and not args.get(name):
            raise SlackError(f"missing_{name}")
    fresh = {"text": _streamed(args), "streaming_state": "in_progress"}
    message = slack.workspace.post(channel, AUTHOR, fresh, thread_ts)
    slack.streams[message["ts"]] = slack.clock.now()
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.appendStream")
def append_stream(slack: Slack, args: Args) -> Json:
    message = _stream(slack, args)
    message["text"] += _streamed(args)
    return {"channel": args.get("channel"), "ts": message["ts"]}


@method("chat.stopStream")
def stop_stream(slack: Slack, args: Args) -> Json:
    message = _stream(slack, args)
    message["text"] += _streamed(args)
    if blocks := args.structure("blocks", "invalid_blocks_format"):
        message["blocks"] = checked_blocks(blocks)
    if metadata := args.structure("metadata", "invalid_metadata_format"):
        message["metadata"] = checked_metadata(metadata)
    message["streaming_state"] = "completed"
    channel = slack.workspace.channel(args.need("channel"))
    slack.workspace.note(channel.id, message)
    slack.tell(channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


@method("reactions.add")
def add_reaction(slack: Slack, args: Args) -> Json:
    message = _reacted(slack, args)
    found = message.setdefault("reactions", [])
    for reaction in found:
        if reaction["name"] == args.get("name"):
            if BOT_USER in reaction["users"]:
                raise SlackError("already_reacted")
            reaction["users"].append(BOT_USER)
            reaction["count"] += 1
            return {}
    found.append({"name": args.need("name"), "users": [BOT_USER], "count": 1})
    return {}


@method("reactions.remove")
def remove_reaction(slack: Slack, args: Args) -> Json:
    message = _reacted(slack, args)
    for reaction in message.get("reactions", []):
        if reaction["name"] == args.need("name") and BOT_USER in reaction["users"]:
            reaction["users"].remove(BOT_USER)
            reaction["count"] -= 1
            message["reactions"] = [other for other in message["reactions"] if other["count"]]
            return {}
    raise SlackError("no_reaction")


@method("blocks.validate")
def validate(slack: Slack, args: Args) -> Json:
    return validated(args)


def _reacted(slack: Slack, args: Args) -> Json:
    return slack.workspace.channel(args.need("channel"), posting=True).message(args.need("timestamp"))


def _stream(slack: Slack, args: Args) -> Json:
    channel = slack.workspace.channel(args.need("channel"), posting=True)
    message = slack.workspace.own(channel, args.need("ts"), "message_not_owned_by_app")
    started = slack.streams.get(message["ts"], float("-inf"))
    old = slack.clock.now() - started > LIMITS["stream seconds"].value
    if old or message.get("streaming_state") != "in_progress":
        raise SlackError("message_not_in_streaming_state")
    return message


def _streamed(args: Args) -> str:
    chunks = args.structure("chunks") or []
    text = args.get("markdown_text") + "".join(chunk.get("text", "") for chunk in chunks)
    if len(text) > LIMITS["markdown text"].value:
        raise SlackError("msg_too_long")
    return text
