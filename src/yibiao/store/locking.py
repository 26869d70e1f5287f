"""A file that one process at a time holds locked, however that process ends."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from yibiao.errors import InUse
from yibiao.store.syncing import room

# Windows locks bytes against reading too: one that holds no text is taken.
_LOCKED_BYTE: Final = 1 << 30


def locked(path: Path, place: Path) -> IO[str]:
    """
    The lock at *path*, held until it is closed or the process ends; there is none to wait for.

    Raises:
        InUse: Another process holds it, and with it *place*.
        NoRoom: It is not there, and the disk is full.
    """
    with room():
        lock = path.open("a+", encoding="utf-8")
    try:
        _take(lock)
    except OSError:
        lock.seek(0)
        holder = lock.read().strip() or "?"
        lock.close()
        raise InUse(directory=str(place), holder=holder) from None
    # Who holds it is a courtesy, for which a full disk has no room.
    with suppress(OSError):
        os.ftruncate(lock.fileno(), 0)
        os.write(lock.fileno(), str(os.getpid()).encode())
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
