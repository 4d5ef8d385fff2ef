"""On which tension's ground an answer stands: by the headings under which it stands, else by meaning."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.asked import for_a_part, for_a_role
from bot.model import Answer, Claim, Outcome
from bot.products.gather import Floats, vectors_of
from bot.products.tension import frames_for, tensions
from corpus.model import BlockKind
from corpus.vocabulary import Concept, Vocabulary
from index import Embedder, Searcher

_DILEMMA = re.compile(
    r"\b(?:dilemma|tensions?|clash\w*|at odds|trade-?offs?|balanc\w+|weigh\w*|versus|vs|square with|contradict\w*|"
    r"downside|backfire|make (?:things|it) worse|cost of|what do we lose|what if we do nothing|both sides|"
    r"on the other hand)\b",
    re.IGNORECASE,
)
_SORTED = 2  # tensions that a document's headings name, from which on it is sorted by them
_QUESTION, _PASSAGES, _NAMED = 0.3, 0.7, 0.1
_PLACES = np.array([0.5, 0.3, 0.2], dtype=np.float32)
_LEAST = 0.46
"""Weights and the least score, fitted on half of 102 labelled questions; docs/quality.md has the figures."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells of a tension's ground: a question with its unit vector, what was found and quoted for it.

    ``passages`` are the best found, best first; ``named`` are tensions whose words stand in question or answer.
    """

    question: str
    vector: Floats
    passages: Sequence[int]
    named: Collection[str]
    claims: Sequence[Claim]


def asks_of_dilemma(question: str) -> bool:
    """Whether a question is about a dilemma."""
    return bool(_DILEMMA.search(question))


def hinted(answer: Answer) -> str:
    """The id of the tension to which an answer leads on, or nothing: a question for a role is no question of a tension.

    A label of ``answer.tensions`` says on whose ground an answer stands; the hint is for those whom the poles may help.
    """
    if answer.outcome is not Outcome.ANSWERED or not answer.tensions:
        return ""
    of_a_role = for_a_role(answer.question) or (answer.roles and for_a_part(answer.question))
    if of_a_role and not asks_of_dilemma(answer.question):
        return ""
    return answer.tensions[0]


def tensions_of(searcher: Searcher, signs: Signs) -> tuple[str, ...]:
    """The id of the tension on whose ground an answer stands, or nothing.

    Where the document that is quoted first sorts its matter by tensions, its headings decide, and meaning where they
    name several; a question about a dilemma that is answered from elsewhere goes by meaning, as in all other documents.
    """
    if signs.claims and _is_sorted(searcher, signs.claims[0]):
        sections = (claim.citations[0].section for claim in signs.claims)
        ids = [id_ for section in sections if (id_ := _in_heading(searcher.vocabulary, section))]
        if ids:
            meant = _by_meaning(searcher, signs)
            return meant if meant and meant[0] in ids else (ids[0],)
        if not asks_of_dilemma(signs.question):
            return ()
    return _by_meaning(searcher, signs)


def made_ready(searcher: Searcher) -> Iterator[None]:
    """Embeds what tensions mean, one tension each time it is asked on; they are kept for the model."""
    for concept in tensions(searcher.vocabulary):
        vectors_of(searcher.embedder, _means(concept))
        yield


def _is_sorted(searcher: Searcher, claim: Claim) -> bool:
    """Whether headings of the claim's document name two tensions or more."""
    document = searcher.store.document(claim.citations[0].document_id)
    headings = (document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.HEADING)
    return len({_in_heading(searcher.vocabulary, text) for text in headings} - {""}) >= _SORTED


@lru_cache(maxsize=4096)
def _in_heading(words: Vocabulary, heading: str) -> str:
    """The id of the tension that a heading names first; empty where it names none."""
    return next((match.concept.id for match in words.find(heading) if match.concept.kind == "tension"), "")


def _by_meaning(searcher: Searcher, signs: Signs) -> tuple[str, ...]:
    """The tension of the highest score, if it is high enough.

    A score is the highest cosine with what the poles ask, where they bite and what balances them: of the question, and
    of its first three passages.
    """
    first = list(signs.passages)[: len(_PLACES)]
    if not first:
        return ()
    scores: dict[str, float] = {}
    passages = searcher.passage_vectors(first)
    for id_, means in _meanings(searcher.vocabulary, searcher.embedder):
        of_passages = (passages @ means.T).max(axis=1)
        score = _QUESTION * float((means @ signs.vector).max()) + _PASSAGES * float(_PLACES[: len(first)] @ of_passages)
        scores[id_] = score + _NAMED * (id_ in signs.named)
    best = max(scores, key=lambda id_: scores[id_])
    return (best,) if scores[best] >= _LEAST else ()


@lru_cache(maxsize=4)
def _meanings(words: Vocabulary, embedder: Embedder) -> tuple[tuple[str, Floats], ...]:
    """The ids of the tensions, each with the unit vectors [n, d] of what it means."""
    return tuple((concept.id, np.stack(vectors_of(embedder, _means(concept)))) for concept in tensions(words))


def _means(concept: Concept) -> list[str]:
    """What the poles ask, where they bite and what balances them, with what the brief's cells look for."""
    own = (*(pole.asks for pole in concept.poles), *concept.bites, *concept.levers)
    return [*own, *(text for frame in frames_for(concept).values() for text in frame.means)]
