"""The sub-commands of ``/poc``: one line each. What a sub-command is, ``calls.py`` says."""

from __future__ import annotations

import re

from bot.slack.brief_asking import subcommands as briefs
from bot.slack.calls import Call, Subcommand
from bot.slack.checking import check
from bot.slack.limits import escape
from bot.slack.status import answer as status_answer
from bot.slack.status import is_meant as is_status
from corpus.vocabulary import Vocabulary
from prompts import render, word

_SELF_CHECK = re.compile(r"^self[- ]check\b", re.IGNORECASE)
"""How people write the one name of a sub-command that is two words."""


def meant(text: str, words: Vocabulary | None = None) -> tuple[Subcommand, str] | None:
    """The sub-command that a text calls, with its argument; None where the text is a question.

    ``words`` tell whether "who …" names a role. The bundled ones will do where only what is done at once is wanted.
    """
    name, argument = _parted(text)
    found = next((each for each in TABLE if each.name == name), None)
    return (found, argument) if found is not None and found.meant(argument, words or Vocabulary.load()) else None


def said(text: str, words: Vocabulary) -> tuple[Subcommand, str] | None:
    """The same for a message to the bot, in which only some sub-commands work."""
    found = meant(text, words)
    return found if found is not None and found[0].said else None


def help_text(contact: str) -> str:
    """How to ask, and every sub-command on a line of its own; escaped."""
    listed = [f"• `/poc {escape(typed)}` – {escape(does)}" for typed, does in map(_described, TABLE)]
    ways = [f"• {escape(word(name))}" for name in ("help_channel", "help_private")]
    said = escape(render("slack_help", contact=contact))
    heads = [f"*{escape(word(name))}*" for name in ("help_ask", "help_listed")]
    return "\n".join([heads[0], *ways, said, heads[1], *listed])


def _parted(text: str) -> tuple[str, str]:
    name, _, argument = _SELF_CHECK.sub("selfcheck", text.strip()).partition(" ")
    plain = argument.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return name.casefold(), plain.strip()


def _described(each: Subcommand) -> tuple[str, str]:
    typed, _, does = word(f"command_{each.name}").partition(" – ")
    return typed, does


def _help(call: Call) -> str:
    return help_text(call.assistant.settings.contact)


def _forget(call: Call) -> str:
    return escape(render("forgotten", count=call.journal.forget(call.user)))


def _alone(argument: str, words: Vocabulary) -> bool:
    return not argument


def _of_status(argument: str, words: Vocabulary) -> bool:
    return is_status(argument)


TABLE: tuple[Subcommand, ...] = (
    Subcommand("status", answers=status_answer, meant=_of_status, said=True),
    Subcommand("check", answers=check),
    *briefs(),
    Subcommand("forget", at_once=_forget, meant=_alone),
    Subcommand("help", at_once=_help, meant=_alone),
)
