"""Where the answer to a label belongs: the blank beside it or below it, or what somebody wrote there."""

import re
from collections.abc import Collection
from typing import Final

from yibiao.intake.layout.grid import Cell, Grid
from yibiao.intake.words import marks
from yibiao.intake.words.known import known
from yibiao.intake.words.marks import Role

#: Room for an answer.
ROOM: Final = (Role.BLANK, Role.BOXES, Role.SIGN_OFF, Role.VALUE)
_OPEN: Final = re.compile(r"[:：]\s*$")
_ALIKE: Final = 2


def answer_to(grid: Grid, cell: Cell, placed: Collection[Cell]) -> Cell | None:
    """The blank that is the label's own: beside it, or else below it; cells *placed* are another's."""
    beside, below = grid.beside(cell), grid.below(cell)
    if (
        beside
        and beside not in placed
        and beside.top == cell.top
        and (
            marks.role(beside.text) in (*marks.ANSWERS, Role.LINE, Role.PROSE, Role.NOTE)
            or grid.computed(beside)
            or _written_in(grid, cell, beside)
        )
    ):
        return beside
    if (
        below
        and below not in placed
        and below.left == cell.left
        and marks.role(below.text) in ROOM
        and below.right <= cell.right
        and below.width * 2 >= cell.width
    ):
        return below
    return None


def answers_line(grid: Grid, cell: Cell, beside: Cell, placed: Collection[Cell]) -> bool:
    """Whether what stands beside a label with a colon is its answer: a blank, or words before the next such label."""
    if not beside.text:
        return True
    if not _OPEN.search(cell.text) or beside.top != cell.top or beside in placed:
        return False
    after = grid.beside(beside)
    return marks.role(beside.text) in (Role.LABEL, *marks.WRITTEN) and (
        after is None or not after.text or marks.colon(after.text)
    )


def more_boxes(grid: Grid, answer: Cell, placed: Collection[Cell]) -> list[Cell]:
    """Cells after one with boxes that go on with them."""
    more: list[Cell] = []
    after = grid.beside(answer) if marks.role(answer.text) is Role.BOXES else None
    while after and marks.role(after.text) is Role.BOXES and after not in placed:
        more.append(after)
        after = grid.beside(after)
    return more


def filled_in(grid: Grid, row: int) -> bool:
    """Whether known labels and what somebody wrote take turns in a row, and labels and answers in the one above or below."""
    return _by_turns(grid, row) and (_by_turns(grid, row - 1) or _by_turns(grid, row + 1))


def _by_turns(grid: Grid, row: int) -> bool:
    cells = grid.row(row) if 0 <= row < grid.height else ()
    asked, answers = cells[::2], cells[1::2]
    pairs = [each for each in zip(asked, answers, strict=False) if each[0].text or each[1].text]
    taking_turns = all(known(ask.text) and not known(answer.text) for ask, answer in pairs)
    return len(answers) >= _ALIKE and bool(pairs) and taking_turns


def _written_in(grid: Grid, cell: Cell, beside: Cell) -> bool:
    """Whether what stands beside is an answer printed beforehand: its column is one of blanks elsewhere."""
    if marks.role(beside.text) is not Role.LABEL:
        return False
    below, after = grid.below(cell), grid.beside(beside)
    alike = grid.alike(beside)
    blanks = [each for each in alike if marks.role(each.text) in ROOM]
    if filled_in(grid, cell.top):
        return known(cell.text)
    if (blanks and beside.width > 1 and _ends_row(grid, beside)) or _as_next_row(
        grid, cell, beside
    ):
        return True
    if (
        below
        and below.left == cell.left
        and below.right == cell.right
        and marks.role(below.text) in ROOM
    ):
        return False
    if after is not None and marks.role(after.text) is Role.BLANK and after.top == beside.top:
        return False
    return len(blanks) >= _ALIKE and len(blanks) * 2 > len(alike)


def _ends_row(grid: Grid, cell: Cell) -> bool:
    """Whether nothing but the sheet's margin stands to its right."""
    rest = [each for each in grid.row(cell.top) if each.left > cell.right]
    return not any(each.text or each.width > 1 for each in rest)


def _as_next_row(grid: Grid, cell: Cell, beside: Cell) -> bool:
    """Whether the row above or below is laid out alike and has labels and blanks by turns, a blank in this place."""
    for top in (cell.top - 1, cell.bottom + 1):
        row = [
            each for each in (grid.row(top) if 0 <= top < grid.height else ()) if each.top == top
        ]
        places = {(each.left, each.right): marks.role(each.text) for each in row}
        named = [each for each in row if marks.role(each.text) is Role.LABEL]
        if (
            places.get((cell.left, cell.right)) is Role.LABEL
            and places.get((beside.left, beside.right)) in ROOM
            and len(named) >= _ALIKE
            and all(has_room(grid, each) for each in named)
        ):
            return True
    return False


def has_room(grid: Grid, cell: Cell) -> bool:
    """Whether there is room for an answer beside it."""
    beside = grid.beside(cell)
    return beside is not None and marks.role(beside.text) in ROOM
