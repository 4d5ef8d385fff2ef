"""The journal's tables, and the numbered steps from one version of them to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
    inspect,
    select,
)

metadata = MetaData()

questions = Table(
    "questions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("event_id", String(255), nullable=False, unique=True),
    Column("place", String(255), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("team", String(32), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("thread_ts", String(32), nullable=False),
    Column("message_ts", String(32), nullable=False),
    Column("user", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("about", String(32), nullable=False),
    Column("response_url", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("reply_ts", String(32), nullable=False, default=""),
    Column("posting", Boolean, nullable=False, default=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("forget", Boolean, nullable=False, default=False),
    Column("owner", String(32), nullable=False),
    Column("created", Float, nullable=False),
    Column("finished", Float, nullable=False, default=0.0),
    Index("questions_of_thread", "channel", "thread_ts"),
    Index("questions_by_status", "status"),
    Index("questions_by_user", "user"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("question", String(32), primary_key=True),
    Column("user", String(32), primary_key=True),
    Column("verdict", String(8), nullable=False),
    Column("reason", String(32), nullable=False, default=""),
    Column("created", Float, nullable=False),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("wording", Text, nullable=False),
    Column("reference", String(255), nullable=False),
    Column("right", String(255), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("adviser", String(32), nullable=False),
    Column("created", Float, nullable=False),
)

instances = Table(
    "instances",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("seen", Float, nullable=False),
)

versions = Table("schema_version", metadata, Column("version", Integer, primary_key=True))

Step = Callable[[Connection], None]
_LOCK = 0x706F63  # any number that all bots agree on
STEPS: Sequence[tuple[int, Step]] = ()
"""Changes to a database that is older than the tables above, by the version that each leads to. The tables above are
version 1; a change to one of them adds the next number here, and new databases skip all steps. A table that is wholly
new needs no step: it is made where it is missing."""


def newest(steps: Sequence[tuple[int, Step]] = STEPS) -> int:
    """The version that the tables above have."""
    return max((number for number, _ in steps), default=1)


def bring_up_to_date(engine: Engine, steps: Sequence[tuple[int, Step]] = STEPS) -> int:
    """Makes the tables, or takes the steps that an older database lacks, in one transaction; returns the version."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # bots that start at once make the tables one after the other
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        fresh = not inspect(connection).has_table(versions.name)
        metadata.create_all(connection)
        found = connection.scalar(select(func.max(versions.c.version)))
        if fresh or found is None:
            connection.execute(versions.insert().values(version=newest(steps)))
            return newest(steps)
        for number, step in sorted(steps, key=lambda each: each[0]):
            if number > found:
                step(connection)
                connection.execute(versions.insert().values(version=number))
        return max(int(found), newest(steps))
