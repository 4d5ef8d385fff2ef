"""Serving Slack over Socket Mode until stopped."""

from __future__ import annotations

import logging
import signal
import threading

from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.assistant import Assistant
from bot.settings import Settings
from bot.slack.app import make_app
from corpus.errors import InputError

log = logging.getLogger(__name__)


def serve(assistant: Assistant, settings: Settings) -> None:
    """Connects to Slack and answers until SIGINT or SIGTERM; raises InputError where the tokens are refused."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    client = WebClient(token=settings.slack_bot_token, base_url=settings.slack_api_url)
    try:
        name = client.auth_test()["user"]
    except Exception as error:
        raise InputError(
            f"Slack did not accept the bot token ({type(error).__name__}). Check SLACK_BOT_TOKEN and the network."
        ) from None
    app = make_app(assistant, settings, client)
    handler = SocketModeHandler(app, settings.slack_app_token, web_client=client)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    handler.connect()  # type: ignore[no-untyped-call]
    print(
        f"POC Desk is in Slack as @{name}. Mention it in a channel, or send it a direct message. Ctrl-C ends it.",
        flush=True,
    )
    stop.wait()
    handler.close()  # type: ignore[no-untyped-call]
