"""Likenesses: what a department's file looks like, cell by cell, under the places by which fields name them."""

from yibiao.model.text import Noun


class SeenCell(Noun):
    """
    One cell, blank ones included.

    Attributes:
        place: As a field's `cell` and `blank` name it; what a machine wrote has the same for all cells of a row.
        row: The first row that it covers, from 0; likewise `column`.
        rows: How many rows it covers; likewise `columns`.
    """

    place: str
    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


class SeenPart(Noun):
    """
    A sheet, a table, or lines that stand under one another.

    Attributes:
        name: The sheet's; `None` for what stands in a document.
        more: Whether it goes on beyond what is shown.
    """

    name: str | None = None
    cells: tuple[SeenCell, ...]
    more: bool = False


class Likeness(Noun):
    """The parts of a file in their order; none where nobody laid it out, as in JSON."""

    parts: tuple[SeenPart, ...] = ()
