"""What commits leave in SQLite's write-ahead log → the database's own file, by a thread beside the writer."""

import sqlite3
import threading
from contextlib import suppress
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

#: Rows written after which it is worth doing: each may have changed a page of its own.
WORTH: Final = 1_000

#: Pages of a log that is long: 400 MB, which whoever opens it after a fault reads in half a second.
LONGEST: Final = 100_000


class Checkpointing:
    """
    Copies the log beside whoever commits.

    It begins anew once all of it is copied, which it is not while anybody looks at an older state of it or adds to it; a commit
    tries it (see `engine`). What fails is left to that, and to the next time: nothing is lost by it, because the log is on disk.

    Args:
        engine: Of a file of SQLite, in the mode of the write-ahead log.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rows = 0
        self._pages = 0
        self._due = threading.Event()
        self._ended = False
        self._thread = threading.Thread(target=self._copy_on, name="checkpointing", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Finish, and leave what remains to whoever closes the database."""
        self._ended = True
        self._due.set()
        self._thread.join()

    @property
    def long(self) -> bool:
        """Whether the log is so long that for once nobody should look at an older state while it is added to."""
        return self._pages >= LONGEST

    def wrote(self, rows: int) -> None:
        """Hear of *rows* that were committed; called by the writer alone."""
        self._rows += rows
        if self._rows >= WORTH:
            self._rows = 0
            self._due.set()

    def _copy_on(self) -> None:
        while True:
            self._due.wait()
            self._due.clear()
            if self._ended:
                return
            # The driver is asked without SQLAlchemy, which would begin a transaction, and complains in its own words.
            with suppress(SQLAlchemyError, sqlite3.Error), self._engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None  # noqa: S101  it is checked out
                done = driver.execute("PRAGMA wal_checkpoint(PASSIVE)")
                _, pages, _ = done.fetchone()
                # It does not say while somebody else copies.
                self._pages = max(pages, 0) or self._pages
