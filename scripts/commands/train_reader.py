"""Train the reader of question and passage, and write what is added to the packaged weights."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from safetensors.torch import save_file
from sklearn.metrics import roc_auc_score
from torch.nn import functional

from bot.settings import Settings
from index import Embedder, LiveSearcher, Searcher, find_weights, index_passages
from index.rereader import TRAINED, Batch, rows_of
from scripts.opening import plainly, settings_for
from scripts.training.examples import Example, Part, example, parts, pseudo
from scripts.training.network import Network
from scripts.training.questions import Collection, mtrag, own, squad

_BATCH = 32
_DROP = 0.1
HELD = ("Steam_engine", "European_Union_law", "Warsaw", "Islamism")
Lesson = tuple[str, list[Part]]


@plainly
def main(
    squad_file: Annotated[Path, typer.Option("--squad", help="A file in SQuAD 2.0's form.")],
    mtrag_folder: Annotated[Path | None, typer.Option("--mtrag", help="A folder in MTRAG's form.")] = None,
    own_home: Annotated[
        Path | None, typer.Option("--own", help="Home with the documents of scripts/training/questions.jsonl.")
    ] = None,
    epochs: Annotated[int, typer.Option(help="Passes over the questions.")] = 3,
    unwritten: Annotated[int, typer.Option(help="Questions made of sentences, before the first epoch.")] = 10_000,
    layers: Annotated[int, typer.Option(help="Layers of the encoder.")] = 4,
    rank: Annotated[int, typer.Option(help="Rank of the additions.")] = 48,
    write: Annotated[bool, typer.Option(help="Write index/rereader.safetensors.")] = False,
) -> None:
    """Train on SQuAD but for four articles, MTRAG and our own questions; print what the held-out articles give."""
    draw = random.Random(0)
    torch.manual_seed(0)
    embedder = Embedder.load()
    with tempfile.TemporaryDirectory() as folder:
        searchers = [_indexed(Path(folder) / "squad", collection := squad(squad_file), embedder)]
        asked = [collection.questions]
        if mtrag_folder is not None:
            searchers.append(_indexed(Path(folder) / "mtrag", collection := mtrag(mtrag_folder), embedder))
            asked.append(collection.questions)
        if own_home is not None:
            searchers.append(LiveSearcher(settings_for(own_home).home, embedder).current())
            asked.append(own())
        examples = [example(s, a) for s, rows in zip(searchers, asked, strict=True) for a in rows]
        network = Network(find_weights().folder, layers, rank)
        _train(
            network, embedder, [e for e in examples if e.asked.group not in HELD], searchers, epochs, unwritten, draw
        )
        _report(network, embedder, [e for e in examples if e.asked.group in HELD])
    if write:
        save_file(network.trained(), TRAINED)


def _indexed(home: Path, collection: Collection, embedder: Embedder) -> Searcher:
    index_passages(home, collection.passages, embedder)
    return LiveSearcher(Settings(home=home).home, embedder).current()


def _train(
    network: Network,
    embedder: Embedder,
    examples: Sequence[Example],
    searchers: Sequence[Searcher],
    epochs: int,
    unwritten: int,
    draw: random.Random,
) -> None:
    order = [i for i, made in enumerate(examples) for _ in range(made.asked.weight)]
    total = (unwritten + epochs * len(order)) // _BATCH + 1
    heads = [p for name, p in network.named_parameters() if not name.startswith("enc.")]
    body = [p for name, p in network.named_parameters() if p.requires_grad and name.startswith("enc.")]
    optimizer = torch.optim.AdamW([{"params": body, "lr": 6e-4}, {"params": heads, "lr": 1e-3}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=[6e-4, 1e-3], total_steps=total + 1, pct_start=0.06, anneal_strategy="linear"
    )
    network.train()
    lessons: list[Lesson] = []
    while len(lessons) < unwritten:
        searcher = draw.choice(searchers)
        if made := pseudo(searcher, draw.randrange(searcher.snapshot.manifest.counts.passages), draw):
            lessons.append(made)
    _epoch(network, embedder, lessons, optimizer, schedule)
    for _ in range(epochs):
        draw.shuffle(order)
        drawn = ((examples[i].asked.text, parts(examples[i], draw)) for i in order)
        print(f"loss {_epoch(network, embedder, list(drawn), optimizer, schedule):.3f}")


def _epoch(
    network: Network,
    embedder: Embedder,
    lessons: Sequence[Lesson],
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
) -> float:
    losses = []
    for start in range(0, len(lessons), _BATCH):
        loss = loss_of(network, embedder, [lesson for lesson in lessons[start : start + _BATCH] if lesson[1]])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        schedule.step()
        losses.append(float(loss.detach()))
    return float(np.mean(losses)) if losses else 0.0


def loss_of(network: Network, embedder: Embedder, lessons: Sequence[Lesson]) -> torch.Tensor:
    """Three losses added: the good passage before the others, whether each answers, and which sentences carry it."""
    tokenizer = embedder.tokenizer()
    rows = [row for text, found in lessons for row in rows_of(tokenizer, text, [part.item for part in found])]
    batch = Batch.of(rows)
    judged, carries = network(batch.ids, batch.mask, batch.types, batch.segments, int(batch.firsts[-1]), _DROP)
    every = [part for _, found in lessons for part in found]
    good = torch.tensor([float(part.good) for part in every])
    starts = np.cumsum([0, *(len(found) for _, found in lessons)])
    orders = [
        judged[a:b, 0] for (_, found), a, b in zip(lessons, starts[:-1], starts[1:], strict=True) if found[0].good
    ]
    first = torch.zeros(1, dtype=torch.long)
    order = sum((functional.cross_entropy(logits[None], first) for logits in orders), torch.zeros(())) / max(
        1, len(orders)
    )
    weights = 1 + good
    answers = functional.binary_cross_entropy_with_logits(judged[:, 1], good, weights, reduction="sum") / weights.sum()
    wanted = [p.carries if p.carries is not None else np.zeros(r.sentences) for p, r in zip(every, rows, strict=True)]
    shares = [0.0 if p.carries is None else 1.0 if p.good else 0.25 for p in every]
    target = torch.from_numpy(np.concatenate(wanted)).float()
    counted = torch.from_numpy(np.repeat(shares, [r.sentences for r in rows])).float()
    sentences = functional.binary_cross_entropy_with_logits(carries, target, counted * (1 + target), reduction="sum")
    return order + 2 * answers + 2 * sentences / counted.sum().clamp(min=1)


def _report(network: Network, embedder: Embedder, examples: Sequence[Example]) -> None:
    """How often the right window stands first among those drawn, and the area under the curve of ``answers``."""
    network.eval()
    scores, labels, first = [], [], []
    for made in examples:
        items = [part.item for part in parts(made, random.Random(0)) if part.item.text] or []
        rows = rows_of(embedder.tokenizer(), made.asked.text, items)
        with torch.inference_mode():
            batch = Batch.of(rows)
            judged, _ = network(batch.ids, batch.mask, batch.types, batch.segments, int(batch.firsts[-1]))
        scores.append(float(judged[:, 1].max()))
        labels.append(bool(made.asked.evidence))
        if made.asked.evidence:
            first.append(int(judged[:, 0].argmax()) == 0)
    if first and len(set(labels)) == 2:
        area = roc_auc_score(labels, scores)
        print(f"held-out articles: right window first {np.mean(first):.3f}, AUROC of answers {area:.3f}")


if __name__ == "__main__":
    typer.run(main)
