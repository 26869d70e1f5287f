"""The table by which subjects are found again: its rows follow the records, within the writer's transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Protocol

from sqlalchemy import (
    ClauseElement,
    Connection,
    Dialect,
    Integer,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from yibiao.model.record import Record
from yibiao.store import rows
from yibiao.store.prepared import Prepared
from yibiao.store.tables import RECORD, STREAM, SUBJECT_KEY

#: What more subjects share says nothing of any of them; no more are read of a key.
COMMON: Final = 50

#: As many keys are looked up one by one sooner than together.
_FEW: Final = 12

#: Rows written at a time when all are made again.
_MANY: Final = 20_000

#: Of a key, who comes under it from now on, and who does no longer.
Changes = Mapping[int, Mapping[str, bool]]


class Keying(Protocol):
    """By which rules records get their keys."""

    @property
    def edition(self) -> str:
        """Another whenever a record may get other keys."""

    def of(self, record: Record) -> frozenset[int]:
        """The keys of *record*."""

    def same(self, one: Record, other: Record) -> bool:
        """Whether two states of a record have the same keys for sure."""


class Unkeyed:
    """Nothing is found again."""

    edition: Final = ""

    def of(self, _: Record) -> frozenset[int]:
        """None."""
        return frozenset()

    def same(self, *_: Record) -> bool:
        """They have none."""
        return True


_KEY: Final = SUBJECT_KEY.c
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
        self.add = Prepared(_adding(dialect), dialect)
        self.remove = Prepared(
            delete(SUBJECT_KEY).where(
                _OF, _KEY.key == bindparam("key"), _KEY.subject == bindparam("subject")
            ),
            dialect,
        )


def _adding(dialect: Dialect) -> ClauseElement:
    if dialect.name == "postgresql":
        return postgresql.insert(SUBJECT_KEY).on_conflict_do_nothing()
    return sqlite.insert(SUBJECT_KEY).on_conflict_do_nothing()


class KeyedGroup:
    """Who comes under which key, as a group of decisions sees and changes it."""

    def __init__(self, connection: Connection, statements: KeyStatements, stream: str) -> None:
        self._connection = connection
        self._statements = statements
        self._stream = stream
        self._known: dict[int, set[str]] = {}
        self._changed: defaultdict[int, dict[str, bool]] = defaultdict(dict)

    def fetch(self, keys: Iterable[int]) -> None:
        """Look many keys up at once."""
        unknown = [each for each in dict.fromkeys(keys) if each not in self._known]
        if len(unknown) <= _FEW:
            return
        self._known.update(sharing(self._connection, self._stream, unknown))
        for each in unknown:
            _change(self._known[each], self._changed.get(each, {}))

    def subjects(self, key: int) -> set[str]:
        """Who comes under *key*; of a common one, only some."""
        if key not in self._known:
            found = self._statements.subjects.rows(
                self._connection, stream=self._stream, key=key, most=COMMON + 1, skipped=0
            )
            self._known[key] = {row.subject for row in found}
            _change(self._known[key], self._changed.get(key, {}))
        return self._known[key]

    def take(self, changes: Changes) -> None:
        """Keep what a decision changed."""
        for key, changed in changes.items():
            self._changed[key].update(changed)
            if key in self._known:
                _change(self._known[key], changed)

    def send(self) -> None:
        """Write everything taken."""
        for statement, coming in ((self._statements.add, True), (self._statements.remove, False)):
            found = [
                {"stream": self._stream, "key": key, "subject": subject}
                for key, changed in sorted(self._changed.items())
                for subject, comes in changed.items()
                if comes is coming
            ]
            if found:
                statement.run(self._connection, found)
        self._changed.clear()


def sharing(connection: Connection, stream: str, keys: Iterable[int]) -> dict[int, set[str]]:
    """Who comes under each of *keys*, up to one more than are worth knowing."""
    found: dict[int, set[str]] = {each: set() for each in keys}
    for some in rows.several(found, rows.MANY):
        for row in connection.execute(_TOGETHER, {"stream": stream, "keys": some}):
            found[row.key].add(row.subject)
    return found


def changed(keying: Keying, before: Record | None, after: Record) -> dict[int, bool]:
    """The keys that a subject comes under from now on, and those that it does no longer."""
    if before is not None and keying.same(before, after):
        return {}
    old, new = keying.of(before) if before else frozenset(), keying.of(after)
    return {key: key in new for key in old ^ new}


def _change(subjects: set[str], changes: Mapping[str, bool]) -> None:
    for subject, comes in changes.items():
        (subjects.add if comes else subjects.discard)(subject)


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
            for key in sorted(keying.of(rows.record(row.document))):
                yield {"stream": stream, "key": key, "subject": row.subject}
        after = found[-1].subject
