"""auth, apps, users, usergroups, bots, team and files: https://docs.slack.dev/reference/methods."""

from .methods import method
from .model import Args, Json, SlackError
from .slack import Slack
from .workspace import APP, BOT, BOT_USER, TEAM, File


@method("api.test", token="")
def api_test(slack: Slack, args: Args) -> Json:
    return {"args": args.values}


@method("auth.test")
def auth_test(slack: Slack, args: Args) -> Json:
    about = {"url": "https://stand-in.slack.com/", "team": "Stand-in", "user": "poc_desk", "team_id": TEAM}
    return about | {"user_id": BOT_USER, "bot_id": BOT, "is_enterprise_install": False}


@method("apps.connections.open", token="app")
def open_connection(slack: Slack, args: Args) -> Json:
    address = slack.base.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={slack.socket.ticket()}&app_id={APP}"}


@method("users.info")
def user_info(slack: Slack, args: Args) -> Json:
    return {"user": _known(slack.workspace.users, args.need("user"), "user_not_found")}


@method("users.list")
def users_list(slack: Slack, args: Args) -> Json:
    return {"members": list(slack.workspace.users.values()), "response_metadata": {"next_cursor": ""}}


@method("usergroups.users.list")
def group_users(slack: Slack, args: Args) -> Json:
    return {"users": sorted(_group(slack, args))}


def _group(slack: Slack, args: Args) -> set[str]:
    if args.need("usergroup") not in slack.workspace.groups:
        raise SlackError("no_such_subteam")
    return slack.workspace.groups[args.need("usergroup")]


@method("bots.info")
def bot_info(slack: Slack, args: Args) -> Json:
    if args.get("bot", BOT) != BOT:
        raise SlackError("bot_not_found")
    return {"bot": {"id": BOT, "deleted": False, "name": "POC Desk", "app_id": APP, "user_id": BOT_USER}}


@method("team.info")
def team_info(slack: Slack, args: Args) -> Json:
    return {"team": {"id": TEAM, "name": "Stand-in", "domain": "stand-in"}}


@method("files.getUploadURLExternal")
def upload_url(slack: Slack, args: Args) -> Json:
    if args.number("length", 0) < 1:
        raise SlackError("invalid_arguments")
    file = File(slack.workspace.new_id("F"), args.need("filename"), args.get("alt_txt"))
    slack.workspace.files[file.id] = file
    return {"upload_url": f"{slack.base}/upload/v1/{file.id}", "file_id": file.id}


@method("files.completeUploadExternal")
def complete_upload(slack: Slack, args: Args) -> Json:
    found = []
    for part in args.structure("files") or []:
        file = _file(slack, part.get("id", ""))
        if file.content is None:
            raise SlackError("file_not_found")
        file.title = part.get("title") or file.name
        found.append(file)
    shown = [_about(slack, file) for file in found]
    for id in filter(None, [args.get("channel_id"), *args.get("channels").split(",")]):
        channel = slack.workspace.channel(id, posting=True)
        author = {"user": BOT_USER, "bot_id": BOT, "app_id": APP}
        content = {"text": args.get("initial_comment"), "files": shown, "subtype": "file_share"}
        message = slack.workspace.post(channel, author, content, args.get("thread_ts"))
        for file in found:
            file.shared_in.append(channel.id)
        slack.tell(channel, message)
    return {"files": shown}


@method("files.info")
def file_info(slack: Slack, args: Args) -> Json:
    return {"file": _about(slack, _file(slack, args.need("file")))}


@method("files.delete")
def delete_file(slack: Slack, args: Args) -> Json:
    del slack.workspace.files[_file(slack, args.need("file")).id]
    return {}


def _file(slack: Slack, id: str) -> File:
    if id not in slack.workspace.files:
        raise SlackError("file_not_found")
    return slack.workspace.files[id]


def _about(slack: Slack, file: File) -> Json:
    about = {"id": file.id, "name": file.name, "title": file.title, "alt_txt": file.alt_text, "user": BOT_USER}
    address = f"{slack.base}/files/{file.id}"
    return about | {"size": len(file.content or b""), "url_private": address, "permalink": address}


def _known(found: dict[str, Json], id: str, error: str) -> Json:
    if id not in found:
        raise SlackError(error)
    return found[id]
