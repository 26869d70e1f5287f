"""Headings over rows of blanks, found anywhere on a grid: a register's header, a card's repeating table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property
from typing import Final

from yibiao.intake.layout import headers
from yibiao.intake.layout.grid import Cell, Grid
from yibiao.intake.layout.headers import Column
from yibiao.intake.layout.matrices import figures, named_rows
from yibiao.intake.layout.rows import numbered, rows_under
from yibiao.intake.printed import Question
from yibiao.intake.words import marks
from yibiao.intake.words.marks import Role

_FIELD_ALONE: Final = 2
#: Rows that are looked at for examples.
_SAMPLES: Final = 20
#: Share of a row's cells that are written in where it is an example.
EXAMPLE: Final = 0.6


#: What rows are filled with that are named and nothing more: figures may be left over, or computed.
_UNANSWERED: Final = (Role.BLANK, Role.BOXES, Role.SIGN_OFF, Role.FIGURE)


class Shape(Enum):
    """How the rows below a header are meant."""

    ONCE = auto()  # one row of blanks: labels above their blanks
    REPEATED = auto()  # as many rows as there is something to say
    FIXED = auto()  # rows that are named in their first cell
    BARE = auto()  # no row at all


@dataclass(frozen=True)
class Band:
    """
    A header and its rows.

    Attributes:
        rows: The cells of each row below the header.
        right: The last column that it covers.
        names: What the rows are called, where they are named.
        figures: What each of their cells asks, where they are.
    """

    top: int
    bottom: int
    end: int
    columns: tuple[Column, ...]
    shape: Shape
    rows: tuple[tuple[Cell, ...], ...]
    names: tuple[str, ...] = ()
    figures: tuple[Question, ...] = ()
    totalled: bool = False
    right: int = 0

    @property
    def beforehand(self) -> tuple[Cell, ...]:
        """Words printed in rows that otherwise are blank; rows mostly written in are examples."""
        return tuple(
            each
            for cells in self.rows
            if not marks.total_row(cells[0].text)
            and sum(bool(each.text) for each in cells) < EXAMPLE * len(cells)
            for each in cells[self.shape is Shape.FIXED :]
            if marks.role(each.text) in (Role.LABEL, Role.PROSE, Role.NOTE, Role.LINE)
        )

    @property
    def asked(self) -> tuple[Column, ...]:
        """The columns that somebody fills: no row numbers, no names of rows."""
        first_asks = self.shape is not Shape.FIXED and not numbered(self.columns, self.rows)
        return self.columns if first_asks else self.columns[1:]

    def questions(self, section: tuple[str, ...]) -> tuple[Question, ...]:
        """What its columns ask."""
        return tuple(
            each.prompt.tell(
                Question(
                    label=each.label,
                    cell=each.cell.place,
                    section=(*section, *each.section),
                    samples=each.samples,
                    options=each.options,
                    blank=blanks[0].place if (blanks := self._blanks.get(each.cell.left)) else None,
                    last=blanks[-1].place if blanks and len(blanks) > 1 else None,
                )
            )
            for each in self.asked
        )

    @cached_property
    def _blanks(self) -> dict[int, list[Cell]]:
        """The cells of the rows, those of totals left out, by the column that they begin in."""
        return _upright(self.rows)


def band_at(grid: Grid, row: int, skipped: frozenset[Cell], *, samples: bool) -> Band | None:
    """
    The band whose header begins in *row*, if one does.

    Cells *skipped* are no part of it: sections at the left. With *samples*, a row of written cells may be an example
    rather than another header.
    """
    heads = headers.heads(grid, row, skipped)
    if not heads:
        return None
    span = headers.span(grid, heads)
    columns = headers.columns(grid, span) if span else []
    if span is None or len(columns) < _FIELD_ALONE:
        return None
    bottom = span.bottom
    columns, folds = headers.unfolded(columns)
    rows = rows_under(grid, bottom, columns, samples=samples)
    shape = _shape(columns, rows)
    if shape is None:
        return None
    end = max((cell.bottom for cells in rows for cell in cells), default=bottom)
    rows += [cells for each in folds for cells in rows_under(grid, bottom, each, samples=samples)]
    stood = _upright(rows[:_SAMPLES])
    return Band(
        row,
        bottom,
        end,
        tuple(_with_answers(grid, e, bottom, stood.get(e.cell.left, ())) for e in columns),
        shape,
        tuple(rows),
        tuple(marks.plain(cells[0].text) for cells in rows) if shape is Shape.FIXED else (),
        figures(columns, named_rows(grid, columns, rows)) if shape is Shape.FIXED else (),
        any(_totals(cells) for cells in rows),
        span.right,
    )


def _shape(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Shape | None:
    if not rows:
        return Shape.BARE
    named = [marks.role(cells[0].text) is Role.LABEL for cells in rows]
    blank_elsewhere = all(
        all(marks.role(each.text) in _UNANSWERED for each in cells[1:]) for cells in rows
    )
    kept = [cells for cells in rows if not marks.total_row(cells[0].text)]
    looped = any(marks.LOOP.search(each.text) for cells in rows for each in cells)
    if (
        all(named)
        and blank_elsewhere
        and kept
        and len(columns) > _FIELD_ALONE
        and not numbered(columns, rows)
    ):
        return Shape.FIXED
    if len(rows) > 1 or numbered(columns, rows) or looped:
        return Shape.REPEATED
    return Shape.ONCE


def _totals(cells: Sequence[Cell]) -> bool:
    """Whether the row adds up figures, or has room for that."""
    return marks.total_row(cells[0].text) and any(
        marks.role(each.text) in (Role.FIGURE, Role.BLANK) for each in cells[1:]
    )


def _upright(rows: Sequence[Sequence[Cell]]) -> dict[int, list[Cell]]:
    """The cells of rows that are no totals, by the column that they begin in."""
    found: dict[int, list[Cell]] = {}
    for cells in rows:
        for each in () if marks.total_row(cells[0].text) else cells:
            found.setdefault(each.left, []).append(each)
    return found


def _with_answers(grid: Grid, column: Column, bottom: int, stood: Sequence[Cell]) -> Column:
    """The column with what *stood* in its rows, and what may be chosen there."""
    values = tuple(
        each.text
        for each in stood
        if each.text
        and (each.top, each.left) not in grid.sheet.formulas
        and marks.said(each.text) == each.text
        and marks.role(each.text) is not Role.BLANK
    )
    options = grid.sheet.options_at(bottom + 1, column.cell.left)
    prompt = grid.sheet.prompt_at(bottom + 1, column.cell.left)
    return replace(column, samples=(*column.samples, *values), options=options, prompt=prompt)
