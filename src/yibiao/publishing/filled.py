"""A form's answers → its department's own file with the answers in their blanks."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Protocol

from yibiao.model.blank import Blank
from yibiao.model.form import Field, Form, row_names
from yibiao.model.original import SentFile
from yibiao.publishing.answers import answered, within, words
from yibiao.publishing.cells import letters, position
from yibiao.publishing.document import Document
from yibiao.publishing.package import BROKEN, ZIPPED
from yibiao.publishing.workbook import Workbook

#: Columns that a form may have.
_WIDEST: Final = 400


class Written(Protocol):
    """What is written in: a workbook, or a document."""

    def __contains__(self, place: str) -> bool:
        """Whether there is such a place."""

    def put(self, place: str, value: str | float, printed: str = "") -> None:
        """Have a value stand in a place, where *printed* stood."""

    def extend(self, last: str, count: int) -> list[dict[str, str]]:
        """More rows below the row of that place: for each, the places of the new cells by those of the last row."""

    def content(self) -> bytes:
        """The file."""


@dataclass
class _Table:
    """Rows of one table: the blanks of each, by field, and what they take."""

    rows: list[dict[str, Blank]] = field(default_factory=list)
    answers: Sequence[Mapping[str, Any]] = ()


def filled(
    form: Form, file: SentFile, blanks: Sequence[Blank], rows: Sequence[Mapping[str, Any]]
) -> SentFile | None:
    """
    The *file* with the answers in its *blanks*; `None` where it cannot be written in.

    A card takes one row, a table as many as there are: where more are answered than printed, rows like the last are put
    below it. Formulas stay, and are computed when the file is opened. Texts stay texts, whatever they begin with.

    Args:
        form: The form that the file was read as.
        file: As it came; what was written in it is taken out.
        blanks: Where the form is answered.
        rows: Values by the ids of fields, as a slice has them; a repeating block is a list of rows by their names.
    """
    if not file.content.startswith(ZIPPED) or not blanks:
        return None
    try:
        written: Written = _Book(file.content) if file.part is not None else _Paper(file.content)
        _empty(written, blanks)
        _alone(written, form, blanks, rows[0] if rows else {})
        for table in sorted(_tables(form, blanks, rows), key=_top, reverse=True):
            _fill(written, form, table)
        return SentFile(file.name, written.content(), file.part)
    except BROKEN:
        return None


def _empty(written: Written, blanks: Sequence[Blank]) -> None:
    for place, printed in {each.place: each.printed for each in blanks if each.written}.items():
        written.put(place, printed)


def _alone(written: Written, form: Form, blanks: Sequence[Blank], row: Mapping[str, Any]) -> None:
    """Write the answers to questions that have a blank of their own, or one within a line that may have several."""
    lines: dict[str, str] = {}
    for each in blanks:
        value = row.get(each.field or "")
        if each.row is not None or value is None:
            continue
        asked = form.by_id[str(each.field)]
        standing = lines.get(each.place, each.printed)
        if asked.blank is None:
            line = within(asked, value, standing)
            lines[each.place] = line
            written.put(each.place, line, each.printed)
        elif (
            each.place not in written
        ):  # room that is no cell of its own: the answer stands beside its label
            label = str(asked.cell)
            written.put(label, f"{asked.raw or asked.label}：{words(asked, value)}")
        else:
            known = _value(written, replace(each, printed=standing), asked, value)
            lines[each.place] = str(known)
            written.put(each.place, known)


def _tables(
    form: Form, blanks: Sequence[Blank], rows: Sequence[Mapping[str, Any]]
) -> Iterator[_Table]:
    """The form's own rows, and those of each of its repeating blocks."""
    yield from _of_fields([each for each in form.asked if not each.fields], blanks, rows)
    for block in form.asked:
        if block.fields:
            names = row_names(block.fields)
            held = (rows[0].get(block.id) if rows else None) or []
            held = json.loads(held) if isinstance(held, str) else held
            answers = [{id_: each.get(name) for id_, name in names.items()} for each in held]
            yield from _of_fields([*block.leaves()], blanks, answers)


def _of_fields(
    fields: Sequence[Field], blanks: Sequence[Blank], answers: Sequence[Mapping[str, Any]]
) -> Iterator[_Table]:
    """The tables in which some fields are answered; those in the same rows are one."""
    ids = {each.id for each in fields}
    asked = [each for each in blanks if each.field in ids and each.row is not None]
    first = {each.field: _row_of(each.place) for each in asked if each.row == 0}
    tables: dict[tuple[int, ...], _Table] = {}
    for each in asked:
        if each.field in first:
            table = tables.setdefault(first[each.field], _Table(answers=answers))
            while len(table.rows) <= (each.row or 0):
                table.rows.append({})
            table.rows[each.row or 0][str(each.field)] = each
    yield from tables.values()


