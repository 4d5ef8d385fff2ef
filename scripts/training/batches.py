"""Lessons side by side as rows of numbers, drawn in processes of their own while a graphics card computes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from scripts.training.examples import Example
from scripts.training.lessons import Part, Unwritten, parts, unwritten_parts
from scripts.training.network import device
from scripts.training.passages import Ints

_WORKERS = 8
_AHEAD = 6
_STEP = 32

Lesson = tuple[Ints, list[Part]]


class Batch(NamedTuple):
    """Rows of a question and a passage each, as places among all tokens of questions and of passages; -1 is none.

    ``asked`` [rows, q], ``passage`` and ``segments`` [rows, p] (the sentence's number through all rows); ``question``
    [rows] is the row's question, ``firsts`` [questions] each one's first row. ``good`` [rows]; ``carries`` and
    ``counted`` [sentences] are what is wanted of each sentence and how much that counts.
    """

    asked: Tensor
    passage: Tensor
    segments: Tensor
    question: Tensor
    firsts: Tensor
    good: Tensor
    carries: Tensor
    counted: Tensor

    def to(self, where: torch.device) -> Batch:
        """The same on another device."""
        return Batch(*(tensor.to(where, non_blocking=True) for tensor in self))


def collate(lessons: Sequence[Lesson]) -> Batch:
    """Lessons as one batch; each lesson has at least one part."""
    rows = [(places, part) for places, found in lessons for part in found]
    asked = _padded([places for places, _ in rows])
    passage = _padded([part.places for _, part in rows])
    starts = np.cumsum([0, *(part.sentences for _, part in rows)])
    moved = [np.where(p.segments < 0, -1, p.segments + start) for (_, p), start in zip(rows, starts[:-1], strict=True)]
    counts = [len(found) for _, found in lessons]
    carries = [p.carries if p.carries is not None else np.zeros(p.sentences, dtype=np.float32) for _, p in rows]
    counted = [np.full(p.sentences, 0.0 if p.carries is None else 1.0 if p.good else 0.25) for _, p in rows]
    made = (
        asked, passage, _padded(moved),
        np.repeat(np.arange(len(lessons)), counts), np.cumsum([0, *counts])[:-1],
        np.array([part.good for _, part in rows], dtype=np.float32),
        np.concatenate(carries), np.concatenate(counted).astype(np.float32),
    )  # fmt: skip
    return Batch(*(torch.from_numpy(array) for array in made))


def _padded(rows: Sequence[Ints]) -> Ints:
    """Rows [rows, tokens], as wide as a multiple of 32, so that few widths come up; -1 behind each row's end."""
    made = np.full((len(rows), -(-max(len(row) for row in rows) // _STEP) * _STEP), -1, dtype=np.int64)
    for number, row in enumerate(rows):
        made[number, : len(row)] = row
    return made


@dataclass(frozen=True, slots=True)
class Course:
    """What lessons are drawn from; ``firsts`` are where the tokens of each question begin, the written ones first."""

    examples: Sequence[Example]
    unwritten: Sequence[Unwritten]
    firsts: Ints
    drawn: Sequence[int]
    """Numbers of the examples to learn from, each as often as it weighs; the others are held out."""

    def places(self, question: int) -> Ints:
        """Places of a question's tokens among those of all questions."""
        return np.arange(self.firsts[question], self.firsts[question + 1])

    def lesson(self, written: float, draw: random.Random) -> Lesson:
        """One draw: a written question so often, else one without a writer."""
        if self.drawn and (draw.random() < written or not self.unwritten):
            number = draw.choice(self.drawn)
            return self.places(number), parts(self.examples[number], draw)
        number = draw.randrange(len(self.unwritten))
        return self.places(len(self.examples) + number), unwritten_parts(self.unwritten[number], draw)


class _Drawn(IterableDataset[Batch]):
    def __init__(self, course: Course, rows: int, written: float, seed: int) -> None:
        self._course, self._rows, self._written, self._seed = course, rows, written, seed

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        draw = random.Random(100 * self._seed + (worker.id if worker else 0))
        while True:
            lessons: list[Lesson] = []
            room = self._rows
            while room > 0:
                places, found = self._course.lesson(self._written, draw)
                if found:
                    lessons.append((places, found[:room]))
                    room -= len(found)
            yield collate(lessons)


def batches(course: Course, rows: int, written: float, seed: int) -> Iterator[Batch]:
    """Batches of so many windows without end, on the device; ``written`` is the share of written questions."""
    drawn = _Drawn(course, rows, written, seed)
    if device().type == "cpu":
        return iter(drawn)
    loader = DataLoader(drawn, batch_size=None, num_workers=_WORKERS, prefetch_factor=_AHEAD, pin_memory=True)
    return (batch.to(device()) for batch in loader)
