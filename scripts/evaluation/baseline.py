"""Two runs over one bank compared row by row, with a bootstrap interval for the difference."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import PathError, QuestionFileError
from scripts.evaluation.figures import NOWHERE, Judged

RESAMPLES = 5000
_SEED = 8

Row = Mapping[str, Any]


def rows_of(judged: Sequence[Judged], silent: Sequence[tuple[Row, Row]]) -> list[dict[str, Any]]:
    """What is kept of a run, one row for each question; no text of questions or answers."""
    rows: list[dict[str, Any]] = [
        {
            "id": row.question["id"],
            "evidence@1": row.rank <= 1,
            "evidence@5": row.rank <= 5,
            "evidence_in_250_words": row.rank < NOWHERE and row.read <= 250,
            "answer_holds_evidence": row.held,
            "answered": row.answered,
        }
        for row in judged
    ]
    quiet = [{"id": asked["id"], "not_answered": got["outcome"] in ("abstained", "refused")} for asked, got in silent]
    return rows + quiet


def save(path: Path, figures: Mapping[str, Any], rows: Sequence[Row]) -> None:
    """Writes a run, for later runs to be compared with."""
    path.write_text(json.dumps({"figures": figures, "rows": list(rows)}, indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> dict[str, Row]:
    """The rows of a saved run by id; raises PathError or QuestionFileError."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(row["id"]): row for row in found["rows"]}
    except (OSError, UnicodeDecodeError):
        raise PathError(f"There is no readable file at {path}. Check the path.") from None
    except (ValueError, KeyError, TypeError):
        raise QuestionFileError(f"{path} is not a saved run. Make one with scripts/evaluate --save FILE.") from None


def differences(now: Sequence[Row], before: Mapping[str, Row]) -> dict[str, dict[str, float]]:
    """For each figure over the questions of both runs: ``difference`` (now less before) and its 95 % interval.

    The interval is the middle 95 % of the mean over 5,000 resamples of the questions, seeded.
    """
    pairs: dict[str, list[float]] = {}
    for row in now:
        old = before.get(str(row["id"]), {})
        for name, value in row.items():
            if name != "id" and name in old:
                pairs.setdefault(name, []).append(float(value) - float(old[name]))
    return {name: _interval(np.array(values)) for name, values in pairs.items()}


def _interval(values: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float]:
    draws = np.random.default_rng(_SEED).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), (2.5, 97.5))
    return {
        "questions": len(values),
        "difference": round(float(values.mean()), 3),
        "low": round(float(low), 3),
        "high": round(float(high), 3),
    }
