"""Statements about many rows are what they would be if all of their rows were rendered."""

from contextlib import closing

import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from yibiao.store import Journal
from yibiao.store.prepared import Prepared, PreparedRows
from yibiao.store.writing import Statements

DIALECTS = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect(paramstyle="format")}


def about_many(dialect):
    statements = Statements(dialect)
    named = {**vars(statements), **vars(statements.keys)}
    return {name: each for name, each in named.items() if isinstance(each, PreparedRows)}


@pytest.mark.parametrize("database", DIALECTS)
@pytest.mark.parametrize("name", about_many(DIALECTS["sqlite"]))
def test_a_row_is_repeated_as_it_would_be_rendered(database, name):
    """Whatever comes before and after it."""
    dialect = DIALECTS[database]
    statement = about_many(dialect)[name]

    assert statement.text(5) == Prepared(statement.of(5), dialect).sql


def test_rows_of_keys_are_found_by_all_of_their_columns(tmp_path):
    """SQLite would look through all of them otherwise, of millions of subjects."""
    with (
        closing(Journal(f"sqlite:///{tmp_path}/journal.sqlite")) as journal,
        journal._engine.connect() as connection,
    ):
        text = Statements(connection.dialect).keys.remove.text(2)
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", ("main", 1, "s") * 2).all()

    assert any("USING PRIMARY KEY (stream=? AND key=? AND subject=?)" in row.detail for row in plan)


def test_new_rows_that_fail_undo_their_transaction(tmp_path):
    """SQLite keeps no copy of pages by which it could undo the statement alone: of many rows that is a fifth of the time."""
    with (
        closing(Journal(f"sqlite:///{tmp_path}/journal.sqlite")) as journal,
        journal._engine.connect() as connection,
    ):
        statements = about_many(connection.dialect)
        for name in ("add_event", "put_record", "change_record", "add"):
            statement = statements[name]
            nothing = ("main", *[None] * (len(statement._names) - 1))
            with connection.begin(), pytest.raises(DBAPIError, match="NOT NULL"):
                statement.run_ordered(connection, [nothing, nothing])
            assert not connection.connection.driver_connection.in_transaction, name
