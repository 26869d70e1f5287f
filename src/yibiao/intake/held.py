"""A register that somebody holds, read as a form → the rows under its headers, cell by cell as they stand."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from yibiao.intake.delimited import delimiter
from yibiao.intake.sheets.lettering import column_of
from yibiao.intake.upload import Upload
from yibiao.model.form import Form

#: As many rows as one file may bring; what comes after is named, not read.
MOST_ROWS: Final = 20_000

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


def rows(form: Form, part: str | None, upload: Upload) -> tuple[HeldRow, ...]:
    """
    The rows of the register that *form* was read from; none where it is no list of rows that a spreadsheet holds.

    Empty rows, totals and what is signed below are left out.
    """
    places = {each.id: _place(each.blank) for each in form.fields if each.blank}
    known = {id_: place for id_, place in places.items() if place}
    if form.layout != "register" or not known:
        return ()
    top = min(row for row, _ in known.values())
    columns = {id_: column for id_, (_, column) in known.items()}
    name = f"{part}!" if part else "row "
    found: list[HeldRow] = []
    for number, cells in _lines(upload, part):
        if number < top or len(found) > MOST_ROWS:
            continue
        held = {
            id_: cells[column]
            for id_, column in columns.items()
            if column < len(cells) and cells[column] not in (None, "")
        }
        if held and not _about_nobody(cells):
            found.append(HeldRow(f"{name}{number}", held))
    return tuple(found)


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
