"""Tables of a page as grids, and the page's paragraphs and tables in their order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from yibiao.errors import Finding, TooLarge
from yibiao.intake.html import markup
from yibiao.intake.layout.document_table import DocumentCell, DocumentTable
from yibiao.intake.layout.standing import Line, Table

_WIDEST: Final = 200
_MOST_PLACES: Final = 100_000
_BLOCKS: Final = (
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "caption",
    "center",
    "pre",
    "dt",
    "dd",
)
_INLINE: Final = (
    "a", "b", "strong", "i", "em", "u", "span", "font", "br", "sub", "sup", "label", "small", "big", "ins", "del", "s",
)  # fmt: skip


@dataclass
class Grid:
    """
    Where the cells of a table stand.

    Attributes:
        at: The place (row, column) of each cell element.
        cells: The cell element that covers a place.
    """

    at: dict[Any, tuple[int, int]] = field(default_factory=dict)
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    height: int = 0

    @classmethod
    def of(cls, table: Any) -> "Grid":
        """
        The cells of a table, those of tables inside of it left out.

        Raises:
            TooLarge: They cover more places than any page that somebody fills.
        """
        grid = cls()
        rows = list(rows_of(table))
        for row, element in enumerate(rows):
            column = 0
            for cell in _cells(element):
                while (row, column) in grid.cells:
                    column += 1
                grid.at[cell] = (row, column)
                for down in range(min(_span(cell, "rowspan"), len(rows) - row)):
                    for across in range(_span(cell, "colspan")):
                        grid.cells.setdefault((row + down, column + across), cell)
                column += _span(cell, "colspan")
            grid.height = row + 1
            if len(grid.cells) > _MOST_PLACES:
                finding = Finding("page-too-large", facts={"limit": _MOST_PLACES})
                raise TooLarge(finding, limit=_MOST_PLACES, size=f">{_MOST_PLACES}")
        return grid

    @property
    def width(self) -> int:
        """Columns, those that only wide cells reach included."""
        return max((column + 1 for _, column in self.cells), default=0)


def rows_of(table: Any) -> Iterator[Any]:
    """Its rows that are shown, in the order of the page."""
    for each in table.iter("tr", "thead", "tbody"):
        if next(each.iterancestors("table"), None) is table and not hidden(each) and _cells(each):
            yield each


def _cells(row: Any) -> list[Any]:
    """The cells of a row, those that a template repeats or leaves out included; a head may do without a row."""
    return [each for each in row.iter("td", "th") if next(each.iterancestors(*_ROWS), None) is row]


_ROWS: Final = ("tr", "thead", "tbody", "table")


def hidden(element: Any) -> bool:
    """Whether it is not shown."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "mso-hide:all" in style or element.get("hidden") is not None


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return max(1, min(int(value), _WIDEST)) if value.isdigit() and len(value) < 5 else 1  # noqa: PLR2004


def sheet_of(table: Any, number: int, most_rows: int = 10_000) -> DocumentTable:
    """The first rows of the table as a grid of texts, merged cells as such."""
    grid = Grid.of(table)
    rows = []
    for row in range(min(grid.height, most_rows)):
        cells: list[DocumentCell] = []
        column = 0
        while column < grid.width:
            cell = grid.cells.get((row, column))
            width = 1
            while cell is not None and grid.cells.get((row, column + width)) is cell:
                width += 1
            continued = cell is not None and grid.at[cell][0] != row
            text = "" if cell is None or continued else markup.said(cell, without=("table",))
            cells.append(DocumentCell(width, text, continued))
            column += width
        rows.append(cells)
    return DocumentTable.of(rows, number)


def parts_of(root: Any) -> list[Line | Table]:
    """Paragraphs and tables in their order; a table that only lays out others is not one."""
    parts: list[Line | Table] = []
    tables = 0
    for each in root.iter("*"):
        if hidden(each):
            continue
        name = markup.name(each)
        if name == "table":
            sheet = sheet_of(each, tables + 1)
            if not sheet.empty:
                tables += 1
                parts.append(Table(sheet))
        elif _is_paragraph(each, name):
            text = markup.said(each, without=("table",))
            if text:
                parts.append(Line(text, f"line {each.sourceline}"))
    return parts


def _is_paragraph(element: Any, name: str) -> bool:
    if next(element.iterancestors("td", "th"), None) is not None:
        return False
    if name in _BLOCKS:
        return True
    return name in ("div", "body", "section", "form") and all(
        markup.name(each) in _INLINE for each in element
    )
