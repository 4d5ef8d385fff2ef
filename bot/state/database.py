"""Opening the journal's database: a SQLite file by default, any other by URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from bot.state.schema import bring_up_to_date
from corpus.errors import InputError

FILE = "state.sqlite"
_POOL = 32
_PATIENCE = {
    "connect_timeout": 10, "keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}  # fmt: skip
"""Of libpq: in seconds, tries, and the last in milliseconds (postgresql.org/docs, libpq-connect)."""


def open_database(home: Path, url: str = "") -> Engine:
    """An engine over tables that are up to date; values never stand in its error messages.

    Raises InputError where the URL cannot be used or the database does not answer.
    """
    try:
        engine = _engine(home, url)
        bring_up_to_date(engine)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
        raise InputError("POC_DATABASE_URL cannot be used. Check it, and that its driver is installed.") from None
    except SQLAlchemyError as error:
        raise InputError(
            f"The database of questions does not open ({type(error).__name__}). Check POC_DATABASE_URL or the home."
        ) from None
    return engine


def _engine(home: Path, url: str) -> Engine:
    if url:
        return create_engine(
            url, hide_parameters=True, pool_size=_POOL, pool_pre_ping=True, connect_args=_noticing(make_url(url))
        )
    home.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        f"sqlite:///{home / FILE}", hide_parameters=True, pool_size=_POOL, connect_args={"timeout": 30}
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _noticing(url: URL) -> dict[str, int]:
    """What makes a connection to PostgreSQL break where nobody answers any more; what the URL itself says stays.

    Else the one thread that writes waits for hours at a server that vanished without a word.
    """
    if url.get_backend_name() != "postgresql" or url.get_driver_name() not in ("psycopg", "psycopg2"):
        return {}
    return {name: value for name, value in _PATIENCE.items() if name not in url.query}


def _prepare(connection: Any, _record: Any) -> None:
    """WAL lets readers pass the writer; FULL makes a written question outlive a power cut."""
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
