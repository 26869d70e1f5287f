"""
Entries looked at in a process of its own, beside whoever compares rows and whoever writes.

Whether an entry is sound by itself, how its event's body is written, and under which keys its subject is found again
follow from the entry and the one table alone. It is what a large import spends most on, and one interpreter uses one
processor. What the process does not say – it found something, it is not there yet, it died – is looked at here, as ever.
"""

import marshal
import os
import subprocess
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from yibiao import filling
from yibiao.flows import pipes
from yibiao.flows.carrying import looking
from yibiao.flows.carrying.looking import Asked, Found, KeyedBy, Tables
from yibiao.flows.filling.fill import Looked
from yibiao.flows.house import House
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Entry

#: Entries after which starting a process is worth its while; and bytes of a file that will have as many.
WORTH: Final = 1_000
LARGE: Final = 1_000_000
#: Seconds after which a process that takes or says nothing is ended.
PATIENCE: Final = 60.0
#: More processes than processors would look at nothing sooner; an import without a turn looks at its entries itself.
_turns: Final = threading.BoundedSemaphore(os.cpu_count() or 1)


#: The tables by which entries are looked at, and the day.
_Known = tuple[Tables, date]


class _Lot(NamedTuple):
    """What was asked about entries that were sent together, and by which tables."""

    asked: list[Asked]
    by: _Known


class Beside:
    """
    The process, once there is enough for it; what is sent is to be taken in order, and before a third lot is sent.

    Args:
        house: Has the tables.
        size: Bytes of the file whose entries these will be: with a large one it is there before the first of them.
    """

    def __init__(self, house: House, size: int = 0) -> None:
        self._house, self._large = house, size >= LARGE
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = threading.Event()
        self._over = False
        self._seen = 0
        self._tables: _Known = {}, date.min
        # For each lot that is to be taken, what was asked; nothing, where the process was not.
        self._sent: deque[_Lot | None] = deque()

    def __enter__(self) -> Self:
        if self._large:
            self._start()
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        """Have no process any more, nor another."""
        process, self._process = self._process, None
        self._over = True
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]
            process.wait()
            _turns.release()

    def send(self, entries: Sequence[Entry], held: Mapping[str, Mapping[str, Any]]) -> None:
        """Have *entries* looked at, if the process is there by now; *held* are values, by subject."""
        self._seen += len(entries)
        if self._process is None and self._seen >= WORTH and not self._over:
            self._start()
        self._sent.append(self._asked(entries, held))

    def _asked(
        self, entries: Sequence[Entry], held: Mapping[str, Mapping[str, Any]]
    ) -> _Lot | None:
        """What the process was asked about *entries*; nothing, where it is not there."""
        if not entries or self._process is None or not self._there():
            return None
        asked = [(each.document(), _keyed_by(each, held.get(each.subject))) for each in entries]
        # It died, or something is no JSON: all is looked at here.
        with suppress(OSError, ValueError), _in_time(self._process):
            self._tell(self._process, {each.kind for each in entries})
            pipes.send(self._process.stdin, marshal.dumps(asked))  # type: ignore[arg-type]
            return _Lot(asked, self._tables)
        return None

    def taken(self, entries: Sequence[Entry]) -> list[Looked | None]:
        """What was found of *entries*, the next of those that were sent; nothing of those that are to be looked at here."""
        lot = self._sent.popleft()
        if lot is None or self._process is None:
            return [None] * len(entries)
        try:
            with _in_time(self._process):
                found = marshal.loads(pipes.receive(self._process.stdout))  # type: ignore[arg-type]  # noqa: S302 – from ourselves  # nosec B302
        except (EOFError, OSError):
            self._end()
            return [None] * len(entries)
        if not self._holds(lot.by, {each.kind for each in entries}):
            return [None] * len(entries)
        return [_looked(*each) for each in zip(entries, lot.asked, found, strict=True)]

    def _start(self) -> None:
        """Have the process, if there is a turn for it."""
        if not _turns.acquire(blocking=False):
            return
        try:
            self._process = pipes.started(looking.serve)
        except BaseException:
            _turns.release()
            raise
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def _tell(self, process: subprocess.Popen[bytes], kinds: set[SubjectKind]) -> None:
        """Say by which tables and on which day, where these are not those that it knows."""
        if not self._holds(self._tables, kinds):
            known, _ = self._tables
            tables = {**known, **{each: self._house.table(each) for each in kinds}}
            self._tables = tables, self._house.today
            pipes.send(process.stdin, self._tables)  # type: ignore[arg-type]

    def _holds(self, known: _Known, kinds: set[SubjectKind]) -> bool:
        """Whether these are the tables of today."""
        tables, day = known
        return day == self._house.today and all(
            tables.get(each) is self._house.table(each) for each in kinds
        )

    def _there(self) -> bool:
        """Whether it has said that it listens; nobody waits for it."""
        return self._ready.is_set()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(EOFError, OSError, ValueError):
            pipes.receive(process.stdout)  # type: ignore[arg-type]
            self._ready.set()


def _keyed_by(entry: Entry, held: Mapping[str, Any] | None) -> list[KeyedBy]:
    """What the keys of its subject are made of once *entry* stands, and were before; nothing where that stays."""
    if not held:
        return [filling.keyed_by(entry.kind, entry.values)]
    before = filling.keyed_by(entry.kind, held)
    after = filling.keyed_by(entry.kind, {**held, **entry.values})
    return [after, before] if before != after else []


def _looked(entry: Entry, asked: Asked, found: Found | None) -> Looked | None:
    if found is None:
        return None
    document, told = asked
    text, keys = found
    for values, each in zip(told, keys, strict=True):
        filling.know_keys(entry.kind, entry.unit, values, frozenset(each))
    return Looked({"entry": document}, text)


@contextmanager
def _in_time(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """End *process* if this takes too long: whoever waits for its pipes then hears that it is gone."""
    timer = threading.Timer(PATIENCE, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
