"""Blanks: the places of a form's original where answers are written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Blank:
    """
    One place to write in, as it is printed.

    Attributes:
        place: A cell (`Sheet1!B4`, `T1R2C3`), a paragraph (`P5`), or columns from a row on (`Sheet1!B201:F`).
        printed: What stands there before anybody answers: nothing, `  年  月  日`, `□男 □女`, `填报单位：    `.
        field: Id of the field that is answered there; `None` where something is written that nobody is asked for.
        written: Whether something else stands there now.
        row: Which row of its table, from 0; `None` outside of tables, and in rows of totals.
    """

    place: str
    printed: str
    field: str | None = None
    written: bool = False
    row: int | None = None
