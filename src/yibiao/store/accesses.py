"""The record of access: lines that are chained as events are, written beside whoever reads, in groups."""

import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import date, datetime
from typing import Any, Final

import structlog
from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from yibiao.errors import Finding
from yibiao.model.accessed import Access, AccessLine
from yibiao.model.place import day_in_china
from yibiao.store import chain
from yibiao.store.closable import Closable
from yibiao.store.journal import Journal
from yibiao.store.reading import Reading
from yibiao.store.tables import ACCESS, ACCESS_HEAD
from yibiao.store.volumes import Volumes

_log = structlog.get_logger("yibiao.access")

#: So many lines may wait; whoever reads more waits until there is room.
WAITING: Final = 20_000

#: So many are written at once, at most; and so many seconds are they gathered, and waited after a failure.
_TOGETHER, _GATHERED, _TROUBLED = 2_000, 0.1, 1.0

#: As many lines as are given at once.
PAGE: Final = 1_000


class Accesses(Closable):
    """
    Who read what.

    Noting costs the reader no disk: a thread writes what was noted a moment ago. What is taken out waits for its line
    (`written`). A process that is killed may lose what it noted in the last moments and did not wait for.
    """

    def __init__(self, journal: Journal, *, waiting: int = WAITING) -> None:
        self._journal, self._stream = journal, journal.stream
        self._most = waiting
        self._noted: deque[tuple[Access, Future[None] | None]] = deque()
        self._changed = threading.Condition()
        self._closed = self._hurried = False
        self._thread: threading.Thread | None = None

    def note(self, access: Access) -> None:
        """Keep *access*, soon; whoever notes more than can be written waits for room."""
        self._add(access, None)

    def written(self, access: Access) -> None:
        """Keep *access*, and wait until it is on disk: nothing goes out of which nothing is known."""
        future: Future[None] = Future()
        self._add(access, future)
        future.result()

    def flush(self) -> None:
        """Wait until everything is written that was noted before."""
        with self._changed:
            self._hurried = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._noted or self._thread is None)

    def close(self) -> None:
        """Write what was noted. Closing twice is harmless."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def lines(
        self,
        *,
        after: int = 0,
        before: int | None = None,
        newest: bool = False,
        limit: int = PAGE,
        since: date | None = None,
        until: date | None = None,
        **of: str | bool | None,
    ) -> list[AccessLine]:
        """
        Lines between *after* and *before*, in order, or the *newest* first.

        Only those of some days, and only those *of* an `actor`, `seen_by`, `what`, `place`, `exported` or `unusual`, where anything
        is said of these.
        """
        self.flush()
        query = select(ACCESS).where(*self._among(after, before, **of))
        if since is not None:
            query = query.where(ACCESS.c.day >= since.isoformat())
        if until is not None:
            query = query.where(ACCESS.c.day <= until.isoformat())
        order = ACCESS.c.number.desc() if newest else ACCESS.c.number
        with self._journal.looking() as connection:
            return [_line(row) for row in connection.execute(query.order_by(order).limit(limit))]

    def count(self, *, after: int = 0, before: int | None = None, **of: str | bool | None) -> int:
        """How many lines there are between *after* and *before*, of whom and what as `lines` takes it."""
        self.flush()
        query = select(func.count()).select_from(ACCESS).where(*self._among(after, before, **of))
        with self._journal.looking() as connection:
            return connection.execute(query).scalar_one()

    def _among(
        self, after: int, before: int | None, **of: str | bool | None
    ) -> Iterator[ColumnElement[bool]]:
        yield ACCESS.c.stream == self._stream
        yield ACCESS.c.number > after
        if before is not None:
            yield ACCESS.c.number < before
        for name, value in of.items():
            if value is not None:
                yield ACCESS.c[name] == value

    def findings(self) -> Iterator[Finding]:
        """Lines that are not as they were written, or not in their place."""
        self.flush()
        number, link = 0, chain.ORIGIN
        with self._journal.looking() as connection:
            reading = Reading(connection, self._stream)
            head = reading.newest_access()
            while page := reading.accesses(number):
                for row in page:
                    if row.number != number + 1:
                        yield _found("access-missing", number + 1)
                    elif row.link != chain.access_link(link, row._asdict()):
                        yield _found("access-altered", row.number)
                    number, link = row.number, row.link
        if head != (number, link):
            yield _found("access-missing", number + 1)

    def _add(self, access: Access, future: Future[None] | None) -> None:
        with self._changed:
            if self._thread is None:
                name = f"accesses-{self._stream}"
                self._thread = threading.Thread(target=self._write_on, name=name, daemon=True)
                self._thread.start()
            self._changed.wait_for(lambda: len(self._noted) < self._most or self._closed)
            if self._closed:
                raise RuntimeError("the record of access is closed")
            self._noted.append((access, future))
            self._hurried = self._hurried or future is not None
            self._changed.notify_all()

    def _write_on(self) -> None:
        volumes: Volumes | None = None
        while some := self._next():
            try:
                volumes = volumes or Volumes(self._journal, self._stream)
                self._write(some, volumes)
            except Exception as error:  # noqa: BLE001  whatever it was: it is tried again, and nothing is lost
                volumes = None
                _log.warning("accesses not written", reason=type(error).__qualname__)
                if self._closed or any(future is not None for _, future in some):
                    self._failed(some, error)
                else:
                    time.sleep(_TROUBLED)
                continue
            self._done(some)

    def _next(self) -> list[tuple[Access, Future[None] | None]]:
        """What is to be written together; nothing, once all is written and nothing more comes."""
        with self._changed:
            self._changed.wait_for(lambda: self._noted or self._closed)
            self._changed.wait_for(
                lambda: self._hurried or self._closed or len(self._noted) >= _TOGETHER, _GATHERED
            )
            return [self._noted[at] for at in range(min(len(self._noted), _TOGETHER))]

    def _done(self, some: Sequence[tuple[Access, Future[None] | None]]) -> None:
        with self._changed:
            for _ in some:
                self._noted.popleft()
            self._hurried = any(future is not None for _, future in self._noted)
            self._changed.notify_all()
        for _, future in some:
            if future is not None:
                future.set_result(None)

    def _failed(self, some: Sequence[tuple[Access, Future[None] | None]], error: Exception) -> None:
        """Whoever waits hears why nothing goes out; the others' lines stay, unless there is no later."""
        with self._changed:
            left = [each for each in some if each[1] is None and not self._closed]
            for _ in some:
                self._noted.popleft()
            self._noted.extendleft(reversed(left))
            self._changed.notify_all()
        for _, future in some:
            if future is not None:
                future.set_exception(error)

    def _write(self, some: Sequence[tuple[Access, Future[None] | None]], volumes: Volumes) -> None:
        crossed: list[Access] = []

        def put(connection: Connection) -> None:
            number, link = _locked_head(connection, self._stream)
            rows: list[dict[str, Any]] = []
            for access, _ in some:
                number += 1
                unusual = volumes.counted(access)
                if unusual:
                    crossed.append(access)
                row = _row(self._stream, number, access, unusual=unusual)
                link = row["link"] = chain.access_link(link, row)
                rows.append(row)
            connection.execute(insert(ACCESS), rows)
            head = update(ACCESS_HEAD).where(ACCESS_HEAD.c.stream == self._stream)
            connection.execute(head.values(head=number, link=link))

        self._journal.alone(put)
        for each in crossed:
            _log.warning("unusual access", actor=each.actor, what=each.what, place=each.place)


