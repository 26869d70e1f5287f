"""The sheets of an .xls file."""

import io
from datetime import date, datetime
from typing import Any

from yibiao.errors import Finding, Unreadable
from yibiao.intake.printed import refusal
from yibiao.intake.sheets import comments
from yibiao.intake.sheets.sheet import CELLS_READ, ROWS_READ, Sheet, short


def sheets_of(content: bytes, filename: str) -> list[Sheet]:
    """
    The sheets of an .xls file.

    Read in Python: a damaged one makes the quicker reader ask for memory that ends the process.
    """
    import xlrd

    try:
        with xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        ) as workbook:
            return [_sheet(each, workbook.datemode) for each in workbook.sheets()]
    except xlrd.XLRDError as error:
        code = "encrypted-workbook" if "encrypted" in str(error).lower() else "broken-workbook"
        raise refusal(Unreadable, Finding(code), filename) from None
    except Exception:  # noqa: BLE001 – a damaged file fails anywhere in the reader, with whatever comes to hand
        raise refusal(Unreadable, Finding("broken-workbook"), filename) from None


def _sheet(sheet: Any, datemode: int) -> Sheet:
    rows: list[list[Any]] = []
    for number in range(sheet.nrows):
        if number >= ROWS_READ and number * sheet.ncols > CELLS_READ:
            break
        rows.append([_value(cell, datemode) for cell in sheet.row(number)])
    return short(
        Sheet(
            name=sheet.name,
            rows=_text_rows(rows),
            passed=len(rows) if _goes_on(sheet, len(rows)) else None,
            merged=tuple(
                ((top, left), (bottom - 1, right - 1))
                for top, bottom, left, right in sheet.merged_cells
            ),
            hidden=sheet.visibility != 0,
            comments=comments.of_older(sheet.cell_note_map),
        )
    )


def _goes_on(sheet: Any, row: int) -> bool:
    """Whether something is written from *row* on."""
    return any(
        str(each.value).strip() for number in range(row, sheet.nrows) for each in sheet.row(number)
    )


def _value(cell: Any, datemode: int) -> Any:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return ""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return "" if cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY) else cell.value


def _text_rows(rows: list[list[Any]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_text(each) for each in row) for row in rows)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else str(value).strip()
