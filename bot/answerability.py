"""Whether the passages answer the question: a score from a few signs, and the line below which the bot is silent."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from bot.evidence import Scored
from bot.finding import Found
from bot.routing import says_which
from index import Holds, Searcher
from index.terms import term_set

_VERY_GOOD = 15.0
SPEAKS_FOR = (1, -1, 1, 1, -1, -1, -1, 1, -1, -1, -1)
"""For each sign in order: 1 where a higher value speaks for an answer, -1 where it speaks against.

``together`` speaks against: what the order and the reader make of passages that merely repeat the question's words is
worth less (so in each of three collections, one of them SQuAD 2.0's; docs/quality.md). So do ``names``, ``particular``
and ``which``, which the question alone has: the more it pins down, the better a passage that answers it must fit.
"""
_SURE = 8.0

WEIGHTS = Path(__file__).with_name("answerability.json")
_HARD = re.compile(r"\b(?:\d[\d,./-]*\d|\d+|[A-Z]{2,}[A-Za-z0-9-]*)\b")
_NAME = re.compile(r"(?<=[^\s.?!] )[A-Z][a-z]\w*")
"""A capitalised word that does not begin a sentence."""

_DENIES = re.compile(
    r"\b(?:not|never|no|none|nor|neither|without|cannot|other than|besides|except|least)\b|n['’]t\b", re.IGNORECASE
)
_COVERED = 0.6
_WORD = re.compile(r"[^\W\d_]+")
_MANY_NAMES = 4
_PARTICULAR = re.compile(
    r"\bhow (?:many|much|long|often|far|old|big|large)\b"
    r"|\b(?:since|until|till|by) when\b|\bwhen (?:did|does|was|were|will)\b"
    r"|\bwhich\b|\blist\b"
    r"|\b(?:dates?|deadline|budget|amount|costs?|ceiling|percentage|per cent|number of|names? of|figures?)\b"
    r"|\bwho (?:did|was|were|has|had|took|signed|voted|chaired|won|killed|led|wrote)\b",
    re.IGNORECASE,
)
"""Asks for one number, date, person, name or choice. Who does what ("who leads", "who is responsible") is not meant."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer or against it (``SPEAKS_FOR``), each between 0 and 1.

    ``nearest``: cosine of the best sentence. ``together``: share of the question's rare words in the five best
    passages. ``best``: the score of the best passage in the trained order, as a share of what a very good one has.
    ``answers``: the reader's highest logit that a passage answers, from -8 as 0 to 8 as 1. ``names``: how many names,
    acronyms and numbers the question has, four as 1. ``particular``: 1 where it asks for one number, date, person or
    choice. ``which``: 1 where it says which document it means.

    Of one sentence, the one that is nearest and has most of the question's rare words together: ``sentence`` is how
    well it fits, ``lacking`` how many of the question's names and numbers it and its passage's context lack, as
    ``names`` counts, and ``rarest`` the rarity of the rarest word that they lack, as a share of the question's rarest.
    ``denies``: 1 where the question asks what is not so. These four weigh where plain passages are indexed; between
    near misses and answers in documents they do not tell (docs/quality.md).
    """

    nearest: float
    together: float
    best: float
    answers: float
    names: float
    particular: float
    which: float
    sentence: float
    denies: float
    lacking: float
    rarest: float

    def as_list(self) -> list[float]:
        """The signs in the order of their weights."""
        return [float(getattr(self, field.name)) for field in fields(self)]


@dataclass(frozen=True, slots=True)
class Line:
    """A logistic model over the signs, and the thresholds on its score.

    From ``sure`` on an answer needs no word of doubt, from ``answer`` on there is one, and from ``near`` on what is
    nearest is shown as such.
    """

    bias: float
    weights: tuple[float, ...]
    sure: float
    answer: float
    near: float

    def score(self, signs: Signs) -> float:
        """Between 0 (nothing answers) and 1 (surely answered)."""
        total = self.bias + sum(w * s for w, s in zip(self.weights, signs.as_list(), strict=True))
        return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=2)
def line(holds: Holds = "documents") -> Line:
    """The fitted model for what an index holds; ``scripts/calibrate --write`` writes it."""
    row = json.loads(WEIGHTS.read_text(encoding="utf-8"))[holds]
    return Line(row["bias"], tuple(row["weights"]), row["sure"], row["answer"], row["near"])


def signs_of(
    searcher: Searcher,
    text: str,
    asked: Sequence[str],
    found: Sequence[Found],
    scored: Sequence[Scored],
    *,
    audience: frozenset[str],
) -> Signs:
    """Signs for a question's text, its search terms, the passages found and their sentences."""
    if not found or not scored:
        return Signs(*[0.0] * len(fields(Signs)))
    rarity = dict(zip(asked, searcher.rarity(asked, audience=audience), strict=True))
    total = sum(rarity.values()) or 1.0
    together = frozenset[str]().union(*(term_set(f"{f.passage.context} {f.text}") for f in found[:5]))
    seen = (card for id_, card in searcher.cards.items() if searcher.sees(id_, audience=audience))
    answers = max((f.read.reading.answers for f in found if f.read is not None), default=-math.inf)
    return Signs(
        nearest=max(s.cosine for s in scored),
        together=sum(w for t, w in rarity.items() if t in together) / total,
        best=found[0].hit.score / _VERY_GOOD,
        answers=(min(max(answers, -_SURE), _SURE) + _SURE) / (2 * _SURE),
        names=names_in(text),
        particular=float(bool(_PARTICULAR.search(text))),
        which=float(says_which(text, seen)),
        **_of_one_sentence(text, rarity, scored),
    )


def _of_one_sentence(text: str, rarity: Mapping[str, float], scored: Sequence[Scored]) -> dict[str, float]:
    best = max(scored, key=lambda s: s.cosine + _COVERED * s.coverage)
    said = f"{best.found.document.text[best.span.start : best.span.end]} {best.found.passage.context}"
    held, folded = term_set(said), said.casefold()
    lacking = [name for name in _named(text) if name.casefold() not in folded]
    rarest = max(rarity.values(), default=0.0) or 1.0
    return {
        "sentence": max(0.0, best.cosine + _COVERED * best.coverage) / (1 + _COVERED),
        "denies": float(bool(_DENIES.search(text))),
        "lacking": _many(len(lacking)),
        "rarest": max((weight for term, weight in rarity.items() if term not in held), default=0.0) / rarest,
    }


def names_in(text: str) -> float:
    """How much a question pins down by names, acronyms and numbers: 0 without any, 1 from four on.

    Where most words have capitals ("WHO PROTECTS CIVILIANS?") they tell no names, and numbers alone count.
    """
    return _many(len(_named(text)))


def _named(text: str) -> list[str]:
    words = _WORD.findall(text)
    shouted = len(words) > _MANY_NAMES and sum(word[0].isupper() for word in words) > len(words) / 2
    hard = [each for each in _HARD.findall(text) if not shouted or each[0].isdigit()]
    return hard if shouted else [*hard, *_NAME.findall(text)]


def _many(count: int) -> float:
    return math.log1p(min(count, _MANY_NAMES)) / math.log1p(_MANY_NAMES)
