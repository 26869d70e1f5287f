"""The journal → a columnar picture of it in DuckDB, which answers every query and may be thrown away."""

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import duckdb
from pydantic_core import from_json
from sqlalchemy import Row
from sqlglot import exp

from yibiao.model.element import Element
from yibiao.model.kinds import SubjectKind
from yibiao.store import chain, columns
from yibiao.store.columns import quoted
from yibiao.store.journal import Journal
from yibiao.store.reading import Reading

T = TypeVar("T")

#: Of the tables below; a picture of another version is drawn anew.
_VERSION: Final = 2

#: Rows sent to DuckDB at a time: a statement costs as much as some hundred rows.
_TOGETHER: Final = 5_000

#: DuckDB's passes over a query that may take longer than answering it: this one, ten times as long over derived elements.
_LEFT_OUT: Final = ("partial_aggregate_pushdown",)

_TABLES: Final = (
    'CREATE TABLE "picture" ("version" INTEGER, "position" BIGINT, "link" VARCHAR)',
    f"""INSERT INTO "picture" VALUES ({_VERSION}, 0, '{chain.ORIGIN}')""",
    """CREATE TABLE "element" ("id" VARCHAR, "kind" VARCHAR, "type" VARCHAR, PRIMARY KEY ("id"))""",
    """CREATE TABLE "statement"
       ("#position" BIGINT, "#kind" VARCHAR, "#subject" VARCHAR, "#element" VARCHAR, "value" JSON)""",
    *(
        f"CREATE TABLE {quoted(kind.value)} ("
        + ", ".join(f"{quoted(name)} {type_}" for name, type_ in columns.FIXED.items())
        + ', PRIMARY KEY ("#subject"))'
        for kind in SubjectKind
    ),
)

Columns = dict[str, dict[str, str]]

#: Names in a query.
_QUOTED: Final = re.compile(r'"((?:[^"]|"")+)"')


class Answer(NamedTuple):
    """Rows under names, and the position of the journal of which they speak."""

    names: list[str]
    rows: list[tuple[Any, ...]]
    position: int


