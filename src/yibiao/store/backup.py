"""A journal and its files → one backup, while entries are being filed; and a backup → a file, or none."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import Row

from yibiao.errors import FileExists, JournalDamaged, RecordDamaged
from yibiao.store import archive, chain
from yibiao.store.blobs import Blobs
from yibiao.store.locking import locked
from yibiao.store.reading import Reading
from yibiao.store.syncing import room, sync

#: Events in one file of a backup.
_PART: Final = 50_000

#: Told how many events of how many are done.
Progress = Callable[[int, int], None]


class Source(Protocol):
    """What is backed up: a journal, open or looked at from beside."""

    @property
    def stream(self) -> str:
        """The order of events."""

    def reading(self) -> AbstractContextManager[Reading]:
        """The journal as it stands now."""


def chunks(
    source: Source, blobs: Blobs, *, program: str, made_at: str, progress: Progress | None = None
) -> Iterator[bytes]:
    """
    The bytes of a backup of everything up to the head of this moment.

    Events never change and files are there before they are named, so what is filed meanwhile does not matter, and
    nobody is held up: the journal is read a page at a time.

    Raises:
        JournalDamaged: An event is not what was written, or missing.
        RecordDamaged: A line of the record of access is.
    """
    with source.reading() as reading:
        head, link = reading.newest()
        keyring, access_head = reading.keyring(), reading.newest_access()
    with closing(archive.Writing()) as writing:
        yield from _events(source, writing, head, link, progress)
        yield from _accesses(source, writing, *access_head)
        files, left_out = [], []
        for digest in blobs.digests():
            content = blobs.content(digest)
            if content is None:
                left_out.append(digest)
                continue
            writing.file(digest, content)
            files.append(digest)
            yield writing.taken()
        writing.finish(
            archive.Manifest(
                program,
                made_at,
                source.stream,
                head,
                link,
                writing.parts,
                files,
                left_out,
                writing.keyring(keyring),
                writing.accesses,
                *access_head,
            )
        )
        yield writing.taken()


def write(path: Path, some: Iterable[bytes]) -> archive.Manifest:
    """
    Write *some*, a backup, to *path*; it is there whole and read over, or not at all. What it says it holds.

    Whoever is cut off leaves `….part` behind, which the next attempt writes over.

    Raises:
        FileExists: Something of that name is there.
        InUse: Another process is writing it.
        NoRoom: The disk is full.
        BackupDamaged: The disk gave back something else than was written.
    """
    _require_none(path)
    part = path.with_name(path.name + ".part")
    with room():
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600))  # for nobody else to read
    with locked(part, part):
        try:
            with room(), part.open("wb") as file:
                for each in some:
                    file.write(each)
                file.flush()
                os.fsync(file.fileno())
            with archive.Backup(part) as written:
                written.check()
            _require_none(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    part.rename(path)
    sync(path.parent)
    return written.manifest


def _events(
    source: Source, writing: archive.Writing, head: int, link: str, progress: Progress | None
) -> Iterator[bytes]:
    reached = chain.ORIGIN
    for first in range(1, head + 1, _PART):
        last = min(first + _PART - 1, head)
        with writing.part(first, last) as write:
            for page in _pages(source, first - 1, last):
                for row in page:
                    reached = _follow(row, reached)
                    write({name: getattr(row, name) for name in archive.MEMBERS})
                if progress is not None:
                    progress(page[-1].position, head)
                yield writing.taken()
    if reached != link:
        raise JournalDamaged(position=head)


def _accesses(source: Source, writing: archive.Writing, head: int, link: str) -> Iterator[bytes]:
    number, reached = 0, chain.ORIGIN
    for first in range(1, head + 1, _PART):
        last = min(first + _PART - 1, head)
        with writing.part(first, last, accesses=True) as write:
            while number < last:
                with source.reading() as reading:
                    page = reading.accesses(number, last)
                for row in page:
                    members = row._asdict()
                    if not archive.follows(members, number, reached):
                        raise RecordDamaged(number=number + 1)
                    number, reached = row.number, row.link
                    write({name: members[name] for name in archive.ACCESS_MEMBERS})
                if not page:
                    raise RecordDamaged(number=number + 1)
                yield writing.taken()
    if reached != link:
        raise RecordDamaged(number=head)


def _pages(source: Source, after: int, until: int) -> Iterator[list[Row[Any]]]:
    while after < until:
        with source.reading() as reading:
            page = reading.page(after, until)
        if not page:
            raise JournalDamaged(position=after + 1)
        yield page
        after = page[-1].position


def _follow(row: Any, link: str) -> str:
    members: Mapping[str, Any] = row._mapping  # noqa: SLF001  it is what SQLAlchemy calls it
    if not archive.sound(members, link):
        raise JournalDamaged(position=row.position)
    return str(row.link)


def _require_none(path: Path) -> None:
    if path.exists():
        raise FileExists(file=str(path))
