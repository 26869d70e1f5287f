"""Columns of what follows from a record alone, beside what was filed: made when a query first names them, and kept up."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

import duckdb

from yibiao.store.columns import PLAIN, quoted

#: Names in a query.
_QUOTED: Final = re.compile(r'"((?:[^"]|"")+)"')


class Kept(NamedTuple):
    """
    A column of what follows.

    Attributes:
        kind: In the table of which kind of subject.
        type: Its type.
        sql: Its value, from columns of the same row.
        plain: Whether few values are alike, so that packing them is not worth while.
    """

    kind: str
    type: str
    sql: str
    plain: bool = False

    @property
    def value(self) -> str:
        """Its value in its type, by this version of the engine: by another, a function may give something else."""
        return f"TRY_CAST({self.sql} AS {self.type}) /* {duckdb.__version__} */"


#: The columns that there may be, by their names, each with what `Kept` says.
Keeping = Callable[[], Mapping[str, tuple[str, str, str, bool]]]


@lru_cache(maxsize=64)
def names_in(sql: str) -> frozenset[str]:
    """The identifiers in *sql*, all of which are quoted."""
    return frozenset(each.replace('""', '"') for each in _QUOTED.findall(sql))


def keep(
    cursor: duckdb.DuckDBPyConnection, columns: Mapping[str, Kept], there: dict[str, dict[str, str]]
) -> None:
    """
    Make *columns*, by their names, and fill them; *there* are, by kind, those that there are.

    The columns that they follow from exist by then. Altering a column writes it once, as a load would; an update of all rows
    would hold them in memory.
    """
    for name, each in columns.items():
        kind, type_, value = each.kind, each.type, each.value
        table, lies = quoted(kind), PLAIN if each.plain else ""
        if name in there[kind]:
            _drop(cursor, kind, name, there[kind])
        cursor.execute(f"ALTER TABLE {table} ADD COLUMN {quoted(name)} {type_}{lies}")
        cursor.execute(
            f"ALTER TABLE {table} ALTER {quoted(name)} SET DATA TYPE {type_} USING {value}"
        )
        cursor.execute('INSERT INTO "derived" VALUES (?, ?, ?)', [name, kind, value])
        there[kind][name] = value


def forget(
    cursor: duckdb.DuckDBPyConnection, kind: str, elements: Iterable[str], there: dict[str, str]
) -> None:
    """Drop the columns of what follows from *elements*."""
    gone = set(elements)
    for name in [name for name, value in there.items() if gone & names_in(value)]:
        _drop(cursor, kind, name, there)


def sources(values: Mapping[str, str]) -> set[str]:
    """The columns that columns with these values follow from."""
    return set().union(*map(names_in, values.values()))


def beside(rows: str, values: Mapping[str, str]) -> str:
    """The query *rows*, and beside its columns what follows from them: names and values."""
    if not values:
        return rows
    follows = ", ".join(f"{value} AS {quoted(name)}" for name, value in values.items())
    return f"SELECT *, {follows} FROM ({rows})"


def _drop(cursor: duckdb.DuckDBPyConnection, kind: str, name: str, there: dict[str, str]) -> None:
    cursor.execute(f"ALTER TABLE {quoted(kind)} DROP COLUMN {quoted(name)}")
    cursor.execute('DELETE FROM "derived" WHERE "id" = ?', [name])
    del there[name]
