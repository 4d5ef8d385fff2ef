"""A desk at work against the stand-in for Slack, in this process; and an assistant whose answers a test chooses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.assistant import EVERYONE
from bot.model import Answer, Citation, Claim, Outcome, PassageView, Strength, Voice
from bot.question import Asking
from bot.settings import Settings
from bot.showing import InService, Listed, Reference, Shown
from bot.slack.app import Desk, make_desk
from bot.slack.run import _adopt
from bot.slack.socket_mode import Socket
from bot.state import Journal
from bot.state.database import open_database
from corpus.vocabulary import Vocabulary
from tests.slack_stand_in import Json, StandIn

AMINA, BORIS, BOT = "U0AMINA", "U0BORIS", "U0BOT"
FIELD, TEAM = "C0FIELD", "C0TEAM"


def citation(n: int = 1, quote: str = "Patrols shall be planned.", **more: Any) -> Citation:
    given = {
        "n": n, "file": "policy.pdf", "document": "The policy", "symbol": "S/1", "pages": (3,), "page_labels": ("3",),
        "paragraph": str(n), "section": "Patrols", "quote": quote, "authority": "policy", "status": "in force",
        "document_id": "d" * 64, "start": 0, "end": len(quote),
    }  # fmt: skip
    return Citation(**{**given, **more})


def claim(text: str = "Patrols shall be planned.", *citations: Citation) -> Claim:
    return Claim(
        text=text, strength=Strength.DUTY, voice=Voice.OWN, reported_from="",
        citations=citations or (citation(quote=text),),
    )  # fmt: skip


def answered(*claims: Claim, **more: Any) -> Answer:
    given: dict[str, Any] = {"id": "x", "question": "", "outcome": Outcome.ANSWERED, "reason": ""}
    return Answer(**{**given, "claims": claims or (claim(),), "snapshot": "s1", **more})


def silent(reason: str, outcome: Outcome = Outcome.ABSTAINED, *passages: PassageView) -> Answer:
    return answered().model_copy(update={"outcome": outcome, "reason": reason, "claims": (), "passages": passages})


@dataclass(frozen=True)
class Ask:
    """One question that the assistant was asked."""

    text: str
    audience: frozenset[str]
    history: tuple[str, ...]


class Canned:
    """An assistant that answers as it is told, and keeps what it was asked.

    ``began`` is set by the first question, and none is answered while ``go_on`` is cleared.
    """

    def __init__(self, settings: Settings, answer: Callable[[Ask], Answer] | None = None) -> None:
        self.settings, self.answer = settings, answer or (lambda ask: answered())
        self.asked: list[Ask] = []
        self.limited: frozenset[str] = frozenset()
        self.began, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def ask(
        self, text: str, *, audience: frozenset[str] = EVERYONE, history: Sequence[str] = (), id_: str = ""
    ) -> Answer:
        ask = Ask(text, audience, tuple(history))
        self.asked.append(ask)
        self.began.set()
        assert self.go_on.wait(30)
        return self.answer(ask).model_copy(update={"id": id_, "question": text})

    def look_ahead(self, asked: Sequence[Asking]) -> None:
        return None

    @property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary.load()

    def show(self, reference: Reference, *, audience: frozenset[str] = EVERYONE) -> Shown | None:
        return None

    def has_pictures(self, reference: Reference, *, audience: frozenset[str] = EVERYONE) -> bool:
        return False

    def beside(self, answer: Answer, *, audience: frozenset[str] = EVERYONE) -> None:
        return None

    def documents(self, *, audience: frozenset[str] = EVERYONE) -> tuple[Listed, ...]:
        return ()

    def in_service(self) -> InService:
        return InService("s1", datetime(2026, 1, 1, tzinfo=UTC), 0, 0)

    def limits(self) -> frozenset[str]:
        return self.limited

    def sees(self, document: str, *, audience: frozenset[str]) -> bool:
        return True


class Served:
    """A desk that is connected; ``restart`` is what a new process does after the old one was killed."""

    def __init__(self, slack: StandIn, assistant: Any, settings: Settings, home: Path) -> None:
        self.slack, self.assistant, self.settings, self._home = slack, assistant, settings, home
        self._socket: Socket | None = None
        self.desk: Desk
        self.make()

    def make(self) -> None:
        self.desk = make_desk(self.assistant, Journal(open_database(self._home)), self.settings, BOT)

    def start(self) -> None:
        self.desk.journal.beat()
        _adopt(self.desk, alone=True)
        self.desk.worker.start(self.settings.slack_workers)
        self._socket = Socket(self.desk.app, self.slack.app_token, self.desk.client)
        self._socket.start()
        self.slack.wait_for(lambda: self.slack.order("connections"))

    def stop(self) -> None:
        if self._socket is not None:
            self._socket.stop()
        self.desk.worker.stop(2)
        self.desk.windows.stop()
        self.desk.pictures.stop()
        self.desk.app.listener_runner.listener_executor.shutdown()
        self.desk.journal.close()

    def reply(self, said: Any, count: int = 1, timeout: float = 10) -> Json:
        """The last of so many replies of the bot in a message's thread, once they are all there."""
        return self.slack.wait_for(lambda: self.replies(said)[count - 1 : count], timeout)[0]

    def replies(self, said: Any) -> list[Json]:
        return [m for m in self.slack.messages(said.channel, said.ts) if m.get("bot_id") and m["ts"] != said.ts]

    def ended(self, count: int, timeout: float = 10) -> dict[str, int]:
        """How many questions ended in which way, once ``count`` of them have."""

        def counts() -> dict[str, int]:
            found = self.desk.journal.counts()
            return found if sum(found.values()) - found.get("open", 0) >= count else {}

        deadline = threading.Event()
        for _ in range(int(timeout * 50)):
            if found := counts():
                return found
            deadline.wait(0.02)
        raise TimeoutError(f"not ended: {self.desk.journal.counts()}")


@contextmanager
def serving(slack: StandIn, home: Path, assistant: Any = None, start: bool = True, **more: Any) -> Iterator[Served]:
    """A desk over the stand-in; ``more`` are settings by their environment names."""
    given = {"SLACK_API_URL": slack.base_url, "SLACK_BOT_TOKEN": slack.bot_token, "home": home, **more}
    settings = Settings(**given)
    if assistant is not None:
        assistant.settings = settings
    served = Served(slack, assistant or Canned(settings), settings, home)
    try:
        if start:
            served.start()
        yield served
    finally:
        served.stop()


def words(blocks: Any) -> str:
    """All that a reader sees in blocks."""
    if isinstance(blocks, dict):
        own = [blocks["text"]] if isinstance(blocks.get("text"), str) else []
        return "\n".join([*own, *filter(None, (words(value) for value in blocks.values()))])
    return "\n".join(filter(None, map(words, blocks))) if isinstance(blocks, list) else ""
