"""Working through questions: each ends in exactly one answer, abstention, refusal or error."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Mapping

from bot.slack.answering import Answering
from bot.slack.layout import Message, ending
from bot.slack.metrics import Metrics
from bot.slack.post import Poster
from bot.slack.telling import Telling
from bot.slack.trouble import Gone, Later, Malformed, Refused, Trouble, Unsure
from bot.slack.waiting import Job, WaitingLine
from bot.state import Asked, Ending, Entry, Journal

log = logging.getLogger(__name__)

_TRIES = 12
_LONGEST = 300.0
_TOKEN_PAUSE = 30.0
_REMEMBERED = 1000
"""Questions that could not be written down, of which it is known that their askers were told."""


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
        self._untaken, self._untaken_lock = deque[str](maxlen=_REMEMBERED), threading.Lock()
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

    def not_taken(self, asked: Asked) -> None:
        """Tells the asker of a question that it could not be written down, once however many events tell of it."""
        with self._untaken_lock:
            if asked.place in self._untaken:
                return
            self._untaken.append(asked.place)
        log.error("a question could not be written down, however often Slack delivered it: its asker is told")
        self._telling.not_taken(asked)

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
            self._forget(job.id)
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
        if reply.private is not None and not self._in_private(entry, reply.private):
            return
        if not self._may_post(entry):
            return
        sent = self._poster.send(entry, reply.message)
        self.token_refused = False
        self._end(entry, reply.ending, sent or "private")
        self._telling.after(entry, reply.ending)

    def _in_private(self, entry: Entry, message: Message) -> bool:
        """Sends an answer directly, at most once: where it may have gone out before, the asker learns that.

        False where another bot has the question.
        """
        if entry.id in self._told:
            return True
        if entry.posting:
            self._telling.unsure(entry)
        elif self._may_post(entry):
            self._poster.tell(entry.user, message)
        else:
            return False
        self._told.add(entry.id)
        return True

    def _may_post(self, entry: Entry) -> bool:
        """Notes that a reply goes out; False where another bot took the question over while this one stood still."""
        if self._journal.posting(entry.id):
            return True
        log.warning("question %s is another bot's by now: no reply from here", entry.id)
        self._forget(entry.id)
        return False

    def _forget(self, id_: str) -> None:
        self._tries.pop(id_, None)
        self._told.discard(id_)

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
        if tries >= _TRIES and self._is_given_up(job, entry):
            return
        grown = 0.0 if tries == 1 else 0.5 * 2.0 ** min(tries, _TRIES)
        self._line(job).put_back(job, min(max(trouble.seconds, grown), _LONGEST))

    def _is_given_up(self, job: Job, entry: Entry | None) -> bool:
        """Ends a question as an error and tells its asker; False where the journal cannot take that either."""
        try:
            entry = entry or self._journal.entry(job.id)
            if entry is not None:
                self._end(entry, Ending.ERROR)
                self._telling.given_up(entry)
        except Exception as error:
            log.error("question %s could not be ended: %s", job.id, type(error).__name__)
            return False
        return True

    def take_up(self, missed: Mapping[str, str]) -> dict[str, str]:
        """Puts open questions into the line that no line has, now and at the look before (``missed``, by id the asker).

        Returns those that none has now. One may be on its way into the line just now, hence the second look.
        """
        held = {job.id for line in (self.line, self.turned_away) for job in line.jobs()}
        found = {id_: user for id_, user in self._journal.own_open().items() if id_ not in held}
        for id_, user in found.items():
            if id_ in missed:
                log.error("question %s was in no line: it is taken up", id_)
                self.line.put_anyway(id_, user)
        return found

    def _line(self, job: Job) -> WaitingLine:
        return self.turned_away if job.turned_away else self.line

    def _say_instead(self, entry: Entry) -> None:
        """Says in one sentence that something went wrong, where Slack did not take the answer as it was."""
        log.error("question %s: Slack refused the form of the reply", entry.id)
        if not self._may_post(entry):
            return
        try:
            ts = self._poster.send(entry, self._answering.error(entry))
        except Trouble as trouble:
            log.error("question %s: the error could not be told: %s", entry.id, trouble.code)
            ts = ""
        self._end(entry, Ending.ERROR, ts)

    def _end(self, entry: Entry, ending: Ending, reply_ts: str = "") -> None:
        self._forget(entry.id)
        if self._journal.finish(entry.id, ending, reply_ts):
            self._metrics.ended.labels(ending.value).inc()
            self._metrics.seconds.observe(max(time.time() - entry.created, 0))
