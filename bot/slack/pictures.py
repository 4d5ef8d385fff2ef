"""Pages as pictures in a modal: the modal opens at once, its pictures follow when they are drawn and uploaded.

A picture is uploaded to no conversation, so that it is seen in that modal alone
(https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object), and deleted an hour later.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.pictures import PagePicture
from bot.slack import blocks as b
from bot.slack.limits import Block, escape
from prompts import render

log = logging.getLogger(__name__)

_AT_ONCE = 2
_KEPT = 3600.0
_TRIES, _PAUSE = 8, 1.0
# A file is scanned before it may stand in a block (https://github.com/slackapi/node-slack-sdk/issues/2040).
_NOT_YET = ("invalid_blocks", "invalid_arguments")
_CLOSED = ("not_found", "view_not_found")

Draw = Callable[[], Sequence[PagePicture]]
Lay = Callable[[Sequence[Block]], Block]


class Pictures:
    """Adds pictures to modals that are open, in threads of its own; safe to share between threads."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="picture")
        self._uploaded: deque[tuple[float, str]] = deque()
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def add(self, view_id: str, draw: Draw, lay: Lay) -> None:
        """Draws pictures and puts them into the open modal: ``lay`` makes its view, given blocks for them."""
        self._threads.submit(self._add, view_id, draw, lay)

    def tidy(self) -> None:
        """Has pictures that were shown long enough deleted, in a thread of its own."""
        if not self._stop.is_set():
            self._threads.submit(self._delete, time.monotonic() - _KEPT)

    def stop(self) -> None:
        """Takes no more, and deletes what was uploaded."""
        self._stop.set()
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._delete(float("inf"))

    def _add(self, view_id: str, draw: Draw, lay: Lay) -> None:
        try:
            self._delete(time.monotonic() - _KEPT)
            found = [self._block(picture) for picture in draw()]
            self._show(view_id, lay(found or _nothing()))
        except Exception as error:  # the words are in the modal already
            log.warning("a page's picture could not be shown: %s", _kind(error))
            self._apologize(view_id, lay)

    def _block(self, picture: PagePicture) -> Block:
        name = f"page-{picture.page}.png"
        done = self._client.files_upload_v2(file=picture.png, filename=name, title=name)
        id_ = str(done["files"][0]["id"])
        with self._lock:
            self._uploaded.append((time.monotonic(), id_))
        return b.picture(id_, picture.label, picture.alt)

    def _show(self, view_id: str, view: Block) -> None:
        """Updates the modal, again while Slack is not done with the files; one that was closed is left."""
        for tries in range(1, _TRIES + 1):
            try:
                self._client.views_update(view_id=view_id, view=view)
                return
            except SlackApiError as error:
                code = error.response.get("error", "")
                if code in _CLOSED:
                    return
                if code not in _NOT_YET or tries == _TRIES or self._stop.wait(_PAUSE):
                    raise

    def _apologize(self, view_id: str, lay: Lay) -> None:
        try:
            self._client.views_update(view_id=view_id, view=lay(_nothing()))
        except Exception as error:
            log.info("a modal could not be updated: %s", _kind(error))

    def _delete(self, before: float) -> None:
        """Deletes what was uploaded before a time (monotonic seconds)."""
        with self._lock:
            old = [id_ for at, id_ in self._uploaded if at < before]
            self._uploaded = deque((at, id_) for at, id_ in self._uploaded if at >= before)
        for id_ in old:
            try:
                self._client.files_delete(file=id_)
            except Exception as error:
                log.info("a picture could not be deleted: %s", _kind(error))


def _nothing() -> list[Block]:
    return b.context([escape(render("page_not_drawn"))])


def _kind(error: Exception) -> str:
    """Slack's code for an error, or its kind: nothing of what was sent."""
    if isinstance(error, SlackApiError):
        return str(error.response.get("error", "")) or type(error).__name__
    return type(error).__name__
