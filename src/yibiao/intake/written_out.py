"""Tables in which nothing is left to fill: price lists, criteria, manuals."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from yibiao.intake import marks
from yibiao.intake.bands import Band
from yibiao.intake.grid import Grid
from yibiao.intake.marks import Role
from yibiao.intake.summaries import PERSONAL

_PROSE_CELL: Final = 30
_FULL: Final = 0.95
_MOSTLY_FULL: Final = 0.85
_WRITTEN_ROWS: Final = 4
_ENOUGH_CELLS: Final = 12


def filled(band: Band) -> bool:
    """Whether hardly a blank is left in its rows."""
    cells = [each for cells in band.rows for each in cells]
    written = sum(bool(marks.said(each.text)) for each in cells)
    return len(band.rows) > 1 and written >= _MOSTLY_FULL * len(cells)


def written_out(band: Band) -> bool:
    """Whether hardly a blank is left in its rows, and they are no list of people."""
    cells = [each for cells in band.rows for each in cells]
    if len(band.rows) < _WRITTEN_ROWS or any(
        PERSONAL.search(each.cell.text) for each in band.columns
    ):
        return False
    written = sum(bool(marks.said(each.text)) for each in cells)
    prose = sum(len(each.text) > _PROSE_CELL for each in cells)
    return written >= _FULL * len(cells) and (prose * 10 > len(cells) or len(band.columns) > 2)  # noqa: PLR2004


def leave_no_room(grids: Sequence[Grid]) -> bool:
    """Whether hardly a cell of theirs is left to write in, nothing is to be ticked or signed, and nobody is named."""
    cells = [each for grid in grids for each in grid.cells]
    roles = Counter(marks.role(each.text) for each in cells)
    if len(cells) < _ENOUGH_CELLS or roles[Role.BOXES] or roles[Role.SIGN_OFF]:
        return False
    if any(PERSONAL.search(marks.said(each.text)) for each in cells):
        return False
    return roles[Role.BLANK] <= (1 - _FULL) * len(cells)
