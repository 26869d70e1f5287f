"""Cells that head others: alone across the rows below them, or tall at their left."""

import re
from collections.abc import Collection
from typing import Final

from yibiao.intake.layout.answers import ROOM
from yibiao.intake.layout.grid import Cell, Grid
from yibiao.intake.layout.rows import ROW_NUMBER
from yibiao.intake.words import marks
from yibiao.intake.words.marks import Role

#: So many cells beside a tall one that are as tall make it one of a header's labels; a picture's place is one.
_AS_TALL: Final = 2
_NAMED_PART: Final = re.compile(
    r"(part\s*[\divxⅠ-Ⅻ一二三四五六七八九十]{1,4}|第[一二三四五六七八九十]{1,3}部分)\s*[:：]",
    re.IGNORECASE,
)


def heads(grid: Grid, cell: Cell, placed: Collection[Cell]) -> bool:
    """Whether a cell alone in its row is a heading over the rows below."""
    named = marks.role(cell.text) is Role.LABEL or _NAMED_PART.match(marks.said(cell.text))
    if not named or cell.bottom + 1 >= grid.height:
        return False
    others = [each for each in grid.row(cell.top) if each is not cell and each not in placed]
    room = max((each.width for each in others), default=0)
    below = grid.row(cell.bottom + 1)
    return (
        cell.width > room
        and cell.width * 2 > grid.width
        and any(marks.said(each.text) for each in below)
    )


def stands_upright(grid: Grid, cell: Cell) -> bool:
    """Whether it heads the rows to its right: tall, with labels and their blanks beside it."""
    if cell.height < 2 or marks.role(cell.text) not in (Role.LABEL, Role.BLANK):  # noqa: PLR2004
        return False
    if ROW_NUMBER.match(marks.plain(cell.text)):
        return False
    beside = grid.beside(cell)
    if beside is None or not marks.said(beside.text) or beside.height >= cell.height:
        return False
    right = [(each, marks.role(each.text)) for each in grid.right_of(cell)]
    notes = (each.left for each, role in right if role in (Role.NOTE, Role.PROSE))
    edge = min(notes, default=grid.width + 1)  # notes stand beside a table, a column away
    as_tall = sum((each.top, each.bottom) == (cell.top, cell.bottom) for each, _ in right)
    if as_tall:  # beside a header there is nothing but the sheet's margin
        edge = min(edge, max(each.right for each, _ in right if marks.said(each.text)) + 2)
    roles = [role for each, role in right if each.right < edge - 1]
    room = sum(each in (*ROOM, Role.LINE) for each in roles)
    # A tall label of a wide header has at most the sheet's margin beside it.
    return 0 < room >= roles.count(Role.LABEL) / 4 and as_tall < _AS_TALL
