"""What is drawn on a page → its tables with the words of every cell, and the lines outside of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from yibiao.intake.layout.document_table import DocumentCell
from yibiao.intake.pdf import fields as pdf_fields
from yibiao.intake.pdf.fields import Widget
from yibiao.intake.pdf.page import Drawn, Mark
from yibiao.intake.pdf.ruling import Ruled, ruled
from yibiao.intake.pdf.text import TextLine, lines_of, unwrapped

_NEAR: Final = 4.0


@dataclass(frozen=True)
class Filled:
    """A table, and the words of each cell by where it begins."""

    ruled: Ruled
    texts: dict[tuple[int, int], str]

    @property
    def top(self) -> float:
        """Where it begins on the page."""
        return self.ruled.box.top

    def rows(self) -> list[list[DocumentCell]]:
        """The rows as a document's: each cell by the columns that it covers."""
        table = self.ruled
        covered = {
            (row, column): first
            for first, last in table.cells.items()
            for row in range(first[0], last[0] + 1)
            for column in range(first[1], last[1] + 1)
        }
        rows: list[list[DocumentCell]] = []
        for row in range(len(table.down) - 1):
            cells: list[DocumentCell] = []
            column = 0
            while column < len(table.across) - 1:
                first = covered.get((row, column))
                if first is None:
                    cells.append(DocumentCell(1, ""))
                    column += 1
                    continue
                width = table.cells[first][1] - column + 1
                cells.append(
                    DocumentCell(
                        width, self.texts[first] if first[0] == row else "", first[0] < row
                    )
                )
                column += width
            rows.append(cells)
        return rows


@dataclass
class LaidOut:
    """One page: its tables, the lines outside of them, and where they stand."""

    drawing: Drawn
    tables: list[Filled] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)
    widgets: list[Widget] = field(default_factory=list)


def laid_out(drawing: Drawn, widgets: list[Widget]) -> LaidOut:
    """The page, its lines and cells in reading order."""
    tables, free = ruled(drawing.strokes)
    tables.sort(key=lambda table: table.box.top)
    inside = [
        each for each in drawing.boxes if not any(_drawn_as_cell(each, table) for table in tables)
    ]
    marks = [*drawing.marks, *_empty(inside, drawing.marks)]
    marks += pdf_fields.marks(widgets, tables)
    held: dict[tuple[int, int, int], list[Mark]] = {}
    outside: list[Mark] = []
    for mark in marks:
        place = _place(mark, tables)
        if place is None:
            outside.append(mark)
        else:
            held.setdefault(place, []).append(mark)
    page = LaidOut(drawing, widgets=widgets)
    for number, table in enumerate(tables):
        texts: dict[tuple[int, int], str] = {}
        for origin in table.cells:
            found = held.get((number, *origin), [])
            drawn_under = [
                each for each in free if table.at((each.x0 + each.x1) / 2, each.top) is not None
            ]
            texts[origin] = unwrapped(lines_of(found, drawn_under), table.right_of(origin))
        page.tables.append(Filled(table, texts))
    page.lines = lines_of(outside, free)
    return page


def _drawn_as_cell(box: Mark, table: Ruled) -> bool:
    """Whether the square is a cell of the table, and no box to tick."""
    at = table.at((box.x0 + box.x1) / 2, box.middle)
    if at is None:
        return False
    row, column = at
    return table.across[column + 1] - table.across[column] < 2 * (box.x1 - box.x0) and (
        table.down[row + 1] - table.down[row] < 2 * (box.bottom - box.top)
    )


def _empty(boxes: Sequence[Mark], marks: Sequence[Mark]) -> Iterator[Mark]:
    """Squares with nothing in them, each once."""
    kept: list[Mark] = []
    for box in boxes:
        if any(
            each.text.strip() and box.x0 < (each.x0 + each.x1) / 2 < box.x1
            and box.top < each.middle < box.bottom
            for each in marks
        ):  # fmt: skip
            continue
        if not any(
            abs(each.x0 - box.x0) < _NEAR and abs(each.top - box.top) < _NEAR for each in kept
        ):
            kept.append(box)
            yield box


def _place(mark: Mark, tables: Sequence[Ruled]) -> tuple[int, int, int] | None:
    """The table and cell that the mark stands in; of a table in a table, the inner one."""
    x, y = (mark.x0 + mark.x1) / 2, mark.middle
    best: tuple[float, tuple[int, int, int]] | None = None
    for number, table in enumerate(tables):
        at = table.at(x, y)
        origin = _origin(table, at) if at is not None else None
        if origin is not None:
            box = table.box
            area = (box.x1 - box.x0) * (box.bottom - box.top)
            if best is None or area < best[0]:
                best = (area, (number, *origin))
    return best[1] if best else None


def _origin(table: Ruled, at: tuple[int, int]) -> tuple[int, int] | None:
    """Where the cell begins that covers a place of the grid."""
    row, column = at
    return next(
        (
            first
            for first, last in table.cells.items()
            if first[0] <= row <= last[0] and first[1] <= column <= last[1]
        ),
        None,
    )
