"""What can go wrong between the bot and Slack, sorted by what to do about it.

Trouble
├── Later       certainly not done: try again after some seconds
├── Unsure      may have been done: look before trying again
├── Refused     Slack takes no calls with this token: keep the question until it does
├── Gone        there is no such place to write to any more: tell the asker elsewhere
└── Malformed   Slack did not take the message as it is: our mistake

Slack's codes: https://docs.slack.dev/reference/methods/chat.postMessage (errors).
"""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError

_TOKEN = frozenset(
    {
        "account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked",
        "org_login_required", "ekm_access_denied", "not_allowed_token_type",
    }
)  # fmt: skip
_GONE = frozenset(
    {
        "channel_not_found", "is_archived", "not_in_channel", "thread_not_found", "message_not_found", "user_not_found",
        "restricted_action", "restricted_action_thread_only_channel", "restricted_action_read_only_channel",
        "restricted_action_thread_locked", "restricted_action_non_threadable_channel", "cannot_reply_to_message",
        "messages_tab_disabled", "expired_url", "used_url", "invalid_url", "user_not_in_channel", "channel_is_archived",
        "team_access_not_granted", "is_inactive", "as_user_not_supported", "no_active_hooks", "no_team", "no_service",
    }
)  # fmt: skip
_UNSURE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"})
_PAUSE = 2.0


class Trouble(Exception):
    """A call that did not go well; ``code`` is Slack's word for it, or the kind of error."""

    def __init__(self, code: str, seconds: float = _PAUSE) -> None:
        super().__init__(code)
        self.code, self.seconds = code, seconds


class Later(Trouble):
    """Certainly not done; ``seconds`` is how long to wait."""


class Unsure(Trouble):
    """May have been done."""


class Refused(Trouble):
    """Slack takes no calls with this token."""


class Gone(Trouble):
    """There is no such place to write to any more."""


class Malformed(Trouble):
    """Slack did not take the message as it is."""


def sorted_out(error: Exception) -> Trouble:
    """The kind of trouble that an exception of Slack's client stands for; raises what is none."""
    if isinstance(error, SlackApiError):
        return answered(code_of(error), error.response.status_code, dict(error.response.headers))
    if isinstance(error, OSError | URLError | HTTPException | SlackClientError):
        return Unsure(type(error).__name__)
    raise error


def answered(code: str, status: int, headers: Mapping[str, object]) -> Trouble:
    """The kind of trouble of an answer: Slack's code, the HTTP status, and its headers."""
    if status == 429 or code in ("ratelimited", "rate_limited", "message_limit_exceeded"):
        return Later("ratelimited", _seconds(headers))
    if status >= 500 or code in _UNSURE:
        return Unsure(code or str(status))
    if code in _TOKEN:
        return Refused(code)
    if code in _GONE or (not code and status in (403, 404, 410)):
        return Gone(code or str(status))
    return Malformed(code or str(status))


def code_of(error: SlackApiError) -> str:
    """Slack's own word for what is wrong; empty where it sent none."""
    data = error.response.data
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def _seconds(headers: Mapping[str, object]) -> float:
    """Retry-After in seconds: https://docs.slack.dev/apis/web-api/rate-limits."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            first = value[0] if isinstance(value, list) else value
            return float(str(first)) if str(first).replace(".", "", 1).isdigit() else _PAUSE
    return _PAUSE
