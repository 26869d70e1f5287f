"""Decisions → events in one order, each with its place and its link; many decisions share a commit."""

import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from typing import Final, TypeVar

from sqlalchemy import Connection

from yibiao.errors import TooMany
from yibiao.model.event import Event
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Record
from yibiao.store import engine, keyed, rows
from yibiao.store.checkpointing import Checkpointing
from yibiao.store.closable import Closable
from yibiao.store.deciding import Deciding, Decision
from yibiao.store.fair_lock import FairLock
from yibiao.store.keyed import Keying, Unkeyed
from yibiao.store.reading import Reading, snapshot
from yibiao.store.refusing import refused
from yibiao.store.writing import NOTHING, Group, Needs, Writing, begin, statements_for

T = TypeVar("T")

#: About so many events are written in a second: whoever finds the queue full hears how long it takes to write what waits.
A_SECOND: Final = 2_000


class Journal(Closable):
    """
    The only truth: what was said, in the order in which it was said, and what is held in consequence.

    One thread decides; whatever it decides while the disk is waited for shares the next commit. Reading is free for all.

    Args:
        url: Of the database: `sqlite:///…` or `postgresql+psycopg://…`.
        stream: The order of events this journal keeps; several share a database without waiting for each other.
        waiting: So much may wait; what would be more is refused. A decision weighs one, unless it says otherwise.
        together: A commit is not shared by more.
        keying: By which keys subjects are found again; if the journal's were made by other rules, all are made again.
    """

    def __init__(
        self,
        url: str,
        stream: str = "main",
        *,
        waiting: int = 20_000,
        together: int = 500,
        keying: Keying | None = None,
    ) -> None:
        self.stream = stream
        self.keying = keying or Unkeyed()
        self._engine = engine.opened(url)
        self._engine_of_writer = engine.of_writer(self._engine)
        # A database in memory has one connection, by which nothing is read while it commits.
        self._engine_ahead = engine.of_writer(self._engine) if engine.shared(self._engine) else None
        self._lock = FairLock()
        self._room = waiting
        self._closing = threading.Lock()
        self._closed = False
        with self._writing() as connection:
            begin(connection, stream)
            if self.keying.edition and keyed.keyed_by(connection, stream) != self.keying.edition:
                keyed.key_again(connection, stream, self.keying)
        self._checkpointing = Checkpointing(self._engine) if engine.logs(self._engine) else None
        statements = statements_for(self._engine.dialect)
        self._deciding = Deciding(
            self._engine_of_writer,
            self._lock,
            self._engine_ahead,
            lambda connection, upon: Group(connection, statements, stream, self.keying, upon),
            self._wrote,
            lambda: self._checkpointing is None or not self._checkpointing.long,
            together,
            f"journal-{stream}",
        )

    def close(self) -> None:
        """Write what is queued, then let go of the database. Closing twice is harmless."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        self._deciding.close()
        if self._checkpointing is not None:
            self._checkpointing.close()
        for each in (self._engine_of_writer, self._engine_ahead):
            if each is not None:
                each.dispose()
        self._engine.dispose()

    def submit(
        self,
        decide: Callable[[Writing], T],
        weight: int = 1,
        *,
        ahead: bool = False,
        needs: Needs = NOTHING,
    ) -> Future[T]:
        """
        The outcome of *decide*, once it is on disk; *weight* is how many events it is about.

        It is run alone, in its turn, and sees everything decided before it. If it raises, what it added is forgotten
        and the future raises the same. One that does nothing but write through what it is given may be run *ahead*,
        before what it sees is on disk, and again if that does not come to stand. What it *needs* is looked up with what others
        need who share its commit; it may ask for anything else.

        The future raises as well:
            NoRoom: The disk is full.
            JournalBusy: Another process holds the database.
            Unreachable: The database failed, or is no more to be reached.

        Raises:
            TooMany: More waits than may.
        """
        future: Future[T] = Future()
        with self._closing:
            if self._closed:
                raise RuntimeError("the journal is closed")
            self.require_room(weight)
            self._deciding.put(Decision(decide, future, weight, ahead, needs))
        return future

    def require_room(self, weight: int) -> None:
        """
        Let those go on for whom there is room, before they take trouble over what would be refused.

        Raises:
            TooMany: More waits than may.
        """
        waiting = self._deciding.waiting
        if waiting and waiting + weight > self._room:
            raise TooMany(retry_after=1 + waiting // A_SECOND)

    def write(self, decide: Callable[[Writing], T]) -> T:
        """
        As `submit`, waiting for the disk.

        Raises:
            TooMany: More waits than may.
        """
        if self._deciding.decides():
            raise RuntimeError("a decision writes through what it is given")
        return self.submit(decide).result()

    def key_again(self) -> None:
        """Make the keys of every subject again, out of the records."""
        if self.keying.edition:
            with self._writing() as connection:
                keyed.keyed_by(connection, self.stream)  # nobody writes meanwhile
                keyed.key_again(connection, self.stream, self.keying)

    @property
    def head(self) -> int:
        """Position of the newest event; 0 when there is none."""
        with self.reading() as reading:
            return reading.newest()[0]

    @property
    def link(self) -> str:
        """Link of the newest event."""
        with self.reading() as reading:
            return reading.newest()[1]

    def event(self, position: int) -> Event | None:
        """The event at *position*."""
        with self.reading() as reading:
            return reading.event(position)

    def events(
        self,
        after: int = 0,
        until: int | None = None,
        kinds: Collection[str] | None = None,
        subject: str | None = None,
    ) -> Iterator[Event]:
        """Events in order, after *after* and not after *until* (or the head), read a page at a time."""
        until = self.head if until is None else until
        while True:
            with self.reading() as reading:
                page = reading.page(after, until, kinds, subject)
            if not page:
                return
            yield from map(rows.event, page)
            after = page[-1].position

    def record(self, subject: str) -> Record | None:
        """What is held about *subject*."""
        with self.reading() as reading:
            return reading.record(subject)

    def records(self, unit: str | None = None, kind: SubjectKind | None = None) -> Iterator[Record]:
        """What is held about the subjects of a unit, of a kind, or about all; by subject, read a page at a time."""
        after = ""
        while True:
            with self.reading() as reading:
                page = reading.records(unit, kind, after)
            if not page:
                return
            yield from page
            after = page[-1].subject

    def reading(self) -> AbstractContextManager[Reading]:
        """The journal as it stands now, for questions whose answers must belong together."""
        return snapshot(self._engine, self.stream)

    def alone(self, act: Callable[[Connection], T]) -> T:
        """What *act* gives in a transaction of its own, for what is no decision."""
        if self._deciding.decides():
            raise RuntimeError("a decision writes through what it is given")
        with self._writing() as connection:
            return act(connection)

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A connection to read what lies beside the journal."""
        with refused(self._engine.url), self._engine.connect() as connection:
            yield connection

    def _wrote(self, rows: int) -> None:
        if self._checkpointing is not None:
            self._checkpointing.wrote(rows)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with (
            refused(self._engine.url),
            self._lock,  # whoever waits for it has no connection yet
            self._engine.connect().execution_options(writing=True) as connection,
            connection.begin(),
        ):
            yield connection
