"""What a decision sees and adds inside the writer's transaction, and what a group of decisions leaves behind."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BindParameter,
    ClauseElement,
    ColumnElement,
    Connection,
    Dialect,
    bindparam,
    delete,
    select,
    update,
)

from yibiao.errors import EntryIdReused
from yibiao.model.event import Draft, Event
from yibiao.model.record import Record
from yibiao.store import chain, keyed, rows
from yibiao.store.inserting import insertion
from yibiao.store.keyed import KeyedGroup, Keying, KeyStatements
from yibiao.store.prepared import Prepared, PreparedRows
from yibiao.store.reading import Reading, Told, record_texts
from yibiao.store.tables import EVENT, RECORD, STREAM

#: Bytes of a salt, and how many are drawn at once: more for every time that they were not enough. Whoever draws some lets
#: other threads run, and waits for its turn.
_SALT: Final = 16
_SALTS: Final = (32, 1_024)


class Statements:
    """What the writer sends for every group."""

    def __init__(self, dialect: Dialect) -> None:
        self.keys = KeyStatements(dialect)
        stream: BindParameter[str] = bindparam("stream")
        self.head = Prepared(
            select(STREAM.c.head, STREAM.c.link).where(STREAM.c.stream == stream).with_for_update(),
            dialect,
        )
        self.events = PreparedRows(
            ["id"],
            lambda rows: select(EVENT).where(EVENT.c.stream == stream, _among(EVENT.c.id, rows)),
            dialect,
        )
        self.records = record_texts(dialect)
        self.add_event = PreparedRows(EVENT.c.keys(), insertion(EVENT, dialect).values, dialect)
        self.put_record = PreparedRows(
            RECORD.c.keys(),
            partial(_put, dialect, ["kind", "unit", "position", "document"]),
            dialect,
        )
        # Of a record that stays in its unit: what stands in an index is written again whenever it is named.
        self.change_record = PreparedRows(
            RECORD.c.keys(), partial(_put, dialect, ["position", "document"]), dialect
        )
        self.forget_record = PreparedRows(
            ["subject"],
            lambda rows: delete(RECORD).where(
                RECORD.c.stream == stream, _among(RECORD.c.subject, rows)
            ),
            dialect,
        )
        self.move_head = Prepared(
            update(STREAM)
            .where(STREAM.c.stream == bindparam("of"))
            .values(head=bindparam("head"), link=bindparam("link")),
            dialect,
        )


_RENDERED: Final[dict[str, Statements]] = {}


def statements_for(dialect: Dialect) -> Statements:
    """What is sent to databases that speak *dialect*, rendered once."""
    if dialect.name not in _RENDERED:
        _RENDERED[dialect.name] = Statements(dialect)
    return _RENDERED[dialect.name]


class Needs(NamedTuple):
    """What a decision will ask for: with that of others who share its commit it is asked for together."""

    events: Sequence[str] = ()
    records: Sequence[str] = ()
    keys: Collection[int] = ()


NOTHING: Final = Needs()


class Overtaken(Exception):
    """What was decided ahead was decided upon something that does not stand."""


#: A record and its row; nothing where it is forgotten.
Held = tuple[Record, dict[str, Any]] | tuple[None, None]


class Group:
    """
    Decisions that share one commit.

    What they add waits here and is sent at the end, many rows a statement. A decision that fails has sent nothing,
    so that it needs no savepoint to be forgotten. Later decisions see what earlier ones added.

    Args:
        connection: In the writer's transaction; or one to read only, until the group lands.
        statements: For its database.
        stream: The order of events.
        keying: By which rules records get their keys.
        upon: The group before, on its way to the disk: what it changed is seen whether it is there yet or not.
    """

    def __init__(
        self,
        connection: Connection,
        statements: Statements,
        stream: str,
        keying: Keying,
        upon: "Group | None" = None,
    ) -> None:
        self.connection = connection
        self._statements = statements
        self.stream = stream
        self.keying = keying
        self.keyed = KeyedGroup(connection, statements.keys, stream)
        #: How one that was decided ahead gets the connection by which it is written; nothing once it has.
        self.landing: Callable[[], Connection] | None = None
        self._begins_at = (upon.head, upon.link) if upon else self._newest()
        self.head: int = self._begins_at[0]
        self.link: str = self._begins_at[1]
        self._added: list[Event] = []
        self._bodies: list[str] = []
        self._events: dict[str, Event | None] = {}
        self._records: dict[str, Record | None] = {}
        self._changed: dict[str, dict[str, Any] | None] = {}
        # By subject, the unit in whose rows the database has its record.
        self.lies: dict[str, str] = {}
        #: Written so far.
        self.rows = 0
        self._salts: list[str] = []
        self._drawn = _SALTS[0]
        # What it changed, sent or not, for the group that is decided upon it.
        self.new_events: dict[str, Event | None] = {}
        self.new_records: dict[str, Record | None] = {}
        if upon is not None:
            self._events.update(upon.new_events)
            self._records.update(upon.new_records)
            # No more than that: what was changed before it is on disk by now, and read there.
            self.lies.update({s: each.unit for s, each in upon.new_records.items() if each})
            self.keyed.follow(upon.keyed)

    def _newest(self) -> tuple[int, str]:
        # The lock is held until the commit: see docs/decisions/0007.
        (newest,) = self._statements.head.rows(self.connection, stream=self.stream)
        return newest.head, newest.link

    def land(self) -> None:
        """
        Have what was decided ahead written from now on, in the writer's transaction.

        Raises:
            Overtaken: It was decided upon what does not stand.
        """
        if self.landing is None:
            return
        self.connection = self.keyed.connection = self.landing()
        self.landing = None
        if self._newest() != self._begins_at:
            raise Overtaken

    def look_up(self, needs: Sequence[Needs]) -> None:
        """Have at hand what decisions *need*."""
        self.fetch_events(each for some in needs for each in some.events)
        self.fetch_records(each for some in needs for each in some.records)
        self.keyed.fetch(each for some in needs for each in some.keys)

    def event_of(self, id_: str) -> Event | None:
        """The event of that id."""
        if id_ not in self._events:
            self.fetch_events([id_])
        return self._events[id_]

    def fetch_events(self, ids: Iterable[str]) -> None:
        """Look events up together, so that `event_of` need not."""
        unknown = [each for each in dict.fromkeys(ids) if each not in self._events]
        found = self._there(self._statements.events, unknown)
        self._events.update(dict.fromkeys(unknown))
        self._events.update({row.id: rows.event(row) for row in found})

    def record(self, subject: str) -> Record | None:
        """What is held about *subject*."""
        if subject not in self._records:
            self.fetch_records([subject])
        return self._records[subject]

    def fetch_records(self, subjects: Iterable[str]) -> None:
        """Look records up together, so that `record` need not."""
        unknown = [each for each in dict.fromkeys(subjects) if each not in self._records]
        found = self._there(self._statements.records, unknown)
        self._records.update(dict.fromkeys(unknown))
        for record in (each for row in found for each in rows.records(row.documents or "")):
            self._records[record.subject] = record
            self.lies[record.subject] = record.unit

    def _there(self, statement: PreparedRows, names: Iterable[str]) -> list[Any]:
        """What the database has under those of *names* under which it can have anything."""
        return statement.among(self.connection, self.stream, filter(rows.keepable, names))

    def salt(self) -> str:
        """Chance, 16 bytes; asked of the system for many at once."""
        if not self._salts:
            many = secrets.token_hex(_SALT * self._drawn)
            self._salts = [many[at : at + 2 * _SALT] for at in range(0, len(many), 2 * _SALT)]
            self._drawn = min(4 * self._drawn, _SALTS[1])
        return self._salts.pop()

    def take(
        self,
        events: Sequence[Event],
        bodies: Sequence[str],
        records: Mapping[str, Held],
        keys: keyed.Changes,
    ) -> None:
        """Keep what a decision added."""
        self.keyed.take(keys)
        if events:
            self.head, self.link = events[-1].position, events[-1].link
        self._added += events
        self._bodies += bodies
        new = {each.id: each for each in events}
        self._events.update(new)
        self.new_events.update(new)
        for subject, (record, row) in records.items():
            self._records[subject] = self.new_records[subject] = record
            self._changed[subject] = row

    def reading(self) -> Reading:
        """Questions to the database, everything taken included."""
        self.land()
        self.send()
        return Reading(self.connection, self.stream)

    def send(self) -> None:
        """Write everything taken; the commit is the caller's."""
        if self._added:
            self._statements.add_event.run_ordered(
                self.connection, list(map(rows.event_row, self._added, self._bodies))
            )
            self._statements.move_head.rows(
                self.connection, of=self.stream, head=self.head, link=self.link
            )
        self._send_records()
        self.rows += len(self._added) + len(self._changed)
        self._added, self._bodies, self._changed = [], [], {}
        self.rows += self.keyed.send()

    def _send_records(self) -> None:
        put, changed, forgotten = [], [], []
        for subject, row in self._changed.items():
            if row is None:
                self.lies.pop(subject, None)
                forgotten.append(subject)
            elif self.lies.get(subject) == row["unit"]:
                changed.append(row)
            else:
                self.lies[subject] = row["unit"]
                put.append(row)
        self._statements.put_record.run(self.connection, put)
        self._statements.change_record.run(self.connection, changed)
        self._statements.forget_record.among(self.connection, self.stream, forgotten)


