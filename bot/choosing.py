"""Which sentences an answer shows: of the place that the question points to, or the best that were found."""

from __future__ import annotations

from collections.abc import Sequence

from bot.antecedents import with_antecedents
from bot.asked import for_a_duty
from bot.compose import apart
from bot.duties import duties_first
from bot.evidence import WHOLE_LIST_WORDS, Evidence, Scored, choose
from bot.pointed import Pointed
from bot.question import Question
from bot.sources import asks_for_source, with_notes
from corpus.cited import cited_documents

_WHOLE = 2000
"""Words of a list that is shown whole where the question asks for all of it."""


def chosen(
    question: Question, typed: str, scored: Sequence[Scored], pointed: Pointed | None, words: int
) -> list[Evidence]:
    """The evidence in order, of about so many quoted words.

    ``typed`` is the question as it was asked, perhaps in French; ``scored`` are sentences, best first.
    """
    if for_a_duty(typed):
        scored = duties_first(scored)
    whole = _WHOLE if question.whole_list else WHOLE_LIST_WORDS
    if pointed is not None:
        return apart(pointed.chosen(scored, words, whole))
    sources = asks_for_source(question.text)
    best = choose(scored, words, whole, sources=sources or bool(cited_documents(question.text)))
    shown = apart(with_antecedents(best, words))
    return with_notes(shown) if sources else shown
