"""A backup → an empty data directory, with a journal in any database: all of it or nothing."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, delete, insert

from yibiao.errors import JournalDamaged, NotEmpty
from yibiao.model.place import day_in_china
from yibiao.model.record import Record
from yibiao.store import rows
from yibiao.store.archive import KEYRING, Backup, Manifest
from yibiao.store.directory import DataDirectory
from yibiao.store.held import Fold
from yibiao.store.reading import PAGE, Reading
from yibiao.store.tables import ACCESS, ACCESS_HEAD, KEPT
from yibiao.store.verify import chain_findings, folding
from yibiao.store.writing import statements_for

_TABLES: Final = {each.name: each for each in KEPT}


def restore(file: Path, directory: Path, fold: Fold, url: str | None = None) -> Manifest:
    """
    Put everything that *file* holds into *directory*, and its journal to *url* if that is given; what was restored.

    The backup is read to its end before anything is touched, and the journal once more when it stands. Records are
    folded anew, the picture is drawn. Whoever is cut off begins again.

    Raises:
        BackupDamaged: It is not what was written.
        BackupNewer: A newer version wrote it.
        NotEmpty: The directory or the journal holds something.
        InUse: Another process has the directory open.
        NoRoom: The disk is full.
        JournalDamaged: The disk gave back something else than was written.
    """
    with Backup(file) as backup:
        backup.check()
        with DataDirectory(directory, url, fold=fold, restoring=True) as made:
            for content in backup.files():
                made.blobs.keep(content)
            made.journal.alone(lambda connection: _fill(connection, backup, fold, str(directory)))
            with made.journal.reading() as reading:
                _require_sound(reading)
            made.picture.catch_up()
            made.restored()
        return backup.manifest


def _fill(connection: Connection, backup: Backup, fold: Fold, place: str) -> None:
    manifest = backup.manifest
    statements = statements_for(connection.dialect)
    (newest,) = statements.head.rows(connection, stream=manifest.stream)
    if newest.head and (newest.head, newest.link) == (manifest.head, manifest.link):
        return  # it came so far the last time
    if newest.head:
        raise NotEmpty(place=place if connection.dialect.name == "sqlite" else _named(connection))
    for some in rows.several(backup.events(), PAGE):
        statements.add_event.run(connection, some)
    statements.move_head.rows(
        connection, of=manifest.stream, head=manifest.head, link=manifest.link
    )
    for row in backup.keyring():
        _put(connection, manifest.stream, row, backup)
    for some in rows.several(map(_with_day, backup.accesses()), PAGE):
        connection.execute(insert(ACCESS), some)
    reached = {"head": manifest.access_head, "link": manifest.access_link}
    connection.execute(delete(ACCESS_HEAD).where(ACCESS_HEAD.c.stream == manifest.stream))
    connection.execute(insert(ACCESS_HEAD).values(stream=manifest.stream, **reached))
    records = _records(Reading(connection, manifest.stream), fold, manifest.stream)
    for held in rows.several(records, PAGE):
        statements.put_record.run(connection, held)


def _with_day(row: dict[str, Any]) -> dict[str, Any]:
    """A line with its day in China, by which it is searched."""
    return {**row, "day": day_in_china(datetime.fromisoformat(row["at"])).isoformat()}


def _put(connection: Connection, stream: str, row: dict[str, Any], backup: Backup) -> None:
    """Put a row of the keyring back."""
    table = _TABLES.get(row.pop("table", ""))
    if table is None or row.keys() != {*table.c.keys()} - {"stream"}:
        raise backup.damaged(KEYRING)
    connection.execute(insert(table).values(stream=stream, **row))


def _records(reading: Reading, fold: Fold, stream: str) -> Iterator[dict[str, Any]]:
    folded = folding(fold)
    for _, told in reading.stories():
        record: Record | None = folded(told)
        if record is not None:
            yield rows.record_row(stream, record)


def _require_sound(reading: Reading) -> None:
    for each in chain_findings(reading):
        if each.level == "error":
            raise JournalDamaged(position=each.facts["position"])


def _named(connection: Connection) -> str:
    return connection.engine.url.render_as_string()
