"""What the first answer of a process would wait for, made ready beside other work, in steps that are short."""

from __future__ import annotations

from collections.abc import Iterator

from bot.assistant import Assistant
from bot.products.leaning import made_ready
from bot.refusals import refusal_of
from prompts import word


def rehearse(assistant: Assistant) -> Iterator[None]:
    """Makes ready, one step each time it is asked on: patterns of refusals, vectors of tensions, then one whole answer.

    Nothing is kept of the answer. Each step takes some tenths of a second, so that a question can go first.
    """
    refusal_of(word("example_1"), "")
    yield
    yield from made_ready(assistant.searcher())
    assistant.ask(word("example_1"))
    yield