class Picture:
    """
    A typed table for every kind of subject with a column for every element, and the history of statements.

    * `person`, `household` …: `#subject`, `#unit`, `#closed`, `#position`, and one column an element, named by its id.
      An element has its column from the first time that it is stated or that a query names it: most never are.
    * `element`: every element that is registered, and the type that its column has or would have.
    * `statement`: `#position`, `#kind`, `#subject`, `#element`, `value`; a cleared value is stated as JSON `null`, and
      units and closing as the elements `#unit` and `#closed`.

    It follows the journal before it answers. Deleted, damaged, of another version or of another journal, it is drawn anew.

    Args:
        path: Its file; none for a picture in memory.
    """

    def __init__(self, path: Path | None, journal: Journal) -> None:
        self._path = path
        self._journal = journal
        self._turn = threading.Condition(threading.RLock())
        self._asking = 0
        self._position = 0
        self._types: Columns = {}
        self._columns: Columns = {}
        self._connection = self._opened()

    @property
    def at(self) -> int:
        """The position of the journal that it shows."""
        return self._position

    def close(self) -> None:
        """Let go of the file, once every question under way is answered."""
        with self._turn:
            self._turn.wait_for(lambda: self._asking == 0)
            self._connection.close()

    def catch_up(self) -> int:
        """Follow the journal to its head; the position shown then."""
        return self._mended(self._caught_up)

    def query(
        self,
        expression: exp.Query | str,
        parameters: Sequence[Any] | Mapping[str, Any] | None = None,
    ) -> Answer:
        """The answer to a query, which can change nothing, on the journal as it stands now."""
        sql = (
            expression
            if isinstance(expression, str)
            else expression.sql(dialect="duckdb", identify=True)
        )
        return self._mended(lambda: self._answer(sql, parameters))

    def redraw(self) -> int:
        """Forget everything and draw it from the journal; the position shown then."""
        self._start_over()
        return self.catch_up()

    def differences(self) -> dict[str, int]:
        """By table, how many rows are not what the journal says; empty when the picture is true."""
        with self._turn, self._journal.reading() as reading:
            self._follow(reading)
            with self._cursor() as cursor:
                counts = {
                    "statement": _stated_otherwise(cursor, reading, self._position),
                    **_held_otherwise(cursor, reading, self._columns),
                }
        return {table: count for table, count in counts.items() if count}

    def _caught_up(self) -> int:
        with self._turn, self._journal.reading() as reading:
            return self._follow(reading)

    def _answer(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] | None) -> Answer:
        self._caught_up()
        self._show(sql)
        with self._cursor() as cursor:
            # One transaction, so that the position is the one that the rows speak of.
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            try:
                ((position,),) = cursor.execute('SELECT "position" FROM "picture"').fetchall()
                cursor.execute(sql, parameters)
                names = [each[0] for each in cursor.description or ()]
                return Answer(names, cursor.fetchall(), position)
            finally:
                cursor.execute("ROLLBACK")

    def _show(self, sql: str) -> None:
        """Give a column to every element that a query names and nobody has stated yet."""
        with self._turn:
            wanted = {each.replace('""', '"') for each in _QUOTED.findall(sql)}
            lacking = {
                kind: [id_ for id_ in wanted if id_ in types and id_ not in self._columns[kind]]
                for kind, types in self._types.items()
            }
            if not any(lacking.values()):
                return
            with self._cursor() as cursor:
                for kind, ids in lacking.items():
                    _widen(cursor, kind, ids, self._types[kind], self._columns[kind])

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._turn:
            cursor = self._connection.cursor()
            self._asking += 1
        try:
            yield cursor
        finally:
            cursor.close()
            with self._turn:
                self._asking -= 1
                self._turn.notify_all()

    def _mended(self, act: Callable[[], T]) -> T:
        """What *act* gives; on a damaged file, what it gives once the file was drawn anew."""
        try:
            return act()
        except duckdb.Error as error:
            if not _damaged(error):
                raise
        self._start_over()
        return act()

    def _start_over(self) -> None:
        with self._turn:
            self._turn.wait_for(lambda: self._asking == 0)
            self._connection.close()
            self._remove()
            self._connection = self._opened()

    def _opened(self) -> duckdb.DuckDBPyConnection:
        try:
            connection = _connected(self._path)
        except duckdb.Error as error:
            if _held_elsewhere(error):
                raise
        else:
            if self._recognised(connection):
                return connection
            connection.close()
        self._remove()
        connection = _connected(self._path)
        for statement in _TABLES:
            connection.execute(statement)
        self._position = 0
        self._types = {kind.value: {} for kind in SubjectKind}
        self._columns = {kind.value: {} for kind in SubjectKind}
        return connection

    def _recognised(self, connection: duckdb.DuckDBPyConnection) -> bool:
        """Whether it is a picture as this version draws it, of the journal at hand; if so, where it stands is known."""
        try:
            found = connection.execute(
                "SELECT table_name, column_name, data_type FROM duckdb_columns() ORDER BY column_index"
            ).fetchall()
            ((version, position, link),) = connection.execute('FROM "picture"').fetchall()
            elements = (
                connection.execute('FROM "element"').fetchall() if version == _VERSION else ()
            )
        except (duckdb.Error, ValueError):  # damaged, or something else
            return False
        if version != _VERSION:
            return False
        event = self._journal.event(position)
        if link != (event.link if event else chain.ORIGIN) or (event is None and position):
            return False
        self._position = position
        self._types = {kind.value: {} for kind in SubjectKind}
        for id_, kind, type_ in elements:
            self._types[kind][id_] = type_
        self._columns = {
            kind.value: {
                name: type_
                for table, name, type_ in found
                if table == kind.value and name not in columns.FIXED
            }
            for kind in SubjectKind
        }
        return True

    def _remove(self) -> None:
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path.with_name(self._path.name + ".wal").unlink(missing_ok=True)

    def _follow(self, reading: Reading) -> int:
        head, link = reading.newest()
        if head <= self._position:
            return self._position
        with self._cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                types, shown = _draw(
                    cursor, reading, self._types, self._columns, self._position, head
                )
                cursor.execute('UPDATE "picture" SET "position" = ?, "link" = ?', [head, link])
                cursor.execute("COMMIT")
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
        self._position, self._types, self._columns = head, types, shown
        return head


