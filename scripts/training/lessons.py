"""What one step learns from: questions, each with windows of passages that answer it and of others."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.reading import SHOWN_WORDS, window
from index.rereader import TEXT_TOKENS
from index.tokens import OUTSIDE
from scripts.training.examples import Candidate, Example, Floats
from scripts.training.passages import Ints, Text

_NEGATIVES = 7
_WITHOUT = 4
_WIDTHS = (40, 55, 70, 90, 110)
_KEPT = 40
_FEWEST = 5
_BESIDE = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A window of a passage with its label: places of its tokens [t], the sentence of each or -1.

    ``carries`` [sentences] is None where the sentence that answers is not known.
    """

    places: Ints
    segments: Ints
    sentences: int
    good: bool
    carries: Floats | None


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A question without a writer: words of a sentence ask for it. ``others`` are passages that are near its own."""

    ids: Ints
    text: Text
    sentence: int
    others: tuple[Text, ...] = ()


def part(text: Text, span: tuple[int, int], good: bool, answers: Sequence[int] = (), left_out: int = -1) -> Part:
    """The window of a passage's sentences ``span``, as (first, before last), without the one that is left out.

    A good window without ``answers`` is one of which the sentence is not known.
    """
    first, last = span
    inside = (text.sentences >= first) & (text.sentences < last) & (text.sentences != left_out)
    carries: Floats | None = np.zeros(last - first, dtype=np.float32)
    if good and not answers:
        carries = None
    elif carries is not None and good:
        carries[[i - first for i in answers if first <= i < last]] = 1.0
    places = np.concatenate([text.front, text.places[inside]])
    segments = np.concatenate([np.full(len(text.front), OUTSIDE), text.sentences[inside] - first])
    return Part(places[:TEXT_TOKENS], segments[:TEXT_TOKENS], last - first, good, carries)


def parts(example: Example, draw: random.Random) -> list[Part]:
    """One draw of a question's passages: a good one first where it has one, then others, windows of a random width."""
    width = draw.choice(_WIDTHS)
    good = [c for c in example.candidates if c.good]
    others = [c for c in example.candidates if not c.good]
    found: list[Part] = []
    if good:
        found = _good(draw.choice(good), width, draw)
    elif near := [c for c in others if c.near]:
        found = [_likeliest(near[0], width)]
        others.remove(near[0])
    count = _NEGATIVES + 1 - len(found) if good else _WITHOUT
    best = others[: 2 * count]
    return found + [_likeliest(c, width) for c in draw.sample(best, min(count, len(best)))]


def _likeliest(candidate: Candidate, width: int) -> Part:
    return part(candidate.text, window(candidate.words, candidate.likely, width), False)


def _good(candidate: Candidate, width: int, draw: random.Random) -> list[Part]:
    """The window that answers; where the likeliest one does not, that one too, as one that does not."""
    text, words, likely = candidate.text, candidate.words, candidate.likely
    answers = [i for i in candidate.answers if i < len(likely)]
    if not answers:
        return [part(text, window(words, likely, width), True)]
    pulled = likely.copy()
    pulled[draw.choice(answers)] += 9.0
    first, last = window(words, likely if draw.random() < 0.6 else pulled, width)
    if any(first <= i < last for i in answers):
        return [part(text, (first, last), True, answers)]
    return [part(text, window(words, pulled, width), True, answers), part(text, (first, last), False)]


def in_service(example: Example, count: int) -> list[Part]:
    """The first candidates as they are read in service: of each the likeliest window."""
    found = []
    for candidate in example.candidates[:count]:
        first, last = window(candidate.words, candidate.likely, SHOWN_WORDS)
        inside = [i for i in candidate.answers if first <= i < last]
        found.append(part(candidate.text, (first, last), candidate.good, inside))
    return found


def unwritten(
    texts: Sequence[Text], ids: Ints, count: int, frame: tuple[int, int], draw: random.Random
) -> list[Unwritten]:
    """Questions out of sentences (inverse cloze, https://arxiv.org/abs/1906.00300), as many from each collection.

    ``ids`` are the tokens of all passages, ``frame`` those that stand around a question. Passages of less than three
    sentences ask nothing.
    """
    long = [text for text in texts if len(text.words) >= 3 and len(text.places) >= _FEWEST * len(text.words)]
    collections: dict[int, list[Text]] = {}
    for text in long:
        collections.setdefault(text.collection, []).append(text)
    found: list[Unwritten] = []
    while collections and len(found) < count:
        text = draw.choice(collections[draw.choice(list(collections))])
        sentence, share = draw.randrange(len(text.words)), draw.choice((0.2, 0.5, 0.65))
        tokens = ids[text.places[text.sentences == sentence]].tolist()
        kept = [token for token in tokens if draw.random() > share][:_KEPT]
        if len(kept) >= _FEWEST:
            found.append(Unwritten(np.array([frame[0], *kept, frame[1]], dtype=np.int64), text, sentence))
    return found


def unwritten_parts(asked: Unwritten, draw: random.Random) -> list[Part]:
    """One draw of its passage and of those near it.

    Seven times in ten the sentence is left out, so that its neighbours must be recognised.
    """
    likely = -np.abs(np.arange(len(asked.text.words)) - asked.sentence).astype(np.float32)
    first, last = window(asked.text.words, likely, draw.choice((55, 90)))
    if draw.random() < 0.3 or last - first < 2:
        found = [part(asked.text, (first, last), True, [asked.sentence])]
    else:
        found = [part(asked.text, (first, last), True, left_out=asked.sentence)]
    for other in draw.sample(asked.others, min(_BESIDE, len(asked.others))):
        if other.words:
            at = np.zeros(len(other.words), dtype=np.float32)
            at[draw.randrange(len(other.words))] = 1.0
            found.append(part(other, window(other.words, at, 70), False))
    return found
