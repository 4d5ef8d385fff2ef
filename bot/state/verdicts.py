"""What POC advisers said of citations: kept in their own wording, never with the text of the one who asked."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from sqlalchemy import Engine, Row, delete, func, insert, select

from bot.state.schema import verdicts
from bot.verdict import Judgement, Verdict

_COLUMNS = [verdicts.c[name] for name in ("id", "kind", "wording", "reference", "right", "note", "adviser", "created")]


class Verdicts:
    """The verdicts of one database; safe to share between threads. ``now`` gives seconds since 1970."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self._engine, self._now = engine, now

    def record(
        self, kind: Judgement, *, wording: str, reference: str, adviser: str, right: str = "", note: str = ""
    ) -> Verdict:
        """Keeps a verdict and returns it; a later one on the same citation and wording stands before an earlier."""
        made = Verdict(secrets.token_hex(5), kind, wording, reference, right, note, adviser, self._now())
        row = {column.name: getattr(made, column.name) for column in _COLUMNS}
        with self._engine.begin() as connection:
            connection.execute(insert(verdicts).values(row))
        return made

    def all(self) -> tuple[Verdict, ...]:
        """All verdicts, newest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(*_COLUMNS).order_by(verdicts.c.created.desc(), verdicts.c.id)).all()
        return tuple(_verdict(row) for row in rows)

    def stamp(self) -> tuple[int, float]:
        """Number of verdicts and the time of the newest: what changes when one comes or goes."""
        with self._engine.connect() as connection:
            count, newest = connection.execute(select(func.count(), func.max(verdicts.c.created))).one()
        return int(count), float(newest or 0.0)

    def remove(self, id_: str) -> bool:
        """Deletes one verdict; False where there is none of that id."""
        with self._engine.begin() as connection:
            return connection.execute(delete(verdicts).where(verdicts.c.id == id_)).rowcount > 0


def _verdict(row: Row[tuple[object, ...]]) -> Verdict:
    values = dict(row._mapping)
    return Verdict(**{**values, "kind": Judgement(values["kind"])})
