"""The Slack app: its parts, put together over one assistant and one journal."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from slack_bolt import App
from slack_sdk import WebClient

from bot.assistant import Assistant
from bot.settings import Settings
from bot.slack.actions import Actions
from bot.slack.answering import Answering
from bot.slack.audience import Audiences
from bot.slack.brief_windows import BriefWindows
from bot.slack.clients import asking_client, posting_client
from bot.slack.connections import Connections
from bot.slack.failing import telling
from bot.slack.gate import Gate
from bot.slack.intake import Intake
from bot.slack.metrics import Metrics
from bot.slack.pictures import Pictures
from bot.slack.places import Places
from bot.slack.post import Poster
from bot.slack.slow import Slow
from bot.slack.verdicts import Advising
from bot.slack.waiting import WaitingLine
from bot.slack.windows import Windows
from bot.slack.worker import Worker
from bot.source.links import Links, key_of
from bot.source.routes import Source
from bot.state import Journal

_LISTENERS = 40
"""As many as Socket Mode takes at once: a click that waited behind slow ones would lose its three seconds."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that serves one Slack workspace; Bolt's ``app`` takes what Slack sends, ``worker`` answers."""

    app: App
    worker: Worker
    intake: Intake
    journal: Journal
    slow: Slow
    metrics: Metrics
    client: WebClient
    pictures: Pictures
    windows: Windows
    source: Source | None


def make_desk(assistant: Assistant, journal: Journal, settings: Settings, bot_user: str = "") -> Desk:
    """The parts over an assistant and a journal, nothing started; ``bot_user`` is the bot's own id in Slack."""
    connections, metrics = Connections(), Metrics()
    client = asking_client(settings, connections)
    poster = Poster(client, posting_client(settings, connections), connections, bot_user)
    audiences = Audiences(client, assistant.limits)
    line = WaitingLine(settings.slack_queue, settings.slack_queue_each, at_once=max(settings.slack_workers // 2, 1))
    gate = Gate()
    worker = Worker(journal, Answering(assistant, journal, audiences, gate, settings), poster, line, metrics)
    intake = Intake(journal, worker, metrics, gate, follow_ups=settings.follow_ups)
    app = _app(client, settings, intake, poster)
    pictures, windows = Pictures(client), Windows(client)
    advising = Advising(assistant, journal, audiences, poster, windows)
    advising.register(app)
    links = Links(settings.source_url, key_of(settings.home)) if settings.source_url else None
    Actions(assistant, journal, intake, audiences, poster, metrics, pictures, windows, links, advising).register(app)
    Places(assistant, journal, audiences, windows, client).register(app)
    BriefWindows(assistant, journal, audiences, poster, windows).register(app)
    source = Source(assistant, links) if links is not None else None
    return Desk(app, worker, intake, journal, Slow(client, journal, worker), metrics, client, pictures, windows, source)


def _app(client: WebClient, settings: Settings, intake: Intake, poster: Poster) -> App:
    """A Bolt app with the intake as its last middleware; in http mode each request's signature is checked first."""
    bolt = logging.getLogger("slack_bolt.App")
    bolt.addFilter(_silent)  # it warns that the token in the environment is not needed beside the client, at each start
    app = App(
        client=client,
        signing_secret=settings.slack_signing_secret or None,
        request_verification_enabled=settings.slack_mode == "http",
        token_verification_enabled=False,
        listener_executor=ThreadPoolExecutor(_LISTENERS, thread_name_prefix="listener"),
    )
    bolt.removeFilter(_silent)
    app.use(intake.middleware)
    app.error(telling(poster))
    return app


def _silent(_: logging.LogRecord) -> bool:
    return False