def _draw(
    cursor: duckdb.DuckDBPyConnection,
    reading: Reading,
    types: Columns,
    shown: Columns,
    after: int,
    head: int,
) -> tuple[Columns, Columns]:
    """
    Bring the tables from *after* to *head*; the types of elements and the columns there are then.

    Records are those of *head*, so a subject is drawn once however often it was stated.
    """
    types, changed = _typed(cursor, types, _registered(reading, after, head))
    shown = {kind: dict(known) for kind, known in shown.items()}
    for kind, known in shown.items():
        _drop(cursor, kind, [id_ for id_ in changed if id_ in known], known)
    touched = dict.fromkeys(_stated_before(cursor, changed))
    for entries in _gathered(reading.walk(after, head, ["entry.filed"])):
        cursor.execute(f'INSERT INTO "statement" {columns.STATEMENTS_SQL}', _told(entries))
        touched.update(dict.fromkeys(each.subject for each in entries))
    for documents in _gathered(reading.documents(touched)):
        for kind, several in _by_kind(documents, types).items():
            known, lacking = shown[kind], several.present - shown[kind].keys()
            _widen(cursor, kind, lacking & types[kind].keys(), types[kind], known)
            _replace(cursor, kind, several, known)
    return types, shown


def _registered(reading: Reading, after: int, head: int) -> dict[str, Element]:
    found = reading.walk(after, head, ["element.registered"])
    elements = (Element.model_validate(from_json(each.body)["element"]) for each in found)
    return {each.id: each for each in elements}


def _typed(
    cursor: duckdb.DuckDBPyConnection, known: Columns, registered: Mapping[str, Element]
) -> tuple[Columns, list[str]]:
    """The types that elements have with *registered*, and which elements have another than before."""
    types = {kind: dict(each) for kind, each in known.items()} if registered else known
    changed = []
    for id_, element in registered.items():
        kind, type_ = element.subject.value, columns.column_type(element)
        if types[kind].get(id_) != type_:
            changed.append(id_)
            types[kind].pop(id_, None)
            types[kind].update({id_: type_} if type_ else {})
    if changed:
        cursor.execute(
            'DELETE FROM "element" WHERE "id" IN (SELECT unnest(?::VARCHAR[]))', [changed]
        )
        rows = [(id_, registered[id_].subject.value) for id_ in changed]
        there = [(id_, kind, types[kind][id_]) for id_, kind in rows if id_ in types[kind]]
        lists = [list(each) for each in zip(*there, strict=True)] or [[], [], []]
        cursor.execute(
            'INSERT INTO "element" '
            "SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
            lists,
        )
    return types, changed


def _widen(
    cursor: duckdb.DuckDBPyConnection,
    kind: str,
    elements: Iterable[str],
    types: Mapping[str, str],
    shown: dict[str, str],
) -> None:
    """Give each of *elements* its column in the table of *kind*, of which *shown* are the columns."""
    for id_ in sorted(elements):
        cursor.execute(f"ALTER TABLE {quoted(kind)} ADD COLUMN {quoted(id_)} {types[id_]}")
        shown[id_] = types[id_]


def _drop(
    cursor: duckdb.DuckDBPyConnection, kind: str, elements: Iterable[str], shown: dict[str, str]
) -> None:
    for id_ in elements:
        cursor.execute(f"ALTER TABLE {quoted(kind)} DROP COLUMN {quoted(id_)}")
        del shown[id_]


def _stated_before(cursor: duckdb.DuckDBPyConnection, elements: Sequence[str]) -> list[str]:
    """Subjects of which somebody stated one of *elements* before it had a column."""
    if not elements:
        return []
    found = cursor.execute(
        'SELECT DISTINCT "#subject" FROM "statement" WHERE "#element" IN (SELECT unnest(?::VARCHAR[]))',
        [list(elements)],
    )
    return [subject for (subject,) in found.fetchall()]


