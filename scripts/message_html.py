"""A recorded Slack message or view as HTML, near to how Slack's own clients lay it out; for looking at, not for use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

Block = Mapping[str, Any]

_STYLE = Path(__file__).with_name("message.css")
_MARKS = (
    (re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])"), r"<b>\1</b>"),
    (re.compile(r"(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])"), r"<em>\1</em>"),
    (re.compile(r"`([^`\n]+)`"), r"<code>\1</code>"),
    (re.compile(r"<@(\w+)>"), r'<span class="link">@\1</span>'),
    (re.compile(r"<#(\w+)>"), r'<span class="link">#\1</span>'),
)


def as_html(shown: Block, picture: str = "") -> str:
    """A message, a modal or a Home tab as a page; ``picture`` is the address shown for uploaded files."""
    kind = shown.get("type")
    body = "".join(_block(block, picture) for block in shown.get("blocks") or [])
    if kind == "modal":
        foot = "".join(
            _button({"text": shown[name]}, name == "submit") for name in ("close", "submit") if name in shown
        )
        body = f'<div class="view"><h2>{_plain(shown["title"])}</h2><div>{body}</div><p>{foot}</p></div>'
    elif kind == "home":
        body = f'<div class="view"><h2>Home</h2><div>{body}</div></div>'
    else:
        body = body or f"<div>{_mrkdwn(str(shown.get('text', '')))}</div>"
        name = '<div class="name"><b>POC Desk</b> <i>APP</i></div>'
        body = f'<div class="message"><div class="face">P</div><div class="body">{name}{body}</div></div>'
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    return f"<!doctype html><html>{head}<style>{_STYLE.read_text(encoding='utf-8')}</style>{body}</html>"


def _block(block: Block, picture: str) -> str:
    if block["type"] == "image":
        title = f'<div class="context">{_plain(block["title"])}</div>' if block.get("title") else ""
        return f'<div class="block">{title}<img src="{escape(picture)}" alt="{escape(block["alt_text"])}"></div>'
    drawn = _BLOCKS.get(block["type"])
    return drawn(block) if drawn else f'<div class="block context">[{escape(block["type"])}]</div>'


def _section(block: Block) -> str:
    accessory = block.get("accessory")
    beside = f"<div>{_button(accessory)}</div>" if accessory and accessory["type"] == "button" else ""
    return f'<div class="block section"><div>{_text(block["text"])}</div>{beside}</div>'


def _context(block: Block) -> str:
    return f'<div class="block context">{" ".join(map(_text, block["elements"]))}</div>'


def _rich(block: Block) -> str:
    return "".join(map(_part, block["elements"]))


def _part(part: Block) -> str:
    tag = "blockquote" if part["type"] == "rich_text_quote" else "div"
    return f'<{tag} class="block rich">{"".join(map(_run, part["elements"]))}</{tag}>'


def _run(run: Block) -> str:
    text = escape(str(run.get("text", "")))
    style = run.get("style", {})
    text = f"<em>{text}</em>" if style.get("italic") else text
    return f"<b>{text}</b>" if style.get("bold") else text


def _actions(block: Block) -> str:
    shown = (_thumbs(e) if e["type"] == "feedback_buttons" else _button(e) for e in block["elements"])
    return f'<div class="block">{"".join(shown)}</div>'


def _thumbs(element: Block) -> str:
    return "".join(
        f'<span class="button">{mark} {_plain(element[f"{name}_button"]["text"])}</span>'
        for mark, name in (("👍", "positive"), ("👎", "negative"))
    )


def _input(block: Block) -> str:
    options = block["element"].get("options") or []
    listed = "".join(f'<div class="option">○ {_plain(option["text"])}</div>' for option in options)
    hint = f'<div class="context">{_plain(block["hint"])}</div>' if block.get("hint") else ""
    field = '<div class="field"></div>'
    return f'<div class="block"><label>{_plain(block["label"])}</label>{listed or field}{hint}</div>'


def _button(element: Block, is_primary: bool = False) -> str:
    style = "button primary" if is_primary or element.get("style") == "primary" else "button"
    return f'<span class="{style}">{_plain(element["text"])}</span>'


def _text(text: Block) -> str:
    return _mrkdwn(str(text["text"])) if text["type"] == "mrkdwn" else _plain(text)


def _mrkdwn(text: str) -> str:
    """Slack's mrkdwn, whose control characters the sender has escaped, as HTML."""
    for pattern, html in _MARKS:
        text = pattern.sub(html, text)
    return text.replace("\n", "<br>")


def _plain(text: Block) -> str:
    return escape(str(text["text"])).replace("\n", "<br>")


_BLOCKS: Mapping[str, Callable[[Block], str]] = {
    "section": _section, "context": _context, "rich_text": _rich, "actions": _actions, "context_actions": _actions,
    "input": _input, "divider": lambda _: "<hr>", "header": lambda block: f"<h1>{_plain(block['text'])}</h1>",
}  # fmt: skip
