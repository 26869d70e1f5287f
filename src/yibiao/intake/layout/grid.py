"""A sheet or a Word table as cells in a grid: each once, merged or not, with what lies beside and below."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from yibiao.intake.sheets.sheet import Sheet

#: A page that people fill in by hand is no wider; what is, is a table.
MOST_COLUMNS: Final = 400
_MOST_BLANK_ROWS: Final = 60


@dataclass(frozen=True)
class Cell:
    """One cell: its text, and the first and last row and column that it covers, from 0."""

    text: str
    top: int
    left: int
    bottom: int
    right: int
    place: str

    @property
    def width(self) -> int:
        """Columns that it covers."""
        return self.right - self.left + 1

    @property
    def height(self) -> int:
        """Rows that it covers."""
        return self.bottom - self.top + 1


@dataclass(frozen=True)
class Grid:
    """Every cell of a sheet, blank ones included, in reading order."""

    cells: tuple[Cell, ...]
    height: int
    width: int
    sheet: Sheet

    @classmethod
    def of(cls, sheet: Sheet) -> "Grid":
        """The sheet's cells; merged ranges that reach out of it are cut off where it ends."""
        height = _height(sheet)
        filled = max((len(row) for row in sheet.rows), default=0)
        width = min(
            MOST_COLUMNS,
            max([filled, *(last[1] + 1 for first, last in sheet.merged if first[0] < height)]),
        )
        texts = sheet.rows
        cells: list[Cell] = []
        covered: set[tuple[int, int]] = set()
        merged = {
            first: (min(last[0], height - 1), min(last[1], width - 1))
            for first, last in sheet.merged
            if first[0] < height and first[1] < width
        }
        for row in range(height):
            for column in range(width):
                if (row, column) in covered:
                    continue
                bottom, right = merged.get((row, column), (row, column))
                covered.update(
                    (r, c) for r in range(row, bottom + 1) for c in range(column, right + 1)
                )
                text = texts[row][column] if row < len(texts) and column < len(texts[row]) else ""
                cells.append(Cell(text, row, column, bottom, right, sheet.place(row, column)))
        return cls(tuple(cells), height, width, sheet)

    @cached_property
    def _covering(self) -> dict[tuple[int, int], Cell]:
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.top, cell.bottom + 1)
            for column in range(cell.left, cell.right + 1)
        }

    @cached_property
    def _rows(self) -> tuple[tuple[Cell, ...], ...]:
        rows: list[list[Cell]] = [[] for _ in range(self.height)]
        for each in self.cells:
            rows[each.top].append(each)
        return tuple(map(tuple, rows))

    @cached_property
    def _upright(self) -> dict[tuple[int, int], list[Cell]]:
        columns: dict[tuple[int, int], list[Cell]] = {}
        for each in self.cells:
            columns.setdefault((each.left, each.right), []).append(each)
        return columns

    def alike(self, cell: Cell) -> list[Cell]:
        """The other cells that cover the same columns."""
        return [each for each in self._upright[cell.left, cell.right] if each is not cell]

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a place; nothing outside."""
        return self._covering.get((row, column))

    def row(self, number: int) -> tuple[Cell, ...]:
        """The cells that begin in a row, left to right."""
        return self._rows[number]

    def computed(self, cell: Cell) -> bool:
        """Whether a formula says what stands in it."""
        return (cell.top, cell.left) in self.sheet.formulas

    def beside(self, cell: Cell) -> Cell | None:
        """What lies to the right of its first row."""
        return self.at(cell.top, cell.right + 1)

    def below(self, cell: Cell) -> Cell | None:
        """What lies under its first column."""
        return self.at(cell.bottom + 1, cell.left)

    def right_of(self, cell: Cell) -> Iterator[Cell]:
        """Everything to the right in the rows that it covers."""
        for row in range(cell.top, cell.bottom + 1):
            yield from (each for each in self.row(row) if each.left > cell.right)


def _height(sheet: Sheet) -> int:
    """Rows with something in them, merged blanks among them, and where there is room one more."""
    written = len(sheet.rows)
    merged = max(
        (last[0] + 1 for first, last in sheet.merged if first[0] <= written), default=written
    )
    return max(written + sheet.room_below, min(merged, written + _MOST_BLANK_ROWS))
