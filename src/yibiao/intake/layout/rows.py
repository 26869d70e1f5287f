"""The rows under a header: blanks to fill in, rows that are named, and rows that somebody filled in as examples."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from yibiao.intake.layout.grid import Cell, Grid
from yibiao.intake.layout.headers import Column
from yibiao.intake.words import marks
from yibiao.intake.words.known import known
from yibiao.intake.words.marks import Role

ROW_NUMBER: Final = re.compile(r"^(序号|行号|序|no\.?|#|项次|次序)$", re.IGNORECASE)
#: May as well be a number that things have.
_NUMBER: Final = re.compile(r"^编号$")
_TWO: Final = 2
_THREE: Final = 3


def rows_under(
    grid: Grid, bottom: int, columns: Sequence[Column], *, samples: bool
) -> list[tuple[Cell, ...]]:
    """
    The rows below that are laid out as the header is, up to the first that is something else.

    With *samples*, or where the first of them shows it, a row of written cells is an example rather than another header.
    """
    answered = _answered(grid, bottom, columns, first=samples)
    rows: list[tuple[Cell, ...]] = []
    row = bottom + 1
    while row < grid.height:
        found = _cells(grid, columns, row)
        if rows and _signs(found) and not _signs(rows[-1]):
            break
        if not _fits(found, columns, row) or not _is_row(
            grid,
            found,
            columns,
            named=bool(rows) and marks.role(rows[-1][0].text) is Role.LABEL,
            blank_above=bool(rows) and not any(marks.said(each.text) for each in rows[-1]),
            samples=samples,
            answered=answered,
        ):
            break
        rows.append(found)
        row = max(row, min(each.bottom for each in found)) + 1
    if rows and (len(rows) > 1 or len(columns) == _TWO) and _is_margin(grid, rows[-1]):
        rows.pop()
    return rows


def _signs(cells: Sequence[Cell]) -> bool:
    return marks.signing_row(each.text for each in cells)


def numbered(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the first column counts the rows."""
    first = marks.plain(columns[0].cell.text)
    counted = bool(rows) and marks.role(rows[0][0].text) is Role.FIGURE
    return bool(ROW_NUMBER.match(first) or (_NUMBER.match(first) and counted))


def _cells(grid: Grid, columns: Sequence[Column], row: int) -> tuple[Cell, ...]:
    cells = (grid.at(row, each.cell.left) for each in columns)
    return tuple(each for each in cells if each is not None)


def _answered(grid: Grid, bottom: int, columns: Sequence[Column], *, first: bool) -> bool:
    """
    Whether the first row shows that it answers the header: it is numbered, or has what no header has.

    A header that comes *first* and has no gap heads whatever stands below, unless that is known to be asked.
    """
    cells = _cells(grid, columns, bottom + 1)
    heads = [marks.role(each.cell.text) for each in columns]
    if len(columns) < _THREE or not _fits(cells, columns, bottom + 1) or Role.VALUE in heads:
        return False
    beyond = list(_beyond(grid, cells, columns))
    # A tall cell at the left that more cells stand beside than there are headings is a section of its own.
    if not all(_under_one(each, columns) for each in beyond) or (beyond and cells[0].height > 1):
        return False
    roles = [marks.role(each.text) for each in cells]
    if any(
        ROW_NUMBER.match(marks.plain(each.cell.text)) and role is Role.FIGURE
        for each, role in zip(columns, roles, strict=True)
    ):
        return True
    if Role.VALUE in roles and not (roles[0] is Role.LABEL and _pairs(roles)):
        return True
    asked = sum(known(each.text) for each in cells)
    heads_all = first and len(columns) > _THREE and unbroken(columns)
    return heads_all and asked < _TWO and not _by_turns(roles)


