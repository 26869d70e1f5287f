"""A directory → its journal, picture and files, for one process at a time."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from yibiao.errors import InUse, Unreachable
from yibiao.store.blobs import Blobs
from yibiao.store.held import Fold
from yibiao.store.journal import Journal
from yibiao.store.picture import Picture

# Windows locks bytes against reading too: one that holds no text is taken.
_LOCKED_BYTE: Final = 1 << 30


class DataDirectory:
    """
    One directory with everything that is kept; made when it is not there.

    Args:
        path: The directory.
        url: Of the journal's database; `journal.sqlite` in the directory unless another is given.
        fold: What is held once an entry stands, for the picture's history.

    Raises:
        InUse: Another process has it open.
        Unreachable: There is no journal to be had at *url*.
    """

    def __init__(self, path: Path, url: str | None = None, *, fold: Fold | None = None) -> None:
        path.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opened:
            opened.enter_context(_locked(path))
            self.journal = opened.enter_context(
                _elsewhere(url)
                if url
                else Journal(f"sqlite:///{path.absolute() / 'journal.sqlite'}")
            )
            self.blobs = Blobs(path / "files")
            self.picture = Picture(path / "picture.duckdb", self.journal, fold)
            opened.callback(self.picture.close)
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish what is queued and let go. Closing twice is harmless."""
        self._opened.close()


def _elsewhere(url: str) -> Journal:
    """The journal at *url*; if there is none, the reason, without the password."""
    try:
        return Journal(url)
    except ArgumentError as error:  # says what is wrong with the address, and does not repeat it
        raise Unreachable(database="YIBIAO_JOURNAL", reason=type(error).__name__) from None
    except (DBAPIError, ImportError) as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise Unreachable(database=make_url(url).render_as_string(), reason=reason) from None


def _locked(path: Path) -> IO[str]:
    """The directory's lock, held until it is closed or the process ends, however it ends."""
    lock = (path / "lock").open("a+", encoding="utf-8")
    try:
        _take(lock)
    except OSError:
        lock.seek(0)
        holder = lock.read().strip() or "?"
        lock.close()
        raise InUse(directory=str(path), holder=holder) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _take(lock: IO[str]) -> None:
        lock.seek(_LOCKED_BYTE)
        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(lock: IO[str]) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
