"""Columns of what follows from a record alone, beside what was filed: made when a query first names them, and kept up."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import duckdb

from yibiao.store.columns import derived, quoted

#: By id of an element, the SQL of what follows for it, from other columns of its own table.
Kept = Callable[[], Mapping[str, str]]

#: Names in a query.
_QUOTED: Final = re.compile(r'"((?:[^"]|"")+)"')


def names_in(sql: str) -> set[str]:
    """The identifiers in *sql*, all of which are quoted."""
    return {each.replace('""', '"') for each in _QUOTED.findall(sql)}


def keep(
    cursor: duckdb.DuckDBPyConnection,
    kind: str,
    values: Mapping[str, str],
    types: Mapping[str, str],
    there: dict[str, str],
) -> None:
    """
    Give elements of *kind* their columns of what follows, filled; *there* are those that there are.

    The columns that the values are worked out from exist by then. Altering a column writes it once, as a load would; an update
    of all rows would hold them in memory.
    """
    table = quoted(kind)
    for id_, sql in values.items():
        name, type_ = quoted(derived(id_)), types[id_]
        if id_ in there:
            forget(cursor, kind, [id_], there)
        cursor.execute(f"ALTER TABLE {table} ADD COLUMN {name} {type_}")
        cursor.execute(
            f"ALTER TABLE {table} ALTER {name} SET DATA TYPE {type_} USING TRY_CAST({sql} AS {type_})"
        )
        cursor.execute('INSERT INTO "derived" VALUES (?, ?, ?)', [id_, kind, sql])
        there[id_] = sql


def forget(
    cursor: duckdb.DuckDBPyConnection, kind: str, elements: Iterable[str], there: dict[str, str]
) -> None:
    """Drop the columns of what follows for *elements* or from them."""
    gone = set(elements)
    for id_ in [id_ for id_, sql in there.items() if id_ in gone or gone & names_in(sql)]:
        cursor.execute(f"ALTER TABLE {quoted(kind)} DROP COLUMN {quoted(derived(id_))}")
        cursor.execute('DELETE FROM "derived" WHERE "id" = ?', [id_])
        del there[id_]


@dataclass(frozen=True)
class Follows:
    """What follows for elements of one kind, with the types of their columns."""

    values: Mapping[str, str]
    types: Mapping[str, str]

    @property
    def sources(self) -> set[str]:
        """The columns that it follows from."""
        return set().union(*map(names_in, self.values.values()))

    def beside(self, rows: str) -> str:
        """The query *rows*, and beside its columns what follows from them."""
        if not self.values:
            return rows
        columns = ", ".join(
            f"TRY_CAST({sql} AS {self.types[id_]}) AS {quoted(derived(id_))}"
            for id_, sql in self.values.items()
        )
        return f"SELECT *, {columns} FROM ({rows})"
