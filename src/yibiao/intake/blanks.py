"""A form and its original → the places where answers are written, and what is printed there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from yibiao.intake.containers.archive import is_zip
from yibiao.intake.layout import lines
from yibiao.intake.layout.bands import EXAMPLE
from yibiao.intake.layout.grid import Cell, Grid
from yibiao.intake.layout.rows import ROW_NUMBER
from yibiao.intake.layout.standing import Line
from yibiao.intake.sheets.lettering import letters
from yibiao.intake.sheets.sheet import ROWS_READ
from yibiao.intake.upload import Upload
from yibiao.intake.word import documents
from yibiao.intake.words import labels, marks
from yibiao.intake.words.marks import Role
from yibiao.model.blank import Blank
from yibiao.model.form import Field, Form
from yibiao.model.original import SentFile

_TICKS: Final = str.maketrans("☑☒■●◎√", "□□□○○ ")
_DIGITS: Final = re.compile(r"\d+")
_DAYS: Final = re.compile(r"\d[\d\s\u3000]*[年月日]")
_SHORTEST: Final = 4
_LONGEST: Final = 30
_PRINTED: Final = (Role.BLANK, Role.BOXES, Role.SIGN_OFF)
#: What is printed after a label and is no answer to it: room to write, a list, a sentence, a remark in brackets.
_NO_ANSWER: Final = re.compile(r"[_＿\n，、；。]|[ \u3000]{3}|^[（(].*[)）]$")


def blanks_of(file: SentFile, form: Form) -> tuple[Blank, ...]:
    """
    Where the answers to *form* are written in the *file* that it was read from, top to bottom.

    Cells that a formula computes are nobody's to write in. A file of another kind than
    .xlsx and .docx, or without a layout of its own, has no blanks.

    Raises:
        TooLarge, Unreadable: What reading the file may raise.
    """
    if not is_zip(file.content):
        return ()
    upload = Upload(file.content, file.name)
    if upload.workbook is not None:
        sheets = [each for each in upload.workbook.sheets if each.name == file.part]
        return tuple(_on_grid(Grid.of(sheets[0]), form)) if sheets else ()
    if not documents.recognises(upload):
        return ()
    return tuple(
        blank
        for part in documents.parts_of(upload)
        for blank in (
            _in_line(part.text, part.place, form)
            if isinstance(part, Line)
            else _on_grid(Grid.of(part.sheet), form)
        )
    )


def _on_grid(grid: Grid, form: Form) -> Iterator[Blank]:
    cells = {each.place: each for each in grid.cells}
    example = _example([*_alone(cells, form)])
    inline: set[str] = set()
    for column in _tables(cells, form):
        yield from column.blanks(grid)
    for each in form.leaves():
        first = cells.get((each.blank or "").partition(":")[0])
        if each.blank is None and each.cell in cells and each.cell not in inline:
            inline.add(each.cell)
            yield from _in_line(cells[each.cell].text, each.cell, form)
        elif first and not _in_rows(each, cells) and not _computed(grid, first):
            yield _blank(first, _emptied(first.text, example=example), each.id)


def _alone(cells: dict[str, Cell], form: Form) -> Iterator[Cell]:
    """The blanks that are nobody's row."""
    for each in form.leaves():
        if each.blank in cells and not _in_rows(each, cells):
            yield cells[each.blank]


def _example(cells: Sequence[Cell]) -> bool:
    """Whether most of the blanks are written in: words in the others are printed, and here they are an example."""
    written = sum(
        marks.role(each.text) not in _PRINTED or _undated(each.text).translate(_TICKS) != each.text
        for each in cells
    )
    return bool(cells) and written >= EXAMPLE * len(cells)


def _in_rows(field: Field, cells: dict[str, Cell]) -> bool:
    """Whether it is answered in the rows under its heading, and not in a blank of its own."""
    head, first = cells.get(field.cell or ""), cells.get((field.blank or "").partition(":")[0])
    if first is None:
        return False
    below = head is not None and head.bottom < first.top and head.left == first.left
    return ":" in (field.blank or "") or "." in field.id or below


