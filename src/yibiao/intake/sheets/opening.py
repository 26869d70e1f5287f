"""Workbook bytes (.xlsx, .xls) → sheets of text, with merged cells, formulas and permitted answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from yibiao.errors import Finding, Unreadable
from yibiao.intake.containers.archive import Archive, is_zip
from yibiao.intake.printed import refusal
from yibiao.intake.sheets import comments, lists, older_checks, older_formulas, prompts, validations
from yibiao.intake.sheets.older_sheets import sheets_of
from yibiao.intake.sheets.sheet import (
    CELLS_READ,
    ROWS_READ,
    Sheet,
    Workbook,
    is_ole,
    short,
)
from yibiao.intake.sheets.workbook_xml import WorkbookXml

#: Rows that a list of permitted answers may reach down to on its sheet.
_LIST_ROWS: Final = 5_000
#: Bordered rows and columns without anything written that are taken for room.
_BLANK_ROWS: Final = 60
_BLANK_COLUMNS: Final = 12
_NOTHING_DRAWN: Final[Mapping[int, int]] = {}


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
            raise refusal(Unreadable, Finding("encrypted-document"), filename)
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
            for each in sheets_of(content, filename)
        )
        cut = [each.name for each in older if each.passed is not None]
        return Workbook(tuple(_with_choices(older, validations.of_stream(content), {}, cut)))
    return None


def _holds(content: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in content


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
        short(
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
    texts: Mapping[tuple[int, int], str], drawn: Mapping[int, int] = _NOTHING_DRAWN
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
