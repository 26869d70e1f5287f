"""A database's address → an engine whose tables are up to date."""

import sqlite3
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
    text,
)

from yibiao.errors import Unreachable
from yibiao.store.refusing import refused

#: The newest revision in `migrations/versions`.
REVISION: Final = "0005"

#: Seconds that a writer waits for whoever else has the file locked; an address may say otherwise (`?timeout=30`).
_PATIENCE: Final = 10

#: KiB of pages that the writer keeps at hand: a group changes more than SQLite keeps by itself, and would write it twice.
_CACHE: Final = 32 * 1024

#: Pages of the write-ahead log from which a commit copies them itself; before that, `checkpointing` does it beside.
_LONGEST_LOG: Final = 8_000

# Any number that nobody else uses: the letters of "yibiao".
_MIGRATING: Final = int.from_bytes(b"yibiao", "big")


def opened(url: str) -> Engine:
    """
    The engine at *url*, its tables migrated to this version's.

    A connection with the execution option `writing` takes SQLite's write lock when its transaction begins,
    so that what it has read still holds when it writes.

    Raises:
        JournalBusy: Somebody else holds the database.
        NoRoom: Its disk is full.
    """
    engine = _engine(url)
    with (
        refused(engine.url),
        engine.connect().execution_options(writing=True) as connection,
        connection.begin(),
    ):
        if engine.dialect.name == "postgresql":
            # Processes that start together must not migrate together.
            connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
        if _revision(connection) != REVISION:
            _migrate(connection)
    return engine


def of_writer(engine: Engine) -> Engine:
    """The engine by which one thread alone writes where *engine* does, over a connection that it keeps."""
    if not logs(engine):
        return engine
    writer = _engine(engine.url.render_as_string(hide_password=False), pool_size=1, max_overflow=0)
    event.listen(writer, "connect", _keep_pages)
    return writer


def logs(engine: Engine) -> bool:
    """Whether commits go into a write-ahead log of SQLite first."""
    return engine.dialect.name == "sqlite" and bool(engine.url.database)


def shared(engine: Engine) -> bool:
    """Whether more than one connection sees the same database: all but one of SQLite's in memory."""
    return engine.dialect.name != "sqlite" or bool(engine.url.database)


def beside(url: str) -> Engine:
    """
    The engine at *url*, to be read only, whoever else writes there.

    Raises:
        Unreachable: It is not there, fails, or has tables of another version, which are not for this one to migrate.
    """
    engine = _engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _read_only)
    with refused(engine.url), engine.connect() as connection:
        revision = _revision(connection)
    if revision != REVISION:
        raise Unreachable(
            database=engine.url.render_as_string(), reason=f"revision {revision}, not {REVISION}"
        )
    return engine


def _engine(url: str, **pool: Any) -> Engine:
    address = make_url(url)
    elsewhere = address.get_backend_name() != "sqlite"
    # A cluster made without a locale takes bytes as they come: they are to be UTF-8 nevertheless.
    settings: dict[str, Any] = {"client_encoding": "UTF8"} if elsewhere else {}
    if not elsewhere and "timeout" not in address.query:
        settings = {"timeout": _PATIENCE}
    engine = create_engine(
        address,
        # Parameters are counted, as SQLite's are.
        paramstyle="format" if elsewhere else "qmark",
        pool_pre_ping=elsewhere,
        connect_args=settings,
        # Parameters are personal: no error may repeat them.
        hide_parameters=True,
        **pool,
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _read_only(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute("PRAGMA query_only = ON")


def _keep_pages(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    # pysqlite would otherwise begin transactions when it sees fit.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"wal_autocheckpoint = {_LONGEST_LOG}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgresql(connection: Any, _: Any) -> None:
    with connection.cursor() as cursor:
        # What is acknowledged is on disk, whatever the server's other databases may risk.
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false)"
            " WHERE current_setting('synchronous_commit') = 'off'"
        )
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "yibiao.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
