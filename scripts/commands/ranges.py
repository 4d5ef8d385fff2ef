"""Record what goes into the layers that are computed in 8 bits, over the passages of some indexes."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index import Searcher, open_current
from index.eights import SEEN
from index.embedder import MAX_TOKENS, Embedder
from index.forward import load_model, padded, states_of
from index.inputs import embedding_input
from index.lanes import Way, vectors_of
from index.packed import Linear, Making, PackedLinear, Part
from index.reading_layer import load_reading_layer
from index.rereader import read_rows
from index.tokens import TRAINED
from index.weights import find_weights
from index.windows import EmbeddingInput, plan_windows
from scripts.opening import plainly

if TYPE_CHECKING:
    import torch

_READ = 10
_ASKED = 2
_SEED = 7
_WAY = Way("fp32", MAX_TOKENS, 0.0)


class Watch:
    """Keeps the least and the greatest of each number that goes into a layer; after the activation none is needed."""

    def __init__(self) -> None:
        self.seen: dict[str, torch.Tensor] = {}

    def making(self, which: str) -> Making:
        """Makes plain layers that are watched, ``which`` in front of their names."""

        def make(name: str, part: Part, activation: str) -> Linear:
            plain = PackedLinear(name, part, activation)
            if name.endswith(".down"):
                return plain

            def watched(x: torch.Tensor) -> torch.Tensor:
                self._see(f"{which}.{name}", x.reshape(-1, x.shape[-1]))
                return plain(x)

            return watched

        return make

    def _see(self, name: str, rows: torch.Tensor) -> None:
        import torch

        low, high = rows.amin(0), rows.amax(0)
        self.seen[f"{name}.low"] = torch.minimum(low, self.seen.get(f"{name}.low", low))
        self.seen[f"{name}.high"] = torch.maximum(high, self.seen.get(f"{name}.high", high))


@plainly
def main(
    homes: Annotated[list[Path], typer.Argument(help="Homes of indexes to take passages from.")],
    passages: Annotated[int, typer.Option(help="Passages of each index, drawn by chance.")] = 400,
    write: Annotated[bool, typer.Option("--write", help=f"Write index/{SEEN.name}.")] = False,
) -> None:
    """Pass passages, and their sentences as questions, through both models in fp32; keep each number's range."""
    from safetensors.torch import save_file

    watch, chance = Watch(), random.Random(_SEED)
    model = load_model(find_weights().folder, "fp32", True, watch.making("embedder"))
    reader = load_reading_layer(TRAINED, "fp32", watch.making("reader"))
    for home in homes:
        items = _drawn(home, passages, chance)
        for at in range(0, len(items), _READ):
            some = items[at : at + _READ]
            rows = vectors_of(model, _WAY, some).tokens
            for item in chance.sample(some, min(_ASKED, len(some))):
                asked = plan_windows(model.tokenizer, [EmbeddingInput("", _sentence(item, chance))], MAX_TOKENS)
                _, states = states_of(model, *padded(asked.windows[:1]), 1)
                read_rows(reader, states[0].numpy(), rows, [max(1, len(each.sentences)) for each in some])
    for name, ends in sorted(watch.seen.items()):
        print(f"{name}: {float(ends.min()):.2f} to {float(ends.max()):.2f}")
    if write:
        save_file({name: ends.contiguous() for name, ends in watch.seen.items()}, SEEN)
        print(f"Written: {SEEN.name}. Index again, and look at the banks' figures.")


def _drawn(home: Path, count: int, chance: random.Random) -> list[EmbeddingInput]:
    """Some passages of the index in service."""
    searcher = Searcher(open_current(home), Embedder.find(precision="fp32"))
    numbers = chance.sample(range(len(searcher)), min(count, len(searcher)))
    return [embedding_input(searcher.store.document(p.document), p) for p in searcher.store.passages(numbers)]


def _sentence(item: EmbeddingInput, chance: random.Random) -> str:
    start, end = chance.choice(item.sentences or ((0, len(item.text)),))
    return item.text[start:end] or item.text


if __name__ == "__main__":
    typer.run(main)