def _top(table: _Table) -> tuple[int, ...]:
    """Where it begins, so that what stands further down is written before rows are put in above it."""
    return _row_of(next(iter(table.rows[0].values())).place)


def _row_of(place: str) -> tuple[int, ...]:
    """The row of a cell of a sheet, or table and row in a document."""
    return tuple(map(int, re.findall(r"\d+", place.rpartition("!")[2])[:2]))


def _fill(written: Written, form: Form, table: _Table) -> None:
    printed = len(table.rows)
    more = len(table.answers) - printed
    last = table.rows[-1] or table.rows[0]
    # Before anything stands in the row that they are like.
    places = written.extend(next(iter(last.values())).place, more) if more > 0 else []
    for blanks, answers in zip(table.rows, table.answers, strict=False):
        for id_, each in blanks.items():
            if answers.get(id_) is not None:
                written.put(each.place, _value(written, each, form.by_id[id_], answers[id_]))
    for moved, answers in zip(places, table.answers[printed:], strict=True):
        for id_, each in last.items():
            place = moved[each.place]
            new = Blank(place, each.printed, id_)
            value = answers.get(id_)
            known = each.printed if value is None else _value(written, new, form.by_id[id_], value)
            written.put(place, known, each.printed)


def _value(written: Written, blank: Blank, asked: Field, value: Any) -> str | float:
    """The value as it stands there; a day as a number where the cell shows days."""
    text = answered(asked, value, blank.printed)
    if isinstance(written, _Book) and isinstance(text, str) and written.shows_days(blank.place):
        try:
            number = written.counted(date.fromisoformat(text[:10]))
        except ValueError:
            return text
        return text if number is None else number
    return text


class _Book:
    """A workbook, by places such as `Sheet1!B3`."""

    def __init__(self, content: bytes) -> None:
        self._workbook = Workbook(content)

    def __contains__(self, place: str) -> bool:
        return True

    def put(self, place: str, value: str | float, printed: str = "") -> None:
        """Have a value stand in a place; nothing, if it is an empty text."""
        name, reference = _split(place)
        cells = self._workbook.sheet(name)
        first, _, last = reference.partition(":")
        row, column = position(first)
        if last:
            cells.clear_from(row, column, position(last)[1])
        elif value == "":
            cells.clear(row, column)
        else:
            cells.write(row, column, value)
            if isinstance(value, str) and value != printed and not cells.computed(row, column):
                self._workbook.fit(name, row, column, value)

    def shows_days(self, place: str) -> bool:
        """Whether a number in the cell is shown as a date."""
        name, reference = _split(place)
        return self._workbook.shows_days(self._workbook.sheet(name).style(*position(reference)))

    def counted(self, day: date) -> float | None:
        """A day as the workbook counts it, if it can."""
        return self._workbook.counted(day)

    def extend(self, last: str, count: int) -> list[dict[str, str]]:
        """More rows below."""
        name, reference = _split(last)
        row, first = position(reference)
        cells = self._workbook.sheet(name)
        counted = {
            column: number
            for column in range(1, first)
            if (number := cells.number(row, column)) is not None
        }
        self._workbook.insert(name, row, count)
        cells = self._workbook.sheet(name)
        for step in range(1, count + 1):
            for column, number in counted.items():
                cells.write(row + step, column, number + step)
        columns = [letters(column) for column in range(1, _WIDEST + 1)]
        return [
            {f"{name}!{each}{row}": f"{name}!{each}{row + step}" for each in columns}
            for step in range(1, count + 1)
        ]

    def content(self) -> bytes:
        """The file."""
        return self._workbook.content()


class _Paper:
    """A Word document, by places such as `T1R2C3`."""

    def __init__(self, content: bytes) -> None:
        self._document = Document(content)

    def __contains__(self, place: str) -> bool:
        return place in self._document

    def put(self, place: str, value: str | float, printed: str = "") -> None:
        """Have a value stand in a place."""
        number = isinstance(value, float) and value.is_integer()
        self._document.write(place, str(int(value) if number else value), printed)

    def extend(self, last: str, count: int) -> list[dict[str, str]]:
        """More rows below."""
        return self._document.extend(last, count)

    def content(self) -> bytes:
        """The file."""
        return self._document.content()


def _split(place: str) -> tuple[str, str]:
    name, _, reference = place.rpartition("!")
    return name, reference
