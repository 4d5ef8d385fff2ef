"""The order of passages: a linear model over a few readable signs of question, passage and document.

Weights are in ``ranking.json``; ``scripts/train-ranker`` fits them on question banks (pairs of a passage that holds
the evidence and one that does not, logistic loss) and prints the held-out figures. The first order chooses what is
read together with the question; the second one has the reader's signs as well.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.coverage import Bools, Floats, Held, shares
from bot.routing import Fit
from corpus.model import BlockKind, Passage
from index import Hit, Reading
from index.terms import term_set, terms

WEIGHTS = Path(__file__).with_name("ranking.json")
SIGNS = (
    "dense", "lexical", "sentence", "expansion",
    "document_fit", "title_fit", "mission", "month", "kind",
    "length", "heading", "footnote", "caption",
    "coverage", "sentence_coverage", "document_score", "neighbour",
    "telling", "sentence_telling", "quoted",
)  # fmt: skip
READ_SIGNS = ("first", "relevance", "answers", "carries")
_FULL_LENGTH = 12
_QUOTED = re.compile(r"(?<!\w)[\"'“‘«]([^\"'“”‘’«»]{3,80})[\"'”’»](?!\w)")
_KINDS = {10: BlockKind.HEADING, 11: BlockKind.FOOTNOTE, 12: BlockKind.CAPTION}
"""The columns that say what kind of text a passage is."""

_NO_FIT = Fit()


@lru_cache(maxsize=1)
def weights() -> Floats:
    """Weights of the first order, as ``SIGNS``; a sign that the file does not name weighs nothing."""
    return _weights("first", SIGNS)


@lru_cache(maxsize=1)
def read_weights() -> Floats:
    """Weights of the second order, as ``READ_SIGNS``."""
    return _weights("read", READ_SIGNS)


def _weights(order: str, names: Sequence[str]) -> Floats:
    row: Mapping[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))[order]
    return np.array([row.get(name, 0.0) for name in names])


def with_readings(first: Floats, readings: Sequence[Reading]) -> Floats:
    """The first order's scores with the reader's signs, float64 [n, len(READ_SIGNS)]; logits cut at 8 either way.

    ``relevance`` and ``answers`` are of the passage, ``carries`` of its best sentence (``answers`` where none is read).
    """
    rows = [(r.relevance, r.answers, max(r.sentences, default=r.answers)) for r in readings]
    return np.column_stack([first, np.clip(np.array(rows).reshape(-1, 3), -8.0, 8.0)])


def signs_of(
    question: str,
    hits: Sequence[Hit],
    passages: Sequence[Passage],
    texts: Sequence[str],
    held: Held,
    rarity: Mapping[str, float],
    fits: Mapping[str, Fit],
) -> Floats:
    """Signs of each passage, float64 [n, len(SIGNS)], most between 0 and 1; ``rarity`` holds the question's terms.

    The four scores are scaled over the candidates. ``coverage`` is the share of the question's terms, by rarity, in the
    passage; ``document_score`` the mean of its document's three best; ``neighbour`` the better of its neighbours.
    ``telling`` is coverage by the text alone, a term counting the less the more candidates have it: once the document
    is found, the words that name it tell nothing. ``quoted``: it holds what the question puts in quotation marks.
    """
    base = np.array([hit.score for hit in hits])
    rows = np.zeros((len(hits), len(SIGNS)))
    for column, name in enumerate(("dense", "lexical", "sentence", "expansion")):
        rows[:, column] = _scaled(np.array([getattr(hit, name) for hit in hits]))
    weights_, telling = list(rarity.values()), _telling(list(rarity.values()), held.texts)
    total, all_telling = sum(weights_) or 1.0, sum(telling) or 1.0
    quoted = [phrase for m in _QUOTED.finditer(question) if (phrase := " ".join(terms(m[1])))]
    fitting = [fits.get(passage.document, _NO_FIT) for passage in passages]
    rows[:, 4:9] = np.array([(f.document, f.title, f.mission, f.month, f.kind) for f in fitting]).reshape(-1, 5)
    counts = np.array([len(text.split(maxsplit=_FULL_LENGTH)) for text in texts])
    rows[:, 9] = np.minimum(counts, _FULL_LENGTH) / _FULL_LENGTH
    for column, kind in _KINDS.items():
        rows[:, column] = [passage.kind is kind for passage in passages]
    if quoted:
        rows[:, 19] = [_holds_one(quoted, text) for text in texts]
    rows[:, 13] = shares(weights_, held.texts | held.contexts) / total
    rows[:, 14] = held.best(shares(weights_, held.sentences)) / total
    rows[:, 17] = shares(telling, held.texts) / all_telling
    rows[:, 18] = held.best(shares(telling, held.sentences)) / all_telling
    rows[:, 15] = _scaled(_of_documents(base, [p.document for p in passages]))
    rows[:, 16] = _scaled(_of_neighbours(base, [hit.passage for hit in hits]))
    return rows


def _holds_one(phrases: Sequence[str], text: str) -> bool:
    words = term_set(text)
    likely = [phrase for phrase in phrases if words.issuperset(phrase.split())]
    line = f" {' '.join(terms(text))} " if likely else ""
    return any(f" {phrase} " in line for phrase in likely)


def _telling(rarity: Sequence[float], texts: Bools) -> list[float]:
    """How much each term of the question tells the candidates apart: its rarity, less where many of them have it."""
    n = len(texts)
    most = math.log(1 + n) or 1.0
    having = texts.sum(axis=0).tolist()
    return [weight * math.log(1 + n / (1 + count)) / most for weight, count in zip(rarity, having, strict=True)]


def _scaled(values: Floats) -> Floats:
    width = float(np.ptp(values)) if len(values) else 0.0
    return (values - values.min()) / width if width > 0 else np.zeros(len(values))


def _of_documents(base: Floats, owners: Sequence[str]) -> Floats:
    """For each passage, the mean of its document's three best scores (missing ones count 0)."""
    best: dict[str, list[float]] = defaultdict(list)
    for score, owner in zip(base, owners, strict=True):
        best[owner].append(float(score))
    means = {owner: sum(sorted(scores, reverse=True)[:3]) / 3 for owner, scores in best.items()}
    return np.array([means[owner] for owner in owners])


def _of_neighbours(base: Floats, numbers: Sequence[int]) -> Floats:
    """For each passage, the better score of the one before and the one after it among the candidates."""
    by_number = dict(zip(numbers, base.tolist(), strict=True))
    return np.array([max(by_number.get(n - 1, 0.0), by_number.get(n + 1, 0.0)) for n in numbers])
