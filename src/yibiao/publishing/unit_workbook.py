"""The one table of a unit → the workbook that it fills in offline, and the same come back with what became of each row."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final

from yibiao.model.kinds import ValueKind, is_date
from yibiao.model.worksheet import (
    CHOICES,
    GUIDE,
    HEAD,
    LABELS,
    MEMORY,
    REMARK,
    STATUS,
    SUBJECT,
    Marker,
    Raw,
    SheetColumn,
    State,
    Worksheet,
)
from yibiao.publishing.package import TEXTS_AS_THEY_ARE, writable
from yibiao.publishing.unit_checks import rule
from yibiao.publishing.unit_guide import guide
from yibiao.publishing.unit_looks import Looks, note_size, number_format

#: Rows below the last that are checked and may be typed in too.
_ROOM: Final = 2_000
#: Dates before this are written as text: spreadsheets count no days then.
_FIRST_DAY: Final = "1900-03-01"
_NARROWEST, _WIDEST = 9, 30
_WIDTHS: Final = {
    ValueKind.ID_NUMBER: 21,
    ValueKind.USCC: 21,
    ValueKind.ADDRESS: 28,
    ValueKind.DATE: 12,
}
_LONGEST_NOTE: Final = 2_000


@dataclass(frozen=True)
class SheetRow:
    """
    One row: for each slot of its sheet what stands there and in which state it is.

    Attributes:
        number: Where it stands, counted from 1; below the last one if it does not say.
        notes: By slot, what is said about a cell.
    """

    cells: Sequence[Raw]
    states: Sequence[State]
    number: int | None = None
    notes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitSheet:
    """
    A sheet to be written.

    Attributes:
        slots: What each of its columns is: `SUBJECT`, `STATUS`, `REMARK`, an element's id, or anything else, which then
            is its label.
        rows: Read once, in order.
        count: As many rows as there will be at least; more may be.
    """

    worksheet: Worksheet
    marker: Marker
    slots: Sequence[str]
    rows: Iterable[SheetRow]
    count: int
    title: str


def slots_of(worksheet: Worksheet) -> tuple[str, ...]:
    """The columns of a sheet as it goes out."""
    return (SUBJECT, STATUS, *(each.element.id for each in worksheet.columns), REMARK)


#: Characters that a footer may have.
_LONGEST_FOOTER: Final = 250


def unit_workbook(unit: str, sheets: Sequence[UnitSheet], watermark: str) -> bytes:
    """
    The workbook of the unit of that name: how to fill it in, then a sheet for each kind of subject.

    *watermark* says who takes it out and when, under each printed page and among the file's properties.

    Rows are written as they come, so that a large unit takes no more memory than a small one.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"constant_memory": True, **TEXTS_AS_THEY_ARE}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC), "comments": watermark})
        looks = Looks(book)
        guide(book.add_worksheet(GUIDE), looks, unit)
        made = [(each, book.add_worksheet(each.worksheet.name)) for each in sheets]
        lists = _choices(book, [column for each in sheets for column in each.worksheet.columns])
        for each, sheet in made:
            _Writing(sheet, looks, each, lists).write()
            if watermark:
                sheet.set_footer(f"&L{watermark.replace('&', '&&')}"[:_LONGEST_FOOTER])
        _memory(book, sheets)
        if made:
            made[0][1].activate()
    return buffer.getvalue()


def _choices(book: Any, columns: Sequence[SheetColumn]) -> dict[tuple[str, ...], str]:
    """A hidden sheet with every list that may be chosen from; where each list stands."""
    lists = list(dict.fromkeys(_listed(each) for each in columns if each.choices))
    if not lists:
        return {}
    sheet = book.add_worksheet(CHOICES)
    sheet.hide()
    for row in range(max(map(len, lists))):
        for column, each in enumerate(lists):
            if row < len(each):
                sheet.write_string(row, column, writable(each[row]))
    from xlsxwriter.utility import xl_range_abs

    return {
        each: f"='{CHOICES}'!{xl_range_abs(0, column, len(each) - 1, column)}"
        for column, each in enumerate(lists)
    }


def _listed(column: SheetColumn) -> tuple[str, ...]:
    return tuple(text for _, text in column.choices)


def _memory(book: Any, sheets: Sequence[UnitSheet]) -> None:
    """A sheet that nobody sees repeats what each is known by, should its hidden row get lost."""
    sheet = book.add_worksheet(MEMORY)
    for row, each in enumerate(sheets):
        sheet.write_string(row, 0, each.marker.text())
        sheet.write_string(row, 1, each.worksheet.name)
    sheet.very_hidden()


