"""Holds whole payloads, messages and views, against the rules."""

import copy
import json
import secrets
from typing import Any

from .checks import check_blocks, check_metadata, check_view, refusal, texts
from .model import Args, Json, SlackError
from .rules import LIMITS


def content(args: Args, text_limit: str = "message text") -> Json:
    """The text, blocks, attachments and metadata of a call that posts a message.

    Raises SlackError: no_text, msg_too_long, invalid_blocks_format, invalid_blocks, msg_blocks_too_long and others.
    """
    blocks = args.structure("blocks", "invalid_blocks_format")
    attachments = args.structure("attachments", "invalid_attachments")
    text, markdown = args.get("text"), args.get("markdown_text")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if not (text or markdown or blocks or attachments):
        raise SlackError("no_text")
    if len(text) > LIMITS[text_limit].value or len(markdown) > LIMITS["markdown text"].value:
        raise SlackError("msg_too_long")
    if attachments and len(attachments) > LIMITS["attachments"].value:
        raise SlackError("too_many_attachments")
    if markdown:
        blocks = [{"type": "markdown", "text": markdown}]
    found: Json = {"text": text or markdown}
    if blocks:
        found["blocks"] = checked_blocks(blocks)
    if attachments:
        found["attachments"] = attachments
    metadata = args.structure("metadata", "invalid_metadata_format")
    return {**found, "metadata": checked_metadata(metadata)} if metadata else found


def content_of(values: Json) -> Json:
    """The same of a payload that is no call, such as one sent to a response_url."""
    return content(Args(values))


def checked_blocks(blocks: Any) -> list[Json]:
    """A message's blocks, each with a block_id. Raises SlackError where Slack would refuse them."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise SlackError("invalid_blocks_format")
    if found := check_blocks(blocks):
        raise refusal("invalid_blocks", found)
    tables = [block for block in blocks if block["type"] == "table"]
    if len(tables) > LIMITS["tables"].value:
        raise SlackError("invalid_attachments", response_metadata={"messages": ["[ERROR] only_one_table_allowed"]})
    if sum(map(len, texts(tables))) > LIMITS["table characters"].value:
        raise SlackError("invalid_blocks", response_metadata={"messages": ["[ERROR] table has too many characters"]})
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    whole = sum(map(len, texts(blocks))) + LIMITS["payload per block"].value * len(blocks)
    if markdown > LIMITS["markdown in all"].value or whole > LIMITS["payload"].value:
        raise SlackError("msg_blocks_too_long")
    return named(blocks)


def checked_metadata(metadata: Any) -> Json:
    """A message's metadata. Raises SlackError where Slack would refuse it."""
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if found := check_metadata(metadata):
        raise refusal("invalid_metadata_format", found)
    if len(json.dumps(metadata).encode()) > LIMITS["metadata bytes"].value:
        raise SlackError("metadata_too_large")
    return metadata


def checked_view(view: Any, *kinds: str) -> Json:
    """A view of one of ``kinds``. Raises SlackError invalid_arguments or view_too_large."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: view"]})
    if found := check_view(view):
        raise refusal("invalid_arguments", found)
    if view["type"] not in kinds:
        raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] wrong type of view"]})
    if len(json.dumps(view).encode()) > LIMITS["view bytes"].value:
        raise SlackError("view_too_large")
    return {**view, "blocks": named(view["blocks"])}


def validated(args: Args) -> Json:
    """The answer of blocks.validate. Raises SlackError with ``errors`` as that method's page shows them."""
    given = {name: args.structure(name) for name in ("blocks", "message", "view") if args.values.get(name)}
    if len(given) != 1:
        message = "must provide exactly one of `blocks`, `view`, or `message`"
        raise SlackError("invalid_arguments", response_metadata={"messages": [message]})
    ((name, value),) = given.items()
    if name == "view":
        found = check_view(value, "")
    elif name == "message":
        found = check_blocks(value.get("blocks", []) if isinstance(value, dict) else value, "/blocks")
    else:
        found = check_blocks(value, "")
    if found:
        errors = [{**finding._asdict(), "code": "failed_constraint"} for finding in found]
        raise SlackError(f"invalid_{name}", errors=errors)
    return {}


def named(blocks: list[Json]) -> list[Json]:
    """A copy in which every block has a block_id and every element that acts an action_id, as Slack gives them."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in (*_list(block.get("elements")), block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and block["type"] != "rich_text" and _acts(element):
                element.setdefault("action_id", secrets.token_urlsafe(4))
    return blocks


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _acts(element: Json) -> bool:
    return element.get("type") not in ("image", "mrkdwn", "plain_text", "card")
