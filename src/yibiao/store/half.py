"""Directories that a backup is being restored into: half of a backup is nothing to work on, and is begun again."""

import shutil
from pathlib import Path
from typing import Final

from yibiao.errors import HalfRestored, NotEmpty
from yibiao.store.syncing import room, sync

#: Stands in a directory from before the first byte is restored until after the last.
_MARK: Final = "restoring"

#: What belongs to whoever is at it.
_LEFT: Final = frozenset({"lock", _MARK})


def begin(path: Path) -> None:
    """
    Mark *path*, which is empty, or holds what is left of another attempt; that is removed.

    Raises:
        NotEmpty: It holds something else.
        NoRoom: The disk is full.
    """
    mark = path / _MARK
    others = [each for each in path.iterdir() if each.name not in _LEFT]
    if others and not mark.exists():
        raise NotEmpty(place=str(path))
    with room():
        mark.touch()
    sync(path)
    for each in others:
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink()


def require_whole(path: Path) -> None:
    """
    Let only those go on who find no half of a backup.

    Raises:
        HalfRestored: There is one.
    """
    if (path / _MARK).exists():
        raise HalfRestored(directory=str(path))


def end(path: Path) -> None:
    """Everything is in place."""
    (path / _MARK).unlink()
    sync(path)
