"""Headings over rows of blanks, found anywhere on a grid: a register's header, a card's repeating table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from yibiao.intake import labels, marks
from yibiao.intake.grid import Cell, Grid
from yibiao.intake.marks import Role
from yibiao.intake.printed import Question

ROW_NUMBER: Final = re.compile(r"^(序号|行号|序|编号|no\.?|#|项次|次序)$", re.IGNORECASE)
_DEEPEST_HEADER: Final = 6
_FIELD_ALONE: Final = 2
#: Share of a row's cells that are written in where it is an example.
_EXAMPLE: Final = 0.6


class Shape(Enum):
    """How the rows below a header are meant."""

    ONCE = auto()  # one row of blanks: labels above their blanks
    REPEATED = auto()  # as many rows as there is something to say
    FIXED = auto()  # rows that are named in their first cell
    BARE = auto()  # no row at all


@dataclass(frozen=True)
class Column:
    """A heading over one column, the headings it stands under, and what stood below."""

    cell: Cell
    section: tuple[str, ...]
    samples: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Band:
    """
    A header and its rows.

    Attributes:
        rows: The cells of each row below the header.
        right: The last column that it covers.
        names: What the rows are called, where they are named.
    """

    top: int
    bottom: int
    end: int
    columns: tuple[Column, ...]
    shape: Shape
    rows: tuple[tuple[Cell, ...], ...]
    names: tuple[str, ...] = ()
    totalled: bool = False
    right: int = 0

    @property
    def beforehand(self) -> tuple[Cell, ...]:
        """Words printed in rows that otherwise are blank; rows mostly written in are examples."""
        return tuple(
            each
            for cells in self.rows
            if not marks.total(cells[0].text)
            and sum(bool(each.text) for each in cells) < _EXAMPLE * len(cells)
            for each in cells[self.shape is Shape.FIXED :]
            if marks.role(each.text) in (Role.LABEL, Role.PROSE, Role.NOTE, Role.LINE)
        )

    @property
    def asked(self) -> tuple[Column, ...]:
        """The columns that somebody fills: no row numbers, no names of rows."""
        columns = self.columns[1:] if self.shape is Shape.FIXED else self.columns
        return tuple(each for each in columns if not ROW_NUMBER.match(_plain(each.cell.text)))

    def questions(self, section: tuple[str, ...]) -> tuple[Question, ...]:
        """What its columns ask."""
        return tuple(
            Question(
                label=marks.said(each.cell.text),
                cell=each.cell.place,
                section=(*section, *each.section),
                samples=each.samples,
                options=each.options,
                blank=blanks[0].place if (blanks := self._blanks(each)) else None,
                last=blanks[-1].place if len(blanks) > 1 else None,
            )
            for each in self.asked
        )

    def _blanks(self, column: Column) -> list[Cell]:
        """Its cells in the rows, those of totals left out."""
        return [
            each
            for cells in self.rows
            if not marks.total(cells[0].text)
            for each in cells
            if each.left == column.cell.left
        ]


def _plain(text: str) -> str:
    return labels.clean(marks.said(text)).replace(" ", "")


def band_at(grid: Grid, row: int, skipped: frozenset[Cell], *, samples: bool) -> Band | None:
    """
    The band whose header begins in *row*, if one does.

    Cells *skipped* are no part of it: sections at the left. With *samples*, a row of written cells may be an example
    rather than another header.
    """
    heads = _heads(grid, row, skipped)
    if not heads:
        return None
    bottom = _bottom(grid, heads)
    columns = _columns(grid, row, bottom, heads) if bottom is not None else []
    if bottom is None or len(columns) < _FIELD_ALONE:
        return None
    columns, folds = _unfolded(columns)
    rows = _rows(grid, bottom, columns, samples=samples)
    shape = _shape(columns, rows)
    if shape is None:
        return None
    end = max((cell.bottom for cells in rows for cell in cells), default=bottom)
    rows += [cells for each in folds for cells in _rows(grid, bottom, each, samples=samples)]
    return Band(
        row,
        bottom,
        end,
        tuple(_with_answers(grid, each, bottom, rows) for each in columns),
        shape,
        tuple(rows),
        tuple(_plain(cells[0].text) for cells in rows) if shape is Shape.FIXED else (),
        any(_totals(cells) for cells in rows),
        max(each.right for each in heads),
    )


def _heads(grid: Grid, row: int, skipped: frozenset[Cell]) -> list[Cell]:
    """The cells that begin in the row, if they are labels side by side; a gap here and there is let pass."""
    cells = [each for each in grid.row(row) if each not in skipped]
    while cells and not marks.said(cells[-1].text):
        cells.pop()
    while cells and not marks.said(cells[0].text):
        cells.pop(0)
    named = [each for each in cells if marks.role(each.text) in (Role.LABEL, Role.FIGURE)]
    gaps = [each for each in cells if not each.text]
    if len(named) < _FIELD_ALONE or len(named) + len(gaps) < len(cells):
        return []
    return cells if _side_by_side(cells, named, gaps) else []


def _side_by_side(cells: Sequence[Cell], named: Sequence[Cell], gaps: Sequence[Cell]) -> bool:
    """Whether labels stand side by side; of gaps there may be few, or they come after several labels."""
    if len(gaps) <= len(named) // 4:
        return True
    if len(gaps) == 1:
        return gaps[0].width == 1 and all(each.width > 2 for each in named)  # noqa: PLR2004
    return len(gaps) <= len(named) and all(each.text for each in cells[:4])


def _bottom(grid: Grid, heads: Sequence[Cell]) -> int | None:
    """The last row of the header that the cells *heads* begin; `None` if blanks are among its rows."""
    top = heads[0].top
    bottom = max(each.bottom for each in heads if each.text)
    if bottom - top >= _DEEPEST_HEADER:
        return None
    if bottom == top and _grouped(grid, heads):
        bottom = top + 1
    left, right = heads[0].left, heads[-1].right
    for row in range(top + 1, bottom + 1):
        for each in grid.row(row):
            if not left <= each.left <= right:
                continue
            if marks.role(each.text) not in (Role.LABEL, Role.FIGURE) and each.text:
                return None
            bottom = max(bottom, each.bottom)
    return bottom if bottom < grid.height else None


def _grouped(grid: Grid, heads: Sequence[Cell]) -> bool:
    """Whether the next row names parts of what wide cells head, and nothing else."""
    below = grid.row(heads[0].top + 1) if heads[0].top + 1 < grid.height else ()
    named = [each for each in below if marks.role(each.text) is Role.LABEL]
    wide = [each for each in heads if each.width > 1 and each.text]
    within = [
        [each for each in named if head.left <= each.left and each.right <= head.right]
        for head in wide
    ]
    return (
        any(len(each) > 1 for each in within)
        and sum(map(len, within)) == len(named)
        and all(each.bottom == each.top for each in heads)
        and not any(
            marks.said(each.text) == "" and marks.PLACEHOLDER.search(each.text) for each in below
        )
    )


def _columns(grid: Grid, top: int, bottom: int, heads: Sequence[Cell]) -> list[Column]:
    """The lowest heading over each column with what it stands under."""
    columns: list[Column] = []
    at = heads[0].left
    while at <= heads[-1].right:
        over = dict.fromkeys(
            cell for row in range(top, bottom + 1) if (cell := grid.at(row, at)) and cell.text
        )
        words = [each for each in over if marks.role(each.text) is not Role.FIGURE]
        if words:
            section = tuple(marks.said(each.text) for each in words[:-1])
            columns.append(Column(words[-1], section))
            lowest = list(over)[-1]
            at = max(at, min(words[-1].right, lowest.right)) + 1
        else:
            at += 1
    return columns


def _unfolded(columns: list[Column]) -> tuple[list[Column], list[list[Column]]]:
    """The first of several times that the same columns are printed side by side, and the others."""
    names = [_plain(each.cell.text) for each in columns]
    for times in (4, 3, 2):
        size, odd = divmod(len(names), times)
        if size > 1 and not odd and names == names[:size] * times:
            parts = [columns[at : at + size] for at in range(0, len(columns), size)]
            return parts[0], parts[1:]
    return columns, []


def _rows(
    grid: Grid, bottom: int, columns: Sequence[Column], *, samples: bool
) -> list[tuple[Cell, ...]]:
    """The rows below that are laid out as the header is, up to the first that is something else."""
    rows: list[tuple[Cell, ...]] = []
    row = bottom + 1
    while row < grid.height:
        cells = [grid.at(row, each.cell.left) for each in columns]
        found = tuple(each for each in cells if each is not None)
        if not _fits(found, columns, row) or not _is_row(
            grid,
            found,
            row,
            columns,
            named=bool(rows) and marks.role(rows[-1][0].text) is Role.LABEL,
            blank_above=bool(rows) and not any(marks.said(each.text) for each in rows[-1]),
            samples=samples,
        ):
            break
        rows.append(found)
        row = max(row, min(each.bottom for each in found)) + 1
    if len(rows) > 1 and _is_margin(grid, rows[-1]):
        rows.pop()
    return rows


def _is_margin(grid: Grid, cells: Sequence[Cell]) -> bool:
    """Whether it is no row of the table but the room below everything on the sheet."""
    return cells[0].top >= len(grid.sheet.rows) and all(
        each.width == each.height == 1 for each in cells
    )


def _fits(cells: Sequence[Cell], columns: Sequence[Column], row: int) -> bool:
    """Whether every column has a cell of its own that begins where the heading does."""
    return (
        len(cells) == len(columns)
        and sum(each.top == row for each in cells) * 2 >= len(cells)
        and all(
            cell.left == column.cell.left and cell.right <= column.cell.right
            for cell, column in zip(cells, columns, strict=True)
        )
    )


def _is_row(
    grid: Grid,
    cells: Sequence[Cell],
    row: int,
    columns: Sequence[Column],
    *,
    named: bool,
    blank_above: bool,
    samples: bool,
) -> bool:
    beyond = [
        each
        for each in grid.row(row)
        if columns[0].cell.left <= each.left <= columns[-1].cell.right
        and each not in cells
        and marks.said(each.text)
    ]
    roles = [marks.role(each.text) for each in cells]
    if (
        beyond
        or Role.LINE in roles
        or (Role.NOTE in roles and len(set(roles)) > 1 and roles[0] is Role.NOTE)
    ):
        return bool(samples and not beyond and roles[0] not in (Role.LINE, Role.NOTE))
    written = [each for each in roles if each not in _ANSWERS]
    if not written:
        return True
    rest = roles[1:]
    if all(each in _ANSWERS for each in rest) and roles[0] is Role.LABEL:
        # 住址 | blank: with two columns that is a label beside its blank, unless it is a total.
        return len(cells) > 2 or marks.total(cells[0].text)  # noqa: PLR2004
    if len(written) * 3 <= len(roles) and len(roles) > _FIELD_ALONE:
        return not _pairs(roles) and not (named and roles[0] is not Role.LABEL)
    return samples and not blank_above and not ROW_NUMBER.match(_plain(cells[0].text))


def _pairs(roles: Sequence[Role]) -> bool:
    """Whether labels and blanks take turns: a card's row."""
    named = [number for number, each in enumerate(roles) if each is Role.LABEL]
    return len(named) > 1 and all(
        number + 1 < len(roles) and roles[number + 1] in _ANSWERS for number in named
    )


