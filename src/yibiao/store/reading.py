"""The journal as it stood at one moment: everything read through one `Reading` belongs together."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    Row,
    bindparam,
    func,
    literal_column,
    select,
)

from yibiao.model.event import Event
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Record
from yibiao.store import chain, keyed, rows
from yibiao.store.prepared import PreparedRows
from yibiao.store.refusing import refused
from yibiao.store.tables import ACCESS, ACCESS_HEAD, EVENT, KEPT, RECORD, REGISTRY, STREAM

#: Rows read at a time.
PAGE: Final = 1_000


#: Not to be bound, as its type would have it.
_COMMA: Final[Any] = literal_column("','")


@cache
def record_texts(dialect: Dialect) -> PreparedRows:
    """The stored texts of the records of some subjects, `documents`, with a comma between each: see `PreparedRows`."""
    texts = func.aggregate_strings(RECORD.c.document, _COMMA).label("documents")
    return PreparedRows(
        ["subject"],
        lambda some: select(texts).where(
            RECORD.c.stream == bindparam("stream"),
            RECORD.c.subject.in_([each for row in some for each in row.values()]),
        ),
        dialect,
    )


class Told(NamedTuple):
    """Where an entry stands, and its event's body unless that was erased."""

    position: int
    body: str | None


class Reading:
    """Questions to the journal within one transaction."""

    def __init__(self, connection: Connection, stream: str) -> None:
        self._connection = connection
        self._stream = stream

    def attempt(self) -> AbstractContextManager[Any]:
        """Around a question that the database may fail to answer, so that others can be asked afterwards."""
        return self._connection.begin_nested()

    def newest(self) -> tuple[int, str]:
        """Position and link of the newest event; 0 and the origin when there is none."""
        row = self._connection.execute(
            select(STREAM.c.head, STREAM.c.link).where(STREAM.c.stream == self._stream)
        ).one_or_none()
        return (0, chain.ORIGIN) if row is None else (row.head, row.link)

    def keyring(self) -> list[dict[str, Any]]:
        """Passwords and tokens, as digests: a row each with the name of its `table`. Sessions end with their place."""
        return [
            {"table": table.name, **{name: row[name] for name in row if name != "stream"}}
            for table in KEPT
            for row in self._connection.execute(
                select(table).where(table.c.stream == self._stream)
            ).mappings()
        ]

    def newest_access(self) -> tuple[int, str]:
        """Number and link of the newest line of the record of access; 0 and the origin when there is none."""
        row = self._connection.execute(
            select(ACCESS_HEAD.c.head, ACCESS_HEAD.c.link).where(
                ACCESS_HEAD.c.stream == self._stream
            )
        ).one_or_none()
        return (0, chain.ORIGIN) if row is None else (row.head, row.link)

    def accesses(self, after: int, until: int | None = None) -> list[Row[Any]]:
        """The next lines of the record of access after the line *after* and up to *until*, a thousand at most."""
        query = select(ACCESS).where(ACCESS.c.stream == self._stream, ACCESS.c.number > after)
        if until is not None:
            query = query.where(ACCESS.c.number <= until)
        return list(self._connection.execute(query.order_by(ACCESS.c.number).limit(PAGE)))

    def event(self, position: int) -> Event | None:
        """The event at *position*."""
        row = self._connection.execute(
            select(EVENT).where(EVENT.c.stream == self._stream, EVENT.c.position == position)
        ).one_or_none()
        return None if row is None else rows.event(row)

    def link(self, position: int) -> str | None:
        """The link of the event at *position*, and of the beginning; none where the journal has not come so far."""
        if position == 0:
            return chain.ORIGIN
        return self._connection.scalar(
            select(EVENT.c.link).where(EVENT.c.stream == self._stream, EVENT.c.position == position)
        )

    def before(self, moment: datetime) -> int:
        """
        The position of the last event before *moment*; 0 when there is none.

        Found by halving, as if the clock had never been set back.
        """
        low, high = 0, self.newest()[0]
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (
                (middle, high) if self.times([middle])[middle] < moment else (low, middle - 1)
            )
        return low

    def times(self, positions: Iterable[int]) -> dict[int, datetime]:
        """When the events at *positions* were written."""
        found: dict[int, datetime] = {}
        wanted = sorted(set(positions))
        for start in range(0, len(wanted), rows.MANY):
            query = select(EVENT.c.position, EVENT.c.at).where(
                EVENT.c.stream == self._stream,
                EVENT.c.position.in_(wanted[start : start + rows.MANY]),
            )
            for row in self._connection.execute(query):
                found[row.position] = datetime.fromisoformat(row.at)
        return found

    def page(
        self,
        after: int,
        until: int | None = None,
        kinds: Collection[str] | None = None,
        subject: str | None = None,
    ) -> list[Row[Any]]:
        """The rows of the next events after *after*, a thousand at most."""
        query = (
            select(EVENT)
            .where(EVENT.c.stream == self._stream, EVENT.c.position > after)
            .order_by(EVENT.c.position)
            .limit(PAGE)
        )
        if until is not None:
            query = query.where(EVENT.c.position <= until)
        if kinds is not None:
            query = query.where(EVENT.c.kind.in_(sorted(kinds)))
            if "entry.filed" not in kinds:
                query = query.where(REGISTRY)
        if subject is not None:
            query = query.where(EVENT.c.subject == subject)
        return list(self._connection.execute(query))

    def latest(
        self, kinds: Collection[str], *, before: int | None, actor: str | None, limit: int
    ) -> list[Event]:
        """The newest events of *kinds*, which are no entries, before a position; of one actor only; the newest first."""
        query = (
            select(EVENT)
            .where(EVENT.c.stream == self._stream, REGISTRY, EVENT.c.kind.in_(sorted(kinds)))
            .order_by(EVENT.c.position.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(EVENT.c.position < before)
        if actor is not None:
            query = query.where(EVENT.c.actor == actor)
        return [rows.event(each) for each in self._connection.execute(query)]

    def walk(
        self, after: int = 0, until: int | None = None, kinds: Collection[str] | None = None
    ) -> Iterator[Row[Any]]:
        """The rows of events, in order."""
        while page := self.page(after, until, kinds):
            yield from page
            after = page[-1].position

    def stories(self, subjects: Collection[str] | None = None) -> Iterator[tuple[str, list[Told]]]:
        """Of each subject, or each of *subjects*, the position and body of every entry about it, in order."""
        query = (
            select(EVENT.c.subject, EVENT.c.position, EVENT.c.body)
            .where(
                EVENT.c.stream == self._stream,
                EVENT.c.subject.is_not(None),
                EVENT.c.kind == "entry.filed",
            )
            .order_by(EVENT.c.subject, EVENT.c.position)
        )
        queries = (
            [query]
            if subjects is None
            else [query.where(EVENT.c.subject.in_(some)) for some in rows.batched(subjects)]
        )
        for each in queries:
            found = self._connection.execute(each, execution_options={"yield_per": PAGE})
            for subject, told in groupby(found, key=lambda row: str(row.subject)):
                yield subject, [Told(row.position, row.body) for row in told]

    def documents(self, subjects: Iterable[str]) -> Iterator[str]:
        """The stored texts of the records of *subjects*, of those that have one."""
        return (row.document for row in self._held_of(subjects, RECORD.c.document))

    def record_rows(self, subjects: Iterable[str]) -> Iterator[Row[Any]]:
        """The rows of the records of *subjects*, of those that have one."""
        return self._held_of(subjects, RECORD)

    def units_of(self, subjects: Iterable[str]) -> dict[str, str]:
        """The units of *subjects*, of those that have a record."""
        found = self._held_of(subjects, RECORD.c.subject, RECORD.c.unit)
        return {row.subject: row.unit for row in found}

    def _held_of(self, subjects: Iterable[str], *columns: Any) -> Iterator[Row[Any]]:
        for some in rows.batched(subjects):
            yield from self._connection.execute(
                select(*columns).where(RECORD.c.stream == self._stream, RECORD.c.subject.in_(some))
            )

    def texts(self, subjects: Iterable[str]) -> Iterator[str]:
        """As `documents`, of hundreds at a time as one text with a comma between each."""
        statement = record_texts(self._connection.dialect)
        for some in rows.batched(dict.fromkeys(subjects)):
            for row in statement.among(self._connection, self._stream, some):
                if row.documents:
                    yield row.documents

    def records_of(self, subjects: Iterable[str]) -> Iterator[Record]:
        """What is held about each of *subjects* that has a record; in no order."""
        for text in self.texts(subjects):
            yield from rows.records(text)

    def count_records(self) -> int:
        """How many subjects have a record."""
        return self._connection.execute(
            select(func.count()).select_from(RECORD).where(RECORD.c.stream == self._stream)
        ).scalar_one()

    def records(self, unit: str | None, kind: SubjectKind | None, after: str = "") -> list[Record]:
        """The next records after the subject *after*, by subject, a thousand at most."""
        return [rows.record(each.document) for each in self._next_records(unit, kind, after)]

    def _next_records(
        self, unit: str | None, kind: SubjectKind | None, after: str
    ) -> list[Row[Any]]:
        query = (
            select(RECORD)
            .where(RECORD.c.stream == self._stream, RECORD.c.subject > after)
            .order_by(RECORD.c.subject)
            .limit(PAGE)
        )
        if unit is not None:
            query = query.where(RECORD.c.unit == unit)
        if kind is not None:
            query = query.where(RECORD.c.kind == kind.value)
        return list(self._connection.execute(query))

    def events_at(self, positions: Iterable[int]) -> dict[int, Event]:
        """The events at *positions*, by position."""
        wanted, found = sorted(set(positions)), {}
        for start in range(0, len(wanted), rows.MANY):
            query = select(EVENT).where(
                EVENT.c.stream == self._stream,
                EVENT.c.position.in_(wanted[start : start + rows.MANY]),
            )
            found.update(
                {each.position: rows.event(each) for each in self._connection.execute(query)}
            )
        return found

    def all_records(self) -> Iterator[Row[Any]]:
        """The rows of all records, by subject."""
        after = ""
        while page := self._next_records(None, None, after):
            yield from page
            after = page[-1].subject

    def record(self, subject: str) -> Record | None:
        """What is held about *subject*."""
        return next(map(rows.record, self.documents([subject])), None)

    def wrong_keys(self, keying: keyed.Keying) -> int:
        """How many keys are missing, or lead to a subject that they should not."""
        return keyed.wrong(self._connection, self._stream, keying)

    def sharing(self, keys: Iterable[int], most: int = keyed.COMMON) -> dict[int, set[str]]:
        """Who comes under each of *keys*; nothing of those under which nobody does, or more than *most*."""
        return keyed.rare(self._connection, self._stream, set(keys), most)


@contextmanager
def snapshot(engine: Engine, stream: str) -> Iterator[Reading]:
    """The journal at *engine* as it stands now, for questions whose answers must belong together."""
    settings = (
        {"isolation_level": "REPEATABLE READ"}
        if engine.dialect.name == "postgresql"
        else {}  # SQLite's are all snapshots
    )
    with (
        refused(engine.url),
        engine.connect().execution_options(**settings) as connection,
        connection.begin(),  # some questions go straight to the driver
    ):
        yield Reading(connection, stream)
