"""The journal of questions: written before Slack is told that a question arrived, closed once it has ended."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from sqlalchemy import Connection, Engine, Row, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.state.model import Asked, Ending, Entry, Kind, Rating
from bot.state.schema import feedback, instances, questions
from bot.state.verdicts import Verdicts
from bot.state.writer import GroupWriter

ALIVE = 60.0
_TURNS = 4
_COLUMNS = [questions.c[name] for name in Entry.__dataclass_fields__]

# What every question needs, built once: to build a statement takes longer than to run it.
_THIS = questions.c.id == bindparam("this")
_READ = select(*_COLUMNS).where(_THIS)
_IS_HERE = select(questions.c.id).where(_THIS)
_OWN = and_(questions.c.status == Ending.OPEN, questions.c.owner == bindparam("owner_now"))
_OWN_OPEN = select(questions.c.id, questions.c.user).where(_OWN)
_POSTING = update(questions).where(_THIS, _OWN).values(posting=True, attempts=questions.c.attempts + 1)
_NOT_POSTED = update(questions).where(_THIS, _OWN).values(posting=False)
_FINISH = update(questions).where(_THIS, questions.c.status == Ending.OPEN)
_FINISH = _FINISH.values({name: bindparam(name) for name in ("status", "reply_ts", "finished")})
_FINISH = _FINISH.values(posting=False, response_url="")
_NO_TEXT = or_(questions.c.forget, questions.c.status == Ending.REFUSED)
_CLEAR = update(questions).where(_THIS, _NO_TEXT).values(text="")
_IN_THREAD = or_(questions.c.thread_ts == bindparam("thread"), questions.c.message_ts == bindparam("thread"))
_TURNS_BEFORE = (
    select(questions.c.text)
    .where(
        and_(questions.c.channel == bindparam("channel"), questions.c.user == bindparam("user"), _IN_THREAD),
        questions.c.status.in_([Ending.ANSWERED, Ending.ABSTAINED]),
        questions.c.text != "",
        questions.c.created < bindparam("created"),
    )
    .order_by(questions.c.created.desc())
    .limit(_TURNS)
)


class Journal:
    """Every question with its one ending; safe to share between threads, and between bots over one database.

    ``now`` gives seconds since 1970.
    """

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self._engine, self._now = engine, now
        self.instance = secrets.token_hex(6)
        self._writer, self._beaten = GroupWriter(engine), float("-inf")
        self.verdicts = Verdicts(engine, now)
        fresh = sqlite.insert if engine.dialect.name == "sqlite" else postgresql.insert
        self._insert = fresh(questions).on_conflict_do_nothing().returning(questions.c.id)

    def record(self, asked: Asked) -> str:
        """Writes a question down and returns its new id; empty where the same event or message is there already."""
        id_ = secrets.token_hex(5)
        row = {name: getattr(asked, name) for name in Asked.__dataclass_fields__}
        row["text"] = asked.text.replace("\0", "")  # PostgreSQL keeps no text with a NUL in it
        row |= {"id": id_, "place": asked.place, "status": Ending.OPEN, "owner": self.instance, "created": self._now()}

        def write(connection: Connection) -> str | None:
            # Written anew where nobody heard how the first time ended; it may have ended well.
            return connection.scalar(self._insert, row) or connection.scalar(_IS_HERE, {"this": id_})

        return self._writer.run(write) or ""

    def entry(self, id_: str) -> Entry | None:
        """One question, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(_READ, {"this": id_}).first()
        return _entry(row) if row else None

    def of_reply(self, channel: str, reply_ts: str) -> Entry | None:
        """The question that a message in a channel replies to, or None."""
        mine = and_(questions.c.channel == channel, questions.c.reply_ts == reply_ts)
        with self._engine.connect() as connection:
            row = connection.execute(select(*_COLUMNS).where(mine)).first()
        return _entry(row) if row else None

    def posting(self, id_: str) -> bool:
        """Notes that a reply goes out now: from here on nobody knows whether it arrived until it is confirmed.

        False where it must not go out: the question has ended, or another bot, which took this one for dead, has it.
        """
        its = {"this": id_, "owner_now": self.instance}
        return self._writer.run(lambda connection: bool(connection.execute(_POSTING, its).rowcount))

    def not_posted(self, id_: str) -> None:
        """Notes that the reply that went out certainly did not arrive."""
        its = {"this": id_, "owner_now": self.instance}
        self._writer.run(lambda connection: connection.execute(_NOT_POSTED, its).rowcount)

    def finish(self, id_: str, ending: Ending, reply_ts: str = "") -> bool:
        """Ends an open question; False where it had ended. Its text goes at once if it was refused or forgotten."""
        done = {"this": id_, "status": ending, "reply_ts": reply_ts, "finished": self._now()}

        def write(connection: Connection) -> bool:
            ended = connection.execute(_FINISH, done).rowcount
            connection.execute(_CLEAR, {"this": id_})
            return bool(ended)

        return self._writer.run(write)

    def turns(self, entry: Entry) -> list[str]:
        """The asker's own earlier questions in a thread that were taken, oldest first, at most four."""
        asked = {"thread": entry.thread, "channel": entry.channel, "user": entry.user, "created": entry.created}
        with self._engine.connect() as connection:
            found = connection.scalars(_TURNS_BEFORE, asked).all()
        return list(reversed(found))

    def asker_of(self, channel: str, thread_ts: str) -> str:
        """Who asked the first question of a thread in which a reply was given; empty where there is none."""
        thread = or_(questions.c.thread_ts == thread_ts, questions.c.message_ts == thread_ts)
        replied = and_(questions.c.reply_ts != "", questions.c.kind.in_([Kind.MENTION, Kind.DM]))
        query = select(questions.c.user).where(questions.c.channel == channel, thread, replied)
        with self._engine.connect() as connection:
            return connection.scalar(query.order_by(questions.c.created).limit(1)) or ""

    def passed_on(self, about: str, kind: Kind) -> tuple[int, bool]:
        """How often a question was shared or sent to an adviser, and whether one of these goes on or went well."""
        query = select(questions.c.status).where(questions.c.about == about, questions.c.kind == kind)
        with self._engine.connect() as connection:
            found = connection.scalars(query).all()
        return len(found), any(status in (Ending.OPEN, Ending.ANSWERED) for status in found)

    def forget(self, user: str) -> int:
        """Deletes the texts of a person's questions, those still open as soon as they end; returns how many."""
        own = and_(questions.c.user == user, questions.c.text != "")

        def write(connection: Connection) -> int:
            count = connection.scalar(select(func.count()).select_from(questions).where(own)) or 0
            connection.execute(update(questions).where(own, questions.c.status == Ending.OPEN).values(forget=True))
            connection.execute(update(questions).where(own, questions.c.status != Ending.OPEN).values(text=""))
            return count

        return self._writer.run(write)

    def purge(self, days: float) -> int:
        """Deletes texts older than so many days, of questions that ended; returns how many."""
        old = and_(questions.c.created < self._now() - days * 86_400, questions.c.status != Ending.OPEN)
        change = update(questions).where(old, questions.c.text != "").values(text="")
        return self._writer.run(lambda connection: connection.execute(change).rowcount)

    def rate(self, rating: Rating) -> None:
        """Keeps what somebody thinks of an answer; a later word replaces an earlier one."""
        key = and_(feedback.c.question == rating.question, feedback.c.user == rating.user)
        values = {"verdict": rating.verdict, "reason": rating.reason, "created": self._now()}

        def write(connection: Connection) -> None:
            if not connection.execute(update(feedback).where(key).values(values)).rowcount:
                named = {"question": rating.question, "user": rating.user}
                connection.execute(insert(feedback).values(named | values))

        self._writer.run(write)

    def ratings(self) -> list[Rating]:
        """All that was said of answers, oldest first."""
        columns = (feedback.c.question, feedback.c.user, feedback.c.verdict, feedback.c.reason)
        with self._engine.connect() as connection:
            return [Rating(*row) for row in connection.execute(select(*columns).order_by(feedback.c.created))]

    def beat(self) -> None:
        """Says that this bot is alive, so that no other takes its questions over."""
        own = instances.c.id == self.instance

        def write(connection: Connection) -> None:
            if not connection.execute(update(instances).where(own).values(seen=self._now())).rowcount:
                connection.execute(insert(instances).values(id=self.instance, seen=self._now()))
            connection.execute(delete(instances).where(instances.c.seen < self._now() - 86_400))

        self._writer.run(write)
        self._beaten = self._now()

    @property
    def is_well(self) -> bool:
        """Whether the database took the last beats: where it does not, no question can be taken."""
        return self._now() - self._beaten < ALIVE

    def adopt(self, *, alone: bool) -> list[Entry]:
        """Takes over the open questions of bots that died, oldest first; ``alone`` means that no other bot lives."""

        def write(connection: Connection) -> list[Entry]:
            alive = [self.instance]
            if not alone:
                recent = select(instances.c.id).where(instances.c.seen > self._now() - ALIVE)
                alive += connection.scalars(recent).all()
            orphaned = and_(questions.c.status == Ending.OPEN, questions.c.owner.not_in(alive))
            found = select(*_COLUMNS).where(orphaned).order_by(questions.c.created).with_for_update()
            rows = connection.execute(found).all()
            connection.execute(update(questions).where(orphaned).values(owner=self.instance))
            return [_entry(row) for row in rows]

        return self._writer.run(write)

    def own_open(self) -> dict[str, str]:
        """The open questions that this bot is to answer: by id, who asked."""
        with self._engine.connect() as connection:
            return {str(row[0]): str(row[1]) for row in connection.execute(_OWN_OPEN, {"owner_now": self.instance})}

    def counts(self) -> dict[str, int]:
        """How many questions there are of each status."""
        query = select(questions.c.status, func.count()).group_by(questions.c.status)
        with self._engine.connect() as connection:
            return {str(row[0]): int(row[1]) for row in connection.execute(query)}

    def close(self) -> None:
        """Closes all connections; other bots may take this one's questions over from now on."""
        own = delete(instances).where(instances.c.id == self.instance)
        self._writer.run(lambda connection: connection.execute(own).rowcount)
        self._writer.close()
        self._engine.dispose()


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    values = dict(row._mapping)
    return Entry(**{**values, "kind": Kind(values["kind"]), "status": Ending(values["status"])})
