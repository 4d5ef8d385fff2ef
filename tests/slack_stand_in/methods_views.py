"""views.*, assistant.threads.* and agents.sessions.*: https://docs.slack.dev/reference/methods."""

from .methods import method
from .methods_files import check_pictures
from .model import Args, Json, SlackError
from .payloads import checked_view
from .rules import LIMITS
from .slack import Slack

SESSION_STATUSES = ("active", "processing", "suspended", "closed")


@method("views.open")
def open_view(slack: Slack, args: Args) -> Json:
    view = _checked(slack, args, "modal")
    return {"view": slack.views.open(slack.views.redeem(args.need("trigger_id")), view)}


@method("views.push")
def push_view(slack: Slack, args: Args) -> Json:
    view = _checked(slack, args, "modal")
    return {"view": slack.views.push(slack.views.redeem(args.need("trigger_id")), view)}


@method("views.update")
def update_view(slack: Slack, args: Args) -> Json:
    view = _checked(slack, args, "modal", "home")
    old = slack.views.find(args.get("view_id"), args.get("external_id"))
    return {"view": slack.views.update(old, view, args.get("hash"))}


@method("views.publish")
def publish_view(slack: Slack, args: Args) -> Json:
    view = _checked(slack, args, "home")
    return {"view": slack.views.publish(args.need("user_id"), view, args.get("hash"))}


@method("assistant.threads.setStatus")
def set_status(slack: Slack, args: Args) -> Json:
    channel = slack.workspace.channel(args.need("channel_id"), posting=True)
    if len(args.structure("loading_messages") or []) > LIMITS["loading messages"].value:
        raise SlackError("invalid_arguments")
    entry = {"channel": channel.id, "thread_ts": args.need("thread_ts"), "status": args.get("status")}
    channel.thread(args.need("thread_ts"))
    slack.workspace.statuses.append({**entry, "at": slack.clock.now()})
    return {}


@method("assistant.threads.setTitle")
def set_title(slack: Slack, args: Args) -> Json:
    channel = slack.workspace.channel(args.need("channel_id"))
    if channel.kind != "im":
        raise SlackError("channel_type_not_supported")
    slack.workspace.titles[channel.thread(args.need("thread_ts"))[0]["ts"]] = args.need("title")
    return {}


@method("assistant.threads.setSuggestedPrompts")
def set_prompts(slack: Slack, args: Args) -> Json:
    channel = slack.workspace.channel(args.need("channel_id"))
    prompts = args.structure("prompts")
    whole = isinstance(prompts, list) and all(prompt.get("title") and prompt.get("message") for prompt in prompts)
    if not whole or len(prompts) > LIMITS["prompts"].value:
        raise SlackError("invalid_arguments")
    if not args.get("thread_ts"):  # with one, an app with an agent view is answered ok and shows nothing
        slack.workspace.prompts[channel.id] = prompts
    return {}


@method("agents.sessions.setStatus")
def set_session(slack: Slack, args: Args) -> Json:
    channel = slack.workspace.channel(args.need("channel_id"))
    key = channel.thread(args.need("thread_ts"))[0]["ts"]
    if args.need("status") not in SESSION_STATUSES or len(args.get("title")) > LIMITS["session title"].value:
        raise SlackError("invalid_arguments")
    session = slack.sessions.setdefault(key, {"title": args.get("title")})
    session["status"] = args.get("status")
    return {"status": session["status"], "title": session["title"]}


@method("agents.sessions.rename")
def rename_session(slack: Slack, args: Args) -> Json:
    channel = slack.workspace.channel(args.need("channel_id"))
    key = channel.thread(args.need("thread_ts"))[0]["ts"]
    if key not in slack.sessions:
        raise SlackError("session_not_found")
    if len(args.need("title")) > LIMITS["session title"].value:
        raise SlackError("invalid_arguments")
    slack.sessions[key]["title"] = args.get("title")
    return {"title": args.get("title")}


def _checked(slack: Slack, args: Args, *kinds: str) -> Json:
    view = checked_view(args.structure("view"), *kinds)
    check_pictures(slack, view["blocks"], "invalid_arguments")
    return view
