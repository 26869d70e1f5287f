"""The XML of one sheet of a workbook → the same with some cells written or emptied."""

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from yibiao.publishing.package import XML_SPACE, local, space, writable

#: Characters that a cell can hold.
LONGEST: Final = 32_767
_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)?$")


def position(reference: str) -> tuple[int, int]:
    """
    Row and column of a cell from 1; row 0 where only a column is named.

    >>> position("B4"), position("AA10"), position("F")
    ((4, 2), (10, 27), (0, 6))
    """
    found = _REFERENCE.match(reference)
    if not found:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2] or 0), column


def letters(column: int) -> str:
    """
    The name of a column counted from 1.

    >>> letters(1), letters(27)
    ('A', 'AA')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class Cells:
    """
    The cells of a sheet, found and made by row and column from 1.

    Attributes:
        forgotten: Numbers of shared strings that cells no longer show.
    """

    def __init__(self, root: Any) -> None:
        self.root = root
        self.forgotten: set[int] = set()
        self._space = space(root)
        self._data = root.find(f"{self._space}sheetData")
        if self._data is None:
            raise ValueError("a sheet without data")
        self._rows = dict(self._numbered(self._data, "row"))
        self._cells: dict[int, dict[int, Any]] = {}

    def _numbered(self, parent: Any, name: str) -> Iterator[tuple[int, Any]]:
        """Rows, or cells of a row, with their numbers; one that does not say stands after the last."""
        number = 0
        for each in parent:
            if local(each) == name:
                stated = each.get("r")
                if stated is None:
                    number += 1
                else:
                    number = int(stated) if name == "row" else position(stated)[1]
                yield number, each

    def _row(self, row: int) -> dict[int, Any]:
        if row not in self._cells:
            found = self._rows.get(row)
            self._cells[row] = {} if found is None else dict(self._numbered(found, "c"))
        return self._cells[row]

    def computed(self, row: int, column: int) -> bool:
        """Whether a formula gives the cell's value."""
        cell = self._row(row).get(column)
        return cell is not None and cell.find(f"{self._space}f") is not None

    def style(self, row: int, column: int) -> int:
        """The number of the cell's style."""
        cell = self._row(row).get(column)
        return int(cell.get("s", 0)) if cell is not None else 0

    def restyle(self, row: int, column: int, style: int) -> None:
        """Have the cell look so."""
        self._made(row, column).set("s", str(style))

    @property
    def rows(self) -> dict[int, Any]:
        """The rows that are there, by their numbers."""
        return self._rows

    def number(self, row: int, column: int) -> int | None:
        """The whole number that stands in the cell, if one does and no formula gives it."""
        cell = self._row(row).get(column)
        if cell is None or cell.get("t", "n") != "n" or self.computed(row, column):
            return None
        value = cell.findtext(f"{self._space}v") or ""
        return int(value) if value.isdecimal() else None

    def clear(self, row: int, column: int) -> None:
        """Have nothing stand in the cell; its style stays, and so does a formula."""
        cell = self._row(row).get(column)
        if cell is None or self.computed(row, column):
            return
        value = cell.find(f"{self._space}v")
        if cell.get("t") == "s" and value is not None and (value.text or "").isdigit():
            self.forgotten.add(int(value.text))
        cell.attrib.pop("t", None)
        for each in [*cell]:
            cell.remove(each)

    def clear_from(self, row: int, first: int, last: int) -> None:
        """Have nothing stand in the columns from *row* on."""
        for each in [number for number in self._rows if number >= row]:
            for column in [number for number in self._row(each) if first <= number <= last]:
                self.clear(each, column)

    def write(self, row: int, column: int, value: str | float) -> None:
        """Have a text, which stays a text whatever it begins with, or a number stand in the cell; a formula stays."""
        if self.computed(row, column):
            return
        self.clear(row, column)
        cell = self._made(row, column)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            holder = etree.SubElement(cell, f"{self._space}is")
            text = etree.SubElement(holder, f"{self._space}t")
            text.text = writable(value[:LONGEST])
            text.set(XML_SPACE, "preserve")
        else:
            etree.SubElement(cell, f"{self._space}v").text = repr(value)

    def forget_results(self) -> bool:
        """Have formulas show nothing until they are computed again; whether there are any."""
        formulas = [each.getparent() for each in self._data.iter(f"{self._space}f")]
        for cell in formulas:
            cell.attrib.pop("t", None)
            for each in cell.findall(f"{self._space}v"):
                cell.remove(each)
        return bool(formulas)

    def _made(self, row: int, column: int) -> Any:
        """The cell, made in its place where it was not."""
        cells = self._row(row)
        if column not in cells:
            if row not in self._rows:
                made = etree.Element(f"{self._space}row", r=str(row))
                self._insert(self._data, made, self._rows, row)
                self._rows[row] = made
            cell = etree.Element(f"{self._space}c", r=f"{letters(column)}{row}")
            self._insert(self._rows[row], cell, cells, column)
            cells[column] = cell
        return cells[column]

    @staticmethod
    def _insert(parent: Any, made: Any, known: dict[int, Any], number: int) -> None:
        after = min((each for each in known if each > number), default=None)
        if after is None:
            parent.append(made)
        else:
            known[after].addprevious(made)
