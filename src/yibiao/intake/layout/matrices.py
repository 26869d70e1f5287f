"""Rows that a form names beforehand → what is asked in each of their cells, under the names of its row and column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from yibiao.intake.layout.grid import Cell, Grid
from yibiao.intake.layout.headers import Column
from yibiao.intake.printed import Question
from yibiao.intake.words import labels, marks, measures
from yibiao.intake.words.marks import Role
from yibiao.model.kinds import ValueKind

#: What is drawn in a cell that nobody is to write in.
_CROSSED: Final = re.compile(r"[-—–×xX/\\*✕╱]+")
_REMARK: Final = re.compile(r"(备注|说明|备注说明)")
#: A column whose heading says no more than that figures stand under it.
_BARE: Final = re.compile(r"(数量|数值|数据|指标值|完成情况|情况|本期|本期数|期末数|数)")


@dataclass(frozen=True)
class Named:
    """One row: what it is called, from the outside in, and its cells under the columns."""

    path: tuple[str, ...]
    cells: tuple[Cell, ...]


def named_rows(
    grid: Grid, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]
) -> list[Named]:
    """The rows with their names: what stands under a first heading that is wide enough for several is one path."""
    first = columns[0].cell
    named = []
    for cells in rows:
        row = max(each.top for each in cells)
        over = dict.fromkeys(
            cell
            for column in range(first.left, first.right + 1)
            if (cell := grid.at(row, column)) and cell.text
        )
        named.append(Named(tuple(marks.said(each.text) for each in over), cells))
    return named


def figures(columns: Sequence[Column], rows: Sequence[Named]) -> tuple[Question, ...]:
    """What each cell asks that is to be written in: columns that are printed in every row ask nothing."""
    asked = [
        (place, each) for place, each in enumerate(columns) if place and not _printed(place, rows)
    ]
    alone = sum(not _remarks(each) for _, each in asked) == 1
    units = next((place for place in range(1, len(columns)) if _tells_units(place, rows)), None)
    return tuple(
        _figure(row, column, cell, row.cells[units].text if units else None, alone=alone)
        for row in rows
        for place, column in asked
        if not _CROSSED.fullmatch((cell := row.cells[place]).text.strip())
    )


def _figure(row: Named, column: Column, cell: Cell, unit: str | None, *, alone: bool) -> Question:
    """A cell's question: called by its column, or by its row where the column says nothing more."""
    path = tuple(text for each in row.path if (text := labels.clean(each)))
    own = measures.unit_in((unit or "").strip())
    if alone and path and _BARE.fullmatch(marks.plain(column.label)):
        label, section = path[-1], (*column.section, *path[:-1])
    else:
        label, section = column.label, (*path, *column.section)
    question = Question(label, row.cells[0].place, section=section, blank=cell.place)
    if _remarks(column):
        return replace(question, kind=ValueKind.TEXT)
    return replace(question, unit_of_measure=own) if own else question


def _remarks(column: Column) -> bool:
    return bool(_REMARK.fullmatch(marks.plain(column.label)))


def _tells_units(place: int, rows: Sequence[Named]) -> bool:
    return all(marks.unit(each.cells[place].text) for each in rows)


def _printed(place: int, rows: Sequence[Named]) -> bool:
    """Whether every row has something printed there: what it is measured in, its number in the form."""
    return _tells_units(place, rows) or all(_number(each.cells[place]) for each in rows)


def _number(cell: Cell) -> bool:
    return marks.role(cell.text) in (Role.FIGURE, Role.VALUE)
