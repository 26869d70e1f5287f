"""The journal, its records and its picture → what does not agree; and all of it made again from the events."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json
from sqlalchemy import Row
from sqlalchemy.exc import DatabaseError

from yibiao.errors import Finding
from yibiao.model.record import Entry, Record
from yibiao.store import chain, rows
from yibiao.store.blobs import Blobs
from yibiao.store.held import Fold
from yibiao.store.journal import Journal
from yibiao.store.picture import Picture
from yibiao.store.reading import PAGE, Reading, Told
from yibiao.store.seals import seal_findings
from yibiao.store.writing import Writing


def verify(
    journal: Journal, picture: Picture | None, fold: Fold, blobs: Blobs | None = None
) -> tuple[Finding, ...]:
    """
    Everything that does not agree; erased bodies are mentioned, as notes.

    Every event is as it was written and in its place; every record is what its entries fold to, and is found by its keys; the picture shows the
    records; every file that an event names is there, sealed slices among them. None of these is judged by a journal that is itself in doubt.
    """
    with journal.reading() as reading:
        findings = list(chain_findings(reading))
        if any(each.level == "error" for each in findings):
            return tuple(findings)
        wrong = list(_record_findings(reading, fold))
        findings += wrong
        if not wrong:  # else the keys are judged once these are right
            findings += _key_findings(journal, reading)
        if blobs is not None:
            findings += _file_findings(reading, blobs)
            findings += seal_findings(reading, blobs)
    if picture is not None:
        findings += [
            Finding("picture-differs", table, {"table": table, "count": count})
            for table, count in picture.differences().items()
        ]
    return tuple(findings)


def rebuild(journal: Journal, picture: Picture, fold: Fold) -> int:
    """Make every record and the picture again from the events; the position they stand at."""
    with journal.reading() as reading:
        told = {subject: None for subject, _ in reading.stories()}
        held = {row.subject: None for row in reading.all_records()}
    folded = folding(fold)
    for some in rows.batched(told | held):
        journal.write(partial(Writing.refold, subjects=some, folded=folded))
    journal.key_again()
    return picture.redraw()


def folding(fold: Fold) -> Callable[[Sequence[Told]], Record | None]:
    """What makes a record of all that was told of a subject."""

    def folded(told: Sequence[Told]) -> Record | None:
        """What entries come to; erased ones say nothing any more."""
        record = None
        for each in told:
            if each.body is not None:
                entry = Entry.model_validate(from_json(each.body)["entry"])
                record = fold(record, entry, each.position)
        return record

    return folded


def chain_findings(reading: Reading) -> Iterator[Finding]:
    """Events that are not as they were written, or not in their place; erased ones as notes."""
    position, link = 0, chain.ORIGIN
    for row in _readable(reading):
        if isinstance(row, int):
            yield _at("event-altered", row)
            continue
        if row.position != position + 1:
            yield _at("event-missing", position + 1)
        elif not _follows(row, link):
            yield _at("chain-broken", row.position)
        if row.body is None and row.salt is None:
            yield _at("event-redacted", row.position)
        elif not _digested(row):
            yield _at("event-altered", row.position)
        position, link = row.position, row.link
    if reading.newest() != (position, link):
        yield _at("event-missing", position + 1)


def _readable(reading: Reading) -> Iterator[Row[Any] | int]:
    """Every event's row, or its position where the database cannot even read it."""
    after, (head, _) = 0, reading.newest()
    while (page := _attempted(reading, after)) != []:
        if page is not None:
            yield from page
            after = page[-1].position
        elif after < head:
            for position in range(after + 1, min(after + PAGE, head) + 1):
                one = _attempted(reading, position - 1, position)
                yield from [position] if one is None else one
            after += PAGE
        else:
            return


def _attempted(reading: Reading, after: int, until: int | None = None) -> list[Row[Any]] | None:
    """A page of events; nothing where the database cannot read it."""
    try:
        with reading.attempt():
            return reading.page(after, until)
    except DatabaseError as error:
        if error.connection_invalidated:
            raise
        return None


def _follows(row: Row[Any], link: str) -> bool:
    members = {name: getattr(row, name) for name in chain.LINKED}
    try:
        return bool(row.link == chain.link(link, members))
    except (TypeError, ValueError):  # a name that is no text any more
        return False


def _digested(row: Row[Any]) -> bool:
    return isinstance(row.body, str) and bool(row.digest == chain.digest(row.salt, row.body))


def _record_findings(reading: Reading, fold: Fold) -> Iterator[Finding]:
    count = 0
    for stories in rows.several(reading.stories(), rows.MANY):
        subjects = [subject for subject, _ in stories]
        kept = {row.subject: row for row in reading.record_rows(subjects)}
        count += len(kept)
        for subject, told in stories:
            if any(each.body is None for each in told):
                continue
            if not _holds(kept.get(subject), told, fold):
                yield _at("record-differs", told[-1].position)
    untold = reading.count_records() - count
    if untold:
        yield Finding("record-untold", "", {"count": untold})


def _key_findings(journal: Journal, reading: Reading) -> Iterator[Finding]:
    count = reading.wrong_keys(journal.keying) if journal.keying.edition else 0
    if count:
        yield Finding("keys-differ", "", {"count": count})


def _file_findings(reading: Reading, blobs: Blobs) -> Iterator[Finding]:
    """Files that an event names and that are gone, or are other bytes now; each digest is looked at once."""
    looked_at: dict[str, bool] = {}
    for row in reading.walk(kinds=("form.submitted",)):
        file = from_json(row.body).get("file") if row.body else None
        if not file:
            continue
        digest = str(file["digest"])
        if digest not in looked_at:
            looked_at[digest] = blobs.content(digest) is not None
        if not looked_at[digest]:
            yield _at("file-altered" if digest in blobs else "file-missing", row.position)


def _holds(row: Row[Any] | None, told: Sequence[Told], fold: Fold) -> bool:
    """Whether the kept *row* is what was told."""
    if row is None:
        return False
    try:
        record = folding(fold)(told)
        kept = chain.canonical(from_json(row.document))
    except (ValueError, ValidationError):
        return False
    return (
        record is not None
        and chain.canonical(from_json(rows.record_document(record))) == kept
        and (row.kind, row.unit, row.position) == (record.kind.value, record.unit, record.position)
    )


def _at(code: str, position: int) -> Finding:
    return Finding(code, f"#/events/{position}", {"position": position})
