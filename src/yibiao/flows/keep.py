"""Keep: the journal is verified, backed up and restored, and what hangs on it is folded anew."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import yibiao
from yibiao import access, filling, store
from yibiao.errors import Finding
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.place import day_in_china
from yibiao.model.where import EVERYWHERE
from yibiao.store import Manifest, Progress


def verify(house: House, actor: Actor) -> tuple[Finding, ...]:
    """What is wrong with the chain, or differs between journal, records, picture and files; nothing, when all is well."""
    access.require(actor, "journal.verify", EVERYWHERE, house.today)
    found = store.verify(house.journal, house.picture, filling.fold, house.blobs)
    return (*found, *house.accesses.findings())


def rebuild(house: House, actor: Actor) -> int:
    """Records and picture, folded anew from the journal; the position they stand at."""
    access.require(actor, "journal.rebuild", EVERYWHERE, house.today)
    position = store.rebuild(house.journal, house.picture, filling.fold)
    house.undecided.forget()
    return position


def backup_of(house: House, actor: Actor) -> Iterator[bytes]:
    """
    The bytes of a backup of everything that stands now, while others go on.

    Raises:
        JournalDamaged, RecordDamaged: On the way: an event, or a line of the record of access, is not what was written.
    """
    access.require(actor, "journal.backup", EVERYWHERE, house.today)
    house.noted(actor, "backup", "", house.journal.head, exported=True)
    return store.backup.chunks(
        house.journal,
        house.blobs,
        program=yibiao.__version__,
        made_at=house.now().isoformat(timespec="seconds"),
    )


def backup(
    directory: Path,
    file: Path,
    actor: Actor,
    *,
    journal: str | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """
    Back up a data directory into *file*, whoever else has it open; what the backup holds.

    Args:
        directory: The data directory.
        file: Where the backup is to be; nothing may be there.
        actor: Who asks.
        journal: Address of the database that holds the journal, if it is not in the directory.
        progress: Told how many events of how many are done.

    Raises:
        NotFound: There is no journal.
        FileExists: There is such a file.
        JournalDamaged, RecordDamaged: An event, or a line of the record of access, is not what was written.
        NoRoom: The disk is full.
    """
    access.require(actor, "journal.backup", EVERYWHERE, _today())
    with store.Beside(directory, journal) as source:
        made = store.backup.chunks(
            source,
            source.blobs,
            program=yibiao.__version__,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            progress=progress,
        )
        return store.backup.write(file, made)


def restore(file: Path, directory: Path, actor: Actor, *, journal: str | None = None) -> Manifest:
    """
    Restore a backup into an empty data directory, and into an empty database if *journal* is the address of one.

    Raises:
        BackupDamaged: It is not what was written; nothing was touched.
        BackupNewer: A newer version wrote it.
        NotEmpty: The directory or the database holds something.
        InUse: Another process has the directory open.
        NoRoom: The disk is full.
    """
    access.require(actor, "journal.restore", EVERYWHERE, _today())
    return store.restore(file, directory, filling.fold, journal)


def _today() -> date:
    """The day where no house is open, whose clock would say."""
    return day_in_china(datetime.now(UTC))
