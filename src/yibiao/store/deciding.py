"""
Decisions that wait → groups that share a commit, by a thread that decides and one that commits.

While a group is on its way to the disk the next one is decided, upon what that group leaves: what it added is laid over what
the database has. Nobody hears of a decision before its own commit. Whatever was decided ahead stands only if the group
before it does and nobody else has written meanwhile; otherwise it is decided again, with the database's lock held.
"""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Engine, RootTransaction
from sqlalchemy.exc import SQLAlchemyError

from yibiao.errors import JournalBusy
from yibiao.store.fair_lock import FairLock
from yibiao.store.refusing import refused
from yibiao.store.writing import NOTHING, Group, Needs, Overtaken, Writing

#: A commit of so much takes longer than to have another thread do it.
LONG: Final = 20

#: To write so much takes so long that another group is decided meanwhile; to write less, longer where two threads wait for each
#: other at every statement.
LARGE: Final = 300

#: Seconds without anything to decide, after which no connection is kept.
PAUSE: Final = 1.0

#: What a decision gave, or why it failed.
Outcome = tuple[Any, BaseException | None]


@dataclass(frozen=True)
class Decision:
    """
    Something to be decided, and who waits for it.

    Attributes:
        weight: How many events it is about.
        ahead: It may be decided before those before it are on disk, and therefore more than once.
        needs: What it will ask for.
    """

    decide: Callable[[Writing], Any]
    future: Future[Any]
    weight: int
    ahead: bool
    needs: Needs = NOTHING

    def begins(self) -> bool:
        """Whether somebody still waits for it."""
        return self.future.set_running_or_notify_cancel()

    def made(self, group: Group) -> Outcome:
        """
        What it gives, or why it failed; only in the first case *group* keeps what it added.

        Raises:
            SQLAlchemyError: The database failed it, and with it the whole group.
            Overtaken: What it was decided upon does not stand.
        """
        writing = Writing(group)
        try:
            outcome = self.decide(writing)
        except (SQLAlchemyError, Overtaken):
            # The transaction is not to be trusted any more: PostgreSQL would "commit" it as a rollback.
            raise
        except BaseException as error:  # noqa: BLE001  it is its caller's, who hears it
            return None, error
        writing.close()
        return outcome, None

    def answer(self, outcome: Outcome) -> None:
        """Tell whoever waits."""
        given, error = outcome
        if error is None:
            self.future.set_result(given)
        else:
            self.future.set_exception(error)


@dataclass
class Commit:
    """A group on its way to the disk; `over` once it is there, or `failed`."""

    group: Group
    transaction: RootTransaction
    decisions: list[Decision]
    outcomes: list[Outcome]
    over: threading.Event = field(default_factory=threading.Event)
    failed: bool = False