_ANSWERS = (Role.BLANK, Role.FIGURE, Role.BOXES, Role.SIGN_OFF)


def _shape(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Shape | None:
    if not rows:
        return Shape.BARE
    named = [marks.role(cells[0].text) is Role.LABEL for cells in rows]
    blank_elsewhere = all(
        all(marks.role(each.text) in _ANSWERS for each in cells[1:]) for cells in rows
    )
    kept = [cells for cells in rows if not marks.total(cells[0].text)]
    numbered = bool(ROW_NUMBER.match(_plain(columns[0].cell.text)))
    looped = any(marks.LOOP.search(each.text) for cells in rows for each in cells)
    if all(named) and blank_elsewhere and kept and len(columns) > _FIELD_ALONE and not numbered:
        return Shape.FIXED
    if len(rows) > 1 or numbered or looped:
        return Shape.REPEATED
    return Shape.ONCE


def _totals(cells: Sequence[Cell]) -> bool:
    """Whether the row adds up figures."""
    return marks.total(cells[0].text) and any(
        marks.role(each.text) is Role.FIGURE for each in cells[1:]
    )


def _with_answers(
    grid: Grid, column: Column, bottom: int, rows: Sequence[Sequence[Cell]]
) -> Column:
    """The column with what stood in its rows, and what may be chosen there."""
    values = tuple(
        each.text
        for cells in rows[:20]
        if not marks.total(cells[0].text)
        for each in cells
        if each.left == column.cell.left
        and each.text
        and marks.said(each.text) == each.text
        and marks.role(each.text) is not Role.BLANK
    )
    options = grid.sheet.options_at(bottom + 1, column.cell.left)
    return Column(column.cell, column.section, values, options)
