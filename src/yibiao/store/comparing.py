"""The picture's tables beside the journal → how many rows are not what it says."""

from typing import Any

import duckdb

from yibiao.store import columns, derived, rows
from yibiao.store.columns import quoted
from yibiao.store.drawing import TOGETHER, Shown, by_kind
from yibiao.store.held import Fold, told
from yibiao.store.reading import Reading


def differences(
    cursor: duckdb.DuckDBPyConnection, reading: Reading, shown: Shown, fold: Fold | None = None
) -> dict[str, int]:
    """By table, how many rows are missing, altered or invented; empty when all is as it should be."""
    counts = {
        "statement": _stated_otherwise(cursor, reading, shown.position, fold),
        **_held_otherwise(cursor, reading, shown),
    }
    return {table: count for table, count in counts.items() if count}


def _stated_otherwise(
    cursor: duckdb.DuckDBPyConnection, reading: Reading, head: int, fold: Fold | None
) -> int:
    """How many statements are missing, altered or invented."""
    count, last = 0, 0
    for entries in rows.several(reading.walk(0, head, ["entry.filed"]), TOGETHER):
        first, last = last, entries[-1].position
        count += _unlike(
            cursor,
            columns.STATEMENTS_SQL,
            f'FROM "statement" WHERE "#position" > {first} AND "#position" <= {last}',
            told(reading, entries, fold),
        )
    return count + _count(cursor, f'FROM "statement" WHERE "#position" > {last}')


def _held_otherwise(
    cursor: duckdb.DuckDBPyConnection, reading: Reading, shown: Shown
) -> dict[str, int]:
    """By kind of subject, how many rows are missing, altered or invented."""
    known = shown.columns
    counts = dict.fromkeys(known, 0)
    seen = dict.fromkeys(known, 0)
    for documents in rows.several((each.document for each in reading.all_records()), TOGETHER):
        for kind, drawn in by_kind(documents, known).items():
            subjects = ", ".join(map(columns.literal, drawn.subjects))
            follows = shown.derived[kind]
            rows_ = columns.rows_sql({**columns.FIXED, **known[kind]})
            expected = derived.beside(rows_, follows)
            compared = [*columns.FIXED, *known[kind], *follows]
            names = ", ".join(map(quoted, compared))
            counts[kind] += _unlike(
                cursor,
                expected,
                f'SELECT {names} FROM {quoted(kind)} WHERE "#subject" IN ({subjects})',
                {"texts": drawn.texts},
            )
            seen[kind] += len(drawn.subjects)
    return {
        kind: counts[kind] + max(0, _count(cursor, f"FROM {quoted(kind)}") - seen[kind])
        for kind in known
    }


def _unlike(
    cursor: duckdb.DuckDBPyConnection,
    expected: str,
    actual: str,
    parameters: dict[str, list[Any]],
) -> int:
    """How many rows only one of two queries gives; comparing row by row only where their fingerprints differ."""
    both = f'WITH "expected" AS MATERIALIZED ({expected}), "actual" AS ({actual})'
    alike = f"""{both} SELECT
      (SELECT (count(*), sum(hash("expected"))) FROM "expected")
      = (SELECT (count(*), sum(hash("actual"))) FROM "actual")"""
    if cursor.execute(alike, parameters).fetchall() == [(True,)]:
        return 0
    ((missing, invented),) = cursor.execute(
        f"""{both} SELECT
          (SELECT count(*) FROM (FROM "expected" EXCEPT ALL FROM "actual")),
          (SELECT count(*) FROM (FROM "actual" EXCEPT ALL FROM "expected"))""",
        parameters,
    ).fetchall()
    return max(int(missing), int(invented))


def _count(cursor: duckdb.DuckDBPyConnection, source: str) -> int:
    ((count,),) = cursor.execute(f"SELECT count(*) {source}").fetchall()
    return int(count)
