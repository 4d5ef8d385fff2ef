"""What is known of every token before training begins: its id, and its state in the packaged model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from index.tokens import LAYER
from scripts.training.batches import Batch
from scripts.training.lessons import Unwritten
from scripts.training.network import STATE, Apart, Encoder, Tokens, Whole, device, halves
from scripts.training.passages import Ints, Text

_NEAR = 14


@dataclass(frozen=True, slots=True)
class States:
    """States ``after`` the reader's layer [tokens, 384], row after row, and each row's sum at the end [rows, 384]."""

    after: Tensor
    sums: Tensor


def states_of(encoder: Encoder, rows: Sequence[Ints]) -> States:
    """The packaged model over rows of ids."""
    offsets = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    kind = torch.float16 if device().type == "cuda" else torch.float32
    made = States(
        torch.empty(int(offsets[-1]), STATE, dtype=kind, device=device()),
        torch.empty(len(rows), STATE, device=device()),
    )
    for group in _groups([len(row) for row in rows], 60_000 if device().type == "cuda" else 2_048):
        lengths = torch.tensor([len(rows[i]) for i in group])
        mask = (torch.arange(int(lengths.max())) < lengths[:, None]).to(device())
        ids = torch.zeros(mask.shape, dtype=torch.long, device=device())
        ids[mask] = torch.from_numpy(np.concatenate([rows[i] for i in group])).to(device())
        with torch.inference_mode(), halves(torch.float16):
            states = encoder(ids, mask, torch.zeros_like(ids))
        places = np.concatenate([np.arange(offsets[i], offsets[i + 1]) for i in group])
        made.after[torch.from_numpy(places).to(device())] = states[LAYER - 1][mask].to(kind)
        made.sums[torch.tensor(group, device=device())] = (states[-1].float() * mask[..., None]).sum(1)
    return made


def _groups(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Rows of like length, at most so many tokens together, padding included."""
    group: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if group and (len(group) + 1) * lengths[number] > most:
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def nearest(asked: Sequence[Unwritten], questions: Tensor, texts: Sequence[Text], passages: Tensor) -> list[Unwritten]:
    """Questions without a writer, each with the passages of its collection that are nearest to it but its own.

    ``questions`` [n, 384] and ``passages`` [m, 384] are vectors of any length.
    """
    found: list[Unwritten] = []
    questions, passages = functional.normalize(questions, dim=1), functional.normalize(passages, dim=1)
    collections = torch.tensor([text.collection for text in texts], device=passages.device)
    for start in range(0, len(asked), 2_000):
        part = asked[start : start + 2_000]
        own = torch.tensor([each.text.number for each in part], device=passages.device)
        cosines = questions[start : start + len(part)] @ passages.T
        cosines[collections[own][:, None] != collections[None]] = -9
        cosines.scatter_(1, own[:, None], -9)
        best = cosines.topk(min(_NEAR, len(texts)), 1)
        for each, numbers, values in zip(part, best.indices.tolist(), best.values.tolist(), strict=True):
            others = tuple(texts[n] for n, value in zip(numbers, values, strict=True) if value > -9)
            found.append(Unwritten(each.ids, each.text, each.sentence, others))
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """Ids and states of all tokens of passages and of questions, in the order of the places that batches name."""

    passage_ids: Tensor
    question_ids: Tensor
    passages: Tensor
    questions: Tensor
    end: int

    def whole(self, batch: Batch) -> Whole:
        """A batch as the teacher reads it: the question, the passage right behind it, the end."""
        asked, passage = ((places >= 0).sum(1, keepdim=True) for places in (batch.asked, batch.passage))
        width = batch.asked.shape[1] + batch.passage.shape[1] + 1
        at = torch.arange(width, device=asked.device).expand(len(asked), width)
        of_question, mask = at < asked, at <= asked + passage
        of_passage = ~of_question & (at < asked + passage)
        behind = (at - asked).clamp(0, batch.passage.shape[1] - 1)
        places = batch.asked.gather(1, at.clamp(max=batch.asked.shape[1] - 1))
        read = self.passage_ids[batch.passage.gather(1, behind).clamp(min=0)]
        ids = torch.where(of_question, self.question_ids[places.clamp(min=0)], torch.where(of_passage, read, self.end))
        segments = torch.where(of_passage, batch.segments.gather(1, behind), -1)
        return Whole(ids * mask, Tokens(mask, (mask & ~of_question).long(), segments, len(batch.carries)))

    def apart(self, batch: Batch) -> Apart:
        """A batch as the reader reads it: the states of both, side by side."""
        of_question, of_passage = batch.asked >= 0, batch.passage >= 0
        types = torch.cat([torch.zeros_like(batch.asked), torch.ones_like(batch.passage)], 1)
        segments = torch.cat([torch.full_like(batch.asked, -1), batch.segments], 1)
        return Apart(
            self.questions[batch.asked.clamp(min=0)] * of_question[..., None],
            self.passages[batch.passage.clamp(min=0)] * of_passage[..., None],
            Tokens(torch.cat([of_question, of_passage], 1), types, segments, len(batch.carries)),
        )
