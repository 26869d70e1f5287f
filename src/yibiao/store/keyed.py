"""The table by which subjects are found again: its rows follow the records, within the writer's transaction."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, Protocol

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Connection,
    Delete,
    Dialect,
    Integer,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    literal_column,
    select,
    tuple_,
    update,
    values,
)

from yibiao.model.record import Record
from yibiao.store import rows
from yibiao.store.inserting import insertion
from yibiao.store.prepared import Prepared, PreparedRows
from yibiao.store.tables import RECORD, STREAM, SUBJECT_KEY

#: What more subjects share says nothing of any of them; no more are read of a key.
COMMON: Final = 50

#: As many keys are looked up one by one sooner than together.
_FEW: Final = 12

#: Rows written at a time when all are made again.
_MANY: Final = 20_000

#: Of a key and a subject, whether it comes under it from now on, or does no longer.
Changes = Mapping[tuple[int, str], bool]


class Keying(Protocol):
    """By which rules records get their keys."""

    @property
    def edition(self) -> str:
        """Another whenever a record may get other keys."""

    def told(self, record: Record) -> Any:
        """What the keys of *record* follow from: two of which it is equal have the same."""

    def of(self, told: Any) -> frozenset[int]:
        """The keys that follow from what `told` gives."""


class Unkeyed:
    """Nothing is found again."""

    edition: Final = ""

    def told(self, _: Record) -> None:
        """Nothing."""

    def of(self, _: None) -> frozenset[int]:
        """None."""
        return frozenset()


_KEY: Final = SUBJECT_KEY.c
_ROW: Final = ("stream", "key", "subject")
_OF: Final = _KEY.stream == bindparam("stream")

_RANKED: Final = (
    select(
        _KEY.key,
        _KEY.subject,
        func.row_number().over(partition_by=_KEY.key, order_by=_KEY.subject).label("rank"),
    )
    .where(_OF, _KEY.key.in_(bindparam("keys", expanding=True)))
    .subquery()
)
_TOGETHER: Final = select(_RANKED.c.key, _RANKED.c.subject).where(_RANKED.c.rank <= COMMON + 1)


#: As many keys are looked up with one statement.
_TOGETHER_RARE: Final = 256


@cache
def _rare(dialect: Dialect) -> Prepared:
    """Who comes under each of so many keys; of one that more share than wanted, no more is read than that it has so many."""
    keys = [(bindparam(f"key{number}", type_=BigInteger),) for number in range(_TOGETHER_RARE)]
    wanted = values(column("key", BigInteger), name="those").data(keys).cte("wanted")
    more = SUBJECT_KEY.alias("more").c
    too_many = (
        select(more.subject)
        .where(more.stream == bindparam("stream"), more.key == wanted.c.key)
        .limit(literal_column("1"))
        .offset(bindparam("most", type_=Integer))
    )
    found = select(_KEY.key, _KEY.subject).join(wanted, _KEY.key == wanted.c.key)
    return Prepared(found.where(_OF, ~too_many.exists()), dialect)


class KeyStatements:
    """What the writer sends about keys."""

    def __init__(self, dialect: Dialect) -> None:
        self.subjects = Prepared(
            select(_KEY.subject)
            .where(_OF, _KEY.key == bindparam("key"))
            # SQLite's wants an offset too, and would name it by itself.
            .limit(bindparam("most", type_=Integer))
            .offset(bindparam("skipped", type_=Integer)),
            dialect,
        )
        self.add = PreparedRows(
            _ROW,
            lambda rows: insertion(SUBJECT_KEY, dialect).values(rows).on_conflict_do_nothing(),
            dialect,
        )
        self.remove = PreparedRows(_ROW, _removal, dialect)


def _removal(rows: list[dict[str, BindParameter[Any]]]) -> Delete:
    """Rows removed, each found by all of its columns: SQLite looks through the table for what has no type."""
    columns = [_KEY[name] for name in _ROW]
    those = values(*(column(each.name, each.type) for each in columns), name="those")
    those_ = those.data([tuple(row.values()) for row in rows]).cte()
    wanted = select(*(cast(those_.c[each.name], each.type) for each in columns))
    return delete(SUBJECT_KEY).where(tuple_(*columns).in_(wanted))


class KeyedGroup:
    """Who comes under which key, as a group of decisions sees and changes it."""

    def __init__(self, connection: Connection, statements: KeyStatements, stream: str) -> None:
        self.connection = connection
        self._statements = statements
        self._stream = stream
        self._known: dict[int, set[str]] = {}
        # Changes of the group before and of this one, and those of these that are to be sent.
        self._before: Changes = {}
        self.changed: dict[tuple[int, str], bool] = {}
        self._unsent: dict[tuple[int, str], bool] = {}

    def follow(self, before: "KeyedGroup") -> None:
        """See what the group *before* changed, whether it is on disk yet or not."""
        self._before = before.changed

    def fetch(self, keys: Iterable[int]) -> None:
        """Look many keys up at once."""
        unknown = [each for each in dict.fromkeys(keys) if each not in self._known]
        if len(unknown) <= _FEW:
            return
        self._learn(sharing(self.connection, self._stream, unknown))

    def subjects(self, key: int) -> set[str]:
        """Who comes under *key*; of a common one, only some."""
        if key not in self._known:
            found = self._statements.subjects.rows(
                self.connection, stream=self._stream, key=key, most=COMMON + 1, skipped=0
            )
            self._learn({key: {row.subject for row in found}})
        return self._known[key]

    def _learn(self, found: dict[int, set[str]]) -> None:
        """Know who came under keys before, and so who does by now."""
        self._known.update(found)
        _change(found, self._before)
        _change(found, self.changed)

    def take(self, changes: Changes) -> None:
        """Keep what a decision changed."""
        self.changed.update(changes)
        self._unsent.update(changes)
        if self._known:
            _change(self._known, changes)

    def send(self) -> int:
        """Write everything taken, by key, as it lies; how many rows that was."""
        coming: list[tuple[str, int, str]] = []
        going: list[tuple[str, int, str]] = []
        for (key, subject), comes in self._unsent.items():
            (coming if comes else going).append((self._stream, key, subject))
        for statement, some in ((self._statements.add, coming), (self._statements.remove, going)):
            statement.run_ordered(self.connection, sorted(some))
        self._unsent.clear()
        return len(coming) + len(going)


def sharing(connection: Connection, stream: str, keys: Iterable[int]) -> dict[int, set[str]]:
    """Who comes under each of *keys*, up to one more than are worth knowing."""
    found: dict[int, set[str]] = {each: set() for each in keys}
    for some in rows.several(found, rows.MANY):
        for row in connection.execute(_TOGETHER, {"stream": stream, "keys": some}):
            found[row.key].add(row.subject)
    return found


def rare(
    connection: Connection, stream: str, keys: Iterable[int], most: int
) -> dict[int, set[str]]:
    """Who comes under each of *keys* that no more than *most* share; of common ones not a row is read out."""
    found: dict[int, set[str]] = {}
    names = [f"key{number}" for number in range(_TOGETHER_RARE)]
    for some in rows.several(sorted(keys), _TOGETHER_RARE):
        asked = {**dict.fromkeys(names, some[0]), **dict(zip(names, some, strict=False))}
        for key, subject in _rare(connection.dialect).rows(
            connection, stream=stream, most=most, **asked
        ):
            found.setdefault(key, set()).add(subject)
    return found


def changed(keying: Keying, before: Record | None, after: Record) -> Changes:
    """The keys that a subject comes under from now on, and those that it does no longer."""
    told = keying.told(after)
    old: frozenset[int] = frozenset()
    if before is not None:
        told_before = keying.told(before)
        if told_before == told:
            return {}
        old = keying.of(told_before)
    new = keying.of(told)
    return {(key, after.subject): key in new for key in old ^ new}


def _change(known: Mapping[int, set[str]], changes: Changes) -> None:
    for (key, subject), comes in changes.items():
        if key in known:
            (known[key].add if comes else known[key].discard)(subject)


def key_again(connection: Connection, stream: str, keying: Keying) -> None:
    """Make every row of *stream* again, out of its records; within the caller's transaction."""
    connection.execute(delete(SUBJECT_KEY).where(_OF), {"stream": stream})
    for some in rows.several(_all(connection, stream, keying), _MANY):
        connection.execute(insert(SUBJECT_KEY), sorted(some, key=lambda row: int(row["key"])))
    connection.execute(update(STREAM).where(STREAM.c.stream == stream).values(keyed=keying.edition))


