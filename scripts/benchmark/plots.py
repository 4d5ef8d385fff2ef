"""Pictures of the figures, for the documentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Row = Mapping[str, Any]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def draw_search(rows: Sequence[Row], path: Path) -> None:
    """Milliseconds of a search by size of the archive, one line for each kind of search; full p50, dashed p95."""
    axes = _axes()
    sizes = [row["passages"] for row in rows]
    for n, name in enumerate(rows[0]["ways"]):
        for mark, style in (("p50_ms", "-"), ("p95_ms", "--")):
            label = f"{name}, {mark[:3]}"
            axes.plot(sizes, [row["ways"][name][mark] for row in rows], style, color=f"C{n}", marker="o", label=label)
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="milliseconds", title="Search, question embedded")
    for formatter in (axes.yaxis.set_major_formatter, axes.yaxis.set_minor_formatter):
        formatter("{x:g}")
    axes.legend(fontsize=8)
    _save(axes, path)


def draw_ingest(ours: Row, alone: Mapping[str, Row], beside: Mapping[str, float], path: Path) -> None:
    """Pages a second of indexing: the whole, its stages alone, and what was run beside it."""
    bars = {"POC Desk": ours["pages_per_s"], **{name: row["pages_per_s"] for name, row in alone.items()}, **beside}
    axes = _axes()
    colours = ["C0", *["C7"] * len(alone), *["C1"] * len(beside)]
    drawn = axes.barh(list(bars), list(bars.values()), color=colours)
    axes.bar_label(drawn, fmt="%.1f", padding=3)
    axes.invert_yaxis()
    axes.set(xlabel="pages a second", title="Indexing (grey: one stage alone)")
    _save(axes, path)


def draw_reliability(groups: Mapping[str, tuple[Floats, Ints]], line: float, path: Path, bins: int = 6) -> None:
    """The share of answerable questions by answer score, in bins of equal size; ``groups`` holds scores and labels.

    Unanswerable questions count so much that both kinds weigh the same; on the dashed line the score is that share.
    """
    axes = _axes()
    axes.plot((0, 1), (0, 1), "--", color="C7")
    axes.axvline(line, color="C3", label="answered to the right")
    for name, (scores, labels) in groups.items():
        weights = np.where(labels == 1, 1.0, (labels == 1).sum() / max(1, (labels == 0).sum()))
        parts = np.array_split(np.argsort(scores), bins)
        held = [float(np.average(labels[part], weights=weights[part])) for part in parts]
        axes.plot([float(scores[part].mean()) for part in parts], held, marker="o", label=name)
    axes.set(xlabel="answer score, held out", ylabel="answerable", title="What the answer score is worth", ylim=(0, 1))
    axes.legend(fontsize=8)
    _save(axes, path)


def _axes() -> Any:
    import matplotlib  # a development package, wanted for pictures alone

    matplotlib.use("Agg")
    from matplotlib import pyplot

    _, axes = pyplot.subplots(figsize=(7, 4), layout="constrained")
    axes.grid(alpha=0.3)
    return axes


def _save(axes: Any, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    axes.figure.savefig(path, dpi=110)
