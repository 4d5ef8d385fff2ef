"""A status for questions that take long: never silence, and no extra call for those that take milliseconds."""

from __future__ import annotations

import logging
import threading
import time

from slack_sdk import WebClient

from bot.slack.worker import Worker
from bot.state import Ending, Entry, Journal, Kind
from prompts import word

log = logging.getLogger(__name__)

_AFTER = 1.0
_AGAIN = 90.0
_AT_ONCE = 10
_FAILURES, _REST = 3, 600.0
"""So many failures one after the other, and no status is tried for so many seconds: Slack may not know the method."""
_LOADING = ("status_searching", "status_reading", "status_checking")
"""What takes turns while the status is shown; Slack takes ten at most."""


class Slow:
    """Shows in the threads of slow questions that they are worked on, and clears that again.

    A status goes by itself after two minutes and when the app posts
    (https://docs.slack.dev/reference/methods/assistant.threads.setStatus). Where Slack refuses it, it is left for a
    while.
    """

    def __init__(self, client: WebClient, journal: Journal, worker: Worker) -> None:
        self._client, self._journal, self._worker = client, journal, worker
        self._shown: dict[str, tuple[float, Entry]] = {}
        self._failures, self._rests = 0, 0.0

    def run(self, stop: threading.Event, pause: float = 0.5) -> None:
        """Looks every ``pause`` seconds until told to stop."""
        while not stop.wait(pause):
            try:
                self.look()
            except Exception as error:  # a status is a courtesy: nothing else may hang on it
                log.warning("statuses could not be looked after: %s", type(error).__name__)

    def look(self) -> None:
        """Sets the status of questions that are slow by now, and clears those of questions that ended."""
        jobs = {job.id: job for job in self._worker.line.jobs()}
        now = time.monotonic()
        due = [job for job in jobs.values() if now - job.since > _AFTER and now - self._at(job.id) > _AGAIN]
        for job in due[:_AT_ONCE]:
            entry = self._journal.entry(job.id)
            if entry and entry.status is Ending.OPEN and entry.kind in (Kind.MENTION, Kind.DM):
                self._set(entry, word("status_working"))
                self._shown[job.id] = (now, entry)
        for id_ in [id_ for id_ in self._shown if id_ not in jobs]:
            self._set(self._shown.pop(id_)[1], "")

    def _at(self, id_: str) -> float:
        return self._shown[id_][0] if id_ in self._shown else float("-inf")

    def _set(self, entry: Entry, status: str) -> None:
        if time.monotonic() < self._rests:
            return
        try:
            self._client.assistant_threads_setStatus(
                channel_id=entry.channel, thread_ts=entry.thread, status=status,
                loading_messages=[word(name) for name in _LOADING] if status else None,
            )  # fmt: skip
            self._failures = 0
        except Exception as error:
            self._failures += 1
            if self._failures >= _FAILURES:
                self._failures, self._rests = 0, time.monotonic() + _REST
            log.info("a status was not taken: %s", type(error).__name__)
