"""What is written is on disk, or refused because there is no room."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from yibiao.errors import NoRoom

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def room() -> Iterator[None]:
    """
    Around what is written.

    Raises:
        NoRoom: The disk is full.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoRoom from error
        raise


def sync(folder: Path) -> None:
    """Have the disk know what the folder holds; Windows does that by itself."""
    if os.name == "nt":  # pragma: no cover
        return
    known = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(known)
    finally:
        os.close(known)
