"""The Slack app: its parts, put together over one assistant and one journal."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from slack_bolt import App, BoltResponse
from slack_sdk import WebClient

from bot.assistant import Assistant
from bot.settings import Settings
from bot.slack.actions import Actions
from bot.slack.answering import Answering
from bot.slack.audience import Audiences
from bot.slack.brief_windows import BriefWindows
from bot.slack.clients import asking_client, posting_client
from bot.slack.gate import Gate
from bot.slack.intake import Intake
from bot.slack.metrics import Metrics
from bot.slack.pictures import Pictures
from bot.slack.places import Places
from bot.slack.post import Poster
from bot.slack.slow import Slow
from bot.slack.verdicts import Advising
from bot.slack.waiting import WaitingLine
from bot.slack.worker import Worker
from bot.source.links import Links, key_of
from bot.source.routes import Source
from bot.state import Journal

log = logging.getLogger(__name__)

_LISTENERS = 8


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
    source: Source | None


def make_desk(assistant: Assistant, journal: Journal, settings: Settings, bot_user: str = "") -> Desk:
    """The parts over an assistant and a journal, nothing started; ``bot_user`` is the bot's own id in Slack."""
    client, metrics = asking_client(settings), Metrics()
    poster = Poster(client, posting_client(settings), bot_user)
    audiences = Audiences(client, assistant.limits)
    line = WaitingLine(settings.slack_queue, settings.slack_queue_each, at_once=max(settings.slack_workers // 2, 1))
    gate = Gate()
    worker = Worker(journal, Answering(assistant, journal, audiences, gate, settings), poster, line, metrics)
    intake = Intake(journal, worker, metrics, gate, follow_ups=settings.follow_ups)
    app = _app(client, settings, intake)
    pictures, advising = Pictures(client), Advising(assistant, journal, audiences, poster)
    advising.register(app)
    links = Links(settings.source_url, key_of(settings.home)) if settings.source_url else None
    Actions(assistant, journal, intake, audiences, poster, metrics, pictures, links, advising).register(app)
    Places(assistant, journal, audiences).register(app)
    BriefWindows(assistant, journal, audiences).register(app)
    source = Source(assistant, links) if links is not None else None
    return Desk(app, worker, intake, journal, Slow(client, journal, worker), metrics, client, pictures, source)


def _app(client: WebClient, settings: Settings, intake: Intake) -> App:
    """A Bolt app with the intake as its last middleware; in http mode each request's signature is checked first."""
    app = App(
        client=client,
        signing_secret=settings.slack_signing_secret or None,
        request_verification_enabled=settings.slack_mode == "http",
        token_verification_enabled=False,
        listener_executor=ThreadPoolExecutor(_LISTENERS, thread_name_prefix="listener"),
    )
    app.use(intake.middleware)
    app.error(_failed)
    return app


def _failed(error: Exception) -> BoltResponse:
    """Says in the log what kind of error it was, and nothing of what was being handled; Slack may deliver again."""
    log.error("what Slack sent could not be handled: %s", type(error).__name__)
    return BoltResponse(status=500)
