"""From a question in the journal to the message that goes back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from bot.assistant import Assistant
from bot.model import Answer, Outcome
from bot.question import Asking
from bot.settings import Settings
from bot.slack import blocks as b
from bot.slack.adviser import for_advisers
from bot.slack.ahead import Ahead
from bot.slack.audience import Audiences
from bot.slack.briefs import message as brief
from bot.slack.briefs import poles
from bot.slack.calls import Call, Subcommand
from bot.slack.gate import Gate
from bot.slack.layout import Buttons, Message, linked, notice, outcome_of, reply
from bot.slack.layout import said as saying
from bot.slack.limits import FALLBACK, Block, escape, shorten
from bot.slack.sensitive import looks_sensitive
from bot.slack.subcommands import help_text, meant, said
from bot.slack.trouble import Later
from bot.state import Ending, Entry, Journal, Kind
from corpus.errors import PocError
from prompts import render, word

log = logging.getLogger(__name__)

_AT_ONCE = 2
"""Answers that are worked out at the same time: each reads on its share of the cores, and while one is in Python the
other computes. More of them only get in each other's way."""
_PATIENCE = 0.25
_ASKED = 150
"""Characters of a private question that stand above its answer: a command that was typed is shown nowhere."""
_HELP = frozenset({"", "help", "hello", "hi", "hey", "?"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back and how the question ends.

    ``instead`` says that nothing is posted and the asker alone is told. ``private`` is what goes to the asker in a
    direct message first, the message itself then only saying so.
    """

    message: Message
    ending: Ending
    instead: bool = False
    private: Message | None = None


class Answering:
    """Asks the assistant for those who will see the reply, and lays the answer out."""

    def __init__(
        self, assistant: Assistant, journal: Journal, audiences: Audiences, gate: Gate, settings: Settings
    ) -> None:
        self._assistant, self._journal = assistant, journal
        self._audiences, self._gate, self._settings = audiences, gate, settings
        self.contact = settings.contact
        self._processor = threading.Semaphore(_AT_ONCE)
        self._closed = threading.Event()
        self._ahead = Ahead(assistant.look_ahead)

    def close(self) -> None:
        """Begins no more answers: whoever waits for the processor raises Later, and their question stays open."""
        self._closed.set()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The processor, once nothing arrives any more; raises Later where the bot is ending."""
        with self._processor:
            self._gate.wait(_PATIENCE)
            if self._closed.is_set():
                raise Later("ending")
            yield

    def reply(self, entry: Entry) -> Reply:
        """The reply to a question; whatever goes wrong is a reply, too. Raises Later where the bot is ending."""
        if entry.about and not entry.text:
            return Reply(notice(render("text_gone"), entry.id), Ending.ERROR, instead=True)
        if entry.text.strip(" !.?").casefold() in _HELP:
            text = help_text(self._settings.contact)
            return Reply(saying(text, entry.id, Ending.ANSWERED.value), Ending.ANSWERED)
        try:
            return self._answered(entry)
        except Later:
            raise
        except PocError as error:
            log.warning("question %s ended in %s", entry.id, type(error).__name__)
            return Reply(notice(str(error), entry.id), Ending.ERROR)
        except Exception as error:  # the asker is told, with the code that finds this line
            log.error("question %s failed: %s", entry.id, type(error).__name__)
            return Reply(self.error(entry), Ending.ERROR)

    def busy(self, entry: Entry) -> Reply:
        """Asks the asker to come back, where the line is full."""
        return Reply(notice(turned_away(), entry.id), Ending.ERROR)

    def error(self, entry: Entry) -> Message:
        """A sentence that something went wrong, with the question's id as the reference."""
        return notice(render("error_reference", code=entry.id), entry.id)

    def _answered(self, entry: Entry) -> Reply:
        if entry.kind is Kind.ADVISER:
            return Reply(for_advisers(self._assistant, self._audiences, entry), Ending.ANSWERED)
        if (called := self._called(entry)) is not None:
            return self._did(entry, *called)
        if entry.kind is Kind.MENTION and looks_sensitive(entry.text):
            return self._in_private(entry)
        answer = self._ask(entry, self._audiences.of_reply(entry))
        ending = Ending(answer.outcome.value)
        if entry.kind is Kind.SHARE and answer.outcome is not Outcome.ANSWERED:
            return Reply(notice(render("not_shared"), entry.id), ending, instead=True)
        return Reply(self._laid_out(entry, answer), ending)

    def _called(self, entry: Entry) -> tuple[Subcommand, str] | None:
        """The sub-command that an entry calls, with its argument: typed after ``/poc``, or said to the bot."""
        first = self._journal.entry(entry.about) if entry.kind is Kind.SHARE else None
        kind = first.kind if first is not None else entry.kind
        if kind is Kind.SHORTCUT:
            return None
        found = (meant if kind is Kind.SLASH else said)(entry.text, self._assistant.vocabulary)
        return found if found is not None and found[0].is_journalled(found[1]) else None

    def _did(self, entry: Entry, sub: Subcommand, argument: str) -> Reply:
        """What a sub-command answers, for those who will see it."""
        assert sub.answers is not None
        audience = self._audiences.of_reply(entry)
        call = Call(self._assistant, self._journal, entry.user, entry.channel, audience, argument, entry.id)
        with self._turn():
            message = sub.answers(call)
        ending = outcome_of(message)
        if entry.kind is not Kind.SHARE:
            return Reply(message, ending)
        if ending is not Ending.ANSWERED:
            return Reply(notice(render("not_shared"), entry.id), ending, instead=True)
        return Reply(replace(message, blocks=[*_shared(entry), *message.blocks]), ending)

    def _in_private(self, entry: Entry) -> Reply:
        """A question that looks sensitive is answered directly; the thread learns no more than that."""
        answer = self._ask(entry, self._audiences.of_person(entry.user))
        ending = Ending(answer.outcome.value)
        message = reply(answer, Buttons(entry.id, adviser=bool(self._settings.adviser_channel)))
        return Reply(notice(render("sent_privately"), entry.id, ending.value), ending, private=message)

    def _ask(self, entry: Entry, audience: frozenset[str]) -> Answer:
        history = self._journal.turns(entry) if entry.thread else []
        ticket = self._ahead.join(Asking(entry.text, audience, tuple(history)))
        try:
            with self._turn():
                self._ahead.prepare(ticket)
                return self._assistant.ask(entry.text, audience=audience, history=history, id_=entry.id)
        finally:
            self._ahead.leave(ticket)

    def _laid_out(self, entry: Entry, answer: Answer) -> Message:
        private = entry.kind.private
        buttons = Buttons(
            entry.id,
            adviser=bool(self._settings.adviser_channel) and entry.kind is not Kind.SHARE,
            share=private and not entry.channel.startswith("D"),
        )
        notices = [render("private_offer")] if self._hides(entry) else []
        product = self._assistant.beside(answer, audience=self._audiences.of_reply(entry))
        if product is not None and product.name != "tension" and entry.kind is not Kind.SHARE:
            return brief(product, entry.id)
        below = poles(product) if product is not None and product.name == "tension" else []
        if entry.kind is not Kind.SHARE:
            above = [b.asked(shorten(entry.text, _ASKED))] if private else []
            return reply(answer, buttons, above=above, below=below, notices=notices)
        message = reply(answer, buttons, above=_shared(entry), below=below, notices=notices)
        asked = f"{linked('shared_by', 'user', f'<@{entry.user}>')} {escape(shorten(entry.text, 500))}"
        return replace(message, text=f"{asked}\n{shorten(message.text, FALLBACK - len(asked) - 1)}")

    def _hides(self, entry: Entry) -> bool:
        """Whether the asker may see documents that those who see this reply may not."""
        if entry.kind.private or entry.channel.startswith("D") or not (limits := self._assistant.limits()):
            return False
        own, channel = self._audiences.of_person(entry.user, entry.channel), self._audiences.of_reply(entry)
        return bool((own - channel) & limits)


def turned_away() -> str:
    """What somebody is told whose question is not taken because too many wait."""
    return render("busy")


def _shared(entry: Entry) -> list[Block]:
    """Who shares what they asked, above the answer that everyone in the channel may see."""
    who = linked("shared_by", "user", f"<@{entry.user}>")
    return [*b.context([f"{escape(word('shared'))} · {who}"]), b.quote(shorten(entry.text, 2000))]