def unbroken(columns: Sequence[Column]) -> bool:
    """Whether each heading is one cell, and stands right beside the one before."""
    return all(each.cell.width == 1 for each in columns) and all(
        after.cell.left == before.cell.left + 1 for before, after in pairwise(columns)
    )


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
    columns: Sequence[Column],
    *,
    named: bool,
    blank_above: bool,
    samples: bool,
    answered: bool,
) -> bool:
    beyond = any(_beyond(grid, cells, columns))
    roles = [marks.role(each.text) for each in cells]
    if answered:
        return not (_ends(roles) or _remarks(roles) or _heads(cells, blank_above=blank_above))
    if beyond or Role.LINE in roles or (roles[0] is Role.NOTE and len(set(roles)) > 1):
        return samples and not beyond and roles[0] not in (Role.LINE, Role.NOTE)
    if all(each in marks.ANSWERS for each in roles):
        return True
    if roles[0] is Role.LABEL and all(each in marks.ANSWERS for each in roles[1:]):
        # 住址 | blank: with two columns that is a label beside its blank, unless it is a total.
        return len(cells) > _TWO or marks.total_row(cells[0].text)
    if _few_written(roles):
        counted = samples and bool(ROW_NUMBER.match(marks.plain(columns[0].cell.text)))
        aside = named and roles[0] is not Role.LABEL
        card = aside or _pairs(roles) or _ends(roles)
        return not card or (counted and roles[0] is Role.FIGURE)
    heads = _by_turns(roles) or _heads(cells, blank_above=blank_above)
    return samples and not heads


def _few_written(roles: Sequence[Role]) -> bool:
    written = sum(each not in marks.ANSWERS for each in roles)
    return written * 3 <= len(roles) and len(roles) > _TWO


def _beyond(grid: Grid, cells: Sequence[Cell], columns: Sequence[Column]) -> Iterator[Cell]:
    """Written cells between the first column and the last that are none of the row's."""
    row = max(each.top for each in cells)
    within = range(columns[0].cell.left, columns[-1].cell.right + 1)
    own = {(each.top, each.left) for each in cells}
    for each in grid.row(row):
        known = (each.top, each.left) in own or _names_part(each, columns[0])
        if each.left in within and marks.said(each.text) and not known:
            yield each


def _under_one(cell: Cell, columns: Sequence[Column]) -> bool:
    """Whether one heading is over all of it."""
    return any(each.cell.left <= cell.left and cell.right <= each.cell.right for each in columns)


def _names_part(cell: Cell, first: Column) -> bool:
    """Whether it goes on with what the row is called, under a first heading wide enough for both."""
    return first.cell.left < cell.left and cell.right <= first.cell.right


def _heads(cells: Sequence[Cell], *, blank_above: bool) -> bool:
    """Whether it heads the next table: it counts rows by name, or has labels only, and room or known ones show it."""
    if ROW_NUMBER.match(marks.plain(cells[0].text)):
        return True
    labelled = all(marks.role(each.text) is Role.LABEL for each in cells)
    return labelled and (blank_above or sum(known(each.text) for each in cells) >= _TWO)


def _remarks(roles: Sequence[Role]) -> bool:
    """Whether there is nothing but a line, a note or a sentence, at the left end."""
    return roles[0] in (Role.LINE, Role.NOTE, Role.PROSE) and all(
        each is Role.BLANK for each in roles[1:]
    )


def _ends(roles: Sequence[Role]) -> bool:
    """Whether it has a label and its answer at the right end only, as the sums below a table do."""
    return (
        len(roles) > _THREE
        and roles[-_TWO] is Role.LABEL
        and roles[-1] in marks.ANSWERS
        and all(each is Role.BLANK for each in roles[:-_TWO])
    )


def _by_turns(roles: Sequence[Role]) -> bool:
    """Whether it is nothing but labels and blanks by turns."""
    return all(each is Role.LABEL for each in roles[::2]) and all(
        each is Role.BLANK for each in roles[1::2]
    )


def _pairs(roles: Sequence[Role]) -> bool:
    """Whether labels and blanks take turns: a card's row."""
    labelled = [number for number, each in enumerate(roles) if each is Role.LABEL]
    return len(labelled) > 1 and all(
        number + 1 < len(roles) and roles[number + 1] in marks.ANSWERS for number in labelled
    )
