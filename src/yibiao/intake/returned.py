"""
A unit's workbook that came back → its sheets and, row by row, what each cell states.

It may have been saved by any program, with rows sorted, added and gone, and columns moved: columns are known by the
hidden row of element ids, or else by their labels; rows by the hidden id of their subject, and never by where they stand.
"""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from yibiao.errors import Finding, Unreadable
from yibiao.intake.printed import refusal
from yibiao.intake.returned_head import Head, head_of
from yibiao.intake.returned_values import Reader, plain
from yibiao.intake.sheets.lettering import letters
from yibiao.model.worksheet import (
    MEMORY,
    REMARK,
    STATUS,
    SUBJECT,
    Fingerprints,
    Marker,
    Raw,
    RowMark,
    Worksheet,
)

#: Rows handed on together.
TOGETHER: Final = 500
#: What a row carries that has no id.
_NOBODY: Final = RowMark("", new=True, cells="")
#: As many columns as a sheet may be used for.
_WIDEST: Final = 2_000


@dataclass(frozen=True)
class ReturnedSheet:
    """
    A sheet that is ours.

    Attributes:
        slots: For each column of the file, from the first: an element's id, `SUBJECT`, `STATUS`, `REMARK`, or nothing.
        top: The row above that of the first subject, counted from 1.
    """

    name: str
    marker: Marker
    slots: tuple[str, ...]
    top: int
    findings: tuple[Finding, ...] = ()


class ReturnedRow(NamedTuple):
    """
    One row of a sheet.

    Attributes:
        number: Counted from 1, as a spreadsheet counts.
        subject: Whom it is about; empty where the row carries no id.
        new: Whether it is a row for somebody new.
        twice: Whether another row carries the same id.
        garbled: Whether its id is not what it was.
        as_shown: Whether every cell says what the workbook showed.
        values: For each column of the worksheet its value, `None` where it is empty or the file has no such column,
            `CLEAR`, or what is wrong with it; none at all of a row that is as shown.
    """

    number: int
    subject: str
    new: bool
    twice: bool
    garbled: bool
    as_shown: bool
    values: list[Any]
    remark: str


#: What reading gives, in order: a sheet, then its rows, then the next sheet.
Part = ReturnedSheet | list[ReturnedRow] | list[tuple[int, list[Raw]]]


def read(
    content: bytes, filename: str, worksheets: Sequence[Worksheet], *, raw: bool = False
) -> Iterator[Part]:
    """
    The sheets of a workbook that are ours, each with its rows.

    Args:
        content: The file.
        filename: As it is called.
        worksheets: What may be in it.
        raw: Give the cells as they stand instead of what they state, with their row number; also of rows that are empty.

    Raises:
        Unreadable: It is no workbook, or none of ours.
    """
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = list(book.sheet_names)
        remembered = _remembered(book, names)
        del content  # it has a copy, and rows are taken for as long as their entries are filed
    except python_calamine.CalamineError:
        raise refusal(Unreadable, Finding("broken-workbook"), filename) from None
    known = {each.kind: each for each in worksheets}
    ours = False
    for name in names:
        if name == MEMORY:
            continue
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None or sheet.width > _WIDEST:
            continue
        head = head_of(_rows(sheet), name, known, remembered)
        if head is None or head.marker is None or head.marker.kind not in known:
            continue
        ours = True
        worksheet = known[head.marker.kind]
        yield ReturnedSheet(name, head.marker, head.slots, head.top, tuple(_unknown(head, name)))
        if raw:
            yield from _batched((n, row) for n, row in _rows(sheet) if n > head.top)
        else:
            yield from _batched(_returned(sheet, head, head.marker, worksheet))
    if not ours:
        raise refusal(Unreadable, Finding("workbook-not-ours"), filename)


def _rows(sheet: Any) -> Iterator[tuple[int, list[Raw]]]:
    """The rows with their numbers from 1; every one begins at the first column."""
    before = [""] * sheet.start[1]
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, before + row if before else row


def _batched(rows: Iterator[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for each in rows:
        some.append(each)
        if len(some) == TOGETHER:
            yield some
            some = []
    if some:
        yield some


def _remembered(book: Any, names: Sequence[str]) -> dict[str, Marker]:
    """What each sheet is known by, by the name that it had, as the hidden sheet says."""
    found: dict[str, Marker] = {}
    sheet = book.get_sheet_by_name(MEMORY) if MEMORY in names else None
    for _, row in _rows(sheet) if sheet is not None and sheet.start is not None else ():
        marker = Marker.of(row[0])
        if marker is not None and len(row) > 1:
            found[str(row[1])] = marker
    return found


def _unknown(head: Head, name: str) -> Iterator[Finding]:
    """Columns that no form asks any more, and those that are gone."""
    for column, _ in head.unknown:
        yield Finding("workbook-column-unasked", f"{name}!{letters(column)}{head.top}")
    if SUBJECT not in head.slots:
        yield Finding("workbook-ids-gone", f"{name}!A{head.top}")


def _returned(
    sheet: Any, head: Head, marker: Marker, worksheet: Worksheet
) -> Iterator[ReturnedRow]:
    of_subject = head.slots.index(SUBJECT) if SUBJECT in head.slots else None
    of_remark = head.slots.index(REMARK) if REMARK in head.slots else None
    skipped = {STATUS, SUBJECT, REMARK, ""}
    reading = [
        (column, worksheet.by_element[slot], Reader(worksheet.columns[worksheet.by_element[slot]]))
        for column, slot in enumerate(head.slots)
        if slot not in skipped
    ]
    twice = _twice(sheet, head.top, of_subject)
    fingerprints = Fingerprints({head.slots[column]: column for column, _, _ in reading})
    count = len(worksheet.columns)
    for number, row in _rows(sheet):
        if number <= head.top:
            continue
        sealed = str(row[of_subject]).strip() if of_subject is not None else ""
        unsealed = marker.unsealed(sealed) if sealed else _NOBODY
        # Nearly all rows come back as they were, and cells take most of the time.
        told = unsealed.cells if unsealed else ""
        as_shown = bool(told) and told == fingerprints.of(row)
        values = [] if as_shown else _values(row, reading, count)
        empty = not as_shown and all(each is None for each in values)
        if empty and (unsealed is None or unsealed.new):
            continue
        yield ReturnedRow(
            number,
            unsealed.subject if unsealed else "",
            unsealed.new if unsealed else False,
            twice=sealed in twice,
            garbled=unsealed is None,
            as_shown=as_shown,
            values=values,
            remark=plain(row[of_remark]) if of_remark is not None and of_remark < len(row) else "",
        )


def _values(
    row: Sequence[Raw], reading: Sequence[tuple[int, int, Reader]], count: int
) -> list[Any]:
    values: list[Any] = [None] * count
    for column, at, value in reading:
        raw = row[column]
        if raw.__class__ is not str:
            values[at] = value(raw)
        elif raw:
            values[at] = value[raw]
    return values


def _twice(sheet: Any, top: int, column: int | None) -> set[str]:
    """Ids that more than one row carries: which of them is meant, nobody can say."""
    if column is None:
        return set()
    counted = Counter(str(row[column]).strip() for number, row in _rows(sheet) if number > top)
    return {each for each, count in counted.items() if count > 1 and each}