class Kept:
    """
    A connection that is kept as long as decisions follow each other: to get one takes longer than to use it.

    Args:
        lock: Held while it writes; nothing of one that only reads.
    """

    def __init__(self, engine: Engine, lock: FairLock | None = None) -> None:
        self._engine = engine
        self._lock = lock
        self._holds_lock = False
        self._connection: Connection | None = None

    def begun(self) -> Connection:
        """It, in a transaction; another one if it was closed."""
        if self._lock is not None:
            self._lock.acquire()
            self._holds_lock = True
        try:
            connection = self._connection
            if connection is None or connection.closed:
                writing = self._lock is not None
                connection = self._engine.connect().execution_options(writing=writing)
                self._connection = connection
            connection.begin()
        except BaseException:
            self.give_up()
            raise
        return connection

    def ended(self) -> None:
        """Its transaction, if it was in one, is over: others may write."""
        if self._lock is not None and self._holds_lock:
            self._holds_lock = False
            self._lock.release()

    def give_up(self) -> None:
        """After a failure: keep it no longer, and let others write."""
        try:
            self.let_go()
        finally:
            self.ended()

    def let_go(self) -> None:
        """Keep it no longer."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class Deciding:
    """
    The queue of decisions and its two threads.

    Args:
        engine: Through which groups are written, by one connection at a time.
        lock: Held by whoever writes, here or elsewhere in the process.
        reader: Through which what is decided ahead reads meanwhile; nothing, where nothing is.
        group: A group that reads and writes through a connection, upon one that is on its way to the disk or upon none.
        wrote: Hears how many rows were committed.
        holds: Whether what is decided ahead may hold the state of the database that it reads.
        together: So much shares a commit at most.
    """

    def __init__(
        self,
        engine: Engine,
        lock: FairLock,
        reader: Engine | None,
        group: Callable[[Connection, Group | None], Group],
        wrote: Callable[[int], None],
        holds: Callable[[], bool],
        together: int,
        name: str,
    ) -> None:
        self._url = engine.url
        self._writer = Kept(engine, lock)
        self._reader = None if reader is None else Kept(reader)
        self._group = group
        self._wrote = wrote
        self._holds = holds
        self._together = together
        self._queue: queue.SimpleQueue[Decision | None] = queue.SimpleQueue()
        # Taken out of the queue, and left to the next group.
        self._kept: list[Decision] = []
        self._commits: queue.SimpleQueue[Commit | None] = queue.SimpleQueue()
        self._under_way: Commit | None = None
        self._counting = threading.Lock()
        self.waiting = 0
        # Of what has not been answered, waiting or not.
        self._standing = 0
        self._thread = threading.Thread(target=self._write_on, name=name, daemon=True)
        self._committer = threading.Thread(
            target=self._commit_on, name=f"{name}-commits", daemon=True
        )
        self._thread.start()
        self._committer.start()

    def put(self, decision: Decision) -> None:
        """Have it decided in its turn."""
        with self._counting:
            self.waiting += decision.weight
            self._standing += decision.weight
        self._queue.put(decision)

    def decides(self) -> bool:
        """Whether this is one of its two threads, which wait for nobody who waits for them."""
        return threading.current_thread() in (self._thread, self._committer)

    def close(self) -> None:
        """Write what is queued."""
        self._queue.put(None)
        self._thread.join()
        self._commits.put(None)
        self._committer.join()

    def _write_on(self) -> None:
        while group := self._next():
            self._write_together(self._beginning(group))
        self._settle()
        self._let_go()

    def _may_share(self, weight: int, *, ahead: bool) -> bool:
        """
        Whether more than *weight* may share the next commit.

        Of what is decided ahead it is no more than half of all that is not answered: whoever files again once they hear would
        otherwise all come at the same time, and nothing would be decided until they do.
        """
        halves = ahead and self._reader is not None
        return weight < min(self._together, self._standing // 2 if halves else self._together)

    def _next(self) -> list[Decision]:
        """Whoever waits, up to so many as may share a commit; nobody any more, once the journal is closed."""
        group, self._kept = self._kept, []
        weight = sum(each.weight for each in group)
        while not group or (
            self._may_share(weight, ahead=group[0].ahead) and not self._queue.empty()
        ):
            decision = self._take()
            if decision is None:
                break
            group.append(decision)
            weight += decision.weight
        return group

    def _take(self) -> Decision | None:
        """The next decision in the queue; nothing once the journal is closed."""
        try:
            taken = self._queue.get(timeout=PAUSE)
        except queue.Empty:
            self._settle()
            self._let_go()
            taken = self._queue.get()
        if taken is None:
            self._queue.put(None)
        else:
            with self._counting:
                self.waiting -= taken.weight
        return taken

    def _behind(self) -> list[Decision]:
        """Everybody else who waits and has not given up."""
        group, self._kept = self._kept, []
        while not self._queue.empty() and (taken := self._take()) is not None:
            group.append(taken)
        return self._beginning(group)

    def _beginning(self, decisions: list[Decision]) -> list[Decision]:
        """Those for which somebody still waits."""
        begin: list[Decision] = []
        gone: list[Decision] = []
        for each in decisions:
            (begin if each.begins() else gone).append(each)
        self._over(gone)
        return begin

    def _over(self, decisions: Iterable[Decision]) -> None:
        """Nothing more comes of them."""
        with self._counting:
            self._standing -= sum(each.weight for each in decisions)

    def _write_together(self, decisions: list[Decision]) -> None:
        try:
            if not (self._can_go_ahead(decisions) and self._written_ahead(decisions)):
                self._written_in_turn(decisions)
        except BaseException as error:  # noqa: BLE001  whatever it is, those who wait must hear it
            if isinstance(
                error, JournalBusy
            ):  # those behind them have waited as long, and would wait as long again
                decisions = [*decisions, *self._behind()]
            self._over(decisions)
            for each in decisions:
                each.future.set_exception(error)

    def _can_go_ahead(self, decisions: list[Decision]) -> bool:
        under_way = self._under_way
        return (
            self._reader is not None
            and under_way is not None
            and not under_way.over.is_set()
            and self._holds()
            and all(each.ahead for each in decisions)
        )

    def _written_ahead(self, decisions: list[Decision]) -> bool:
        """Decide while the group before is on its way to the disk; whether that stands."""
        assert self._reader is not None  # noqa: S101  `_can_go_ahead` has looked
        assert self._under_way is not None  # noqa: S101
        # As it is now, until this is written. While somebody looks at an older state of SQLite's log, `checkpointing`
        # copies pages without having them flushed, which commits would wait for; it is made good when less is going
        # on, or the log is long.
        with refused(self._url), _held(self._reader.begun()) as connection:
            group = self._group(connection, self._under_way.group)
            group.landing = self._landing
            try:
                outcomes = _made(group, decisions)
                for come in self._come(sum(each.weight for each in decisions)):
                    decisions += come
                    outcomes += _made(group, come)
                group.land()
                self._send(group, decisions, outcomes)
            except BaseException as error:
                if group.landing is None:
                    self._writer.give_up()
                if not isinstance(error, Overtaken):
                    raise
                return False
        return True

    def _come(self, weight: int) -> Iterator[list[Decision]]:
        """What comes in after the group before is on disk, as far as it may share a commit and be decided ahead."""
        if self._under_way is not None:
            self._under_way.over.wait()
        while come := self._come_by_now(weight):
            weight += sum(each.weight for each in come)
            yield self._beginning(come)

    def _come_by_now(self, weight: int) -> list[Decision]:
        come: list[Decision] = []
        while (
            not self._kept
            and self._may_share(weight, ahead=True)
            and not self._queue.empty()
            and (decision := self._take()) is not None
        ):
            (come if decision.ahead else self._kept).append(decision)
            weight += decision.weight
        return come

    def _landing(self) -> Connection:
        """
        The connection through which what was decided ahead is written, once what it was decided upon is on disk.

        Raises:
            Overtaken: It is not.
        """
        before = self._settle()
        if before is not None and before.failed:
            raise Overtaken
        return self._writer.begun()

    def _written_in_turn(self, decisions: list[Decision]) -> None:
        """Decide with the database's lock held."""
        self._settle()
        try:
            with refused(self._url), _or_closed(self._writer.begun()) as connection:
                group = self._group(connection, None)
                outcomes = _made(group, decisions)
                self._send(group, decisions, outcomes)
        except BaseException:
            self._writer.ended()
            raise

    def _send(self, group: Group, decisions: list[Decision], outcomes: list[Outcome]) -> None:
        """Write what was decided and commit it, or have that done while there is something to decide."""
        weight = sum(each.weight for each in decisions)
        if weight < LARGE:
            group.send()
        transaction = group.connection.get_transaction()
        assert transaction is not None  # noqa: S101  it began with the connection
        commit = Commit(group, transaction, decisions, outcomes)
        if self._reader is not None and (not self._queue.empty() or weight >= LONG):
            self._under_way = commit
            self._commits.put(commit)
        else:
            self._commit(commit)

    def _let_go(self) -> None:
        """Keep no connection: nothing is to be decided."""
        self._writer.let_go()
        if self._reader is not None:
            self._reader.let_go()

    def _settle(self) -> Commit | None:
        """Wait until nothing is on its way to the disk; what was last."""
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            under_way.over.wait()
        return under_way

    def _commit_on(self) -> None:
        while (commit := self._commits.get()) is not None:
            self._commit(commit)

    def _commit(self, commit: Commit) -> None:
        error: BaseException | None = None
        try:
            # What is done last is the commit, or what undoes it all where anything fails.
            with refused(self._url), _or_closed(commit.group.connection), commit.transaction:
                commit.group.send()  # unless that was done
        except BaseException as raised:  # noqa: BLE001  whatever it is, those who wait must hear it
            error = raised
        self._writer.ended()
        if error is None:
            self._wrote(commit.group.rows)
        commit.failed = error is not None
        commit.over.set()
        self._over(commit.decisions)
        for each, outcome in zip(commit.decisions, commit.outcomes, strict=True):
            each.answer(outcome if error is None else (None, error))


@contextmanager
def _or_closed(connection: Connection) -> Iterator[Connection]:
    """*connection*, which is not to be trusted after a failure."""
    try:
        yield connection
    except BaseException:
        connection.close()
        raise


@contextmanager
def _held(connection: Connection) -> Iterator[Connection]:
    """The state of the database that *connection* sees, for as long as this lasts; it writes nothing."""
    with _or_closed(connection):
        yield connection
        if transaction := connection.get_transaction():
            transaction.rollback()


def _made(group: Group, decisions: Sequence[Decision]) -> list[Outcome]:
    """What each decision gives in its turn; what they ask the database for, they ask together."""
    group.look_up([each.needs for each in decisions])
    return [each.made(group) for each in decisions]