def _row(stream: str, number: int, access: Access, *, unusual: bool) -> dict[str, Any]:
    return {
        "stream": stream,
        "number": number,
        "at": access.at.isoformat(),
        "day": day_in_china(access.at).isoformat(),
        "actor": access.actor,
        "seen_by": access.seen_by,
        "what": access.what,
        "place": access.place,
        "rows": access.rows,
        "exported": access.exported,
        "purpose": access.purpose,
        "address": access.address,
        "unusual": unusual,
    }


def _line(row: Row[Any]) -> AccessLine:
    access = Access(
        at=datetime.fromisoformat(row.at),
        actor=row.actor,
        what=row.what,
        place=row.place,
        rows=row.rows,
        exported=row.exported,
        seen_by=row.seen_by,
        purpose=row.purpose,
        address=row.address,
    )
    return AccessLine(number=row.number, access=access, unusual=row.unusual, link=row.link)


def _locked_head(connection: Connection, stream: str) -> tuple[int, str]:
    """The newest line's number and link; nobody else writes until the transaction ends."""
    query = select(ACCESS_HEAD.c.head, ACCESS_HEAD.c.link).where(ACCESS_HEAD.c.stream == stream)
    row = connection.execute(query.with_for_update()).one_or_none()
    if row is None:
        connection.execute(insert(ACCESS_HEAD).values(stream=stream, head=0, link=chain.ORIGIN))
        return 0, chain.ORIGIN
    return row.head, row.link


def _found(code: str, number: int) -> Finding:
    return Finding(code, f"#/accesses/{number}", {"number": number})
