"""The gate before a new index: it must find what the one in service finds, and lose no confirmed answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from bot.assistant import Assistant
from bot.settings import Settings
from bot.showing import Reference, stands
from bot.state import Verdicts
from corpus.errors import GateClosed, SnapshotError
from index import Embedder, Searcher, open_current, open_snapshot
from index.reader import OneSearcher
from scripts.commands.ask import as_row, turns
from scripts.commands.evaluate import read_bank
from scripts.evaluation.figures import Judged, judge

Confirmed = Callable[[Assistant], Mapping[str, bool]]
"""Answers that advisers have confirmed: by question, whether an assistant still gives the answer."""

_NOBODY: frozenset[str] = frozenset()
_WITHIN = 5
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Gate:
    """The questions to ask, how far evidence@5 may fall (0 to 1), and other confirmed answers to keep.

    ``check`` is what ``index.run`` calls with the folder of a finished snapshot.
    """

    home: Path
    embedder: Embedder
    settings: Settings
    bank: Sequence[Mapping[str, Any]]
    margin: float
    confirmed: Sequence[Confirmed] = ()

    @classmethod
    def of(
        cls, questions: Path, margin: float, embedder: Embedder, settings: Settings, confirmed: Sequence[Confirmed] = ()
    ) -> Gate:
        """A gate over a file of questions. Raises PathError or QuestionFileError."""
        bank = read_bank(questions, ("id", "question", "evidence"))
        return cls(settings.home, embedder, settings, bank, margin, confirmed)

    def check(self, folder: Path) -> dict[str, Any]:
        """Ask both snapshots and return the figures. Raises GateClosed, which names the questions that were lost."""
        new, old = self._assistant(folder), self._assistant(None)
        asked = self._asked(new)
        before = self._asked(old) if old is not None else {}
        after = _evidence(asked)
        figures = {
            "questions": len(self.bank), "margin": self.margin, "after": after,
            "before": _evidence(before) if before else None,
            "lost": [id_ for id_, row in before.items() if _found(row) and not _found(asked[id_])],
            "confirmed_lost": [*self._confirmed_rows(before, asked), *self._confirmed_elsewhere(old, new)],
        }  # fmt: skip
        if why := self._why_closed(figures):
            raise GateClosed(why)
        return figures

    def _assistant(self, folder: Path | None) -> Assistant | None:
        """Over a finished build, or over the snapshot in service; None where nothing is in service."""
        try:
            snapshot = (
                open_current(self.home, self.embedder.weights.sha256) if folder is None else open_snapshot(folder)
            )
        except SnapshotError:
            return None
        return Assistant(OneSearcher(Searcher(snapshot, self.embedder)), self.settings)

    def _asked(self, assistant: Assistant | None) -> dict[str, Judged]:
        if assistant is None:
            return {}
        return {str(row["id"]): judge(row, _ask(assistant, row)) for row in self.bank}

    def _confirmed_rows(self, before: Mapping[str, Judged], after: Mapping[str, Judged]) -> list[str]:
        rows = [str(row["id"]) for row in self.bank if row.get("confirmed") is True]
        return [id_ for id_ in rows if id_ in before and _kept(before[id_]) and not _kept(after[id_])]

    def _confirmed_elsewhere(self, old: Assistant | None, new: Assistant | None) -> list[str]:
        if old is None or new is None:
            return []
        lost: list[str] = []
        for confirmed in self.confirmed:
            stands, stood = confirmed(new), confirmed(old)
            lost += [question for question, was in stood.items() if was and not stands.get(question, False)]
        return lost

    def _why_closed(self, figures: Mapping[str, Any]) -> str:
        before, after = figures["before"], figures["after"]
        reasons: list[str] = []
        if before is not None and before - after > self.margin + 1e-9:
            reasons.append(f"evidence@5 would fall from {before:.3f} to {after:.3f} (margin {self.margin:g})")
        if figures["confirmed_lost"]:
            reasons.append("confirmed answers would be lost")
        if not reasons:
            return ""
        texts = {str(row["id"]): _named(row) for row in self.bank}
        lost = [texts.get(id_, id_) for id_ in dict.fromkeys([*figures["confirmed_lost"], *figures["lost"]])]
        more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
        return (
            f"The new index was not published: {', and '.join(reasons)}. What is in service stays. "
            f"Lost: {'; '.join(lost[:_SHOWN])}{more}. See what became of their documents (scripts/reindex --dry-run) "
            "and bring them back. If they are meant to go, run again without --gate."
        )


def confirmed_in(verdicts: Verdicts) -> Confirmed:
    """The answers that advisers confirmed or put right: by wording, whether the words still stand where they stood."""

    def standing(assistant: Assistant) -> dict[str, bool]:
        searcher = assistant.searcher()
        found: dict[str, bool] = {}
        for verdict in verdicts.all():
            place = Reference.decode(verdict.answer)
            if place is not None and verdict.wording not in found:
                card = searcher.cards.get(place.document)
                audience = frozenset(card.audience) if card else _NOBODY
                found[verdict.wording] = stands(searcher, place, audience)
        return found

    return standing


def _named(row: Mapping[str, Any]) -> str:
    """A question as an admin finds it again: its id, its words, and the files that held its evidence."""
    files = dict.fromkeys(str(each["file"]) for each in row["evidence"] if each.get("file"))
    return f"{row['id']} ({row['question']}{', from ' + ', '.join(files) if files else ''})"


def _ask(assistant: Assistant, row: Mapping[str, Any]) -> dict[str, Any]:
    return as_row(assistant.ask(row["question"], history=list(turns(row.get("history")))))


def _evidence(rows: Mapping[str, Judged]) -> float:
    return round(fmean(_found(row) for row in rows.values()), 4) if rows else 0.0


def _found(row: Judged) -> bool:
    return row.rank <= _WITHIN


def _kept(row: Judged) -> bool:
    """Whether a confirmed answer is still given: quoted, or among the first passages."""
    return row.held or _found(row)
