"""Fitting a network for so many seconds, on labels and on what a teacher makes of the same windows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from scripts.training.batches import Batch
from scripts.training.network import Judged, Student, Teacher, device

_DROP = 0.1
_WARM = 0.06
_CERTAIN = 8.0
_TAUGHT = 0.15
_SAID_EVERY = 200

Input = TypeVar("Input")


def loss_of(judged: Judged, batch: Batch) -> Tensor:
    """Three losses added: the good passage before the others, whether each answers, and which sentences carry it."""
    relevance, answers = judged.rows.unbind(1)
    lead = torch.full_like(batch.firsts, -1e9, dtype=torch.float32)
    lead = lead.scatter_reduce(0, batch.question, relevance, "amax").detach()
    sums = torch.zeros_like(lead).index_add(0, batch.question, (relevance - lead[batch.question]).exp())
    surprise = (sums.log() + lead - relevance[batch.firsts])[batch.good[batch.firsts] > 0]
    order = surprise.mean() if len(surprise) else relevance.sum() * 0
    weights = 1 + batch.good
    of_rows = functional.binary_cross_entropy_with_logits(answers, batch.good, weights, reduction="sum")
    counted = batch.counted * (1 + batch.carries)
    of_sentences = functional.binary_cross_entropy_with_logits(
        judged.sentences, batch.carries, counted, reduction="sum"
    )
    return order + 2 * of_rows / weights.sum() + 2 * of_sentences / batch.counted.sum().clamp(min=1)


def distance(judged: Judged, taught: Judged, batch: Batch) -> Tensor:
    """How far logits are from a teacher's; relevance counts within one question's windows alone."""
    counts = torch.bincount(batch.question, minlength=len(batch.firsts))

    def centred(logits: Tensor) -> Tensor:
        sums = torch.zeros(len(counts), device=logits.device).index_add(0, batch.question, logits)
        return logits - (sums / counts)[batch.question]

    pairs = (
        (centred(judged.rows[:, 0]), centred(taught.rows[:, 0])),
        (judged.rows[:, 1], taught.rows[:, 1]),
        (judged.sentences, taught.sentences),
    )
    return torch.stack([functional.mse_loss(own, other.clamp(-_CERTAIN, _CERTAIN)) for own, other in pairs]).sum()


def fit(
    network: Teacher | Student,
    batches: Iterator[Batch],
    read: Callable[[Batch], Input],
    seconds: float,
    rates: tuple[float, float],
    teach: Callable[[Batch], Judged] | None = None,
) -> None:
    """Train for so many seconds, one step at least.

    ``read`` gives the network's input. ``rates``: the highest learning rate of what begins with packaged weights, and
    of the rest; both rise and fall with the share of the time that is gone.
    """
    optimizer = _optimizer(network, rates)
    network.train()
    begin, steps, done = time.monotonic(), 0, 0.0
    while done < 1:
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * min(done / _WARM + 0.02, 1.0) * ((1 - done) / (1 - _WARM) if done > _WARM else 1.0)
        batch = next(batches)
        judged = network(read(batch), _DROP)
        loss = loss_of(judged, batch)
        if teach is not None:
            loss = loss + _TAUGHT * distance(judged, teach(batch), batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        if steps % _SAID_EVERY == 0:
            print(f"step {steps}: loss {float(loss.detach()):.3f}", flush=True)
        steps, done = steps + 1, (time.monotonic() - begin) / max(seconds, 1e-9)
    print(f"{type(network).__name__.lower()}: {steps} steps, loss {float(loss.detach()):.3f}", flush=True)
    network.eval()


def _optimizer(network: Teacher | Student, rates: tuple[float, float]) -> torch.optim.Optimizer:
    begun = network.begun()
    known = {id(parameter) for parameter in begun}
    rest = [p for p in network.parameters() if p.requires_grad and id(p) not in known]
    groups = [{"params": part, "lr": rate} for part, rate in zip((begun, rest), rates, strict=True)]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=device().type == "cuda")
