"""A directory → its journal, picture and files, for one process at a time."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from yibiao.errors import Unreachable
from yibiao.store import half
from yibiao.store.accesses import Accesses
from yibiao.store.blobs import Blobs
from yibiao.store.closable import Closable
from yibiao.store.held import Fold
from yibiao.store.journal import Journal
from yibiao.store.keyed import Keying
from yibiao.store.keyring import Keyring
from yibiao.store.locking import locked
from yibiao.store.opening import FILES
from yibiao.store.picture import Picture
from yibiao.store.seals import Seals
from yibiao.store.syncing import room
from yibiao.store.webhooks import Webhooks

T = TypeVar("T")

JOURNAL: Final = "journal.sqlite"
LOCK: Final = "lock"


class DataDirectory(Closable):
    """
    One directory with everything that is kept; made when it is not there.

    Args:
        path: The directory.
        url: Of the journal's database; `journal.sqlite` in the directory unless another is given.
        keying: By which keys subjects are found again.
        fold: What is held once an entry stands, for the picture's history.
        restoring: A backup is about to be restored into it, so it must be empty; it is not to be opened otherwise until
            `restored` says so.
        memory: That the picture's engine may take, such as `2GB`.
        at_first: The same where that is not given, until something needs more.

    Raises:
        InUse: Another process has it open.
        HalfRestored: A backup was not restored to the end.
        NotEmpty: It holds something, and a backup is to be restored.
        Unreachable: There is no journal to be had at *url*.
    """

    def __init__(
        self,
        path: Path,
        url: str | None = None,
        *,
        fold: Fold | None = None,
        keying: Keying | None = None,
        restoring: bool = False,
        memory: str | None = None,
        at_first: str | None = None,
    ) -> None:
        self._path = path
        with room():
            path.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opened:
            opened.enter_context(locked(path / LOCK, path))
            if restoring:
                half.begin(path)
            else:
                half.require_whole(path)
            self.journal = opened.enter_context(
                elsewhere(url, partial(Journal, keying=keying))
                if url
                else Journal(f"sqlite:///{path.absolute() / JOURNAL}", keying=keying)
            )
            self.keyring = Keyring(self.journal)
            self.accesses = opened.enter_context(Accesses(self.journal))
            self.blobs = Blobs(path / FILES)
            self.seals = Seals(self.blobs)
            self.webhooks = Webhooks(self.journal)
            if not url:  # nobody else delivers out of a journal in here
                self.webhooks.free()
            self.picture = Picture(path / "picture.duckdb", self.journal, fold, memory, at_first)
            opened.callback(self.picture.close)
            self._opened = opened.pop_all()

    def restored(self) -> None:
        """Everything is in place."""
        half.end(self._path)

    def close(self) -> None:
        """Finish what is queued and let go. Closing twice is harmless."""
        self._opened.close()


def elsewhere(url: str, opened: Callable[[str], T]) -> T:
    """
    What is opened at *url*.

    Raises:
        Unreachable: There is nothing; with the reason, and without the password.
    """
    try:
        return opened(url)
    except ArgumentError as error:  # says what is wrong with the address, and does not repeat it
        raise Unreachable(database="YIBIAO_JOURNAL", reason=type(error).__name__) from None
    except (DBAPIError, ImportError) as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise Unreachable(database=make_url(url).render_as_string(), reason=reason) from None
