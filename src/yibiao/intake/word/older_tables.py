"""The rows of an older Word document, with the edges of their cells → a table on one grid."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, Protocol

from yibiao.intake.layout.document_table import DocumentCell, DocumentTable

#: Edges of cells nearer to each other than this (twips) are one.
_NEAR: Final = 40


class RowEnd(Protocol):
    """What the mark at the end of a row says: the edges of its cells, and how each is merged."""

    edges: tuple[int, ...]
    cells: tuple[int, ...]


def table_of(rows: Sequence[tuple[RowEnd, list[str]]], number: int) -> DocumentTable:
    """The table whose rows have these cells, its grid drawn from all their edges."""
    edges: list[int] = []
    for each in sorted(edge for row, _ in rows for edge in row.edges):
        if not edges or each - edges[-1] > _NEAR:
            edges.append(each)
    return DocumentTable.of((_cells(row, texts, edges) for row, texts in rows), number)


def _cells(row: RowEnd, texts: list[str], edges: list[int]) -> list[DocumentCell]:
    if len(row.edges) <= len(texts):
        return [DocumentCell(1, each) for each in texts]
    grid = [max(0, bisect_right(edges, each) - 1) for each in row.edges]
    cells = [DocumentCell(grid[0], "")] if grid[0] else []
    for number, text in enumerate(texts):
        width = max(1, grid[number + 1] - grid[number])
        flags = row.cells[number] if number < len(row.cells) else 0
        if flags & 0x2 and not flags & 0x1 and cells:
            cells[-1] = cells[-1]._replace(width=cells[-1].width + width)
        else:
            cells.append(DocumentCell(width, text, bool(flags & 0x20 and not flags & 0x40)))
    return cells
