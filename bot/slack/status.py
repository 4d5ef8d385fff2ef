"""``/poc status``: a document's card in Slack."""

from __future__ import annotations

import re

from bot.slack import blocks as b
from bot.slack.calls import Call
from bot.slack.layout import Message, metadata
from bot.slack.limits import Block, escape, shorten
from bot.state import Ending
from bot.status import Known, StatusCard
from bot.status_lines import cited_lines, heading, known_lines
from prompts import word

_QUESTION = re.compile(r"^(?:of|on|in|for|and|with|report|quo)\b|\?\s*$", re.IGNORECASE)
_WORDS, _CARDS = 12, 4


def is_meant(argument: str) -> bool:
    """Whether what follows "status" names a document: a symbol, a number or a few words that open no question."""
    return not _QUESTION.search(argument) and ("/" in argument or len(argument.split()) <= _WORDS)


def answer(call: Call) -> Message:
    """The card of what is asked for, or a sentence with what to do."""
    found = call.assistant.status(call.argument, audience=call.audience)
    blocks = b.sections([escape(found.reason)]) if found.reason else []
    for card in found.cards[:_CARDS]:
        blocks += _card(card)
    text = "\n".join([found.reason, *(heading(card) for card in found.cards)]).strip()
    ending = Ending.ABSTAINED if found.known is Known.UNKNOWN else Ending.ANSWERED
    return Message(escape(shorten(text, 3000)), blocks, metadata(call.id, ending.value))


def _card(card: StatusCard) -> list[Block]:
    rows = [f"{escape(label)}: {escape(shorten(value, 600))}" for label, value in known_lines(card)]
    blocks = b.sections([f"*{escape(heading(card))}*", *rows])
    if cited := cited_lines(card):
        head = f"{escape(word('card_cited'))} ({card.cited_times}):"
        blocks += b.context([shorten("\n".join([head, *(f"• {escape(line)}" for line in cited)]), 2500)])
    return blocks
