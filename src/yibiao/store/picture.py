"""The journal → a columnar picture of it in DuckDB, which answers every query and may be thrown away."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import duckdb
import structlog
from sqlglot import exp

from yibiao.errors import NoRoom, PictureBehind
from yibiao.store import comparing, derived, opening, showing
from yibiao.store.batches import Batches
from yibiao.store.drawing import Shown, draw
from yibiao.store.held import Fold
from yibiao.store.journal import Journal
from yibiao.store.leaving import stopped_by_leaving
from yibiao.store.opening import PART
from yibiao.store.piecemeal import Piecemeal
from yibiao.store.reading import Reading

T = TypeVar("T")

_log = structlog.get_logger("yibiao.store")

#: Events that share a transaction: what a kill may cost, and how long a question may have to wait for its turn.
_SLICE: Final = 20_000

#: Seconds at most from one drawing to the next, so that more is drawn with it: one entry costs half as much as twenty.
_REST: Final = 0.2

#: Questions that are answered at once, and seconds after which one more is, whatever those take.
_AT_ONCE: Final = 2 * (os.cpu_count() or 1)
_LONG: Final = 0.5

#: Bytes of log that are worth copying.
_MUCH: Final = 16 << 20

#: Seconds after which whoever found it far behind should ask again, at least and at most.
_SOON, _LATE = 1, 60


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
      `#confirmed` is where the record was last confirmed, `#since` which elements were stated later and where,
      `#contested` and `#loaded` which are so.
      Other names with `#` are of what follows from the rest of the row: as `kept` says, from the first query that names it.
    * `element`: every element that is registered, and the type that its column has or would have, and how it lies.
    * `statement`: `#position`, `#kind`, `#subject`, `#element`, `value`: what was held of each element that an entry
      stated, once it stood; a cleared value is JSON `null`, units and closing are the elements `#unit` and `#closed`.

    It follows the journal before it answers. Deleted, damaged, of another version or of another journal, it is drawn
    anew. It is drawn in slices, each of which stands by itself: whoever is killed in between goes on where it was.

    Args:
        path: Its file; none for a picture in memory.
        journal: What it shows.
        fold: What is held once an entry stands; without it, what registers and devices state counts as if it were held.
        memory: That the engine may take; what needs more goes through a folder beside the file, or is refused.
        at_first: The same where that is not given, until something needs more: then it takes as much as it likes.

    Attributes:
        patience: How many events a query may have to catch up with before it refuses to wait; `None` for any number.
            Whoever sets it keeps the picture near the journal by other means.
        kept: Says which columns there may be of what follows from a row, with kind of subject, type and SQL.
    """

    def __init__(
        self,
        path: Path | None,
        journal: Journal,
        fold: Fold | None = None,
        memory: str | None = None,
        at_first: str | None = None,
    ) -> None:
        self._path = path
        self._memory = memory or at_first
        self._firm = memory is not None
        self._folder = opening.extracts(path) if path else None
        for each in self._folder.glob(f"*{PART}") if self._folder else ():
            each.unlink()  # of a process that was killed
        self._fold = fold
        self._journal = journal
        # Held by whoever changes the tables; never waited for by somebody who has a cursor.
        self._drawing = threading.RLock()
        # Held for moments: which connection there is, and how many have a cursor of it.
        self._turn = threading.Condition()
        self._asking = 0
        # Of those who ask, one draws for all who wait.
        self._waiting = threading.Condition()
        self._drawn_for = False
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._speed = float(_SLICE)
        # When it is worth drawing again: it takes a third of the time, however many ask beside many who file.
        self._rested = 0.0
        self.patience: int | None = None
        self.kept: derived.Keeping = dict
        self._connection, self._shown = opening.opened(path, self._link_at, self._memory)

    @property
    def at(self) -> int:
        """The position of the journal that it shows."""
        return self._shown.position

    @property
    def shown(self) -> Shown:
        """The columns that there are, and up to where everything is drawn."""
        return self._shown

    @property
    def lags(self) -> bool:
        """Whether a query about the present would be told to come again."""
        return self._too_far(self._journal.head)

    def close(self) -> None:
        """Let go of the file, once every question under way is answered."""
        with self._drawing, self._turn:
            self._turn.wait_for(lambda: self._asking == 0)
            self._connection.close()

    def catch_up(self) -> int:
        """Follow the journal to where it stands now; the position shown then."""
        wanted = self._journal.head
        while self._mended(self._nearer) or self.at < wanted:
            pass
        return self.at

    def nearer(self) -> bool:
        """Draw the next slice, if any is lacking; whether more is lacking then."""
        return self._mended(lambda: self._in_turn(self._journal.head))

    def query(
        self,
        expression: exp.Query | str,
        parameters: Sequence[Any] | Mapping[str, Any] | None = None,
        *,
        as_of: int | None = None,
    ) -> Answer:
        """
        The answer to a query, which can change nothing, on the journal as it stands now.

        Args:
            expression: The query.
            parameters: What it leaves open.
            as_of: It asks only for what was stated up to there: a picture that shows so much is near enough, if it knows the
                elements.

        Raises:
            PictureBehind: It would take longer than the caller should wait.
            NoRoom: The disk is full, and the picture cannot follow.
        """
        sql = _text(expression)

        def fetched(
            cursor: duckdb.DuckDBPyConnection, position: int, piecemeal: Piecemeal
        ) -> Answer:
            cursor.execute(*piecemeal.of(sql, parameters))
            names = [each[0] for each in cursor.description or ()]
            return Answer(names, cursor.fetchall(), position)

        return self._mended(lambda: self._taken(sql, fetched, as_of))

    def taken(
        self,
        expression: exp.Query | str,
        take: Callable[[Batches], T],
        parameters: Mapping[str, Any] | None = None,
        *,
        as_of: int | None = None,
    ) -> T:
        """
        As `query`, but what *take* makes of the rows, which come to it a batch at a time.

        Where the file proves damaged only on the way, *take* is called again, from the first row.

        Raises:
            PictureBehind, NoRoom: As `query`.
            Left: Whoever asked has left.
        """
        sql = _text(expression)

        def whole(cursor: duckdb.DuckDBPyConnection, position: int, piecemeal: Piecemeal) -> T:
            return take(Batches(cursor, sql, position, self._folder, piecemeal, parameters))

        return self._mended(lambda: self._taken(sql, whole, as_of))

    @contextmanager
    def batches(
        self, expression: exp.Query | str, *, as_of: int | None = None
    ) -> Iterator[Batches]:
        """
        As `query`, but the rows are not fetched: they come a batch at a time, go into a file, or are taken as Arrow.

        Nothing of it can be had once the `with` is over. Until then the picture's file stays as it is now, so nobody should
        wait in it for whoever receives the rows.

        Raises:
            PictureBehind, NoRoom: As `query`.
            Left: Whoever asked has left.
        """
        sql = _text(expression)
        near = self._mended(lambda: self._ready(sql, as_of))
        before = self._connection
        try:
            with self._asked(near, lambda: self._ready(sql, as_of)) as (cursor, position, parts):
                yield Batches(cursor, sql, position, self._folder, parts)
        except duckdb.Error as error:
            self._begun_anew(before, error)  # whoever asks next finds it mended
            if opening.full(error):
                raise NoRoom from error
            raise

    def extract(self, queries: Mapping[str, exp.Query], by: str | None = None) -> int:
        """
        Write the answers to *queries* into Parquet files, all of one moment; the position of that.

        Each is `extracted` under its name then, whole. Where all are in the order of a column, *by* says of which: many rows
        are put in order and written some after the others.

        Raises:
            PictureBehind: It would take longer than the caller should wait.
        """
        texts = {name: each.sql(dialect="duckdb", identify=True) for name, each in queries.items()}
        return self._mended(lambda: self._extract(texts, by))

    def extracted(self, name: str, position: int) -> Path:
        """Where the answer written under *name* lies, as of *position*, if it was written."""
        if self._folder is None:
            raise ValueError("a picture in memory writes no files")
        return self._folder / f"{position}-{name}.parquet"

    def redraw(self) -> int:
        """Forget everything and draw it from the journal; the position shown then."""
        self._start_over(self._connection, forget=True)
        return self.catch_up()

    def differences(self) -> dict[str, int]:
        """By table, how many rows are not what the journal says; empty when the picture is true."""
        return self._mended(self._differences)

    def _differences(self) -> dict[str, int]:
        with self._drawing, self._journal.reading() as reading:
            while self._follow(reading):
                pass
            with self._cursor() as cursor:
                return comparing.differences(cursor, reading, self._shown, self._fold)

    def _taken(
        self,
        sql: str,
        take: Callable[[duckdb.DuckDBPyConnection, int, Piecemeal], T],
        as_of: int | None,
    ) -> T:
        near = self._ready(sql, as_of)
        with self._asked(near, lambda: self._ready(sql, as_of)) as asked:
            return take(*asked)

    def _extract(self, texts: Mapping[str, str], by: str | None) -> int:
        def ready() -> int:
            return min([self._ready(sql, None) for sql in texts.values() or ("",)])

        with self._asked(ready(), ready) as (cursor, position, parts):
            for name, sql in texts.items():
                path = self.extracted(name, position)
                path.parent.mkdir(exist_ok=True)
                part = path.with_name(f"{path.name}.{threading.get_ident()}{PART}")
                found = Batches(cursor, sql, position, self._folder, parts)
                if by is None:
                    found.write(part, "parquet")
                else:
                    found.write_spread(part, by, found.counts_by(by))
                part.replace(path)
        return position

    def _ready(self, sql: str, as_of: int | None) -> int:
        """Show what a query asks of; a position up to which it needs it."""
        near = as_of
        if near is None or near > self.at or not self._knows(sql):
            near = self._journal.head
            self._approach(near)
        self._show(sql)
        return near

    def _knows(self, sql: str) -> bool:
        """Whether every element that a query names is registered in what is shown; it may have been after all that is asked of."""
        with self._journal.reading() as reading:
            return not showing.behind(reading, self._shown, derived.names_in(sql), self.kept)

    @contextmanager
    def _asked(
        self, near: int, ready: Callable[[], int]
    ) -> Iterator[tuple[duckdb.DuckDBPyConnection, int, Piecemeal]]:
        """
        A cursor that whoever asked stops by leaving, in one transaction; the position that its rows speak of; its parts.

        The position is no less than *near*, up to where the picture was drawn for them: who starts it over before they have
        their cursor leaves them an empty one, and it is made *ready* again.
        """
        with self._taking_turns():
            while True:
                with self._reading() as (cursor, position):
                    if position >= near:
                        piecemeal = Piecemeal(cursor, self._folder)
                        try:
                            yield cursor, position, piecemeal
                        finally:
                            piecemeal.forget()
                        return
                near = ready()

    @contextmanager
    def _reading(self) -> Iterator[tuple[duckdb.DuckDBPyConnection, int]]:
        with self._cursor() as cursor, stopped_by_leaving(cursor.interrupt):
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            try:
                ((position,),) = cursor.execute('SELECT "position" FROM "picture"').fetchall()
                yield cursor, position
            finally:
                with suppress(
                    duckdb.Error
                ):  # rows that nobody fetched; closing the cursor ends it too
                    cursor.execute("ROLLBACK")

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        """Have others finish first, unless that takes them long: many at once are no quicker, and keep whoever files waiting."""
        mine = self._turns.acquire(timeout=_LONG)
        try:
            yield
        finally:
            if mine:
                self._turns.release()

    def _too_far(self, head: int) -> bool:
        return self.patience is not None and head - self.at > self.patience

    def _approach(self, head: int) -> None:
        if self._too_far(head):
            raise PictureBehind(
                position=self.at,
                head=head,
                percent=100 * self.at // head,
                retry_after=int(min(max((head - self.at) / self._speed, _SOON), _LATE)),
            )
        while self._in_turn(head):
            pass

    def _in_turn(self, head: int) -> bool:
        """Draw the next slice towards *head* for all who wait, or wait until somebody has; whether more is lacking then."""
        with self._waiting:
            self._waiting.wait_for(lambda: self.at >= head or not self._drawn_for)
            if self.at >= head:
                return False
            self._drawn_for = True
        try:
            time.sleep(max(0.0, self._rested - time.monotonic()))
            self._nearer()
        finally:
            with self._waiting:
                self._drawn_for = False
                self._waiting.notify_all()
        return self.at < head

    def _show(self, sql: str) -> None:
        """Give a column to every element that a query names and nobody has stated yet, and to what follows for it."""
        names = derived.names_in(sql)
        if not showing.lacks(self._shown, names, self.kept):
            return
        with self.changing() as cursor:
            cursor.execute("BEGIN")
            shown = showing.widened(cursor, self._shown, names, self.kept)
            cursor.execute("COMMIT")
            self._shown = shown

    def copy_log(self) -> bool:
        """Copy what commits left in the log into the file, if that is much, while others ask and draw; whether it was."""
        log = self._path and self._path.with_name(f"{self._path.name}.wal")
        if not log or not log.exists() or log.stat().st_size < _MUCH:
            return False
        with self.beside() as cursor, suppress(duckdb.TransactionException):  # soon, then
            cursor.execute("CHECKPOINT")
        return True

    @contextmanager
    def changing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for whoever keeps the tables, while nobody else changes them."""
        with self._drawing, self._outgrowing(), self._cursor() as cursor:
            yield cursor

    @contextmanager
    def beside(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for whoever keeps the tables, while others change them."""
        with self._outgrowing(), self._cursor() as cursor:
            yield cursor

    @contextmanager
    def _outgrowing(self) -> Iterator[None]:
        """Whoever needs more memory than there is fails, and finds more when they try again."""
        before = self._connection
        try:
            yield
        except duckdb.Error as error:
            if opening.outgrown(error):
                self._begun_anew(before, error)
            raise

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
        """What *act* gives; on a damaged file, or with too little memory, what it gives once there is another, or more."""
        before = self._connection
        try:
            try:
                return act()
            except duckdb.Error as error:
                if not self._begun_anew(before, error):
                    raise
            return act()
        except duckdb.Error as error:
            if opening.full(error):
                raise NoRoom from error
            raise

    def _begun_anew(self, before: duckdb.DuckDBPyConnection, error: duckdb.Error) -> bool:
        """Whether what failed on *before* may go better now: on a file that is whole, or with as much memory as it takes."""
        if opening.outgrown(error):
            if self._firm or (self._memory is None and self._connection is before):
                return False
            _log.warning("picture takes more memory", had=self._memory)
            self._memory = None
            self._start_over(before, forget=False)
            return True
        if opening.ended(error):
            self._start_over(before, forget=opening.damaged(error))
            return True
        return False

    def _start_over(self, before: duckdb.DuckDBPyConnection, *, forget: bool) -> None:
        """Have another connection than *before*, unless somebody else has seen to that; to a new file if *forget*."""
        with self._drawing, self._turn:
            if self._connection is not before:
                return
            self._turn.wait_for(lambda: self._asking == 0)
            self._connection.close()
            if forget:
                opening.remove(self._path)
            self._connection, self._shown = opening.opened(self._path, self._link_at, self._memory)

    def _link_at(self, position: int) -> str | None:
        with self._journal.reading() as reading:
            return reading.link(position)

    def _nearer(self) -> bool:
        with self._drawing, self._journal.reading() as reading:
            return self._follow(reading)

    def _follow(self, reading: Reading) -> bool:
        """Draw the next slice of what the journal has; whether there is another."""
        head, _ = reading.newest()
        until = min(head, self.at + _SLICE)
        if until <= self.at:
            return False
        begun = time.monotonic()
        with self._cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                shown = draw(cursor, reading, self._shown, until, self._fold)
                cursor.execute("COMMIT")
            except BaseException:
                with suppress(duckdb.Error):  # a commit that failed has ended it already
                    cursor.execute("ROLLBACK")
                raise
        now = time.monotonic()
        self._rested = now + min(2 * (now - begun), _REST)
        if until < head:
            self._rested = 0.0
            self._speed = (until - self.at) / max(now - begun, 0.001)
        self._shown = shown
        return until < head


def _text(expression: exp.Query | str) -> str:
    if isinstance(expression, str):
        return expression
    return expression.sql(dialect="duckdb", identify=True)
