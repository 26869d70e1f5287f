"""One sheet of an .xlsx as XML → its cells, formulas, merged ranges and rules, no further down than a form reaches."""

import re
from dataclasses import dataclass, field
from typing import Final

from yibiao.intake.containers.xml_parts import Budget, Skip, walk
from yibiao.intake.sheets.formulas import moved
from yibiao.intake.sheets.lettering import column_of
from yibiao.intake.sheets.validations import Span, span_of

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_PLACE: Final = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")
#: How something that a cell holds begins.
_VALUES: Final = (b"<v>", b"<v ", b":v>", b":v ", b"<t>", b"<t ", b":t>", b":t ")


@dataclass(frozen=True)
class Raw:
    """A cell as the XML has it: its type, the number of its style, and its text."""

    type: str
    style: int
    text: str


@dataclass
class SheetXml:
    """
    What one part of a workbook says of a sheet.

    Attributes:
        rows: How many rows to read at least; more as long as all of them together have few cells.
        cells: How few.
        bordered: The numbers of the styles that draw a border.
        written: Cells with something in them, by row and column from 0.
        drawn: The last column of each row that has a border around nothing.
        formulas: The formula of a cell that has one; empty where it is not known.
        rules: What cells lists are for, and the formula that gives the list.
        checks: Every check of what is written in cells: its attributes and formulas.
        passed: The first row that was not read, though something may stand there.
    """

    rows: int
    cells: int
    bordered: frozenset[int] = frozenset()
    written: dict[tuple[int, int], Raw] = field(default_factory=dict)
    drawn: dict[int, int] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Span] = field(default_factory=list)
    rules: list[tuple[str, str]] = field(default_factory=list)
    checks: list[dict[str, str]] = field(default_factory=list)
    passed: int | None = None
    _row: int = -1
    _column: int = -1
    _width: int = 0
    _cell: dict[str, str] | None = None
    _text: list[str] | None = None
    _value: str = ""
    _phonetic: bool = False
    _rule: dict[str, str] | None = None
    _group: str | None = None
    _shared: dict[str, tuple[tuple[int, int], str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, part: bytes, rows: int, cells: int, budget: Budget, bordered: frozenset[int]
    ) -> "SheetXml":
        """
        The sheet that *part* is.

        Raises:
            TooLarge: It has more elements than the budget.
            ValueError, expat.ExpatError: It is damaged.
        """
        sheet = cls(rows, cells, bordered)
        walk(part, sheet, budget)
        return sheet

    def skipped(self, part: bytes, start: int, end: int) -> None:
        """Blank rows that are only formatted are nothing to speak of."""
        if not any(part.find(each, start, end) >= 0 for each in _VALUES):
            self.passed = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Follow rows and cells; one that does not say where it stands comes after the last."""
        match name:
            case "row":
                self._enter(attributes)
            case "c":
                self._column, self._cell, self._value = self._place(attributes), attributes, ""
            case "f" if self._cell is not None:
                self._text = []
                self._group = attributes.get("si") if attributes.get("t") == "shared" else None
            case "v" | "t" if self._cell is not None:
                self._text = None if self._phonetic else []
            case "formula1" | "formula2" | "sqref" if self._rule is not None:
                self._text = []
            case "rPh":
                self._phonetic = True
            case "mergeCell":
                span = span_of(attributes.get("ref", ""))
                if span and span[0] != span[1]:
                    self.merged.append(span)
            case "dataValidation":
                self._rule = {"formula1": "", "formula2": "", **attributes}

    def text(self, text: str) -> None:
        """Gather what stands in a cell or a rule."""
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        """Keep what was gathered."""
        match name:
            case "f" if self._cell is None:
                return  # a rule's formula may stand in an element of its own
            case "v" | "t" if self._text is not None:
                self._value += "".join(self._text)
            case "f" if self._text is not None:
                self._compute("".join(self._text))
            case "c":
                self._keep()
            case "rPh":
                self._phonetic = False
            case "formula1" | "formula2" | "sqref" if self._rule and self._text is not None:
                self._rule[name] = "".join(self._text).strip()
            case "dataValidation" if self._rule is not None:
                self.checks.append(self._rule)
                if self._rule.get("type") == "list":
                    self.rules.append((self._rule.get("sqref", ""), self._rule["formula1"]))
                self._rule = None
        if name in _TEXTS:
            self._text = None

    def _enter(self, attributes: dict[str, str]) -> None:
        self._row, self._column = int(attributes.get("r", self._row + 2)) - 1, -1
        if not 0 <= self._row < _LAST_ROW:
            raise ValueError
        if self._row >= self.rows and self._row * (self._width + 1) > self.cells:
            self.passed = self._row
            raise Skip(b"sheetData>")

    def _place(self, attributes: dict[str, str]) -> int:
        place = attributes.get("r")
        if place is None:
            return self._column + 1
        found = _PLACE.fullmatch(place)
        if not found or column_of(found[1]) >= _LAST_COLUMN:
            raise ValueError
        return column_of(found[1])

    def _compute(self, formula: str) -> None:
        """Keep the cell's formula; one that is shared among cells stands in the first of them only."""
        cell = self._row, self._column
        if self._group is not None and formula:
            self._shared[self._group] = cell, formula
        elif self._group in self._shared:
            first, shared = self._shared[self._group]
            formula = moved(shared, cell[0] - first[0], cell[1] - first[1])
        self.formulas[cell] = formula

    def _keep(self) -> None:
        cell, self._cell = self._cell or {}, None
        number = cell.get("s", "0")
        style = int(number) if number.isdecimal() else 0
        if self._value:
            self._width = max(self._width, self._column)
            self.written[self._row, self._column] = Raw(cell.get("t", "n"), style, self._value)
        elif style in self.bordered:
            self.drawn[self._row] = max(self._column, self.drawn.get(self._row, 0))


_TEXTS: Final = ("v", "f", "t", "formula1", "sqref")
