"""What a message is by its form: text without the bot's name, a question or not, for the bot or for somebody else."""

from __future__ import annotations

import re

_SOMEBODY = re.compile(r"<@([UWB][A-Z0-9]+)(?:\|[^>]*)?>")
_EVERYBODY = re.compile(r"<!(?:here|channel|everyone|subteam)[^>]*>")
_OPENING = re.compile(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?|then|also)\b[\s,]*)?(?:who|whom|whose|what|when|where|which|why|how|is|are|was|"
    r"were|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had|tell me|show me|explain|list)\b",
    re.IGNORECASE,
)


def without_names(text: str) -> str:
    """The text without mentions: the bot's own is no part of the question, and ids of people say nothing of policy."""
    return _SOMEBODY.sub(" ", text).strip()


def mentions(text: str, bot_user: str) -> bool:
    """Whether a text calls the bot by its name."""
    return bool(bot_user) and any(found == bot_user for found in _SOMEBODY.findall(text))


def is_follow_up(text: str) -> bool:
    """Whether a message without a mention is a question to the bot: asked as one, and to nobody else."""
    if _SOMEBODY.search(text) or _EVERYBODY.search(text):
        return False
    return text.rstrip().endswith("?") or bool(_OPENING.match(text))
