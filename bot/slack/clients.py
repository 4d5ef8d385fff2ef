"""Clients of Slack's Web API, all to the one address that is set."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)
from slack_sdk.http_retry.handler import RetryHandler

from bot.settings import Settings
from bot.slack.connections import Connections, KeptWebClient

_SECONDS = 10


def asking_client(settings: Settings, connections: Connections | None = None) -> WebClient:
    """A client for calls that may be repeated: reading, views, statuses. It waits out 429 and tries again on 5xx."""
    again = [
        ConnectionErrorRetryHandler(),
        RateLimitErrorRetryHandler(max_retry_count=3),
        ServerErrorRetryHandler(max_retry_count=2),
    ]
    return _client(settings, connections, again)


def posting_client(settings: Settings, connections: Connections | None = None) -> WebClient:
    """A client that never repeats a call by itself: a message that may have arrived must be looked for first."""
    return _client(settings, connections, [])


def _client(settings: Settings, connections: Connections | None, again: Sequence[RetryHandler]) -> WebClient:
    return KeptWebClient(
        token=settings.slack_bot_token, base_url=settings.slack_api_url.rstrip("/") + "/", timeout=_SECONDS,
        retry_handlers=list(again), connections=connections or Connections(),
    )  # fmt: skip
