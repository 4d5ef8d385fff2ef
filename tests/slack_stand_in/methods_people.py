"""auth, apps, users, usergroups, bots and team: https://docs.slack.dev/reference/methods."""

from .methods import method
from .model import Args, Json, SlackError
from .slack import Slack
from .workspace import APP, BOT, BOT_USER, TEAM


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


def _known(found: dict[str, Json], id: str, error: str) -> Json:
    if id not in found:
        raise SlackError(error)
    return found[id]
