"""The journal: each question once, one ending, texts deleted in time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.state import Asked, Ending, Journal, Kind, Rating
from bot.state.database import FILE, open_database
from bot.state.journal import ALIVE
from bot.state.schema import bring_up_to_date, metadata, newest
from bot.state.writer import GroupWriter
from corpus.errors import InputError
from tests.postgres import cluster

DAY = 86_400.0


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL that runs for these tests."""
    with cluster() as url:
        yield url


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of each kind: a file in the home, or PostgreSQL."""
    if request.param == "SQLite":
        yield ""
        return
    found = str(request.getfixturevalue("postgres"))
    yield found
    engine = create_engine(found)
    metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture
def journal(tmp_path: Path, clock: Clock, url: str) -> Iterator[Journal]:
    opened = Journal(open_database(tmp_path, url), clock)
    yield opened
    opened.close()


def asked(number: int = 1, **more: object) -> Asked:
    given = {
        "event_id": f"E{number}", "kind": Kind.MENTION, "team": "T", "channel": "C", "user": "U", "text": "Who leads?",
        "message_ts": f"{number}.0",
    }  # fmt: skip
    return Asked(**{**given, **more})  # type: ignore[arg-type]


def test_the_same_event_is_one_question(journal: Journal) -> None:
    assert journal.record(asked(1))
    assert journal.record(asked(1, message_ts="9.9")) == ""


def test_two_events_of_the_same_message_are_one_question(journal: Journal) -> None:
    assert journal.record(asked(1))
    assert journal.record(asked(2, message_ts="1.0")) == ""
    assert journal.record(asked(3, message_ts="1.0", channel="D"))


def test_of_many_at_once_one_is_taken(journal: Journal) -> None:
    with ThreadPoolExecutor(16) as threads:
        ids = list(threads.map(lambda _: journal.record(asked(1)), range(64)))
    assert len([id_ for id_ in ids if id_]) == 1


def test_a_question_ends_once(journal: Journal) -> None:
    id_ = journal.record(asked())
    assert journal.finish(id_, Ending.ANSWERED, "2.0")
    assert not journal.finish(id_, Ending.ERROR, "3.0")
    entry = journal.entry(id_)
    assert entry is not None and (entry.status, entry.reply_ts) == (Ending.ANSWERED, "2.0")


def test_a_private_address_is_kept_only_while_the_question_is_open(journal: Journal) -> None:
    id_ = journal.record(asked(response_url="https://hooks.slack.com/x"))
    journal.finish(id_, Ending.ANSWERED)
    entry = journal.entry(id_)
    assert entry is not None and entry.response_url == ""


def test_a_refused_questions_text_goes_at_once(tmp_path: Path, url: str) -> None:
    engine = open_database(tmp_path, url)
    journal = Journal(engine)
    id_ = journal.record(asked(text="zebra"))
    journal.finish(id_, Ending.REFUSED, "2.0")
    with engine.connect() as connection:
        assert "zebra" not in str(connection.execute(text("SELECT * FROM questions")).all())
    journal.close()
    if not url:
        assert b"zebra" not in (tmp_path / FILE).read_bytes()


def test_any_text_can_be_kept_whatever_characters_it_holds(journal: Journal) -> None:
    id_ = journal.record(asked(text="who\0 leads? \U0001f9ed ' ; -- تهديد"))
    entry = journal.entry(id_)
    assert entry is not None and entry.text == "who leads? \U0001f9ed ' ; -- تهديد"


@pytest.mark.parametrize("url", ["PostgreSQL"], indirect=True)  # over SQLite there is one bot: bot/slack/run.py
def test_bots_that_start_at_once_over_one_new_database_all_open_it(tmp_path: Path, url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        engines = list(threads.map(lambda _: open_database(tmp_path, url), range(4)))
    for engine in engines:
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT COUNT(*) FROM schema_version")) == 1
        engine.dispose()


def test_texts_go_after_their_time_and_open_questions_keep_theirs(journal: Journal, clock: Clock) -> None:
    old, open_ = journal.record(asked(1)), journal.record(asked(2))
    journal.finish(old, Ending.ANSWERED, "2.0")
    clock.now += 29 * DAY
    assert journal.purge(30) == 0
    clock.now += 2 * DAY
    assert journal.purge(30) == 1
    texts = [entry.text if (entry := journal.entry(id_)) else None for id_ in (old, open_)]
    assert texts == ["", "Who leads?"]


def test_what_a_person_wants_forgotten_goes_now_or_when_it_ends(journal: Journal) -> None:
    done, open_, other = journal.record(asked(1)), journal.record(asked(2)), journal.record(asked(3, user="V"))
    journal.finish(done, Ending.ANSWERED, "2.0")
    assert journal.forget("U") == 2
    journal.finish(open_, Ending.ANSWERED, "3.0")
    texts = [entry.text if (entry := journal.entry(id_)) else None for id_ in (done, open_, other)]
    assert texts == ["", "", "Who leads?"]


def test_earlier_turns_are_the_askers_own_in_that_thread(journal: Journal, clock: Clock) -> None:
    for number, (user, thread) in enumerate([("U", ""), ("V", "1.0"), ("U", "1.0"), ("U", "7.0")], 1):
        id_ = journal.record(asked(number, user=user, thread_ts=thread, text=f"q{number}"))
        journal.finish(id_, Ending.ANSWERED, f"{number}.5")
        clock.now += 1
    entry = journal.entry(journal.record(asked(9, thread_ts="1.0")))
    assert entry is not None
    assert journal.turns(entry) == ["q1", "q3"]


def test_the_asker_of_a_thread_is_who_asked_first_and_was_answered(journal: Journal) -> None:
    first = journal.record(asked(1))
    assert journal.asker_of("C", "1.0") == ""
    journal.finish(first, Ending.ANSWERED, "1.5")
    assert (journal.asker_of("C", "1.0"), journal.asker_of("D", "1.0")) == ("U", "")


def test_open_questions_of_the_dead_are_adopted_once(tmp_path: Path, clock: Clock, url: str) -> None:
    dead, heir, other = (Journal(open_database(tmp_path, url), clock) for _ in range(3))
    for journal in (dead, heir, other):
        journal.beat()
    id_ = dead.record(asked(1))
    dead.finish(dead.record(asked(2)), Ending.ANSWERED)
    assert heir.adopt(alone=False) == []
    clock.now += 61
    heir.beat()
    other.beat()
    assert [entry.id for entry in heir.adopt(alone=False)] == [id_]
    assert other.adopt(alone=False) == []
    assert [entry.id for entry in other.adopt(alone=True)] == [id_]
    for journal in (dead, heir, other):
        journal.close()


def test_a_later_verdict_replaces_an_earlier_one(journal: Journal) -> None:
    journal.rate(Rating("q", "U", "bad", ""))
    journal.rate(Rating("q", "U", "bad", "outdated"))
    journal.rate(Rating("q", "V", "good", ""))
    assert sorted(journal.ratings(), key=lambda each: each.user) == [
        Rating("q", "U", "bad", "outdated"),
        Rating("q", "V", "good", ""),
    ]


def test_an_older_database_takes_the_steps_that_it_lacks_once(tmp_path: Path) -> None:
    engine = open_database(tmp_path)

    def step(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE feedback ADD COLUMN extra TEXT DEFAULT ''"))

    steps = ((2, step),)
    assert bring_up_to_date(engine) == newest()
    assert bring_up_to_date(engine, steps) == 2
    assert bring_up_to_date(engine, steps) == 2
    fresh = create_engine(f"sqlite:///{tmp_path / 'fresh.sqlite'}")
    assert bring_up_to_date(fresh, steps) == 2
    for each in (engine, fresh):
        each.dispose()


@pytest.mark.parametrize("wrong", ["nonsense", "nosuch://x", "sqlite:////nowhere/at/all/x.sqlite"])
def test_a_database_that_cannot_be_used_is_said_so_in_a_sentence(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(InputError, match="POC_DATABASE_URL"):
        open_database(tmp_path, wrong)


def test_values_never_stand_in_the_databases_errors(tmp_path: Path, url: str) -> None:
    engine = open_database(tmp_path, url)
    with engine.begin() as connection, pytest.raises(IntegrityError) as raised:
        connection.execute(text("INSERT INTO questions (id, text) VALUES (:id, :text)"), {"id": "1", "text": "zebra"})
    engine.dispose()
    # PostgreSQL's own words name the row; logs give an error's kind alone (bot/slack/logs.py).
    assert url or "zebra" not in str(raised.value)


def test_one_piece_of_work_that_fails_does_not_take_its_group_along(tmp_path: Path, url: str) -> None:
    engine = open_database(tmp_path, url)
    writer = GroupWriter(engine)

    def work(number: int) -> int:
        def write(connection: Connection) -> int:
            connection.execute(text("INSERT INTO schema_version VALUES (:v)"), {"v": 100 + number})
            if number % 5 == 0:
                raise ValueError(number)
            return number

        return writer.run(write)

    with ThreadPoolExecutor(20) as threads:
        done = [threads.submit(work, number) for number in range(20)]
    failed = [number for number, each in enumerate(done) if each.exception()]
    writer.close()
    with engine.connect() as connection:
        kept = connection.scalar(text("SELECT COUNT(*) FROM schema_version WHERE version >= 100"))
    engine.dispose()
    assert failed == [0, 5, 10, 15] and kept == 16


def test_a_bot_that_was_taken_for_dead_posts_no_reply_to_what_another_one_has(
    tmp_path: Path, clock: Clock, url: str, journal: Journal
) -> None:
    journal.beat()
    id_ = journal.record(asked())
    assert journal.posting(id_) and journal.own_open() == {id_: "U"}
    clock.now += 2 * ALIVE  # it stood still: its machine slept, or was out of memory
    other = Journal(open_database(tmp_path, url), clock)
    other.beat()
    assert [entry.id for entry in other.adopt(alone=False)] == [id_]
    assert not journal.posting(id_) and other.posting(id_)
    journal.not_posted(id_)
    entry = other.entry(id_)
    assert entry is not None and entry.posting and journal.own_open() == {}
    other.finish(id_, Ending.ANSWERED)
    assert not other.posting(id_)
    other.close()


def test_a_question_is_taken_where_nobody_heard_that_it_was_written(journal: Journal) -> None:
    engine, begin = journal._engine, journal._engine.begin

    @contextmanager
    def deaf() -> Iterator[Connection]:
        engine.begin = begin  # type: ignore[method-assign]
        with begin() as connection:
            yield connection
        raise OperationalError("COMMIT", None, ConnectionError())

    engine.begin = deaf  # type: ignore[method-assign]
    id_ = journal.record(asked())
    assert journal.own_open() == {id_: "U"}
    assert journal.record(asked()) == ""


def test_a_journal_that_takes_no_beat_is_not_well(journal: Journal, clock: Clock) -> None:
    assert not journal.is_well
    journal.beat()
    assert journal.is_well
    clock.now += ALIVE
    assert not journal.is_well


def test_a_connection_to_postgresql_does_not_wait_for_hours_at_a_server_that_is_gone(
    tmp_path: Path, postgres: str
) -> None:
    for more, patience in (("", "30000"), ("tcp_user_timeout=5000", "5000")):
        engine = open_database(tmp_path, f"{postgres}{'&' if '?' in postgres else '?'}{more}" if more else postgres)
        with engine.connect() as connection:
            given = connection.connection.dbapi_connection.info.get_parameters()  # type: ignore[union-attr]
            assert given["tcp_user_timeout"] == patience and given["keepalives_idle"] == "20"
        metadata.drop_all(engine)
        engine.dispose()
