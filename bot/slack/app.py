"""The Slack app: mentions and direct messages are answered in their thread."""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import App, Say
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler, ServerErrorRetryHandler

from bot.assistant import EVERYONE, Assistant
from bot.model import Answer, Outcome
from bot.settings import Settings
from bot.slack.layout import blocks_of, escape, fallback
from corpus.errors import PocError
from prompts import render

log = logging.getLogger(__name__)

_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")
_WORKERS = 8
_REMEMBERED = 2000


class Seen:
    """The last few thousand event ids, so that a redelivered event is not answered twice."""

    def __init__(self, size: int = _REMEMBERED) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._size, self._lock = size, threading.Lock()

    def first_time(self, id_: str) -> bool:
        """Notes an id; False where it was noted before."""
        with self._lock:
            if id_ in self._ids:
                return False
            self._ids[id_] = None
            while len(self._ids) > self._size:
                self._ids.popitem(last=False)
            return True


class Threads:
    """Each asker's own earlier questions in a thread, for follow-ups; nobody else's talk is kept."""

    def __init__(self, size: int = _REMEMBERED) -> None:
        self._turns: OrderedDict[tuple[str, str, str], list[str]] = OrderedDict()
        self._size, self._lock = size, threading.Lock()

    def turns(self, key: tuple[str, str, str]) -> list[str]:
        """Earlier questions of (channel, thread, asker), oldest first."""
        """Earlier questions of (channel, thread, asker), oldest first."""
        with self._lock:
            return list(self._turns.get(key, ()))

    def add(self, key: tuple[str, str, str], text: str) -> None:
        """Notes a question; the last four are kept."""
        """Notes a question; the last four are kept."""
        with self._lock:
            self._turns[key] = [*self._turns.get(key, ()), text][-4:]
            self._turns.move_to_end(key)
            while len(self._turns) > self._size:
                self._turns.popitem(last=False)


def make_app(assistant: Assistant, settings: Settings, client: WebClient | None = None) -> App:
    """A Bolt app over the assistant; ``client`` points it at another server."""
    client = client or WebClient(token=settings.slack_bot_token, base_url=settings.slack_api_url)
    client.retry_handlers += [RateLimitErrorRetryHandler(max_retry_count=3), ServerErrorRetryHandler(max_retry_count=2)]
    app = App(client=client, listener_executor=ThreadPoolExecutor(_WORKERS), token_verification_enabled=False)
    seen, threads = Seen(), Threads()

    @app.event("app_mention")
    def mentioned(event: dict[str, Any], body: dict[str, Any], say: Say) -> None:
        if seen.first_time(body["event_id"]) and not event.get("bot_id"):
            _answer(assistant, threads, event, say)

    @app.event("message")
    def messaged(event: dict[str, Any], body: dict[str, Any], say: Say) -> None:
        direct = event.get("channel_type") == "im" and not event.get("subtype") and not event.get("bot_id")
        if direct and seen.first_time(body["event_id"]):
            _answer(assistant, threads, event, say)

    return app


def _answer(assistant: Assistant, threads: Threads, event: dict[str, Any], say: Say) -> None:
    """Answers one message in its thread; whatever goes wrong ends in a sentence, never in silence."""
    thread = event.get("thread_ts") or event["ts"]
    key = (event["channel"], thread, event.get("user", ""))
    question = _MENTION.sub(" ", event.get("text", ""))
    try:
        answer = assistant.ask(question, audience=EVERYONE, history=threads.turns(key))
    except PocError as error:
        log.warning("a question ended in %s", type(error).__name__)
        say(text=escape(str(error)), thread_ts=thread)
        return
    except Exception as error:  # the asker is told, with a code that finds this line
        code = f"{abs(hash((key, event['ts']))) % 16**6:06x}"
        log.error("question %s failed: %s", code, type(error).__name__)
        say(text=escape(render("error_reference", code=code)), thread_ts=thread)
        return
    if answer.outcome is not Outcome.ERROR:
        threads.add(key, question)
    post(say, answer, thread)


def post(say: Say, answer: Answer, thread: str) -> None:
    """Posts an answer whole, without link previews."""
    say(blocks=blocks_of(answer), text=fallback(answer), thread_ts=thread, unfurl_links=False, unfurl_media=False)
