"""A register that somebody holds, read as a form → the rows under its headers, cell by cell as they stand."""

import csv
import io
import pickle
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from yibiao.errors import Finding
from yibiao.intake.delimited import delimiter
from yibiao.intake.sheets.lettering import column_of
from yibiao.intake.upload import Upload
from yibiao.model.form import Form

#: As many rows, and cells that say something, as one register may bring: more would not fit into the memory of whoever
#: reads it. What comes after is named, not read.
MOST_ROWS: Final = 200_000
MOST_CELLS: Final = 4_000_000
#: As many of them are handled at once.
TOGETHER: Final = 500

_SHEET: Final = re.compile(r"(?:(.*)!)?([A-Z]+)(\d+)(?::.*)?")
_TEXT: Final = re.compile(r"row (\d+), column (\d+)(?::.*)?")
#: Rows that end a list, or count it up, and are about nobody.
_NOBODY: Final = re.compile(
    r"\s*(合\s*计|总\s*计|小\s*计|填\s*表\s*人|审\s*核|制\s*表|负\s*责\s*人|备\s*注|说\s*明|注)\s*([:：].*)?"
)


class HeldRow(NamedTuple):
    """One row: where it stands (`人口!12`), and what its cells hold by field, empty ones left out."""

    place: str
    cells: dict[str, Any]


class HeldRows:
    """The rows of one register, packed: a county's have millions of cells, and go from one process to another."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._last: list[HeldRow] = []

    def __len__(self) -> int:
        return TOGETHER * len(self._packed) + len(self._last)

    def add(self, row: HeldRow) -> None:
        """Put *row* after the others."""
        self._last.append(row)
        if len(self._last) == TOGETHER:
            self._packed.append(pickle.dumps(self._last))
            self._last = []

    def batches(self) -> Iterator[list[HeldRow]]:
        """They, in order, `TOGETHER` at a time."""
        for each in self._packed:
            yield pickle.loads(each)  # noqa: S301 – from ourselves  # nosec B301
        if self._last:
            yield self._last


def rows(form: Form, part: str | None, upload: Upload) -> tuple[HeldRows, tuple[Finding, ...]]:
    """
    The rows of the register that *form* was read from, and what is said of those that were not read.

    There are none where it is no list of rows that a spreadsheet holds. Empty rows, totals and what is signed below are left out.
    """
    places = {each.id: _place(each.blank) for each in form.fields if each.blank}
    known = {id_: place for id_, place in places.items() if place}
    if form.layout != "register" or not known:
        return HeldRows(), ()
    top = min(row for row, _ in known.values())
    columns = {id_: column for id_, (_, column) in known.items()}
    name = f"{part}!" if part else "row "
    found = HeldRows()
    room, first, left_out = MOST_CELLS, "", 0
    for number, cells in _lines(upload, part):
        if number < top:
            continue
        held = {
            id_: cells[column]
            for id_, column in columns.items()
            if column < len(cells) and cells[column] not in (None, "")
        }
        if not held or _about_nobody(cells):
            continue
        room -= len(held)
        if left_out or room < 0 or len(found) == MOST_ROWS:
            first = first or f"{name}{number}"
            left_out += 1
        else:
            found.add(HeldRow(f"{name}{number}", held))
    if left_out:
        said = {"count": left_out, "read": len(found)}
        return found, (Finding("register-rows-left-out", first, said),)
    return found, ()


def cell(place: str, blank: str) -> str:
    """
    The cell of the row at *place* in the column of *blank*.

    >>> cell("人口!12", "人口!D3"), cell("row 12", "row 2, column 4")
    ('人口!D12', 'row 12, column 4')
    """
    if found := _TEXT.fullmatch(blank):
        return f"{place}, column {found[2]}"
    if found := _SHEET.fullmatch(blank):
        part, mark, number = place.rpartition("!")
        return f"{part}{mark}{found[2]}{number}"
    return place


def _place(blank: str) -> tuple[int, int] | None:
    """Row from 1 and column from 0 of the first cell."""
    if found := _TEXT.fullmatch(blank):
        return int(found[1]), int(found[2]) - 1
    if found := _SHEET.fullmatch(blank):
        return int(found[3]), column_of(found[2])
    return None


def _about_nobody(cells: Sequence[Any]) -> bool:
    first = next((str(each) for each in cells if each not in (None, "")), "")
    return bool(_NOBODY.fullmatch(first))


def _lines(upload: Upload, part: str | None) -> Iterator[tuple[int, Sequence[Any]]]:
    if upload.workbook is None:
        text, _ = upload.mended
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text) or ",")
        yield from enumerate(reader, start=1)
        return
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(upload.content))
    sheet = book.get_sheet_by_name(part or book.sheet_names[0])
    if sheet.start is not None:
        before = [""] * sheet.start[1]
        for number, row in enumerate(sheet.iter_rows(), start=1):
            yield number, [*before, *row]