class Writing:
    """
    The view that one decision gets of the journal.

    It sees all that was committed, all that was decided before it in the same group, and what it adds itself.
    Nothing it adds stands before it returns, nor if it raises.
    """

    def __init__(self, group: Group) -> None:
        self._group = group
        self._added: list[Event] = []
        self._bodies: list[str] = []
        self._ids: dict[str, Event] = {}
        self._records: dict[str, Held] = {}
        self._keys: dict[tuple[int, str], bool] = {}
        # By key, once anybody asks.
        self._comes: defaultdict[int, dict[str, bool]] | None = None

    @property
    def head(self) -> int:
        """Position of the newest event."""
        return self._added[-1].position if self._added else self._group.head

    @property
    def link(self) -> str:
        """Link of the newest event."""
        return self._added[-1].link if self._added else self._group.link

    def event_of(self, id_: str) -> Event | None:
        """The event of that id, if there is one."""
        return self._ids.get(id_) or self._group.event_of(id_)

    def record(self, subject: str) -> Record | None:
        """What is held about *subject*, if anything."""
        mine = self._records.get(subject)
        return mine[0] if mine else self._group.record(subject)

    def records(self, subjects: Iterable[str]) -> dict[str, Record]:
        """What is held about those of *subjects* that are there; asked once for many."""
        subjects = list(subjects)
        self._group.fetch_records(subjects)
        return {each: record for each in subjects if (record := self.record(each)) is not None}

    def look_up(self, needs: Needs) -> None:
        """Ask once for much, so that asking for each of it is quick afterwards."""
        self._group.look_up([needs])

    def subjects(self, key: int) -> set[str]:
        """Who comes under *key*; nobody where it says nothing, because many do."""
        found = self._group.keyed.subjects(key)
        mine = self._by_key().get(key)
        if mine:
            found = found | {each for each, comes in mine.items() if comes}
            found -= {each for each, comes in mine.items() if not comes}
        return set() if len(found) > keyed.COMMON else found

    def _by_key(self) -> dict[int, dict[str, bool]]:
        if self._comes is None:
            self._comes = defaultdict(dict)
            self._sort_in(self._keys)
        return self._comes

    def _sort_in(self, changes: keyed.Changes) -> None:
        if self._comes is not None:
            for (key, subject), comes in changes.items():
                self._comes[key][subject] = comes

    def append(self, draft: Draft, text: str | None = None) -> Event:
        """
        The event that *draft* becomes, at the next position; *text* is its body's canonical text, if that is known.

        Raises:
            EntryIdReused: The stream has an event of that id.
            ValueError: The body is no JSON, or a name holds what not every database can keep.
        """
        if self.event_of(draft.id) is not None:
            raise EntryIdReused(entry=draft.id)
        body = chain.canonical(draft.body) if text is None else text
        salt = self._group.salt()
        members: dict[str, Any] = {
            **vars(draft),
            "stream": self._group.stream,
            "position": self.head + 1,
            "salt": salt,
            "digest": chain.digest(salt, body),
            "at": draft.at.isoformat(),
        }
        members["link"] = chain.link(self.link, members)
        members["at"] = draft.at
        event = Event.of(members)
        self._added.append(event)
        self._bodies.append(body)
        self._ids[event.id] = event
        return event

    def put(self, record: Record) -> None:
        """Hold *record* about its subject from now on."""
        before = self.record(record.subject)
        changes = keyed.changed(self._group.keying, before, record)
        self._keys.update(changes)
        self._sort_in(changes)
        self._hold(record)

    def _hold(self, record: Record) -> None:
        self._records[record.subject] = (record, rows.record_row(self._group.stream, record))

    def reading(self) -> Reading:
        """Questions to the journal as this decision finds it; what it has added itself is not in the answers."""
        return self._group.reading()

    def refold(
        self, subjects: Iterable[str], folded: Callable[[Sequence[Told]], Record | None]
    ) -> None:
        """
        Hold about each of *subjects* what its entries come to; nothing where that is nothing.

        What was held is not trusted, so that keys are not changed by the difference: `Journal.key_again` makes them.
        """
        subjects = list(subjects)
        told = dict(self._group.reading().stories(subjects))
        for subject in subjects:
            record = folded(told.get(subject, ()))
            if record is None:
                self._records[subject] = (None, None)
            else:
                self._hold(record)

    def told(self, subject: str) -> Sequence[Told]:
        """Every entry about *subject* that stood before this decision, in order."""
        return next((told for _, told in self._group.reading().stories([subject])), ())

    def close(self) -> None:
        """Hand everything to the group: the decision has been made."""
        self._group.take(self._added, self._bodies, self._records, self._keys)


def begin(connection: Connection, stream: str) -> None:
    """Give *stream* its row, if it has none."""
    statement = insertion(STREAM, connection.dialect)
    connection.execute(
        statement.values(stream=stream, head=0, link=chain.ORIGIN).on_conflict_do_nothing()
    )


def _among(
    column: ColumnElement[Any], rows: Iterable[Mapping[str, BindParameter[Any]]]
) -> ColumnElement[bool]:
    """Whether *column* is one of the only parameters of *rows*."""
    return column.in_([each for row in rows for each in row.values()])


def _put(
    dialect: Dialect, changing: Sequence[str], rows: list[dict[str, BindParameter[Any]]]
) -> ClauseElement:
    """Records written; of those that are there, only what is *changing*."""
    statement = insertion(RECORD, dialect).values(rows)
    return statement.on_conflict_do_update(
        index_elements=list(RECORD.primary_key),
        set_={name: statement.excluded[name] for name in changing},
    )
