"""The sub-commands of briefs, and the windows that ask for what a brief needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.products.framed import FACTORS, asked
from bot.products.making import is_meant
from bot.products.tension import tensions
from bot.slack import blocks as b
from bot.slack.briefs import answer, title
from bot.slack.calls import Call, Subcommand
from bot.slack.limits import Block, escape
from corpus.vocabulary import Vocabulary
from prompts import said, word

CALLBACK = "brief"
_MOST = 300
_ASKED = ("who", "tension", "forum", "compare", "checklist")
_NAMES = ("who", "tension", "tools", "placed", "checklist", "support", "selfcheck", "forum", "compare", "exercise")


def subcommands() -> tuple[Subcommand, ...]:
    """A row for each brief: answered with its words, asked for in a window without them where it needs some."""
    return tuple(
        Subcommand(
            name, answers=answer(name), opens=ask_window(name) if name in _ASKED else None, meant=_meant(name),
        )
        for name in _NAMES
    )  # fmt: skip


def _meant(name: str) -> Callable[[str, Vocabulary], bool]:
    return lambda argument, words: is_meant(name, argument, words)


def ask_window(name: str) -> Callable[[Call], Block]:
    """The modal that asks for what a brief needs."""
    return lambda call: _asking(name, call.assistant.vocabulary)


def _asking(name: str, words: Vocabulary) -> Block:
    blocks = {"tension": _tensions, "checklist": _checklist}.get(name, lambda _: _words(name))(words)
    window: Block = {"type": "modal", "title": title(name), "close": b.plain(word("close"))}
    return window | {
        "blocks": blocks, "callback_id": CALLBACK, "private_metadata": name, "submit": b.plain(word("brief_make")),
    }  # fmt: skip


def _words(name: str) -> list[Block]:
    element: Block = {"type": "plain_text_input", "action_id": "words", "max_length": _MOST}
    optional = name not in ("compare",)
    return [_input("words", said(f"{name}_prompt"), element, optional=optional)]


def _tensions(words: Vocabulary) -> list[Block]:
    options = [{"text": b.plain(each.label), "value": each.id.replace("_", "-")} for each in tensions(words)]
    element: Block = {"type": "radio_buttons", "action_id": "words", "options": options}
    return [_input("words", word("brief_which_tension"), element, optional=False)]


def _checklist(words: Vocabulary) -> list[Block]:
    element: Block = {"type": "plain_text_input", "action_id": "words", "max_length": _MOST}
    fields = [
        _input(key, said(f"checklist_{key}"), element, hint=asked(words, "checklist", key), optional=True)
        for key in FACTORS
    ]
    return [*b.sections([escape(said("checklist_no_score")), escape(said("checklist_prompt"))]), *fields]


def _input(id_: str, label: str, element: Block, *, hint: str = "", optional: bool) -> Block:
    block: Block = {"type": "input", "block_id": id_, "label": b.plain(label), "element": element, "optional": optional}
    return block | ({"hint": b.plain(hint)} if hint else {})


def typed(name: str, values: dict[str, Any]) -> str:
    """The words that a window sent; of a checklist the factors that have something entered, and no more."""
    if name == "checklist":
        entered = {key: (values.get(key, {}).get("words") or {}).get("value") for key in FACTORS}
        filled = [key for key in FACTORS if str(entered[key] or "").strip()]
        return " ".join(key.removeprefix("factor_") for key in filled) or "none"
    field = values.get("words", {}).get("words") or {}
    return str(field.get("value") or (field.get("selected_option") or {}).get("value") or "").strip()
