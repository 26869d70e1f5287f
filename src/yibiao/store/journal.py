"""Decisions → events in one order, each with its place and its link; many decisions share a commit."""

import queue
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from yibiao.errors import JournalBusy, TooMany
from yibiao.model.event import Event
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Record
from yibiao.store import engine, keyed, rows
from yibiao.store.checkpointing import Checkpointing
from yibiao.store.closable import Closable
from yibiao.store.keyed import Keying, Unkeyed
from yibiao.store.reading import Reading, snapshot
from yibiao.store.refusing import refused
from yibiao.store.writing import Group, Statements, Writing, begin

T = TypeVar("T")


@dataclass(frozen=True)
class _Decision:
    decide: Callable[[Writing], Any]
    future: Future[Any]
    weight: int

    def begins(self) -> bool:
        """Whether somebody still waits for it."""
        return self.future.set_running_or_notify_cancel()

    def made(self, group: Group) -> tuple[Any, BaseException | None]:
        """
        What it gives, or why it failed; only in the first case *group* keeps what it added.

        Raises:
            SQLAlchemyError: The database failed it, and with it the whole group.
        """
        writing = Writing(group)
        try:
            outcome = self.decide(writing)
        except SQLAlchemyError:
            # The transaction is not to be trusted any more: PostgreSQL would "commit" it as a rollback.
            raise
        except BaseException as error:  # noqa: BLE001  it is its caller's, who hears it
            return None, error
        writing.close()
        return outcome, None

    def answer(self, outcome: tuple[Any, BaseException | None]) -> None:
        """Tell whoever waits."""
        given, error = outcome
        if error is None:
            self.future.set_result(given)
        else:
            self.future.set_exception(error)


class Journal(Closable):
    """
    The only truth: what was said, in the order in which it was said, and what is held in consequence.

    One thread writes; whatever is decided while it waits for the disk shares the next commit. Reading is free for all.

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
        self._statements = Statements(self._engine.dialect)
        self._together = together
        self._queue: queue.SimpleQueue[_Decision | None] = queue.SimpleQueue()
        self._room = waiting
        self._waiting = 0
        self._closing = threading.Lock()
        self._closed = False
        with self._writing() as connection:
            begin(connection, stream)
            if self.keying.edition and keyed.keyed_by(connection, stream) != self.keying.edition:
                keyed.key_again(connection, stream, self.keying)
        self._checkpointing = Checkpointing(self._engine) if engine.logs(self._engine) else None
        self._writer = threading.Thread(
            target=self._write_on, name=f"journal-{stream}", daemon=True
        )
        self._writer.start()

    def close(self) -> None:
        """Write what is queued, then let go of the database. Closing twice is harmless."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        self._queue.put(None)
        self._writer.join()
        if self._checkpointing is not None:
            self._checkpointing.close()
        self._engine_of_writer.dispose()
        self._engine.dispose()

    def submit(self, decide: Callable[[Writing], T], weight: int = 1) -> Future[T]:
        """
        The outcome of *decide*, once it is on disk; *weight* is how many events it is about.

        It is run alone, in its turn, and sees everything decided before it. If it raises, what it added is forgotten
        and the future raises the same.

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
            self._waiting += weight
            self._queue.put(_Decision(decide, future, weight))
        return future

    def require_room(self, weight: int) -> None:
        """
        Let those go on for whom there is room, before they take trouble over what would be refused.

        Raises:
            TooMany: More waits than may.
        """
        if self._waiting and self._waiting + weight > self._room:
            raise TooMany(retry_after=1)

    def write(self, decide: Callable[[Writing], T]) -> T:
        """
        As `submit`, waiting for the disk.

        Raises:
            TooMany: More waits than may.
        """
        if threading.current_thread() is self._writer:
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
        with self._writing() as connection:
            return act(connection)

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A connection to read what lies beside the journal."""
        with refused(self._engine.url), self._engine.connect() as connection:
            yield connection

    def _write_on(self) -> None:
        while (group := self._next()) is not None:
            self._write_together([each for each in group if each.begins()])

    def _next(self) -> list[_Decision] | None:
        """Whoever waits, up to so many as may share a commit; nobody any more, once the journal is closed."""
        group: list[_Decision] = []
        weight = 0
        while weight < self._together and not (group and self._queue.empty()):
            decision = self._queue.get()
            if decision is None:
                self._queue.put(None)
                break
            group.append(decision)
            weight += decision.weight
        with self._closing:
            self._waiting -= weight
        return group or None

    def _behind(self) -> list[_Decision]:
        """Everybody else who waits and has not given up."""
        group: list[_Decision] = []
        while not self._queue.empty() and (some := self._next()) is not None:
            group += [each for each in some if each.begins()]
        return group

    def _write_together(self, decisions: list[_Decision]) -> None:
        try:
            with self._writing(self._engine_of_writer) as connection:
                group = Group(connection, self._statements, self.stream, self.keying)
                outcomes = [each.made(group) for each in decisions]
                group.send()
        except BaseException as error:  # noqa: BLE001  whatever it is, those who wait must hear it
            if isinstance(
                error, JournalBusy
            ):  # those behind them have waited as long, and would wait as long again
                decisions = [*decisions, *self._behind()]
            for each in decisions:
                each.future.set_exception(error)
        else:
            if self._checkpointing is not None:
                self._checkpointing.wrote(group.rows)
            for each, outcome in zip(decisions, outcomes, strict=True):
                each.answer(outcome)

    @contextmanager
    def _writing(self, by: Engine | None = None) -> Iterator[Connection]:
        with (
            refused(self._engine.url),
            (by or self._engine).connect().execution_options(writing=True) as connection,
            connection.begin(),
        ):
            yield connection
