"""Windows (modals) that are seen at once, whatever stands in them: what takes long is announced first and follows.

A ``trigger_id`` lives for three seconds (https://docs.slack.dev/reference/methods/views.open), and a window that was
sent waits three seconds for its answer (https://docs.slack.dev/surfaces/modals, response actions).
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.limits import Block
from bot.slack.trouble import code_of
from bot.slack.views import notice_view, waiting_view
from corpus.errors import PocError
from prompts import render

log = logging.getLogger(__name__)

Make = Callable[[], Block]

_AT_ONCE = 4
_SOON = 1.0
"""Seconds in which most windows are made: they are opened as they are, with one call."""
_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between tries to find a window by its name: the answer that brings the name may still be on its way."""
_CLOSED, _CHANGED = ("not_found", "view_not_found"), "hash_conflict"


class Windows:
    """Makes what stands in windows in threads of its own; safe to share between threads."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="window")

    def open(self, trigger: str, make: Make, *, over: bool = False) -> str:
        """Opens a window, or lays it ``over`` the one that is open, and returns its id; raises SlackApiError."""
        show = self._client.views_push if over else self._client.views_open
        made = self._threads.submit(_made, make)
        if _is_soon(made):
            return str(show(trigger_id=trigger, view=made.result())["view"]["id"])
        id_ = str(show(trigger_id=trigger, view=waiting_view())["view"]["id"])
        self._put(made.result(), view_id=id_)
        return id_

    def answer(self, ack: Ack, make: Make) -> None:
        """Answers a window that was sent with another one in its place.

        One that takes long has a name, and is put in the place of that name alone: put in the place of the window that
        was sent, it could arrive before the announcement, which would then stand there for good.
        """
        made = self._threads.submit(_made, make)
        if _is_soon(made):
            ack(response_action="update", view=made.result())
            return
        name = uuid.uuid4().hex
        ack(response_action="update", view=waiting_view() | {"external_id": name})
        self._put(made.result(), external_id=name)

    def redraw(self, view: Block, make: Make, meanwhile: Make) -> None:
        """Draws an open window anew, ``meanwhile`` another way where that takes long; not where it changed since."""
        made, hash_ = self._threads.submit(_made, make), str(view["hash"])
        if not _is_soon(made):
            hash_ = self._put(_made(meanwhile), view_id=view["id"], hash=hash_)
        if hash_:
            self._put(made.result(), view_id=view["id"], hash=hash_)

    def stop(self) -> None:
        """Begins nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _put(self, view: Block, **where: Any) -> str:
        """Puts a view in its place and returns its hash; empty where the person has closed the window or gone on."""
        for pause in (*(_PAUSES if "external_id" in where else ()), 0.0):
            try:
                return str(self._client.views_update(view=view, **where)["view"]["hash"])
            except SlackApiError as error:
                code = code_of(error)
                if code == _CHANGED or (code in _CLOSED and not pause):
                    return ""
                if code not in _CLOSED:
                    raise
            time.sleep(pause)
        return ""


def _is_soon(made: Future[Block]) -> bool:
    try:
        made.result(_SOON)
    except TimeoutError:
        return False
    return True


def _made(make: Make) -> Block:
    """The view, or one that says why there is none."""
    try:
        return make()
    except PocError as error:
        return notice_view(str(error))
    except Exception as error:  # the person is told; what was typed stays out of the log
        log.error("a window could not be made: %s", type(error).__name__)
        return notice_view(render("window_failed"))
