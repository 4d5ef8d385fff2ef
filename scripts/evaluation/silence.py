"""How well the score tells questions that are answered from those that are not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

SHARES = (0.99, 0.95, 0.9, 0.8)


def auroc(answered: Sequence[float], silent: Sequence[float]) -> float | None:
    """The chance that a question of the first kind scores higher than one of the second, ties half; None without both.

    .5 is a coin, 1 a perfect score.
    """
    if not answered or not silent:
        return None
    known = [1] * len(answered) + [0] * len(silent)
    return round(float(roc_auc_score(known, [*answered, *silent])), 3)


def curve(answered: Sequence[float], silent: Sequence[float]) -> dict[str, float]:
    """The share of unanswerable questions that stay silent when so many of the answerable ones are answered."""
    if not answered or not silent:
        return {}
    scores = np.sort(np.array(answered))
    found = {}
    for share in SHARES:
        line = scores[min(round((1 - share) * len(scores)), len(scores) - 1)]
        found[f"silent_at_{share:.2f}_answered"] = round(float((np.array(silent) < line).mean()), 3)
    return found
