"""Clients of Slack's Web API, all to the one address that is set."""

from __future__ import annotations

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)

from bot.settings import Settings

_SECONDS = 10


def asking_client(settings: Settings) -> WebClient:
    """A client for calls that may be repeated: reading, views, statuses. It waits out 429 and tries again on 5xx."""
    again = [
        ConnectionErrorRetryHandler(),
        RateLimitErrorRetryHandler(max_retry_count=3),
        ServerErrorRetryHandler(max_retry_count=2),
    ]
    return WebClient(
        token=settings.slack_bot_token, base_url=_base(settings), timeout=_SECONDS, retry_handlers=list(again)
    )


def posting_client(settings: Settings) -> WebClient:
    """A client that never repeats a call by itself: a message that may have arrived must be looked for first."""
    return WebClient(token=settings.slack_bot_token, base_url=_base(settings), timeout=_SECONDS, retry_handlers=[])


def _base(settings: Settings) -> str:
    return settings.slack_api_url.rstrip("/") + "/"
