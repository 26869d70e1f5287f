"""Workbook bytes (.xlsx, .xls) → sheets of text, with merged cells and where formulas stand."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from yibiao.errors import Finding, Unreadable
from yibiao.intake import comments, lists, older_checks, older_formulas, prompts, validations
from yibiao.intake.archive import Archive, is_zip
from yibiao.intake.lettering import letters
from yibiao.intake.printed import refusal
from yibiao.intake.prompts import NO_PROMPT, Prompt
from yibiao.intake.validations import Span
from yibiao.intake.workbook_xml import WorkbookXml

#: So many rows are read at least; further ones as long as all of them together have no more cells than these.
ROWS_READ: Final = 200
CELLS_READ: Final = 20_000
#: Characters that these further rows may have.
_TEXT_READ: Final = 200_000
#: Rows that a list of permitted answers may reach down to on its sheet.
_LIST_ROWS: Final = 5_000
#: Bordered rows and columns without anything written that are taken for room.
_BLANK_ROWS: Final = 60
_BLANK_COLUMNS: Final = 12
NOTHING_DRAWN: Final[Mapping[int, int]] = {}
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
        checks: Ranges with what must be true of what is written in them.
        comments: What is remarked on cells.
        listed: Whether other sheets take their lists from it.
        passed: The first row that was not read, though something may stand there.
        doubts: What was not read of it, and where.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Span, ...] = ()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden: bool = False
    choices: tuple[tuple[Span, tuple[str, ...]], ...] = ()
    prompts: tuple[tuple[Span, Prompt], ...] = ()
    checks: tuple[tuple[Span, validations.Check], ...] = ()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    listed: bool = False
    passed: int | None = None
    doubts: tuple[Finding, ...] = ()

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

    def check_at(self, row: int, column: int) -> validations.Check | None:
        """What must be true of what is written in a cell."""
        return next(
            (
                check
                for (first, last), check in self.checks
                if first[0] <= row <= last[0] and first[1] <= column <= last[1]
            ),
            None,
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
        return Workbook(tuple(_sheets(WorkbookXml.of(archive, filename))))
    if is_ole(content):
        if _holds(content, "EncryptedPackage"):
            raise refusal(Unreadable, Finding("encrypted-workbook"), filename)
        if _holds(content, "WordDocument") and not _holds(content, "Workbook"):
            return None
        computed = older_formulas.of_stream(content)
        checked = older_checks.of_stream(content)
        older = tuple(
            replace(
                each,
                formulas=computed.get(each.name, {}),
                prompts=prompts.of_checks(checked.get(each.name, ())),
                checks=validations.checks_of(checked.get(each.name, ())),
            )
            for each in _older_sheets(content, filename)
        )
        cut = [each.name for each in older if each.passed is not None]
        return Workbook(tuple(_with_choices(older, validations.of_stream(content), {}, cut)))
    return None


def _holds(content: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in content


# ------------------------------------------------------------------------------------------------- .xlsx


def _sheets(workbook: WorkbookXml) -> Iterator[Sheet]:
    """The sheets with their lists of permitted answers; a list further down than a form reaches is read for itself."""
    read = {each: workbook.read(each, ROWS_READ, CELLS_READ) for each in workbook.sheets}
    found = {
        each.name: validations.of_rules(sheet.rules, each.name, workbook.names)
        for each, sheet in read.items()
    }
    reaching = lists.reaching(choice for choices in found.values() for choice in choices)
    deeper = {
        each.name: workbook.read(each, min(reaching[each.name] + 1, _LIST_ROWS), 0)
        for each, sheet in read.items()
        if sheet.passed is not None and reaching.get(each.name, 0) >= sheet.passed
    }
    sheets = [
        _short(
            Sheet(
                name=each.name,
                rows=_rows(workbook.texts(sheet), sheet.drawn),
                merged=tuple(sheet.merged),
                formulas=sheet.formulas,
                hidden=each.hidden,
                prompts=prompts.of_checks(sheet.checks),
                checks=validations.checks_of(sheet.checks),
                comments=comments.of_sheet(workbook.archive, each.part, workbook.budget),
                passed=sheet.passed,
            )
        )
        for each, sheet in read.items()
    ]
    rows = {name: _rows(workbook.texts(sheet)) for name, sheet in deeper.items()}
    cut = [name for name, sheet in deeper.items() if sheet.passed is not None]
    yield from _with_choices(sheets, found, rows, cut)


def _short(sheet: Sheet) -> Sheet:
    """The sheet without the rows further down that are long texts."""
    characters = 0
    for number, row in enumerate(sheet.rows):
        characters += sum(map(len, row))
        if number >= ROWS_READ and characters > _TEXT_READ:
            return replace(sheet, rows=sheet.rows[:number], passed=number)
    return sheet


def _with_choices(
    sheets: Sequence[Sheet],
    found: Mapping[str, Sequence[validations.Choice]],
    deeper: Mapping[str, lists.Rows],
    cut: Iterable[str],
) -> Iterator[Sheet]:
    """The sheets with their lists of permitted answers; those that cannot be had are doubts."""
    rows = {**{each.name: each.rows for each in sheets}, **deeper}
    listed = {
        choice.source[0]
        for name, choices in found.items()
        for choice in choices
        if choice.source and choice.source[0] != name
    }
    for sheet in sheets:
        known = list(lists.known(found.get(sheet.name, ()), rows, cut))
        yield replace(
            sheet,
            listed=sheet.name in listed,
            choices=tuple((each.span, each.options) for each in known if each.options),
            doubts=tuple(
                lists.finding(each, sheet.place(*each.span[0])) for each in known if each.doubt
            ),
        )


def _rows(
    texts: Mapping[tuple[int, int], str], drawn: Mapping[int, int] = NOTHING_DRAWN
) -> lists.Rows:
    """Rows as long as what is written in them or *drawn* around blanks: a border is room for an answer."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in texts.items():
        rows.setdefault(row, {})[column] = text
    height = max(rows, default=-1) + 1
    width = max((max(each) for each in rows.values()), default=-1) + 1
    while height in drawn and rows and height - max(rows) <= _BLANK_ROWS:
        height += 1
    return tuple(
        tuple(rows.get(row, {}).get(column, "") for column in range(length))
        for row in range(height)
        for length in [_length(max(rows.get(row, ()), default=-1), drawn.get(row, -1), width)]
    )


def _length(written: int, drawn: int, width: int) -> int:
    """How long a row is; borders far beyond everything that is written are no room."""
    return max(written, drawn if drawn < width + _BLANK_COLUMNS else -1) + 1


# -------------------------------------------------------------------------------------------------- .xls


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
    rows: list[list[Any]] = []
    for number in range(sheet.nrows):
        if number >= ROWS_READ and number * sheet.ncols > CELLS_READ:
            break
        rows.append([_older_value(cell, datemode) for cell in sheet.row(number)])
    return _short(
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
