"""A database's complaint → the problem that the caller can act on, where there is one."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from yibiao.errors import JournalBusy, NoRoom, Problem, Unreachable

#: Seconds after which a database that somebody holds may be free again.
_LATER: Final = 5

_PRIMARY: Final = 0xFF
_SQLITE: Final[dict[int, Callable[[], Problem]]] = {
    sqlite3.SQLITE_FULL: NoRoom,
    sqlite3.SQLITE_BUSY: lambda: JournalBusy(retry_after=_LATER),
    sqlite3.SQLITE_LOCKED: lambda: JournalBusy(retry_after=_LATER),
}
_POSTGRESQL: Final[dict[str, Callable[[], Problem]]] = {
    "53100": NoRoom,  # disk_full
    "55P03": lambda: JournalBusy(retry_after=_LATER),  # lock_not_available
    "53300": lambda: JournalBusy(retry_after=_LATER),  # too_many_connections
}
#: Classes of PostgreSQL's states: the connection failed, or somebody stopped the server. Without a state it is gone.
_LOST: Final = ("08", "57P")
#: A disk or file that fails, however it does.
_FAILING: Final = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})


@contextmanager
def refused(database: URL) -> Iterator[None]:
    """
    Around what is asked of *database*.

    Raises:
        NoRoom: Its disk is full.
        JournalBusy: Somebody else holds it, or all connections to it, for too long.
        Unreachable: It cannot be read or reached any more.
    """
    try:
        yield
    except NoneFree as error:
        raise JournalBusy(retry_after=_LATER) from error
    except DBAPIError as error:
        problem = _problem(error, database)
        if problem is None:
            raise
        raise problem from error


def _problem(error: DBAPIError, database: URL) -> Problem | None:
    original = error.orig
    code = getattr(original, "sqlite_errorcode", None)
    if isinstance(code, int):
        if code & _PRIMARY in _FAILING:
            return _unreachable(error, database)
        known = _SQLITE.get(code & _PRIMARY)
    else:
        state = getattr(original, "sqlstate", None)
        known = _POSTGRESQL.get(state or "")
        lost = isinstance(error, OperationalError) and (state or _LOST[0]).startswith(_LOST)
        if known is None and (lost or error.connection_invalidated):
            return _unreachable(error, database)
    return known() if known else None


def _unreachable(error: DBAPIError, database: URL) -> Problem:
    """With the database's own words: of what it was to keep they say nothing, unlike those about a statement."""
    reason = str(error.orig).strip().splitlines()[0]
    return Unreachable(database=database.render_as_string(), reason=reason)
