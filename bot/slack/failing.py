"""What a person is told when something that they did fails: a click, a command or a window never ends in silence."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from typing import Any

from slack_bolt import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.slack.layout import notice
from bot.slack.post import Poster
from bot.slack.trouble import Trouble, code_of
from prompts import render

log = logging.getLogger(__name__)

_DONE = ("block_actions", "view_submission", "message_action", "shortcut")
_LATE = ("expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id")


def telling(poster: Poster) -> Callable[..., BoltResponse]:
    """What Bolt calls with an error: it goes into the log by its kind and a code, and the person is told that code.

    Nothing of what was being handled is logged. Events are told nothing of: Slack delivers them again. A response is
    returned since Bolt otherwise forgets an acknowledgement that was given already (listener/thread_runner.py).
    """

    def failed(error: Exception, body: dict[str, Any]) -> BoltResponse:
        code = uuid.uuid4().hex[:8]
        slack = code_of(error) if isinstance(error, SlackApiError) else ""
        log.error("what Slack sent could not be handled: %s %s (%s)", type(error).__name__, slack, code)
        try:
            _tell(poster, body, render("window_late") if slack in _LATE else render("action_failed", code=code), code)
        except Trouble as trouble:
            log.warning("the person could not be told: %s", trouble.code)
        return BoltResponse(status=500)

    return failed


def _tell(poster: Poster, body: dict[str, Any], text: str, code: str) -> None:
    """By the address that came with what the person did, else in a direct message."""
    if body.get("type") not in _DONE and "command" not in body:
        return
    message = notice(text, code)
    try:
        poster.whisper(str(body.get("response_url") or ""), message)
    except Trouble:
        poster.tell(str(body.get("user_id") or body["user"]["id"]), message)