@dataclass
class _Rows:
    """Rows of one table, as texts: parsed documents in their thousands would keep the garbage collector busy."""

    subjects: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    present: set[str] = field(default_factory=set)

    def add(self, row: dict[str, Any]) -> None:
        self.subjects.append(row["#subject"])
        self.texts.append(columns.text(row))
        self.present.update(row)


def _by_kind(documents: Iterable[str], known: Columns) -> dict[str, _Rows]:
    sorted_: defaultdict[str, _Rows] = defaultdict(_Rows)
    for record in map(from_json, documents):
        sorted_[record["kind"]].add(columns.row(record, known[record["kind"]]))
    return sorted_


def _replace(
    cursor: duckdb.DuckDBPyConnection, kind: str, drawn: _Rows, known: Mapping[str, str]
) -> None:
    """Whole rows out and in: DuckDB pays for an update in place by the column. Only columns with a value are sent."""
    types = {name: type_ for name, type_ in known.items() if name in drawn.present}
    table = quoted(kind)
    cursor.execute(
        f'DELETE FROM {table} WHERE "#subject" IN (SELECT unnest(?::VARCHAR[]))', [drawn.subjects]
    )
    cursor.execute(
        f"INSERT INTO {table} BY NAME {columns.rows_sql({**columns.FIXED, **types})}",
        {"texts": drawn.texts},
    )


def _told(entries: Iterable[Row[Any]]) -> dict[str, list[Any]]:
    """What `STATEMENTS_SQL` takes, of the entries that were not erased."""
    kept = [each for each in entries if each.body is not None]
    return {
        "positions": [each.position for each in kept],
        "bodies": [each.body for each in kept],
    }


def _gathered(several: Iterable[T]) -> Iterator[list[T]]:
    together: list[T] = []
    for each in several:
        together.append(each)
        if len(together) == _TOGETHER:
            yield together
            together = []
    if together:
        yield together


def _stated_otherwise(cursor: duckdb.DuckDBPyConnection, reading: Reading, head: int) -> int:
    """How many statements are missing, altered or invented."""
    count, last = 0, 0
    for entries in _gathered(reading.walk(0, head, ["entry.filed"])):
        first, last = last, entries[-1].position
        count += _unlike(
            cursor,
            columns.STATEMENTS_SQL,
            f'FROM "statement" WHERE "#position" > {first} AND "#position" <= {last}',
            _told(entries),
        )
    return count + _count(cursor, f'FROM "statement" WHERE "#position" > {last}')


def _held_otherwise(
    cursor: duckdb.DuckDBPyConnection, reading: Reading, known: Columns
) -> dict[str, int]:
    """By kind of subject, how many rows are missing, altered or invented."""
    counts = dict.fromkeys(known, 0)
    seen = dict.fromkeys(known, 0)
    for documents in _gathered(each.document for each in reading.all_records()):
        for kind, drawn in _by_kind(documents, known).items():
            subjects = ", ".join(map(columns.literal, drawn.subjects))
            expected = columns.rows_sql({**columns.FIXED, **known[kind]})
            names = ", ".join(map(quoted, {**columns.FIXED, **known[kind]}))
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


def _connected(path: Path | None) -> duckdb.DuckDBPyConnection:
    """Connected, and shut to everything but that file."""
    connection = duckdb.connect(
        ":memory:" if path is None else str(path),
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    passes = [name for (name,) in connection.execute("FROM duckdb_optimizers()").fetchall()]
    left_out = ",".join(each for each in passes if each in _LEFT_OUT)
    connection.execute(f"SET disabled_optimizers = '{left_out}'")
    connection.execute("SET lock_configuration = true")
    return connection


def _held_elsewhere(error: duckdb.Error) -> bool:
    return "Could not set lock" in str(error)


def _damaged(error: duckdb.Error) -> bool:
    return isinstance(error, duckdb.FatalException | duckdb.InternalException) or (
        "Corrupt database file" in str(error)
    )
