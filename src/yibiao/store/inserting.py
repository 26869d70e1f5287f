"""INSERT as the journal's database says it, where a row may be there already."""

from typing import TYPE_CHECKING

from sqlalchemy import Dialect, Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insertion(table: Table, dialect: Dialect) -> "postgresql.Insert | sqlite.Insert":
    """
    An INSERT into *table*, to which is added what becomes of a row that is there; one that fails undoes its transaction.

    To undo such a statement alone, about many rows, SQLite would copy every page before it changes it, and have a file
    for them once they are many. What is written together stands or falls together.
    """
    if dialect.name == "postgresql":
        # Its drivers come with it, a tenth of what a command loads: only for who has such a journal.
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    return sqlite.insert(table).prefix_with("OR ROLLBACK")
