"""What a sheet of a workbook is: its texts, merged cells, formulas and permitted answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from yibiao.errors import Finding
from yibiao.intake.sheets import validations
from yibiao.intake.sheets.lettering import letters
from yibiao.intake.sheets.prompts import NO_PROMPT, Prompt
from yibiao.intake.sheets.validations import Span

#: So many rows are read at least; further ones as long as all of them together have no more cells than these.
ROWS_READ: Final = 200
CELLS_READ: Final = 20_000
#: Characters that these further rows may have.
_TEXT_READ: Final = 200_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Sheet:
    """
    One sheet, from its first row and column on, as text.

    Attributes:
        merged: Ranges of merged cells: first and last (row, column), from 0.
        formulas: By cell, the formula that computed its text; empty where it is not known.
        choices: Ranges whose cells take one of a list.
        prompts: Ranges whose cells say what belongs there.
        checks: Ranges with what must be true of what is written in them.
        comments: What is remarked on cells.
        listed: Whether other sheets take their lists from it.
        passed: The first row that was not read, though something may stand there.
        doubts: What was not read of it, and where.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Span, ...] = ()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden: bool = False
    choices: tuple[tuple[Span, tuple[str, ...]], ...] = ()
    prompts: tuple[tuple[Span, Prompt], ...] = ()
    checks: tuple[tuple[Span, validations.Check], ...] = ()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    listed: bool = False
    passed: int | None = None
    doubts: tuple[Finding, ...] = ()

    def options_at(self, row: int, column: int) -> tuple[str, ...]:
        """What the sheet lets be chosen in a cell; nothing where anything may be written."""
        return next(
            (
                options
                for (first, last), options in self.choices
                if first[0] <= row <= last[0] and first[1] <= column <= last[1]
            ),
            (),
        )

    def prompt_at(self, row: int, column: int) -> Prompt:
        """What a cell says of what belongs there."""
        return next(
            (
                prompt
                for (first, last), prompt in self.prompts
                if first[0] <= row <= last[0] and first[1] <= column <= last[1]
            ),
            NO_PROMPT,
        )

    def check_at(self, row: int, column: int) -> validations.Check | None:
        """What must be true of what is written in a cell."""
        return next(
            (
                check
                for (first, last), check in self.checks
                if first[0] <= row <= last[0] and first[1] <= column <= last[1]
            ),
            None,
        )

    @property
    def room_below(self) -> bool:
        """Whether it goes on below what is written."""
        return True

    @property
    def empty(self) -> bool:
        """Whether nothing is written on it."""
        return not any(any(row) for row in self.rows)

    def place(self, row: int, column: int) -> str:
        """A cell as people name it: `Sheet1!B3`."""
        return f"{self.name}!{letters(column)}{row + 1}"


@dataclass(frozen=True)
class Workbook:
    """Sheets in their order."""

    sheets: tuple[Sheet, ...]


def is_ole(content: bytes) -> bool:
    """Whether it begins as the older Office files do."""
    return content.startswith(_OLE)


def short(sheet: Sheet) -> Sheet:
    """The sheet without the rows further down that are long texts."""
    characters = 0
    for number, row in enumerate(sheet.rows):
        characters += sum(map(len, row))
        if number >= ROWS_READ and characters > _TEXT_READ:
            return replace(sheet, rows=sheet.rows[:number], passed=number)
    return sheet
