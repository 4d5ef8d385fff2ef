"""From a question to its candidates: the passages that a search finds, which of them answer, and by which sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index import Query, Searcher
from index.rereader import QUESTION_TOKENS
from index.terms import terms
from index.windows import Tokenizer
from scripts.training.passages import Ints, Text
from scripts.training.questions import NO_SENTENCE, Asked, Mark

_FOUND = 20
_COVERAGE = np.float32(0.6)
_EVERYONE: frozenset[str] = frozenset()

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage of a question: how likely each sentence is, whether it answers, by which sentences.

    ``near``: it looks as if it answered and does not.
    """

    text: Text
    likely: Floats
    good: bool
    answers: tuple[int, ...]
    near: bool

    @property
    def words(self) -> tuple[int, ...]:
        """Each sentence's words."""
        return self.text.words[: len(self.likely)]


@dataclass(frozen=True, slots=True)
class Example:
    """One question with its tokens [q] and its candidates, best first, then those that a search did not find."""

    asked: Asked
    ids: Ints
    candidates: tuple[Candidate, ...]


def examples(searcher: Searcher, texts: Sequence[Text], questions: Iterable[Asked]) -> list[Example]:
    """Questions over one index with their candidates; ``texts`` are its passages in their order.

    A question whose answer stands in none of them is left out.
    """
    tokenizer = searcher.embedder.tokenizer()
    holding = defaultdict[Mark, list[int]](list)
    for number, text in enumerate(texts):
        for mark in (NO_SENTENCE, *dict.fromkeys(text.marks)):
            holding[text.file, mark].append(number)
    made = (
        Example(asked, ids_of(tokenizer, asked.text), _candidates(searcher, texts, asked, holding))
        for asked in questions
    )
    return [each for each in made if not each.asked.evidence or any(c.good for c in each.candidates)]


def ids_of(tokenizer: Tokenizer, question: str) -> Ints:
    """A question's tokens as they are read: its last ones, where what is asked stands."""
    first, last = frame_of(tokenizer)
    ids = tokenizer.encode_batch([question], add_special_tokens=False)[0].ids[2 - QUESTION_TOKENS :]
    return np.array([first, *ids, last], dtype=np.int64)


def frame_of(tokenizer: Tokenizer) -> tuple[int, int]:
    """The tokens that stand around a text."""
    first, last = (int(tokenizer.token_to_id(token) or 0) for token in ("[CLS]", "[SEP]"))
    return first, last


def _candidates(
    searcher: Searcher, texts: Sequence[Text], asked: Asked, holding: dict[Mark, list[int]]
) -> tuple[Candidate, ...]:
    vector = searcher.embedder.encode_query(asked.text)
    hits = searcher.search(Query(asked.text, vector=vector), _FOUND, audience=_EVERYONE)
    marked = [number for mark in (*asked.evidence, *asked.near) for number in holding.get(mark, ())]
    numbers = [n for n in dict.fromkeys([*(hit.passage for hit in hits), *marked]) if texts[n].words]
    words = list(dict.fromkeys(terms(asked.text)))
    rarity = dict(zip(words, searcher.rarity(words, audience=_EVERYONE), strict=True))
    total = sum(rarity.values()) or 1.0
    found = []
    for number, cosines in zip(numbers, searcher.sentence_cosines(vector, numbers), strict=True):
        text = texts[number]
        shares = np.array([sum(w for t, w in rarity.items() if t in held) / total for held in text.terms])
        likely = cosines[: len(shares)] + _COVERAGE * shares.astype(np.float32)
        answers = text.carrying(asked.evidence)
        good = bool(answers) or (text.file, NO_SENTENCE) in asked.evidence
        near = bool(text.carrying(asked.near)) or (text.file, NO_SENTENCE) in asked.near
        found.append(Candidate(text, likely, good, answers, near))
    return tuple(found)