def keyed_by(connection: Connection, stream: str) -> str | None:
    """The edition of the rules by which the rows of *stream* were made; the stream's writers wait until the caller is done."""
    edition: str | None = connection.execute(
        select(STREAM.c.keyed).where(STREAM.c.stream == stream).with_for_update()
    ).scalar_one()
    return edition


def wrong(connection: Connection, stream: str, keying: Keying) -> int:
    """How many rows of *stream* are missing or too many."""
    expected = missing = 0
    for some in rows.several(_all(connection, stream, keying), rows.MANY):
        expected += len(some)
        keys = {row["key"] for row in some}
        there = connection.execute(
            select(_KEY.key, _KEY.subject).where(_OF, _KEY.key.in_(keys)), {"stream": stream}
        )
        held = {(row.key, row.subject) for row in there}
        missing += sum((row["key"], row["subject"]) not in held for row in some)
    there_are = connection.execute(
        select(func.count()).select_from(SUBJECT_KEY).where(_OF), {"stream": stream}
    ).scalar_one()
    return missing + (there_are - (expected - missing))


def _all(connection: Connection, stream: str, keying: Keying) -> Iterator[dict[str, int | str]]:
    after = ""
    page = select(RECORD.c.subject, RECORD.c.document).where(RECORD.c.stream == stream)
    while found := list(
        connection.execute(
            page.where(RECORD.c.subject > after).order_by(RECORD.c.subject).limit(1_000)
        )
    ):
        for row in found:
            for key in sorted(keying.of(keying.told(rows.record(row.document)))):
                yield {"stream": stream, "key": key, "subject": row.subject}
        after = found[-1].subject