@dataclass(frozen=True)
class _Table:
    """Columns that are answered in the same rows, by the first column of each."""

    top: int
    bottom: int
    fields: dict[int, Field]

    def blanks(self, grid: Grid) -> Iterator[Blank]:
        """The cells of its rows, and the figures in the rows of totals below."""
        row, number = self.top, 0
        example = self._has_example(grid)
        while row <= self.bottom:
            cells = [each for each in grid.row(row) if self._inside(grid, each)]
            totals = marks.total_row(next((each.text for each in grid.row(row) if each.text), ""))
            yield from self._row(grid, cells, None if totals else number, example=example)
            number += not totals
            row += 1
        while row < grid.height and marks.total_row(
            next((each.text for each in grid.row(row) if each.text), "")
        ):
            yield from self._row(grid, [each for each in grid.row(row) if self._inside(grid, each)])
            row += 1
        if self.bottom + 1 >= ROWS_READ:
            first, last = letters(min(self.fields)), letters(max(self.fields))
            yield Blank(f"{grid.sheet.name}!{first}{ROWS_READ + 1}:{last}", "", written=True)

    def _inside(self, grid: Grid, cell: Cell) -> bool:
        """Whether it lies under one of the columns, or under one between or after them that nothing heads."""
        if cell.left in self.fields:
            return True
        first, last = min(self.fields), max(self.fields)
        head = grid.at(self.top - 1, cell.left)
        headed = head is not None and ROW_NUMBER.match(labels.clean(head.text).replace(" ", ""))
        beyond = cell.left > last and head is not None and bool(head.text)
        return cell.left > first and not headed and not beyond

    def _has_example(self, grid: Grid) -> bool:
        """Whether some row is mostly written in: what stands in the others is then no part of the form either."""
        return any(
            _example([each for each in grid.row(row) if each.left in self.fields])
            for row in range(self.top, self.bottom + 1)
        )

    def _row(
        self, grid: Grid, cells: Sequence[Cell], number: int | None = None, *, example: bool = False
    ) -> Iterator[Blank]:
        for each in cells:
            if _computed(grid, each):
                continue
            field = self.fields.get(each.left)
            if number is None:
                if marks.role(each.text) in marks.WRITTEN:
                    yield _blank(each, "", None)
            elif field is not None:
                yield _blank(each, _emptied(each.text, example=example), field.id, number)
            elif each.text and example:
                yield _blank(each, _emptied(each.text, example=example), None, number)


def _tables(cells: dict[str, Cell], form: Form) -> list[_Table]:
    """The tables of the form, each with the columns that share its rows."""
    tables: dict[tuple[int, int], dict[int, Field]] = {}
    for each in form.leaves():
        first, _, last = (each.blank or "").partition(":")
        if not _in_rows(each, cells):
            continue
        sheet = first.rpartition("!")[0]
        end = cells.get(f"{sheet}!{last}" if sheet else last, cells[first])
        tables.setdefault((cells[first].top, end.top), {})[cells[first].left] = each
    return [_Table(top, bottom, fields) for (top, bottom), fields in tables.items()]


def _computed(grid: Grid, cell: Cell) -> bool:
    return (cell.top, cell.left) in grid.sheet.formulas


def _blank(cell: Cell, printed: str, field: str | None, row: int | None = None) -> Blank:
    return Blank(cell.place, printed, field, printed != cell.text, row)


def _in_line(text: str, place: str, form: Form) -> Iterator[Blank]:
    """Labels and their blanks in one text: one blank for each that the form asks, all with the whole text."""
    asked = [each for each in form.leaves() if each.cell == place and each.blank is None]
    if asked:
        printed = without_answers(text, {each.label for each in asked})
        yield from (Blank(place, printed, each.id, printed != text) for each in asked)


def _emptied(text: str, *, example: bool) -> str:
    """What is printed in a blank: room to write, boxes to tick, a unit of measure, who signs; words if they are no *example*."""
    role = marks.role(text)
    if role in (Role.BLANK, Role.SIGN_OFF) or (role is Role.VALUE and _DAYS.search(text)):
        return _undated(text)
    if marks.boxed(text) and role in (Role.BOXES, Role.LINE):
        return text.translate(_TICKS)
    if role is Role.BOXES:
        return text
    if example or role in marks.WRITTEN:
        return ""
    if role is Role.LABEL:
        return text
    return without_answers(text, {each.label for each in lines.runs(text)})


def _undated(text: str) -> str:
    """A date's blanks without the figures that were written into them."""
    return _DIGITS.sub(lambda found: " " * len(found[0]), text) if _DAYS.search(text) else text


def without_answers(text: str, asked: set[str]) -> str:
    """
    The text without what stands after the labels *asked*, and with no box ticked.

    >>> without_answers("填报单位：示范社区  填报日期：2026年1月5日", {"填报单位", "填报日期"})
    '填报单位：____  填报日期：    年 月 日'
    """
    runs = [each for each in lines.runs(text) if each.marked]
    at = 0
    for run, _ in pairwise([*runs, None]):
        start = text.find(run.value, at) if run and run.value.strip() else -1
        if run is None or start < 0:
            continue
        value = _answerless(run) if run.label in asked else run.value
        text = text[:start] + value + text[start + len(run.value) :]
        at = start + len(value)
    return text.translate(_TICKS) if marks.boxed(text) else text


def _answerless(run: lines.Run) -> str:
    """What follows a label, without the answer."""
    if marks.boxed(run.value) or not run.filled:
        return _undated(run.value)
    words = run.value.strip(" \u3000\n\t")
    if len(words) > _LONGEST or _NO_ANSWER.search(words):
        return run.value
    before, after = run.value.split(words, 1)
    return f"{before}{'_' * max(_SHORTEST, len(words))}{after}"
