"""Events → rows of the picture's tables, a slice of the journal at a time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import duckdb
from pydantic_core import from_json

from yibiao.model.element import Element
from yibiao.model.kinds import SubjectKind
from yibiao.store import columns, derived, rows
from yibiao.store.columns import quoted
from yibiao.store.held import Fold, told
from yibiao.store.reading import Reading

#: Rows sent to DuckDB at a time: a statement costs as much as some hundred rows.
TOGETHER: Final = 5_000

#: By kind of subject, names and types.
Columns = dict[str, dict[str, str]]


def _none() -> Columns:
    return {kind.value: {} for kind in SubjectKind}


@dataclass(frozen=True)
class Shown:
    """
    What the tables show: everything up to a position of the journal.

    Attributes:
        types: The type that the column of each registered element has or would have, and how it lies.
        columns: The columns that there are.
        derived: The columns of what follows that there are, and their values.
    """

    position: int = 0
    types: Columns = field(default_factory=_none)
    columns: Columns = field(default_factory=_none)
    derived: Columns = field(default_factory=_none)


def draw(
    cursor: duckdb.DuckDBPyConnection,
    reading: Reading,
    shown: Shown,
    until: int,
    fold: Fold | None = None,
) -> Shown:
    """
    Bring the tables to *until*; what they show then.

    Records are those of the journal's head, so a subject is drawn once however often it was stated: short of the head,
    some rows are newer than *until*. The transaction is the caller's.
    """
    after = shown.position
    types, changed = _typed(cursor, shown.types, _registered(reading, after, until))
    there = {kind: dict(known) for kind, known in shown.columns.items()}
    follows = {kind: dict(known) for kind, known in shown.derived.items()}
    for kind, known in there.items():
        derived.forget(cursor, kind, changed, follows[kind])
        _drop(cursor, kind, [id_ for id_ in changed if id_ in known], known)
    touched = dict.fromkeys(_stated_before(cursor, changed))
    for entries in rows.several(reading.walk(after, until, ["entry.filed"]), TOGETHER):
        cursor.execute(
            f'INSERT INTO "statement" {columns.STATEMENTS_SQL}', told(reading, entries, fold)
        )
        touched.update(dict.fromkeys(each.subject for each in entries))
    for documents in rows.several(reading.documents(touched), TOGETHER):
        for kind, several in by_kind(documents, types).items():
            known, lacking = there[kind], several.present - there[kind].keys()
            widen(cursor, kind, lacking & types[kind].keys(), types[kind], known)
            _replace(cursor, kind, several, known, follows[kind])
    cursor.execute('UPDATE "picture" SET "position" = ?, "link" = ?', [until, reading.link(until)])
    return Shown(until, types, there, follows)


def registered_later(reading: Reading, shown: Shown) -> set[str]:
    """The elements of which the tables do not know yet that they are registered, or have another type than before."""
    newest, _ = reading.newest()
    if newest <= shown.position:
        return set()
    return {
        id_
        for id_, element in _registered(reading, shown.position, newest).items()
        if columns.column_type(element) != shown.types[element.subject.value].get(id_)
    }


def _registered(reading: Reading, after: int, until: int) -> dict[str, Element]:
    found = reading.walk(after, until, ["element.registered"])
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


def widen(
    cursor: duckdb.DuckDBPyConnection,
    kind: str,
    elements: Iterable[str],
    types: Mapping[str, str],
    shown: dict[str, str],
) -> None:
    """Give each of *elements* its column in the table of *kind*, of which *shown* are the columns."""
    for id_ in sorted(elements):
        cursor.execute(f"ALTER TABLE {quoted(kind)} ADD COLUMN {quoted(id_)} {types[id_]}")
        shown[id_] = columns.bare(types[id_])


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
class Rows:
    """Rows of one table, as texts: parsed documents in their thousands would keep the garbage collector busy."""

    subjects: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    present: set[str] = field(default_factory=set)

    def add(self, row: dict[str, Any]) -> None:
        """Take in one row."""
        self.subjects.append(row["#subject"])
        self.texts.append(columns.text(row))
        self.present.update(row)


def by_kind(documents: Iterable[str], known: Columns) -> dict[str, Rows]:
    """The rows of records, given as their texts, by the table they belong in."""
    sorted_: defaultdict[str, Rows] = defaultdict(Rows)
    for record in map(rows.record, documents):
        kind = record.kind.value
        sorted_[kind].add(columns.row(record, known[kind]))
    return sorted_


def _replace(
    cursor: duckdb.DuckDBPyConnection,
    kind: str,
    drawn: Rows,
    known: Mapping[str, str],
    follows: Mapping[str, str],
) -> None:
    """
    Whole rows out and in: DuckDB pays for an update in place by the column.

    Only columns with a value are sent, and those that something follows from.
    """
    wanted = drawn.present | derived.sources(follows)
    types = {name: type_ for name, type_ in known.items() if name in wanted}
    table = quoted(kind)
    cursor.execute(
        f'DELETE FROM {table} WHERE "#subject" IN (SELECT unnest(?::VARCHAR[]))', [drawn.subjects]
    )
    rows = columns.rows_sql({**columns.FIXED, **types})
    cursor.execute(
        f"INSERT INTO {table} BY NAME {derived.beside(rows, follows)}",
        {"texts": drawn.texts},
    )
