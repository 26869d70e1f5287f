"""The form on a sheet → where its answers are written."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from yibiao.intake.printed import At, PrintedForm, Question
from yibiao.intake.sheets.formulas import Area
from yibiao.intake.sheets.lettering import column_of
from yibiao.intake.sheets.sheet import Sheet
from yibiao.intake.words import marks

#: Cells that one formula may speak of; one that sums up a whole column speaks of it once.
_MOST_CELLS: Final = 2_000
_PLACE: Final = re.compile(r"^(.*)!([A-Z]{1,3})(\d+)$", re.DOTALL)

Parts = tuple[str | At, ...]


@dataclass(frozen=True)
class Spot:
    """
    What a cell is for: the answer to a question.

    Attributes:
        cell: By which the question is known.
        block: Of which repeating rows it is part, if any; `""` where the whole form is one row of them.
        row: The row in which it stands, of several.
    """

    cell: str
    block: str | None = None
    row: int | None = None


@dataclass(frozen=True)
class Answers:
    """
    Where answers are written on a sheet.

    Attributes:
        spots: By cell (row and column from 0), what is answered in it.
        names: By the cell of each block: the question that names its rows, its first.
        totals: Rows that add up others, and the column in which they say so.
    """

    sheet: Sheet
    spots: dict[tuple[int, int], Spot]
    names: dict[str, Question]
    totals: dict[int, int]

    @classmethod
    def of(cls, form: PrintedForm, sheet: Sheet) -> "Answers":
        """The answers of a form that was read from the sheet."""
        blocks = {
            each.questions[0].cell: each.questions[0] for each in form.questions if each.questions
        }
        totals = {
            number: next(column for column, each in enumerate(row) if marks.total(each))
            for number, row in enumerate(sheet.rows)
            if any(map(marks.total, row))
        }
        return cls(sheet, dict(_spots(form.questions, sheet, totals)), blocks, totals)

    @cached_property
    def _firsts(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for row, column in self.spots:
            found[row] = min(column, found.get(row, column))
        return found

    @cached_property
    def _asked(self) -> Counter[str]:
        return Counter(each.cell for each in self.spots.values())

    @cached_property
    def _headed(self) -> frozenset[int]:
        return frozenset(c for (_, c), spot in self.spots.items() if spot.row is not None)

    def cells(self, areas: Iterable[Area]) -> Iterator[tuple[int, int]]:
        """The cells of areas that lie on this sheet."""
        for each in areas:
            if each.sheet in (None, self.sheet.name):
                yield from self.within(each)

    def within(self, area: Area) -> list[tuple[int, int]]:
        """Cells of an area that are written in, row by row."""
        size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if size > _MOST_CELLS:
            inside = [
                (r, c)
                for r, c in self.spots
                if area.top <= r <= area.bottom and area.left <= c <= area.right
            ]
            return sorted(inside)
        return [
            (r, c)
            for r in range(area.top, area.bottom + 1)
            for c in range(area.left, area.right + 1)
        ]

    def named(self, spot: Spot, cells: Sequence[tuple[int, int]]) -> Parts:
        """The sum of some cells of one column of a block, by the names of their rows."""
        key = self.names.get(spot.block or "")
        first = place_of(key.blank, self.sheet.name) if key and key.blank else None
        if key is None or key.blank is None or first is None:
            raise LookupError(spot.cell)
        words = [self.text(row, first[1]) for row, _ in cells]
        if not all(words) or len(set(words)) < len(words) or key.blank == spot.cell:
            raise LookupError(spot.cell)
        listed = ", ".join(quoted(each) for each in words)
        chosen = f" = {listed}" if len(words) == 1 else f" in ({listed})"
        return ("sum(", At(spot.cell), ") filter (where ", At(key.blank), f"{chosen})")

    def heads(self, column: int) -> bool:
        """Whether rows of answers stand in the column: a figure in it that answers nothing is a total."""
        return column in self._headed

    def text(self, row: int, column: int) -> str:
        """What is written in a cell."""
        rows = self.sheet.rows
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""

    def first(self, row: int) -> int:
        """The first column that is written in, in a row."""
        return self._firsts.get(row, 0)

    def rows_of(self, spot: Spot) -> int:
        """How many rows it is asked in."""
        return self._asked[spot.cell]


def _spots(
    questions: Sequence[Question], sheet: Sheet, totals: Container[int], block: str = ""
) -> Iterator[tuple[tuple[int, int], Spot]]:
    """The cells that are written in, each with what it answers."""
    for each in questions:
        if each.questions:
            yield from _spots(each.questions, sheet, totals, each.questions[0].cell)
        elif each.blank and (first := place_of(each.blank, sheet.name)):
            last = place_of(each.last, sheet.name) if each.last else None
            if last is None:
                yield first, Spot(each.blank, block or None, first[0] if block else None)
            else:
                for row in range(first[0], min(last[0], first[0] + _MOST_CELLS) + 1):
                    if row not in totals:
                        yield (row, first[1]), Spot(each.blank, block, row)


def place_of(written: str, sheet: str) -> tuple[int, int] | None:
    """Row and column, from 0, of a cell of the sheet as people name it; nothing for other places."""
    found = _PLACE.match(written)
    if not found or found[1] != sheet:
        return None
    return int(found[3]) - 1, column_of(found[2])


def quoted(text: str) -> str:
    """A text as expressions write it."""
    return "'" + text.replace("'", "''") + "'"
