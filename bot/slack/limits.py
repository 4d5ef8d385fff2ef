"""Slack's limits as one table, and text that is made to fit them where words end.

Each figure names its page under https://docs.slack.dev/reference/ unless it begins with https.
"""

from __future__ import annotations

from typing import Any, Final

Block = dict[str, Any]

MESSAGE_BLOCKS: Final = 50  # block-kit/blocks
VIEW_BLOCKS: Final = 100  # views/modal-views, views/home-tab-views
SECTION: Final = 3000  # block-kit/blocks/section-block
BUTTON_VALUE: Final = 2000  # block-kit/block-elements/button-element
ALT: Final = 2000  # block-kit/blocks/image-block (alt_text)
METADATA: Final = 3000  # views/modal-views (private_metadata)
FALLBACK: Final = 4000  # methods/chat.postMessage (truncating content)
PROMPTS: Final = 4  # methods/assistant.threads.setSuggestedPrompts
TITLE: Final = 60  # methods/assistant.threads.setTitle names no figure: what a narrow screen shows
# Undocumented: near 13,200 characters, each block counted as 60, Slack answers msg_blocks_too_long
# (https://github.com/slackapi/bolt-js/issues/2509, .../2867). A tenth is left free.
PAYLOAD: Final = 11_900
PER_BLOCK: Final = 60

CUT: Final = " […]"


def escape(text: str) -> str:
    """Text that Slack shows as it is: its three control characters escaped, so that no mention or link comes alive.

    https://docs.slack.dev/messaging/formatting-message-text (escaping text).
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten(text: str, limit: int) -> str:
    """The whole text, or as many whole words of it as fit into ``limit`` characters with a sign that more follows."""
    if len(text) <= limit:
        return text
    room = max(limit - len(CUT), 1)
    cut = max(text.rfind(" ", 0, room + 1), text.rfind("\n", 0, room + 1))
    return text[: cut if cut > room // 2 else room].rstrip() + CUT


def pieces(text: str, limit: int = SECTION) -> list[str]:
    """The whole text in parts of at most ``limit`` characters, cut between lines, else between words.

    Joined with nothing between them, the parts are the text.
    """
    parts: list[str] = []
    while len(text) > limit:
        cut = text.rfind("\n", 1, limit) + 1 or text.rfind(" ", 1, limit) + 1 or limit
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text] if text else parts


def lines(entries: list[str], limit: int = SECTION) -> list[str]:
    """Entries joined by line breaks into as few texts of at most ``limit`` characters as hold them all."""
    texts: list[str] = []
    for entry in entries:
        for part in pieces(entry, limit):
            if texts and len(texts[-1]) + len(part) + 1 <= limit:
                texts[-1] += f"\n{part}"
            else:
                texts.append(part)
    return texts


def weight(blocks: list[Block]) -> int:
    """What blocks count against PAYLOAD: their texts and values, and a fixed sum for each block."""
    return PER_BLOCK * len(blocks) + sum(_letters(block) for block in blocks)


def _letters(part: Any) -> int:
    if isinstance(part, dict):
        own = sum(len(part[name]) for name in ("text", "value") if isinstance(part.get(name), str))
        return own + sum(_letters(value) for value in part.values())
    return sum(_letters(item) for item in part) if isinstance(part, list) else 0
