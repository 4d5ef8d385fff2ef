"""Questions in another language than the documents: what of it can be searched, and what the asker should know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from corpus.french import glossed
from corpus.language import language_of
from corpus.model import Card
from corpus.phrases import keys
from corpus.vocabulary import Vocabulary
from prompts import render, word

_FEW = 3
_WORD = re.compile(r"[^\W\d_]+")
_SYMBOL = re.compile(r"\S*\w/\S*")
# Of a few words one tells little, so each counts for the languages that have it; "para", which is short for
# "paragraph" as well, for none.
_TELLING = {
    "fr": "le la les des et du dans que qui quoi qu d l pour par sur avec est sont une un au aux ce cette ces en ou où "
    "ne pas quel quelle quels quelles combien comment pourquoi quand doit doivent peut peuvent faut il elle nous dit",
    "es": "el la los las y por con del es son una un al su se en qué que cómo cuál cuáles quién quiénes cuántos "
    "cuántas dónde cuándo debe deben puede pueden hay lo sobre dice",
    "en": "the of and to in that for on by with was is are be from this which has have what who whom how why when "
    "where does do did can may must should shall will would could if it its we our my i you your they there "
    "not any about say",
}
_TELLS = {language: frozenset(words.split()) for language, words in _TELLING.items()}


def language_asked(text: str) -> str:
    """The language of a question where it is surely not English: ``fr``, ``es`` or ``ar``; else ``en``."""
    if language_of(text) == "ar":
        return "ar"
    words = _words(text)
    telling = [word.casefold() for word in words if not _is_acronym(word, words)]
    held = {language: sum(word in known for word in telling) for language, known in _TELLS.items()}
    best = max(held, key=lambda language: held[language])
    sure = len(words) >= _FEW and held[best] > held["en"] and held[best] >= min(2, len(words) // 2)
    return best if sure else "en"


def _words(text: str) -> list[str]:
    """The words of a question without its symbols, whose letters tell no language: "E/2025/L.7"."""
    found: list[str] = _WORD.findall(_SYMBOL.sub(" ", text))
    return found


def _is_acronym(word: str, words: Iterable[str]) -> bool:
    """Whether a word is a name like "UN" or "AU": in capitals, where not all is typed so."""
    return len(word) > 1 and word.isupper() and any(other.islower() for other in words)


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
