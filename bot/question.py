"""From what a person typed to what is searched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.settings import Settings
from corpus.errors import QuestionError
from prompts import render

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd\ud800-\udfff]")
_SLACK_MARKUP = re.compile(r"<(?:[@#!]|https?:|mailto:)[^<>|]*(?:\|([^<>]*))?>")
_DEPENDENT = re.compile(
    r"^\W*(?:and|but|so|or|then|also|what about|how about|why|why not|which ones?|who else|since when|really|"
    r"is (?:that|it)|are they|does it|do they|did they|was it|were they|will it|can it|can they)\b|"
    r"\b(?:it|its|they|them|their|that one|this one|those|these|he|she|his|her|the same|"
    r"that too|for that|of that|about that)\b|"
    r"(?<!is )(?<!are )(?<!was )(?<!were )\bthere\b(?! (?:is|are|was|were|be|been)\b)",
    re.IGNORECASE,
)
_WHOLE_LIST = re.compile(
    r"\b(?:whole|full|complete|entire|rest of the) list\b|\blist in full\b|\ball (?:the |\d+ )?items\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_EARLIER = 2
_TURN_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched: ``text`` as typed and cleaned, ``context`` the earlier turns that it leans on.

    ``before`` is the turn before where it seems to lean on none. ``whole_list``: the asker wants a long list in full.
    """

    text: str
    context: str = ""
    whole_list: bool = False
    before: str = ""

    @property
    def whole(self) -> str:
        """The question with what it leans on in front."""
        return f"{self.context} {self.text}".strip()

    @property
    def otherwise(self) -> Question | None:
        """The question as it would be if it leaned on the turn before, or did not; None where there is no doubt."""
        if self.whole_list or not (self.context or self.before):
            return None
        return Question(self.text, self.before)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as it is asked: the text as typed, those who will see the reply, the asker's earlier turns."""

    text: str
    audience: frozenset[str]
    history: tuple[str, ...] = ()


def understand(text: str, history: Sequence[str], settings: Settings) -> Question:
    """Cleans a question and ties it to the conversation; raises QuestionError with a sentence for the asker.

    ``history`` holds the asker's own earlier turns, oldest first.
    """
    if not text.strip():
        raise QuestionError(render("question_empty"))
    if len(text) > settings.question_characters:
        raise QuestionError(render("question_too_long", limit=f"{settings.question_characters:,}"))
    cleaned = clean(text)
    if len(_WORD.findall(cleaned)) == 0 or sum(c.isalnum() for c in cleaned) < 2:
        raise QuestionError(render("question_unreadable"))
    earlier = [turn for turn in (clean(turn[: 4 * _TURN_CHARACTERS])[:_TURN_CHARACTERS] for turn in history) if turn]
    whole = bool(_WHOLE_LIST.search(cleaned))
    if not whole and not leans(cleaned):
        return Question(cleaned, before=earlier[-1] if earlier else "")
    return Question(cleaned, " ".join(earlier[-_EARLIER:]), whole)


def clean(text: str) -> str:
    """Plain words: control and invisible characters out, Slack's markup to its label, white space single."""
    text = unicodedata.normalize("NFC", text)
    text = _SLACK_MARKUP.sub(lambda m: m[1] or " ", text)
    text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    return " ".join(_CONTROL.sub(" ", _INVISIBLE.sub("", text)).split())


def leans(text: str) -> bool:
    """Whether a question needs the turn before it: it begins with "and …", points back, or is very short."""
    return bool(_DEPENDENT.search(text)) or len(_WORD.findall(text)) <= 4
