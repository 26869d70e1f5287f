"""Where journals are kept in tests: SQLite always, PostgreSQL where `YIBIAO_POSTGRESQL` names an empty database."""

import importlib.util
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy

POSTGRESQL = os.environ.get("YIBIAO_POSTGRESQL", "")

#: On tests that need one, with the reason why they are skipped.
needs_postgresql = [
    pytest.mark.skipif(not POSTGRESQL, reason="YIBIAO_POSTGRESQL names no database"),
    pytest.mark.skipif(not importlib.util.find_spec("psycopg"), reason="psycopg is not installed"),
]


@contextmanager
def a_schema() -> Iterator[str]:
    """The address of PostgreSQL with a schema of its own, so that nobody else's tables are seen or touched."""
    schema = f"test_{uuid.uuid4().hex}"
    with administering() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        yield with_options(POSTGRESQL, f"-csearch_path={schema}")
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")


@contextmanager
def a_database(settings: str) -> Iterator[str]:
    """The address of a database made with *settings*."""
    name = f"test_{uuid.uuid4().hex}"
    with administering() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} {settings} TEMPLATE template0")
        yield sqlalchemy.make_url(POSTGRESQL).set(database=name).render_as_string(False)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def administering() -> Iterator[sqlalchemy.Connection]:
    engine = sqlalchemy.create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def with_options(url: str, options: str) -> str:
    """*url*, its connections opened with further *options*."""
    address = sqlalchemy.make_url(url)
    before = address.query.get("options", "")
    return address.update_query_dict({"options": f"{before} {options}".strip()}).render_as_string(
        hide_password=False
    )
