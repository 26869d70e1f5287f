"""Workbook bytes (.xlsx, .xls) → sheets of text, with merged cells and where formulas stand."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from yibiao.errors import Finding, Unreadable
from yibiao.intake import older_formulas, prompts, validations
from yibiao.intake.archive import Archive, is_zip
from yibiao.intake.lettering import letters
from yibiao.intake.printed import refusal
from yibiao.intake.prompts import NO_PROMPT, Prompt
from yibiao.intake.spread import formulas_of
from yibiao.intake.validations import Span

#: A form's header stands near the top; rows below these are not looked at.
ROWS_READ: Final = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Sheet:
    """
    One sheet, from its first row and column on, as text.

    Attributes:
        merged: Ranges of merged cells: first and last (row, column), from 0.
        formulas: By cell, the formula that computed its text; empty where it is not known.
        choices: Ranges whose cells take one of a list.
        prompts: Ranges whose cells say what belongs there.
        listed: Whether other sheets take their lists from it.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Span, ...] = ()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden: bool = False
    choices: tuple[tuple[Span, tuple[str, ...]], ...] = ()
    prompts: tuple[tuple[Span, Prompt], ...] = ()
    listed: bool = False

    def options_at(self, row: int, column: int) -> tuple[str, ...]:
        """What the sheet lets be chosen in a cell; nothing where anything may be written."""
        return next(
            (
                options
                for (first, last), options in self.choices
                if first[0] <= row <= last[0] and first[1] <= column <= last[1]
            ),
            (),
        )

    def prompt_at(self, row: int, column: int) -> Prompt:
        """What a cell says of what belongs there."""
        return next(
            (
                prompt
                for (first, last), prompt in self.prompts
                if first[0] <= row <= last[0] and first[1] <= column <= last[1]
            ),
            NO_PROMPT,
        )

    @property
    def room_below(self) -> bool:
        """Whether it goes on below what is written."""
        return True

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
        sheets = tuple(_sheets(content, filename, formulas_of(archive, filename)))
        told = prompts.prompts_of(archive)
        sheets = tuple(replace(each, prompts=told.get(each.name, ())) for each in sheets)
        return Workbook(_with_choices(sheets, validations.of_archive(archive)))
    if is_ole(content):
        if _holds(content, "EncryptedPackage"):
            raise refusal(Unreadable, Finding("encrypted-workbook"), filename)
        if _holds(content, "WordDocument") and not _holds(content, "Workbook"):
            return None
        computed = older_formulas.of_stream(content)
        older = tuple(
            replace(each, formulas=computed.get(each.name, {}))
            for each in _older_sheets(content, filename)
        )
        return Workbook(_with_choices(older, validations.of_stream(content)))
    return None


def _with_choices(
    sheets: tuple[Sheet, ...], found: dict[str, list[validations.Choice]]
) -> tuple[Sheet, ...]:
    """The sheets with their lists of permitted answers, those that stand on other sheets looked up."""
    by_name = {each.name: each for each in sheets}
    listed = {
        choice.source[0]
        for name, choices in found.items()
        for choice in choices
        if choice.source and choice.source[0] != name
    }

    def options(choice: validations.Choice) -> tuple[str, ...]:
        if choice.source is None:
            return choice.options
        name, (first, last) = choice.source
        listed = by_name.get(name)
        if listed is None or last[0] >= ROWS_READ:
            return ()
        return tuple(
            dict.fromkeys(
                text
                for row in listed.rows[first[0] : last[0] + 1]
                for text in row[first[1] : last[1] + 1]
                if text
            )
        )

    return tuple(
        replace(
            sheet,
            listed=sheet.name in listed,
            choices=tuple(
                (span, known)
                for each in found.get(sheet.name, ())
                if (known := options(each))
                for span in each.spans
            ),
        )
        for sheet in sheets
    )


def _holds(content: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in content


def _sheets(
    content: bytes, filename: str, formulas: dict[str, dict[tuple[int, int], str]]
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
                    formulas=formulas.get(known.name, {}),
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


def _older_sheets(content: bytes, filename: str) -> list[Sheet]:
    """
    The sheets of an .xls file.

    Read in Python: a damaged one makes the quicker reader ask for memory that ends the process.
    """
    import xlrd

    try:
        with xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        ) as workbook:
            return [_older_sheet(each, workbook.datemode) for each in workbook.sheets()]
    except xlrd.XLRDError as error:
        code = "encrypted-workbook" if "encrypted" in str(error).lower() else "broken-workbook"
        raise refusal(Unreadable, Finding(code), filename) from None
    except Exception:  # noqa: BLE001 – a damaged file fails anywhere in the reader, with whatever comes to hand
        raise refusal(Unreadable, Finding("broken-workbook"), filename) from None


def _older_sheet(sheet: Any, datemode: int) -> Sheet:
    rows = [
        [_older_value(cell, datemode) for cell in sheet.row(number)]
        for number in range(min(sheet.nrows, ROWS_READ))
    ]
    return Sheet(
        name=sheet.name,
        rows=_text_rows(rows),
        merged=tuple(
            ((top, left), (bottom - 1, right - 1))
            for top, bottom, left, right in sheet.merged_cells
        ),
        hidden=sheet.visibility != 0,
    )


def _older_value(cell: Any, datemode: int) -> Any:
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
