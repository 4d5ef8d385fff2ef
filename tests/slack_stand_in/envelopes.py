"""The payloads that Slack sends to an app, as its reference shows them."""

import secrets
from typing import Any

from .model import Channel, Json
from .workspace import APP, BOT_USER, TEAM

TOKEN = "verification-token"
TEAM_ABOUT = {"id": TEAM, "domain": "stand-in"}
CHANNEL_TYPES = {"channel": "channel", "group": "group", "im": "im"}


def event_callback(event: Json, now: float) -> Json:
    """https://docs.slack.dev/apis/events-api (callback event)."""
    whose = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}
    return {
        "token": TOKEN,
        "team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(now),
        "authorizations": [{**whose, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
    }


def message_event(message: Json, channel: Channel, kind: str = "message") -> Json:
    """https://docs.slack.dev/reference/events/message, https://docs.slack.dev/reference/events/app_mention."""
    event = {**message, "type": kind, "channel": channel.id, "event_ts": message["ts"]}
    return event if kind == "app_mention" else {**event, "channel_type": CHANNEL_TYPES[channel.kind]}


def changed_event(subtype: str, message: Json, channel: Channel, ts: str) -> Json:
    """https://docs.slack.dev/reference/events/message/message_changed, .../message_deleted."""
    about = {"type": "message", "subtype": subtype, "channel": channel.id, "hidden": True, "ts": ts, "event_ts": ts}
    about["channel_type"] = CHANNEL_TYPES[channel.kind]
    if subtype == "message_deleted":
        return {**about, "deleted_ts": message["ts"], "previous_message": message}
    return {**about, "message": message}


def command(user: Json, channel: Channel, name: str, text: str, trigger_id: str, response_url: str) -> Json:
    """https://docs.slack.dev/interactivity/implementing-slash-commands."""
    names = {"im": "directmessage", "group": "privategroup"}
    return {
        "token": TOKEN,
        "team_id": TEAM,
        "team_domain": "stand-in",
        "channel_id": channel.id,
        "channel_name": names.get(channel.kind, channel.name),
        "user_id": user["id"],
        "user_name": user["name"],
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def interaction(kind: str, user: Json, trigger_id: str, **more: Any) -> Json:
    """https://docs.slack.dev/reference/interaction-payloads."""
    who = {"id": user["id"], "username": user["name"], "name": user["name"], "team_id": TEAM}
    about = {"type": kind, "user": who, "api_app_id": APP, "token": TOKEN, "team": TEAM_ABOUT}
    return {**about, "enterprise": None, "is_enterprise_install": False, "trigger_id": trigger_id, **more}


def action(blocks: list[Json], action_id: str, value: str, ts: str) -> Json:
    """What block_actions says of the element ``action_id``: ``value`` is an option's, or positive or negative.

    https://docs.slack.dev/reference/interaction-payloads/block_actions-payload. Raises LookupError.
    """
    for block in blocks:
        for element in (*(block.get("elements") or []), block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and element.get("action_id") == action_id:
                about = {"type": element["type"], "action_id": action_id, "block_id": block["block_id"]}
                return {**about, "action_ts": ts, **_chosen(element, value)}
    raise LookupError(f"nothing there has the action_id {action_id}")


def _chosen(element: Json, value: str) -> Json:
    match element["type"]:
        case "button" | "icon_button" | "workflow_button":
            return {name: element[name] for name in ("text", "value", "style") if name in element}
        case "feedback_buttons":
            button = element[f"{value or 'positive'}_button"]
            return {"text": button["text"], "value": button["value"]}
        case "overflow" | "static_select" | "radio_buttons":
            return {"selected_option": _option(element, value)}
        case "users_select":
            return {"selected_user": value}
        case "conversations_select" | "channels_select":
            return {f"selected_{element['type'].partition('s_')[0]}": value}
        case "checkboxes" | "multi_static_select":
            return {"selected_options": [_option(element, part) for part in value.split(",") if part]}
        case "datepicker":
            return {"selected_date": value}
    return {"value": value}


def _option(element: Json, value: str) -> Json:
    for option in element.get("options") or []:
        if option["value"] == value:
            return dict(option)
    raise LookupError(f"{element.get('action_id')} has no option {value}")


def state(blocks: list[Json], values: dict[str, str]) -> Json:
    """view.state.values from what a person put in: a value for each input, by its block_id or else its action_id."""
    found: Json = {}
    for block in blocks:
        element = block.get("element") if block["type"] == "input" else None
        if element:
            own = element["action_id"]
            name = block["block_id"] if block["block_id"] in values else own
            given = {"value": None} if name not in values else _chosen(element, values[name])
            found[block["block_id"]] = {own: {"type": element["type"], **given}}
    return {"values": found}
