"""Measure the rules of strength and voice against sentences that were labelled by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.model import Strength
from index import Store, current_id
from index.build import TEXT
from index.snapshot import SNAPSHOTS
from scripts.evaluation.strengths import Compared, accuracy, compare, confusion, read_labels
from scripts.opening import plainly

LABELS = Path(__file__).resolve().parent.parent.parent / "tests" / "strength_labels.yaml"


@plainly
def main(
    homes: Annotated[list[Path], typer.Argument(help="Homes that hold the labelled documents, between them.")],
    labels: Annotated[Path, typer.Option(help="File of labels.")] = LABELS,
    half: Annotated[str, typer.Option(help="kept (the measure), tune (for mending rules), or all.")] = "kept",
    wrong: Annotated[bool, typer.Option(help="Show the sentences that are judged otherwise than labelled.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as one line of JSON.")] = False,
) -> None:
    """Print how often strength and voice agree with the labels, and what is taken for what."""
    wanted = [label for label in read_labels(labels) if half in ("all", label.half)]
    stores = [Store.open(home / SNAPSHOTS / current_id(home) / TEXT) for home in homes]
    rows = [row for store in stores for row in compare(store, wanted)]
    figures = accuracy(rows) | {"labels": len({(label.file, label.mark) for label in wanted})}
    if as_json:
        print(json.dumps(figures))
        return
    console = Console()
    for name, value in figures.items():
        console.print(f"{name:26} {value:g}")
    console.print(_matrix(rows))
    for row in rows if wrong else ():
        if row.strength is not row.label.strength or row.voice is not row.label.voice:
            says = f"{row.label.strength}/{row.label.voice} taken for {row.strength}/{row.voice}"
            console.print(Text(f"{says}: {' '.join(row.text.split())[:400]}"), soft_wrap=True)


def _matrix(rows: Sequence[Compared]) -> Table:
    """Labelled strengths down, judged ones across."""
    counts = confusion(rows)
    table = Table("labelled", *(strength.value[:9] for strength in Strength), box=None)
    for labelled in Strength:
        table.add_row(labelled.value, *(str(counts[labelled, judged] or "·") for judged in Strength))
    return table


if __name__ == "__main__":
    typer.run(main)
