"""Workbook bytes (.xlsx, .xls) → sheets of text, with merged cells and where formulas stand."""

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from yibiao.errors import Finding, TooLarge, Unreadable
from yibiao.intake.archive import Archive, is_zip
from yibiao.intake.printed import refusal

#: A form's header stands near the top; rows below these are not looked at.
ROWS_READ: Final = 200
#: Cells of the rectangle that a sheet spans; a parser takes memory for each, filled or not.
MOST_CELLS: Final = 8_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Sheet:
    """
    One sheet, from its first row and column on, as text.

    Attributes:
        merged: Ranges of merged cells: first and last (row, column), from 0.
        formulas: Cells whose text a formula computed.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Span, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is written on it."""
        return not any(any(row) for row in self.rows)

    def place(self, row: int, column: int) -> str:
        """A cell as people name it: `Sheet1!B3`."""
        return f"{self.name}!{letters(column)}{row + 1}"


@dataclass(frozen=True)
class Workbook:
    """Sheets in their order."""

    sheets: tuple[Sheet, ...]


def letters(column: int) -> str:
    """A column as people name it.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def is_ole(content: bytes) -> bool:
    """Whether it begins as the older Office files do."""
    return content.startswith(_OLE)


def opened(content: bytes, filename: str) -> Workbook | None:
    """
    The workbook that *content* is; `None` if it is something else.

    Raises:
        TooLarge: Unpacked, or spread out, it is more than a parser should see.
        Unreadable: It is broken or encrypted.
    """
    if is_zip(content):
        archive = Archive.of(content, filename)
        if "xl/workbook.xml" not in archive.members:
            return None
        _refuse_spread(archive)
        return Workbook(tuple(_sheets(content, filename, _formulas(archive))))
    if is_ole(content):
        if _holds(content, "EncryptedPackage"):
            raise refusal(Unreadable, Finding("encrypted-workbook"), filename)
        if _holds(content, "WordDocument") and not _holds(content, "Workbook"):
            return None
        return Workbook(tuple(_sheets(content, filename, {})))
    return None


def _holds(content: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in content


def _sheets(
    content: bytes, filename: str, formulas: dict[str, frozenset[tuple[int, int]]]
) -> Iterator[Sheet]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            for known in workbook.sheets_metadata:
                if known.typ is not SheetTypeEnum.WorkSheet:
                    continue
                sheet = workbook.get_sheet_by_name(known.name)
                yield Sheet(
                    name=known.name,
                    rows=_text_rows(sheet.to_python(skip_empty_area=False, nrows=ROWS_READ)),
                    merged=tuple(sheet.merged_cell_ranges or ()),
                    formulas=formulas.get(known.name, frozenset()),
                    hidden=known.visible is not SheetVisibleEnum.Visible,
                )
    except PasswordError:
        raise refusal(Unreadable, Finding("encrypted-workbook"), filename) from None
    except (CalamineError, OSError, ValueError):
        raise refusal(Unreadable, Finding("broken-workbook"), filename) from None
    except BaseException as error:
        # The reader's own panics come as a class it does not export.
        if type(error).__name__ != "PanicException":
            raise
        raise refusal(Unreadable, Finding("broken-workbook"), filename) from None


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


_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?f[\s>/]')
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


def _refuse_spread(archive: Archive) -> None:
    """A cell far out makes a small file a large sheet."""
    for name, member in archive.members.items():
        if not name.startswith("xl/worksheets/"):
            continue
        found = _CELL.findall(member)
        if found:
            columns = max(_number(column) for column in {column for column, _ in found})
            rows = max(int(row) for _, row in found)
            if columns * rows > MOST_CELLS:
                finding = Finding("sheet-too-wide", facts={"limit": MOST_CELLS})
                raise TooLarge(finding, limit=MOST_CELLS, size=columns * rows)


def _formulas(archive: Archive) -> dict[str, frozenset[tuple[int, int]]]:
    """Cells with a formula, by the sheet's name."""
    targets = {
        each.get("Id"): each.get("Target", "")
        for each in _tags(_RELATION, archive.members.get("xl/_rels/workbook.xml.rels", b""))
    }
    found = {}
    for each in _tags(_SHEET, archive.members["xl/workbook.xml"]):
        target = targets.get(each.get("r:id"), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        cells = _FORMULA.findall(archive.members.get(path, b""))
        found[html.unescape(each.get("name", ""))] = frozenset(
            (int(row) - 1, _number(column) - 1) for column, row in cells
        )
    return found


def _tags(tag: re.Pattern[str], document: bytes) -> list[dict[str, str]]:
    text = document.decode("utf-8", "replace")
    return [dict(_ATTRIBUTE.findall(found)) for found in tag.findall(text)]


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return number
