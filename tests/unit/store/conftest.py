"""Where journals are kept in these tests: SQLite always, PostgreSQL where there is one."""

import importlib.util
import os
import uuid

import pytest
import sqlalchemy

POSTGRESQL = os.environ.get("YIBIAO_POSTGRESQL", "")

#: On tests that need one, with the reason why they are skipped.
needs_postgresql = [
    pytest.mark.skipif(not POSTGRESQL, reason="YIBIAO_POSTGRESQL names no database"),
    pytest.mark.skipif(not importlib.util.find_spec("psycopg"), reason="psycopg is not installed"),
]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=needs_postgresql)])
def place(request):
    """Where a journal may be kept, empty: a folder, or the address of a database."""
    return request.getfixturevalue("tmp_path" if request.param == "sqlite" else "postgresql")


@pytest.fixture
def postgresql():
    """The address of PostgreSQL with a schema of this test's own, so that nobody else's tables are seen or touched."""
    schema = f"test_{uuid.uuid4().hex}"
    engine = sqlalchemy.create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        yield (
            sqlalchemy.make_url(POSTGRESQL)
            .update_query_dict({"options": f"-csearch_path={schema}"})
            .render_as_string(hide_password=False)
        )
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    engine.dispose()
