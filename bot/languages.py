"""Questions in another language than the documents: what of it can be searched, and what the asker should know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from corpus.french import glossed
from corpus.language import language_of
from corpus.model import Card
from corpus.phrases import keys
from corpus.vocabulary import Vocabulary
from prompts import render, word

_TOLD = ("fr", "es", "ar")
_FEW = 4


def language_asked(text: str) -> str:
    """The language of a question where it is surely not English: ``fr``, ``es`` or ``ar``; else ``en``."""
    found = language_of(text)
    return found if found in _TOLD and (found == "ar" or len(text.split()) >= _FEW) else "en"


def in_english(text: str, words: Vocabulary) -> str:
    """The English that is searched for a French question: the field's names, then its words; empty where none is."""
    gloss = glossed(text)
    present = set(keys(gloss))
    names = [match.concept.label for match in words.find(text) if match.concept.kind != "plain"]
    added = [name for name in dict.fromkeys(names) if not set(keys(name)) <= present]
    return " ".join([*added, gloss]).strip()


def language_notice(language: str, cards: Iterable[Card], *, translated: bool) -> str:
    """What to say where a question's language is not that of most documents; empty where it is."""
    counts = Counter(card.language for card in cards)
    if language == "en" or not counts or counts.most_common(1)[0][0] != "en":
        return ""
    name = "question_glossed" if translated else "question_language"
    return render(name, language=word(f"language_{language}"))
