"""Tables in which nothing is left to fill: price lists, criteria, manuals."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from yibiao.intake.layout.answers import has_room
from yibiao.intake.layout.bands import Band, Shape
from yibiao.intake.layout.grid import Cell, Grid
from yibiao.intake.layout.summaries import PERSONAL
from yibiao.intake.words import marks
from yibiao.intake.words.known import known
from yibiao.intake.words.marks import Role

_PROSE_CELL: Final = 30
_FULL: Final = 0.95
_MOSTLY_FULL: Final = 0.85
_WRITTEN_ROWS: Final = 4
_ENOUGH_CELLS: Final = 12
_AGAIN: Final = 3
_MANY: Final = 15
#: Of so many cells, one is written in.
_SPARSE: Final = 12
#: A text with a colon, longer than this, tells something.
_TOLD: Final = 60
#: Room behind a colon.
_OPEN: Final = re.compile(r"[:：][ \u3000\xa0]*($|[ \u3000\xa0]{2})|□", re.MULTILINE)
_YEAR: Final = re.compile(r"(19|20)\d\d年?")
_STORED: Final = re.compile(
    r"(n?varchar2?|n?char|string|text|(big|small|tiny)?int(eger)?|number|numeric|decimal|float|double|date(time)?|timestamp|bool(ean)?|blob|clob|bit)"
    r"\s*([(（]\s*\d+\s*([,，]\s*\d+\s*)?[)）])?",
    re.IGNORECASE,
)
_SENT_OUT: Final = re.compile(
    r"登记|调查|采集|申请|申报|填报|报名|花名|名册|台账|导入|模板|模版|问卷|template|import|survey|register|\bform\b",
    re.IGNORECASE,
)


def describes_data(band: Band) -> bool:
    """Whether a column says how values are stored, as in the description of a database."""
    values = ([marks.said(each) for each in column.samples] for column in band.columns)
    return any(
        len(each) >= _WRITTEN_ROWS and sum(bool(_STORED.fullmatch(v)) for v in each) * 2 > len(each)
        for each in values
    )


def sent_out(*names: str | None) -> bool:
    """Whether a file, a sheet or a title is named as what others are to fill in, whatever stands in it."""
    return any(_SENT_OUT.search(each) for each in names if each)


def full_of_answers(grid: Grid, bands: Sequence[Band]) -> bool:
    """
    Whether words outside of the *bands* come again and again one below the other, as answers do and labels do not.

    A label with room beside it may: rows for several people.
    """
    within = {row for band in bands for row in range(band.top, band.end + 1)}
    words = [
        each
        for each in grid.cells
        if each.top not in within and marks.role(each.text) is Role.LABEL
    ]
    alike = Counter((each.text, each.left) for each in words if not has_room(grid, each))
    again = sum(count for count in alike.values() if count >= _AGAIN)
    return again >= _MANY and again * 4 > len(words)


def filled(band: Band) -> bool:
    """Whether hardly a blank is left in its rows."""
    cells = [each for cells in band.rows for each in cells]
    written = sum(bool(marks.said(each.text)) for each in cells)
    if band.shape is Shape.ONCE:
        return written == len(cells) and not any(
            known(each.cell.text) or asks(each.cell) for each in band.columns
        )
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


def counted_out(band: Band) -> bool:
    """
    Whether its rows are named, and every figure about them is there: rules of a game, rates, figures by year.

    Nobody is known by the names of forms in it, and no cell adds up others: those are reports that somebody files.
    """
    cells = [each for cells in band.rows for each in cells[1:]]
    if len(band.rows) <= 1 or not all(marks.said(each.text) for each in cells):
        return False
    if any(PERSONAL.search(each.cell.text) or each.options for each in band.columns):
        return False
    names = {marks.said(each[0].text) for each in band.rows}
    named = len(names) == len(band.rows) and all(
        marks.role(each) is Role.LABEL or _YEAR.fullmatch(each) for each in names
    )
    figures = sum(marks.role(each.text) is Role.FIGURE for each in cells)
    return named and not band.totalled and figures * 3 >= 2 * len(cells)


def scattered(grid: Grid) -> bool:
    """Whether words stand far apart, as in a flow chart, and none of them is known to be asked or left open."""
    written = [each for each in grid.cells if marks.said(each.text)]
    if len(written) < _ENOUGH_CELLS or len(written) * _SPARSE > len(grid.cells):
        return False
    return not any(known(each.text) or asks(each) for each in written)


def asks(cell: Cell) -> bool:
    """Whether a text alone shows that something is asked: who somebody is, what is ticked, signed, or left open."""
    role = marks.role(cell.text)
    if role is Role.LINE:
        return (len(cell.text) <= _TOLD and bool(_OPEN.search(cell.text))) or "__" in cell.text
    return role in (Role.BOXES, Role.SIGN_OFF) or bool(
        role is Role.LABEL and PERSONAL.search(marks.said(cell.text))
    )


def leave_no_room(grids: Sequence[Grid]) -> bool:
    """Whether hardly a cell of theirs is left to write in, nothing is to be ticked or signed, and nobody is named."""
    cells = [each for grid in grids for each in grid.cells]
    roles = Counter(marks.role(each.text) for each in cells)
    if len(cells) < _ENOUGH_CELLS or roles[Role.BOXES] or roles[Role.SIGN_OFF]:
        return False
    if any(PERSONAL.search(marks.said(each.text)) for each in cells):
        return False
    return roles[Role.BLANK] <= (1 - _FULL) * len(cells)
