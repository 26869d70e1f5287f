"""
The rows of a table put in order by unit, a stretch at a time, while it is read and written: a community's lie together then.

What is restated goes to the end of its table, so order is lost as time goes by. A second table is filled beside it, unit by unit;
what was restated meanwhile is copied again; and then it takes the other's place. Each step is a transaction of its own, and
nothing of the table itself changes before the last: whoever is killed in between has lost some work and no row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import duckdb

from yibiao.store.columns import quoted
from yibiao.store.drawing import Shown

#: Rows copied at a time; they are all in memory once. More than a row group of the engine, 122,880, which goes straight into the
#: file: fewer are written into the log first, while whoever draws waits, and have to be copied from there.
STRETCH: Final = 150_000

#: So many rows out of order cost whoever asks for a community a few hundredths of a second, whatever else there is: all are read.
LEAST: Final = 150_000

#: What share of a large table that must be at least, so that copies of it do not follow upon each other.
SHARE: Final = 0.03

#: So many rows to be copied again do not keep anybody waiting.
_FEW: Final = 2_000


def beside(kind: str) -> str:
    """The name of the table that is filled."""
    return f"{kind} in order"


def disordered(cursor: duckdb.DuckDBPyConnection, kind: str) -> bool:
    """Whether so much of a table lies out of order that a copy of it is worth its while."""
    table = quoted(kind)
    ((least,),) = cursor.execute(
        'SELECT coalesce(max("position"), 0) FROM "ordered" WHERE "kind" = ?', [kind]
    ).fetchall()
    ((total, late),) = cursor.execute(
        f'SELECT count(*), count(*) FILTER ("#position" > ?) FROM {table}', [least]
    ).fetchall()
    return bool(late >= LEAST and late > total * SHARE)


def forget(cursor: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Drop what was filled beside a table."""
    cursor.execute(f"DROP TABLE IF EXISTS {quoted(beside(kind))}")


@dataclass
class Ordering:
    """
    One table on its way into order.

    Attributes:
        columns: What the table's columns were when it was begun; with others the work is for nothing.
        first: The position that was shown when it was begun: what is newer is not in order.
        since: The position up to which everything that is copied is as it is.
        stretches: First and last units of what is still to be copied, the first last.
    """

    kind: str
    columns: tuple[object, object]
    first: int
    since: int
    stretches: list[tuple[str, str]]

    @classmethod
    def begun(cls, cursor: duckdb.DuckDBPyConnection, kind: str, shown: Shown) -> "Ordering":
        """Begin, from what *shown* says is there: with an empty table beside it."""
        forget(cursor, kind)
        ((made,),) = cursor.execute(
            "SELECT sql FROM duckdb_tables() WHERE table_name = ?", [kind]
        ).fetchall()
        # With how its columns lie, which a table made from a query would not have.
        cursor.execute(f"CREATE TABLE {quoted(beside(kind))} {made[made.index('(') :]}")
        counts = cursor.execute(
            f'SELECT "#unit", count(*) FROM {quoted(kind)} GROUP BY ALL ORDER BY ALL'
        ).fetchall()
        return cls(
            kind,
            _columns(shown, kind),
            shown.position,
            shown.position,
            stretches(counts, STRETCH)[::-1],
        )

    def fits(self, shown: Shown) -> bool:
        """Whether the table still has the columns that it had."""
        return self.columns == _columns(shown, self.kind)

    def copy(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Copy the next stretch."""
        low, high = self.stretches[-1]
        cursor.execute(
            f'INSERT INTO {quoted(beside(self.kind))} FROM {quoted(self.kind)} WHERE "#unit" BETWEEN ? AND ? '
            'ORDER BY "#unit", "#subject"',
            [low, high],
        )
        self.stretches.pop()

    def amend(self, cursor: duckdb.DuckDBPyConnection, position: int) -> bool:
        """Copy again what was restated since; whether that was so little that the rest can be done while all wait."""
        table, there = quoted(self.kind), quoted(beside(self.kind))
        late = f'FROM {table} WHERE "#position" > {self.since}'
        cursor.execute(f'DELETE FROM {there} WHERE "#subject" IN (SELECT "#subject" {late})')
        ((count,),) = cursor.execute(f"INSERT INTO {there} {late}").fetchall()
        self.since = position
        return bool(count < _FEW)

    def end(self, cursor: duckdb.DuckDBPyConnection, position: int) -> bool:
        """Put it in the other's place, while nobody draws; whether it had every row, and was."""
        table, there = quoted(self.kind), quoted(beside(self.kind))
        cursor.execute("BEGIN")
        self.amend(cursor, position)
        ((whole,),) = cursor.execute(
            f"SELECT (SELECT count(*) FROM {table}) = (SELECT count(*) FROM {there})"
        ).fetchall()
        if whole:
            cursor.execute(f"DROP TABLE {table}")
            cursor.execute(f"ALTER TABLE {there} RENAME TO {table}")
            cursor.execute('DELETE FROM "ordered" WHERE "kind" = ?', [self.kind])
            cursor.execute('INSERT INTO "ordered" VALUES (?, ?)', [self.kind, self.first])
        cursor.execute("COMMIT" if whole else "ROLLBACK")
        return bool(whole)


def _columns(shown: Shown, kind: str) -> tuple[object, object]:
    return dict(shown.columns[kind]), dict(shown.derived[kind])


def stretches(counts: Iterable[tuple[str, int]], most: int) -> list[tuple[str, str]]:
    """First and last units of stretches that have as many rows at *most*, or are one unit; *counts* are those of units, in order."""
    found: list[tuple[str, str]] = []
    rows = 0
    for unit, count in counts:
        if found and rows + count <= most:
            found[-1] = (found[-1][0], unit)
            rows += count
        else:
            found.append((unit, unit))
            rows = count
    return found
