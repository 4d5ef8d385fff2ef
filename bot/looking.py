"""From a question to what lies nearest: as it is searched, the passages found, the sentences that may be quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.about import About, about
from bot.answerability import signs_of
from bot.currency import current_first
from bot.evidence import Scored, score_sentences
from bot.finding import Found, find
from bot.languages import in_english, language_asked, language_notice
from bot.question import Question, understand
from bot.reading import Reader
from bot.settings import Settings
from bot.spelling import corrected, glossed
from index import Searcher
from index.terms import terms
from prompts import render

LISTED = 10
_SEARCHED = 30


class Looked(NamedTuple):
    """The passages for a question, best first, the sentences to quote from, and whom it is about."""

    found: Sequence[Found]
    scored: list[Scored]
    about: About


def as_searched(searcher: Searcher, question: Question, audience: frozenset[str]) -> tuple[Question, tuple[str, ...]]:
    """The question as it is searched, and what the asker should know of that: mended slips, another language."""
    if (language := language_asked(question.text)) != "en":
        english = in_english(question.text, searcher.vocabulary) if language == "fr" else ""
        cards = [card for id_, card in searcher.cards.items() if searcher.sees(id_, audience=audience)]
        notice = language_notice(language, cards, translated=bool(english))
        return (replace(question, text=english) if english and notice else question), (notice,) * bool(notice)
    text, changed = corrected(question.text, searcher, audience)
    told = tuple(render("spelling_notice", meant=each.meant, typed=each.typed) for each in changed)
    return replace(question, text=glossed(text, searcher, audience)), told


def looked_up(
    searcher: Searcher,
    question: Question,
    vector: npt.NDArray[np.float32],
    reader: Reader | None,
    audience: frozenset[str],
) -> Looked:
    """What lies nearest to a question; to quote from is what is of those that it is about, if it names any."""
    nearest = find(searcher, question, vector, _SEARCHED, audience=audience, reader=reader)
    ordered = current_first(searcher, question.whole, nearest, audience)
    whom = about(searcher, question.text, question.whole, audience=audience)
    quotable = ordered.quotable[:LISTED]
    own = [f for f in quotable if not whom.is_of_another(f)]
    scored = score_sentences(searcher, vector, search_terms(question), own or quotable, audience=audience)
    return Looked(ordered.found, scored, whom)


def search_terms(question: Question) -> list[str]:
    """The question's own search terms, each once, in order."""
    return list(dict.fromkeys(terms(question.text)))


def signs(
    searcher: Searcher, reader: Reader | None, settings: Settings, text: str, history: Sequence[str] = ()
) -> list[float]:
    """The signs of answerability for a question, as an answer is judged by them; for fitting their weights."""
    everyone: frozenset[str] = frozenset()
    question, _ = as_searched(searcher, understand(text, history, settings), everyone)
    vector = searcher.embedder.encode_query(question.whole)
    found, scored, _ = looked_up(searcher, question, vector, reader, everyone)
    return signs_of(searcher, question.whole, search_terms(question), found, scored, audience=everyone).as_list()