class _Writing:
    """One sheet, from its hidden row to its last."""

    def __init__(
        self, sheet: Any, looks: Looks, told: UnitSheet, lists: dict[tuple[str, ...], str]
    ) -> None:
        self._sheet, self._looks, self._told, self._lists = sheet, looks, told, lists
        worksheet = told.worksheet
        self._columns = [
            worksheet.columns[worksheet.by_element[slot]] if slot in worksheet.by_element else None
            for slot in told.slots
        ]
        self._numbers = [number_format(each) for each in self._columns]
        self._dates = [
            each is not None and each.element.kind is ValueKind.DATE and not each.choices
            for each in self._columns
        ]

    def write(self) -> None:
        self._shape()
        self._head()
        last = HEAD - 1
        for each in self._told.rows:
            last = max(last + 1, (each.number or 0) - 1)
            self._row(last, each)
        self._check(max(last, HEAD + self._told.count) + _ROOM)
        self._sheet.autofilter(HEAD - 1, 0, max(last, HEAD), len(self._told.slots) - 1)

    def _shape(self) -> None:
        sheet = self._sheet
        for number, (slot, column) in enumerate(zip(self._told.slots, self._columns, strict=True)):
            if slot == SUBJECT:
                sheet.set_column(number, number, 4, self._looks.head("id"), {"hidden": True})
            elif column is None:
                look = self._looks.head("plain")
                sheet.set_column(number, number, 24 if slot in (STATUS, REMARK) else 12, look)
            else:
                open_ = self._looks.cell("open", self._numbers[number])
                sheet.set_column(number, number, _width(column), open_)
        sheet.freeze_panes(HEAD, self._frozen())
        sheet.protect(
            "",
            {
                "select_locked_cells": True,
                "select_unlocked_cells": True,
                "format_columns": True,
                "format_rows": True,
                "insert_rows": True,
                "sort": True,
                "autofilter": True,
            },
        )
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(1, HEAD - 1)

    def _frozen(self) -> int:
        """The columns until the first element stay in sight."""
        first = next((at for at, each in enumerate(self._columns) if each is not None), 0)
        return min(first + 1, len(self._columns))

    def _head(self) -> None:
        sheet, looks, told = self._sheet, self._looks, self._told
        sheet.set_row(0, None, None, {"hidden": True})
        known = {STATUS, REMARK, *told.worksheet.by_element}
        for number, slot in enumerate(told.slots):
            if slot == SUBJECT:
                sheet.write_string(0, number, told.marker.text(), looks.head("id"))
            elif slot in known:
                sheet.write_string(0, number, slot, looks.head("id"))
        sheet.write_string(1, 1 if len(told.slots) > 1 else 0, told.title, looks.head("title"))
        sheet.set_row(1, 24)
        self._sections()
        sheet.set_row(HEAD - 1, 36)
        for number, (slot, column) in enumerate(zip(told.slots, self._columns, strict=True)):
            label = column.label if column else LABELS.get(slot, slot)
            look = looks.head("required" if label.endswith("*") else "head")
            sheet.write_string(HEAD - 1, number, writable(label), look)
            if column and column.note:
                note = writable(column.note[:_LONGEST_NOTE])
                sheet.write_comment(HEAD - 1, number, note, note_size(note))

    def _sections(self) -> None:
        """One heading over neighbours of the same section."""
        sections = enumerate(each.section if each else "" for each in self._columns)
        for section, together in groupby(sections, key=lambda each: each[1]):
            at = [number for number, _ in together]
            if section and len(at) > 1:
                look = self._looks.head("section")
                self._sheet.merge_range(HEAD - 2, at[0], HEAD - 2, at[-1], writable(section), look)
            elif section:
                look = self._looks.head("section")
                self._sheet.write_string(HEAD - 2, at[0], writable(section), look)

    def _row(self, row: int, told: SheetRow) -> None:
        for number, (raw, state) in enumerate(zip(told.cells, told.states, strict=True)):
            slot = self._told.slots[number]
            if self._columns[number] is not None:
                look = self._looks.cell(state, self._numbers[number])
            elif slot == SUBJECT:
                look = self._looks.head("id")
            else:
                look = self._looks.head("status" if slot == STATUS else "plain")
            self._cell(row, number, raw, look)
        for number, note in told.notes.items():
            self._sheet.write_comment(row, number, writable(note), note_size(note))

    def _cell(self, row: int, number: int, raw: Raw, look: Any) -> None:
        sheet = self._sheet
        if raw is None or raw == "":
            sheet.write_blank(row, number, None, look)
        elif isinstance(raw, bool):
            sheet.write_string(row, number, "是" if raw else "否", look)
        elif isinstance(raw, int | float):
            sheet.write_number(row, number, raw, look)
        elif isinstance(raw, str):
            if self._dates[number] and raw >= _FIRST_DAY and is_date(raw):
                sheet.write_datetime(row, number, datetime.fromisoformat(raw), look)
            else:
                sheet.write_string(row, number, writable(raw), look)
        elif hasattr(raw, "total_seconds"):
            sheet.write_string(row, number, str(raw), look)
        else:
            sheet.write_datetime(row, number, raw, look)

    def _check(self, last: int) -> None:
        """What may stand in each column; a spreadsheet warns of anything else and lets it stand."""
        for number, column in enumerate(self._columns):
            if column is None:
                continue
            check = rule(column, self._lists.get(_listed(column), ""))
            if check is not None:
                self._sheet.data_validation(HEAD, number, last, number, check)


def _width(column: SheetColumn) -> int:
    known = _WIDTHS.get(column.element.kind)
    listed = max((len(text) for _, text in column.choices), default=0)
    return known or min(max(_NARROWEST, 2 * len(column.label) + 2, 2 * listed), _WIDEST)
