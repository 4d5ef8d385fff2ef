"""Why Slack cannot be reached at a start, and what to do about it, in one sentence or two."""

from __future__ import annotations

import re
import socket
import ssl
from urllib.error import URLError
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError

from bot.slack.trouble import Refused, answered, code_of
from corpus.errors import InputError

_CODE = re.compile(r"[a-z_]+")
_WHERE = {
    "SLACK_BOT_TOKEN": "Copy the bot token (xoxb-…) anew from the app's page, OAuth & Permissions",
    "SLACK_APP_TOKEN": "Copy the app-level token (xapp-…) anew from the app's page, Basic Information",
}


def unreached(error: Exception, url: str, token: str) -> InputError:
    """What to raise where a call to the Web API at ``url`` failed; ``token`` is the variable of the one it takes."""
    if isinstance(error, SlackApiError):
        return InputError(_answered(error, url, token))
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return InputError(
            "SLACK_API_URL is no address of a server. Unset it, or write one such as https://slack.com/api/."
        )
    return InputError(
        f"Slack cannot be reached: {parts.netloc} {_reason(error)}. Check the network of this machine, a proxy "
        f"(HTTPS_PROXY){_address(url)}, and start again."
    )


def _answered(error: SlackApiError, url: str, token: str) -> str:
    """What the server said instead of yes."""
    code = code_of(error)
    status = int(error.response.status_code)
    where = f"{_WHERE[token]}, and set {token}."
    if not _CODE.fullmatch(code):
        return (
            f"What answers at {urlsplit(url).netloc} is not Slack (HTTP {status}). Check the network, a proxy or a "
            f"sign-in page between here and Slack{_address(url)}, and start again."
        )
    if isinstance(answered(code, status, {}), Refused):
        kind = "bot token" if token == "SLACK_BOT_TOKEN" else "app-level token"
        return f"Slack did not accept the {kind} ({code}). {where}"
    if status == 429 or status >= 500 or code == "ratelimited":
        return f"Slack takes no calls just now ({code}). Wait a minute, and start again."
    return f"Slack refused to let the bot in ({code}). See that the app is installed as docs/slack.md says. {where}"


def _reason(error: Exception) -> str:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, socket.gaierror):
        return "is a name that nobody knows here"
    if isinstance(reason, ssl.SSLError):
        return "showed a certificate that is not trusted here"
    if isinstance(reason, TimeoutError):
        return "did not answer in time"
    if isinstance(reason, ConnectionRefusedError):
        return "takes no connection"
    return f"broke off ({type(reason).__name__})"


def _address(url: str) -> str:
    """A word about the setting, where it is not as it comes."""
    return "" if urlsplit(url).netloc == "slack.com" else " and SLACK_API_URL"
