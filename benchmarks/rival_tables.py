"""A city's people in PostgreSQL's and SQLite's tables, and what is asked of them there, in the words that these have."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

import psycopg
from benchmarks.houses import TODAY

from yibiao.flows.house import House

#: Lists and maps, which neither has; nothing asks for any of them.
_LEFT_OUT: Final = ("#since", "#contested", "#loaded")

_TYPES: Final = {"DOUBLE": "DOUBLE PRECISION", "DECIMAL(18,2)": "NUMERIC(18, 2)", "VARCHAR[]": "TEXT", "VARCHAR": "TEXT", "JSON": "TEXT", "BLOB": "TEXT"}  # fmt: skip

_TOGETHER: Final = 20_000

_PIECE: Final = 1 << 20

#: What `questions` asks of people, each with what gives it from the columns, and its type in PostgreSQL.
_COLUMNS: Final = {
    "unit": ('"#unit"', "text"), "subject": ('"#subject"', "text"), "name": ('"person.name"', "text"),
    "ethnicity": ('"person.ethnicity"', "text"), "marital": ('"person.marital_status"', "text"),
    "education": ('"person.education"', "text"), "phone": ('"person.phone"', "text"), "address": ('"person.current_address"', "text"),
    "household": ('"person.household"', "text"), "workplace": ('"person.workplace"', "text"),
    "income": ('"person.monthly_income"', "numeric"), "alone": ('"person.is_living_alone"', "boolean"),
    "pension": ('"person.has_pension_insurance"', "boolean"), "medical": ('"person.has_medical_insurance"', "boolean"),
    "sex": ('"#effective person.sex"', "text"),
    "born": ('"#effective person.birth_date"', "date"),
    "number": ('"#effective person.id_number"', "text"),
    "disability": ('"#effective person.disability_type"', "text"),
}  # fmt: skip


def _people(values: dict[str, str], age: str, open_: str) -> str:
    """The people whom `questions` asks about, as a table before the question."""
    told = ", ".join(f"{value} AS {name}" for name, value in values.items())
    return f"""WITH people AS (SELECT *, {age} AS age FROM (
      SELECT {told}, household."household.address" AS household_address, household."household.is_minimum_living" AS minimum
      FROM person LEFT JOIN household ON household."#subject" = {values["household"]} WHERE NOT {open_}) AS held)"""


def _of_person(value: str) -> str:
    return re.sub(r'"([^"]+)"', r'person."\1"', value)


_AGE_THERE: Final = f"CAST(date_part('year', age(DATE '{TODAY}', born)) AS INTEGER)"
_AGE_IN_SQLITE: Final = f"({TODAY:%Y%m%d} - CAST(replace(born, '-', '') AS INTEGER)) / 10000"


def _until_today(age: str, today: str) -> str:
    return f"CASE WHEN born <= {today} THEN {age} END"


#: In PostgreSQL's columns, its documents, and in SQLite.
COLUMNS: Final = _people(
    {name: _of_person(value) for name, (value, _) in _COLUMNS.items()},
    _until_today(_AGE_THERE, f"DATE '{TODAY}'"),
    'person."#closed"',
)
IN_SQLITE: Final = _people(
    {name: _of_person(value) for name, (value, _) in _COLUMNS.items()},
    _until_today(_AGE_IN_SQLITE, f"'{TODAY}'"),
    'person."#closed"',
)


def _in_document(name: str, value: str, type_: str) -> str:
    if name in ("unit", "subject"):
        return f"person.{name}"
    told = re.sub(r'"([^"]+)"', r"person.body->>'\1'", value)
    return f"({told})" if type_ == "text" else f"CAST({told} AS {type_})"


DOCUMENTS: Final = (
    _people(
        {name: _in_document(name, value, type_) for name, (value, type_) in _COLUMNS.items()},
        _until_today(_AGE_THERE, f"DATE '{TODAY}'"),
        "person.closed",
    )
    .replace("FROM person LEFT JOIN household", "FROM person_document AS person LEFT JOIN household")
)  # fmt: skip


def worked_out(people: str) -> str:
    """The people, of each of whom PostgreSQL works out once what follows, however often it is asked."""
    return people.replace("people AS (", "people AS MATERIALIZED (", 1)


def of_sqlite(by_hand: str) -> str:
    """A question as SQLite takes it, with days as texts and no `left`."""
    return by_hand.replace("left(unit, 6)", "substr(unit, 1, 6)")


def into_postgresql(house: House, connection: psycopg.Connection) -> None:
    """People in columns and as documents, and households; indexed and analysed."""
    for kind in ("household", "person"):
        columns = _columns(house, kind)
        typed = ", ".join(f'"{name}" {_TYPES.get(type_, type_)}' for name, type_ in columns.items())
        connection.execute(f'CREATE TABLE "{kind}" ({typed})')
        names = ", ".join(f'"{name}"' for name in columns)
        with (
            _written(house, kind, columns) as file,
            connection.cursor().copy(f'COPY "{kind}" ({names}) FROM STDIN (FORMAT csv)') as copy,
        ):
            while piece := file.read(_PIECE):
                copy.write(piece)
    connection.execute("""
        CREATE TABLE person_document AS
        SELECT "#unit" AS unit, "#subject" AS subject, "#closed" AS closed,
          jsonb_strip_nulls(to_jsonb(person) - ARRAY['#unit', '#subject', '#closed']) AS body
        FROM person""")
    born = '"#effective person.birth_date"'
    for statement in (
        'CREATE UNIQUE INDEX ON household ("#subject")',
        'CREATE INDEX ON household ("#subject") WHERE "household.is_minimum_living"',
        'CREATE INDEX ON person ("#unit" text_pattern_ops, "#subject")',
        f"CREATE INDEX ON person (({born}))",
        'CREATE INDEX ON person ("person.household")',
        "CREATE INDEX ON person_document (unit text_pattern_ops, subject)",
        "CREATE INDEX ON person_document ((coalesce(body->>'#derived person.birth_date', body->>'person.birth_date')))",
        "CREATE INDEX ON person_document ((body->>'person.household'))",
        "CREATE INDEX ON person_document USING gin (body jsonb_path_ops)",
        "VACUUM ANALYZE",
    ):
        connection.execute(statement)


def into_sqlite(house: House, connection: sqlite3.Connection) -> None:
    """People in columns, and households; indexed and analysed."""
    for kind in ("household", "person"):
        columns = _columns(house, kind)
        names = ", ".join(f'"{name}"' for name in columns)
        connection.execute(f'CREATE TABLE "{kind}" ({names})')
        marks = ", ".join("?" * len(columns))
        for some in _rows(house, kind, columns):
            connection.executemany(f'INSERT INTO "{kind}" VALUES ({marks})', some)
    born = '"#effective person.birth_date"'
    for statement in (
        'CREATE UNIQUE INDEX household_subject ON household ("#subject")',
        'CREATE INDEX person_unit ON person ("#unit", "#subject")',
        f"CREATE INDEX person_born ON person ({born})",
        'CREATE INDEX person_household ON person ("person.household")',
        "ANALYZE",
    ):
        connection.execute(statement)
    connection.commit()


def _columns(house: House, kind: str) -> dict[str, str]:
    found = house.picture.query(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
        [kind],
    )
    return {
        name: type_
        for name, type_ in found.rows
        if name not in _LEFT_OUT and not name.startswith("#key")
    }


def _rows(house: House, kind: str, columns: dict[str, str]) -> Iterator[list[tuple]]:
    """All rows, each value as a number, a truth, a text or nothing."""
    cursor = house.picture._connection.cursor()  # noqa: SLF001
    cursor.execute(_told(kind, columns))
    while some := cursor.fetchmany(_TOGETHER):
        yield some


@contextmanager
def _written(house: House, kind: str, columns: dict[str, str]) -> Iterator[BinaryIO]:
    """The same rows as CSV, which the engine writes quicker than they are fetched."""
    folder = house.picture._folder  # noqa: SLF001  where the engine may write
    folder.mkdir(exist_ok=True)
    path = folder / "rival.csv"
    cursor = house.picture._connection.cursor()  # noqa: SLF001
    try:
        cursor.execute(f"COPY ({_told(kind, columns)}) TO '{path}' (FORMAT csv, HEADER false)")
        with path.open("rb") as file:
            yield file
    finally:
        path.unlink(missing_ok=True)


def _told(kind: str, columns: dict[str, str]) -> str:
    told = ", ".join(
        f'"{name}"' if type_ in ("BIGINT", "BOOLEAN", "DOUBLE") else f'CAST("{name}" AS DOUBLE) AS "{name}"' if type_.startswith("DECIMAL") else f'CAST("{name}" AS VARCHAR) AS "{name}"'
        for name, type_ in columns.items()
    )  # fmt: skip
    return f'SELECT {told} FROM "{kind}"'
