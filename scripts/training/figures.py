"""What a network gives on questions that it did not learn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from scripts.training.batches import Batch, Course, collate
from scripts.training.lessons import Part, in_service
from scripts.training.network import Judged, device

_READ = 12
_SHOWN = 6
_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One question: whether it has an answer, the best logit of ``answers``; where the good ones stand; a sentence."""

    answerable: bool
    answers: float
    first: bool
    in_five: bool
    sentence: bool | None


@torch.inference_mode()
def figures(judge: Callable[[Batch], Judged], course: Course, numbers: Sequence[int]) -> str:
    """One line over some of the course's questions, each with the twelve passages that a search finds.

    How often a right window stands first and among the first five, the area under the curve of the best ``answers``
    over questions with and without an answer, and how often the likeliest sentence of a right window carries it.
    """
    found: list[_Outcome] = []
    for start in range(0, len(numbers), _AT_ONCE):
        lessons = [
            (course.places(i), in_service(course.examples[i], _READ), bool(course.examples[i].asked.evidence))
            for i in numbers[start : start + _AT_ONCE]
        ]
        lessons = [each for each in lessons if each[1]]
        if lessons:
            judged = judge(collate([(places, parts) for places, parts, _ in lessons]).to(device()))
            rows = np.split(judged.rows.float().cpu().numpy(), np.cumsum([len(parts) for _, parts, _ in lessons])[:-1])
            ends = np.cumsum([part.sentences for _, parts, _ in lessons for part in parts])[:-1]
            sentences = iter(np.split(judged.sentences.float().cpu().numpy(), ends))
            for (_, parts, answerable), logits in zip(lessons, rows, strict=True):
                found.append(_outcome(parts, answerable, logits, [next(sentences) for _ in parts]))
    return _line(found)


def _outcome(parts: Sequence[Part], answerable: bool, logits: np.ndarray, sentences: Sequence[np.ndarray]) -> _Outcome:
    good = np.array([part.good for part in parts])
    order = np.argsort(-logits[:, 0], kind="stable")
    marked = [
        bool(part.carries[np.argmax(own)])
        for part, own in zip(parts, sentences, strict=True)
        if part.good and part.sentences > 1 and part.carries is not None and part.carries.any()
    ]
    best = float(logits[:_SHOWN, 1].max())
    return _Outcome(answerable, best, bool(good[order[0]]), bool(good[order[:5]].any()), marked[0] if marked else None)


def _line(found: Sequence[_Outcome]) -> str:
    held = [each for each in found if each.answerable]
    if not held:
        return f"{len(found)} questions, none with an answer"
    first, five = (float(np.mean([getattr(each, name) for each in held])) for name in ("first", "in_five"))
    said = f"{len(found)} questions: right window first {first:.3f}, in five {five:.3f}"
    if len(held) < len(found):
        said += f", AUROC {roc_auc_score([f.answerable for f in found], [f.answers for f in found]):.3f}"
    marked = [each.sentence for each in held if each.sentence is not None]
    return said + (f", right sentence {float(np.mean(marked)):.3f}" if marked else "")
