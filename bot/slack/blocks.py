"""The few kinds of blocks that POC Desk uses; https://docs.slack.dev/reference/block-kit/blocks.

Words of documents and people stand in rich text, which Slack shows letter by letter: no mention, link, emoji or bold
type in them comes alive. All else is escaped mrkdwn, or plain text.
"""

from __future__ import annotations

from typing import Any

from bot.slack.limits import ALT, SECTION, Block, lines, pieces, shorten
from prompts import word


def section(text: str, accessory: Block | None = None, id_: str = "") -> Block:
    """A section of mrkdwn that is escaped already; ``id_`` names it within its message."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
    return block | ({"accessory": accessory} if accessory else {}) | ({"block_id": id_} if id_ else {})


def sections(entries: list[str]) -> list[Block]:
    """Entries, one below the other, in as few sections as hold them."""
    return [section(text) for text in lines(entries)]


def context(entries: list[str]) -> list[Block]:
    """Small print in as few blocks as hold the entries, already escaped."""
    return [
        {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]} for text in lines(entries)
    ]


def header(text: str) -> Block:
    """A heading in plain text of at most 150 characters."""
    return {"type": "header", "text": plain(text)}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def quote(text: str, after: str = "") -> Block:
    """A quotation, letter by letter, with something bold behind it."""
    elements = [run(text), *([run(f" {after}", "bold")] if after else [])]
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": elements}]}


def run(text: str, style: str = "") -> Block:
    """A piece of rich text; ``style`` is "bold", "italic" or nothing."""
    return {"type": "text", "text": text} | ({"style": {style: True}} if style else {})


def quotes(text: str) -> list[Block]:
    """A long quotation, whole, in several blocks where it must be."""
    return [quote(part) for part in pieces(text, SECTION)]


def asked(text: str) -> Block:
    """What a person asked, letter by letter, above an answer that stands by itself."""
    elements = [run(f"{word('you_asked')} ", "bold"), run(text, "italic")]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def button(action: str, words: str, value: str, label: str = "") -> Block:
    """A button; ``value`` holds ids alone, ``label`` is what a screen reader says (at most 75 characters)."""
    found: Block = {"type": "button", "action_id": action, "text": plain(words), "value": value}
    return found | {"accessibility_label": label[:75]} if label else found


def text_input(id_: str, label: str, *, hint: str = "", most: int = 300, long: bool = False, **more: Any) -> Block:
    """A field to write in, named ``id_`` in the view's state; ``more`` are other fields of the block."""
    element: Block = {"type": "plain_text_input", "action_id": id_, "multiline": long, "max_length": most}
    hinted = {"hint": plain(hint)} if hint else {}
    return {"type": "input", "block_id": id_, "label": plain(label), "element": element} | hinted | more


def actions(buttons: list[Block]) -> list[Block]:
    """Buttons side by side, or nothing."""
    return [{"type": "actions", "elements": buttons}] if buttons else []


def feedback(id_: str) -> Block:
    """Slack's own thumbs for an answer."""
    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {"text": plain(word("good")), "value": f"good.{id_}"},
                "negative_button": {"text": plain(word("bad")), "value": f"bad.{id_}"},
            }
        ],
    }


def picture(file: str, label: str, alt: str) -> Block:
    """An uploaded picture of a page by its file's id, with words for those who cannot see it (at most 2,000)."""
    title = plain(f"{word('page')} {shorten(label, 100)}")
    return {"type": "image", "slack_file": {"id": file}, "alt_text": shorten(alt, ALT), "title": title}


def link(action: str, words: str, url: str) -> Block:
    """A button that opens an address of ours."""
    return {"type": "button", "action_id": action, "text": plain(words), "url": url}


def plain(text: str) -> dict[str, Any]:
    """A plain text object; emoji codes in it stay letters."""
    return {"type": "plain_text", "text": text, "emoji": False}
