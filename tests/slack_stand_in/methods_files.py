"""files.*: https://docs.slack.dev/reference/methods; how files stand in blocks: .../block-kit/composition-objects."""

import re
from collections.abc import Iterator
from typing import Any

from .methods import method
from .model import Args, Json, SlackError
from .rules import LIMITS
from .slack import Slack
from .workspace import APP, BOT, BOT_USER, File

# slack-file-object: png, jpg, jpeg and gif.
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
# https://github.com/slackapi/python-slack-sdk/issues/1426, and /1521 for the id in a block.
CHANNEL, FILE = re.compile(r"[CGDZ][A-Z0-9]{8,}|[CD]0\w+"), re.compile(r"F[A-Z0-9]{8,}")


@method("files.getUploadURLExternal")
def upload_url(slack: Slack, args: Args) -> Json:
    if args.number("length", 0) < 1:
        raise SlackError("missing_argument")
    if len(args.get("alt_txt")) > LIMITS["file description"].value:
        raise SlackError("alt_txt_too_large")
    file = File(f"F{slack.workspace.new_id('0'):0>9}", args.need("filename"), args.get("alt_txt"))
    slack.workspace.files[file.id] = file
    return {"upload_url": f"{slack.base}/upload/v1/{file.id}", "file_id": file.id}


@method("files.completeUploadExternal")
def complete_upload(slack: Slack, args: Args) -> Json:
    places = [id for id in (args.get("channel_id"), *args.get("channels").split(",")) if id]
    if not all(CHANNEL.fullmatch(id) for id in places):
        wrong = "[ERROR] input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$ [json-pointer:/channel_id]"
        raise SlackError("invalid_arguments", response_metadata={"messages": [wrong]})
    found = []
    for part in args.structure("files") or []:
        file = known(slack, part.get("id", ""))
        if file.content is None:
            raise SlackError("file_not_found")
        file.title, file.ready = part.get("title") or file.name, slack.clock.now() + LIMITS["file seconds"].value
        found.append(file)
    shown = [about(slack, file) for file in found]
    for id in places:
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
    return {"file": about(slack, known(slack, args.need("file")))}


@method("files.delete")
def delete_file(slack: Slack, args: Args) -> Json:
    del slack.workspace.files[known(slack, args.need("file")).id]
    return {}


def known(slack: Slack, id: str) -> File:
    """An uploaded file. Raises SlackError file_not_found."""
    if id not in slack.workspace.files:
        raise SlackError("file_not_found")
    return slack.workspace.files[id]


def about(slack: Slack, file: File) -> Json:
    """A file as files.info shows it: its type is told once Slack has worked through it."""
    told: Json = {"id": file.id, "name": file.name, "title": file.title, "alt_txt": file.alt_text, "user": BOT_USER}
    address = f"{slack.base}/files/{file.id}"
    told |= {"size": len(file.content or b""), "url_private": address, "permalink": address}
    return told | {"mimetype": kind(slack, file), "channels": file.shared_in}


def kind(slack: Slack, file: File) -> str:
    """The type of a file; empty while Slack works on it, or where it is no picture."""
    if file.ready is None or slack.clock.now() < file.ready:
        return ""
    return next((kind for start, kind in PICTURES.items() if (file.content or b"").startswith(start)), "")


def check_pictures(slack: Slack, blocks: Any, error: str = "invalid_blocks") -> None:
    """Raises SlackError unless every slack_file is one picture that Slack is done with, by id or by address.

    https://github.com/slackapi/python-slack-sdk/issues/1658: a file that is still worked on is refused as well.
    """
    for pointer, given in _slack_files(blocks, "/blocks"):
        id = given.get("id") or str(given.get("url", "")).rpartition("/")[2]
        file = slack.workspace.files.get(id) if FILE.fullmatch(id) else None
        if len(given) != 1 or file is None or not kind(slack, file):
            line = f"invalid slack file [json-pointer:{pointer}]"
            raise SlackError(error, errors=[line], response_metadata={"messages": [f"[ERROR] {line}"]})


def _slack_files(part: Any, pointer: str) -> Iterator[tuple[str, Json]]:
    if isinstance(part, list):
        for place, item in enumerate(part):
            yield from _slack_files(item, f"{pointer}/{place}")
    elif isinstance(part, dict):
        for name, value in part.items():
            if name == "slack_file" and isinstance(value, dict):
                yield f"{pointer}/{name}", value
            else:
                yield from _slack_files(value, f"{pointer}/{name}")
