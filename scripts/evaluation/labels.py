"""Roles, tensions and tiers of answers against those that a bank names."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.evaluation.figures import Judged

_OF = {"roles": "roles", "tensions": "tension", "tiers": "tiers"}


def label_figures(rows: Sequence[Judged]) -> dict[str, float | None]:
    """Micro-averaged F1, precision and recall (0 to 1) over the answered rows of a bank that names such labels."""
    figures: dict[str, float | None] = {}
    for given, wanted in _OF.items():
        pairs = [
            (set(row.answer.get(given) or ()), _wanted(row.question[wanted]))
            for row in rows
            if row.answered and wanted in row.question
        ]
        if pairs:
            figures |= _micro(given, pairs)
    return figures


def _wanted(value: object) -> set[str]:
    names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return {str(name) for name in names} - {"none", ""}


def _micro(name: str, pairs: Sequence[tuple[set[str], set[str]]]) -> dict[str, float | None]:
    right = sum(len(given & wanted) for given, wanted in pairs)
    shown, asked = sum(len(given) for given, _ in pairs), sum(len(wanted) for _, wanted in pairs)
    return {
        f"{name}_f1": round(2 * right / (shown + asked), 3) if shown + asked else None,
        f"{name}_precision": round(right / shown, 3) if shown else None,
        f"{name}_recall": round(right / asked, 3) if asked else None,
    }
