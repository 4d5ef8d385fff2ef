"""Working through questions: each ends in exactly one answer, abstention, refusal or error."""

from __future__ import annotations

import logging
import threading
import time

from bot.slack.answering import Answering
from bot.slack.layout import Message, ending
from bot.slack.metrics import Metrics
from bot.slack.post import Poster
from bot.slack.telling import Telling
from bot.slack.trouble import Gone, Later, Malformed, Refused, Trouble, Unsure
from bot.slack.waiting import Job, WaitingLine
from bot.state import Ending, Entry, Journal

log = logging.getLogger(__name__)

_TRIES = 12
_LONGEST = 300.0
_TOKEN_PAUSE = 30.0


class Worker:
    """Takes questions from the line, answers them and closes them in the journal.

    Those that find the line full are turned away one by one, in a line of their own.
    """

    def __init__(
        self, journal: Journal, answering: Answering, poster: Poster, line: WaitingLine, metrics: Metrics
    ) -> None:
        self._journal, self._answering, self._poster = journal, answering, poster
        self._telling, self._metrics = Telling(poster, answering.contact), metrics
        self.line, self.turned_away = line, WaitingLine(0, 0, 1)
        self._threads: list[threading.Thread] = []
        self._tries: dict[str, int] = {}
        self._told: set[str] = set()
        self.token_refused = False

    def start(self, threads: int) -> None:
        """Starts so many threads for questions, and one for those turned away; they work until ``stop``."""
        for number in range(threads + 1):
            line = self.line if number else self.turned_away
            thread = threading.Thread(target=self._work, args=(line,), name=f"question-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def close(self) -> None:
        """Begins nothing more: what waits is taken up after the next start."""
        self.line.close()
        self.turned_away.close()
        self._answering.close()

    def stop(self, seconds: float = 10.0) -> bool:
        """Finishes what is being worked on, for so many seconds; False where something goes on."""
        self.close()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0))
        return not any(thread.is_alive() for thread in self._threads)

    def accept(self, id_: str, user: str) -> None:
        """Puts a question into the line, or lets its asker know that the line is full."""
        if not self.line.put(id_, user):
            self.turned_away.put_anyway(id_, user, turned_away=True)
        self._metrics.waiting.set(len(self.line))

    def _work(self, line: WaitingLine) -> None:
        while job := line.take():
            try:
                self.handle(job)
            except Exception as error:  # a worker never dies: the question waits, and an operator sees why
                log.error("question %s could not be worked on: %s", job.id, type(error).__name__)
                self._again(job, None, Later(type(error).__name__))
            finally:
                line.done(job)
                self._metrics.waiting.set(len(self.line))

    def handle(self, job: Job) -> None:
        """Brings one question to its end, or back into the line."""
        entry = self._journal.entry(job.id)
        if entry is None or entry.status is not Ending.OPEN:
            return
        try:
            if not (entry.posting and self._was_posted(entry)):
                self._reply(job, entry)
            self.token_refused = False
        except Trouble as trouble:
            self._metrics.trouble.labels(type(trouble).__name__).inc()
            log.warning("question %s met %s: %s", entry.id, type(trouble).__name__, trouble.code)
            self._settle(job, entry, trouble)

    def _was_posted(self, entry: Entry) -> bool:
        """Whether the reply that went out before is there; a private one cannot be looked for and counts as sent."""
        if entry.kind.private:
            self._end(entry, Ending.ERROR)
            self._telling.unsure(entry)
            return True
        try:
            found = self._poster.find(entry)
        except Malformed as trouble:  # Slack does not let the bot look, for want of a scope
            log.error("question %s: its thread could not be read: %s", entry.id, trouble.code)
            self._end(entry, Ending.ERROR)
            self._telling.unsure(entry)
            return True
        if found is None:
            return False
        self._end(entry, ending(found[1]), found[0])
        return True

    def _reply(self, job: Job, entry: Entry) -> None:
        """Answers and posts; from ``posting`` to the end of the call nobody knows whether the reply arrived."""
        reply = self._answering.busy(entry) if job.turned_away else self._answering.reply(entry)
        if reply.instead:
            self._end(entry, reply.ending)
            self._telling.in_private(entry, reply.message)
            return
        if reply.private is not None:
            self._in_private(entry, reply.private)
        self._journal.posting(entry.id)
        self._end(entry, reply.ending, self._poster.send(entry, reply.message) or "private")
        self._telling.after(entry, reply.ending)

    def _in_private(self, entry: Entry, message: Message) -> None:
        """Sends an answer directly, at most once: where it may have gone out before, the asker learns that."""
        if entry.id in self._told:
            return
        if entry.posting:
            self._telling.unsure(entry)
        else:
            self._journal.posting(entry.id)
            self._poster.tell(entry.user, message)
        self._told.add(entry.id)

    def _settle(self, job: Job, entry: Entry, trouble: Trouble) -> None:
        match trouble:
            case Gone():
                self._end(entry, Ending.ERROR)
                self._telling.gone(entry)
            case Unsure() if entry.kind.private:
                self._end(entry, Ending.ERROR)
                self._telling.unsure(entry)
            case Malformed():
                self._journal.not_posted(entry.id)
                self._say_instead(entry)
            case Refused():
                self.token_refused = True
                self._journal.not_posted(entry.id)
                self._line(job).put_back(job, _TOKEN_PAUSE)
            case Later():
                self._journal.not_posted(entry.id)
                self._again(job, entry, trouble)
            case _:
                self._again(job, entry, trouble)

    def _again(self, job: Job, entry: Entry | None, trouble: Trouble) -> None:
        """Back into the line, each time for longer; after many tries the question ends as an error."""
        tries = self._tries[job.id] = self._tries.get(job.id, 0) + 1
        if tries >= _TRIES and entry is not None:
            self._end(entry, Ending.ERROR)
            self._telling.gone(entry)
            return
        grown = 0.0 if tries == 1 else 0.5 * 2.0**tries
        self._line(job).put_back(job, min(max(trouble.seconds, grown), _LONGEST))

    def _line(self, job: Job) -> WaitingLine:
        return self.turned_away if job.turned_away else self.line

    def _say_instead(self, entry: Entry) -> None:
        """Says in one sentence that something went wrong, where Slack did not take the answer as it was."""
        log.error("question %s: Slack refused the form of the reply", entry.id)
        self._journal.posting(entry.id)
        try:
            ts = self._poster.send(entry, self._answering.error(entry))
        except Trouble as trouble:
            log.error("question %s: the error could not be told: %s", entry.id, trouble.code)
            ts = ""
        self._end(entry, Ending.ERROR, ts)

    def _end(self, entry: Entry, ending: Ending, reply_ts: str = "") -> None:
        self._tries.pop(entry.id, None)
        self._told.discard(entry.id)
        if self._journal.finish(entry.id, ending, reply_ts):
            self._metrics.ended.labels(ending.value).inc()
            self._metrics.seconds.observe(max(time.time() - entry.created, 0))
