"""A table of a document, as a sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from yibiao.errors import Finding, TooLarge
from yibiao.intake.sheets.sheet import Sheet
from yibiao.intake.sheets.validations import Span

_MOST_CELLS: Final = 20_000
_WIDEST: Final = 200


class DocumentCell(NamedTuple):
    """One cell of a row: the columns that it covers, and whether it continues the cell above."""

    width: int
    text: str
    continued: bool = False


@dataclass(frozen=True)
class DocumentTable(Sheet):
    """A table whose places are `T1R2C3`: table, row and column of its grid."""

    number: int = 1

    @classmethod
    def of(cls, rows: Iterable[Sequence[DocumentCell]], number: int) -> "DocumentTable":
        """
        The table with these rows.

        Raises:
            TooLarge: It has more cells than a page that anybody fills.
        """
        texts: list[tuple[str, ...]] = []
        merged: dict[tuple[int, int], tuple[int, int]] = {}
        above: dict[int, tuple[int, int]] = {}
        left = _MOST_CELLS
        for row, cells in enumerate(rows):
            written: list[str] = []
            for each in cells:
                column, width = len(written), min(max(each.width, 1), _WIDEST)
                left -= width
                if left < 0:
                    raise _too_large()
                origin = above.get(column, (row, column)) if each.continued else (row, column)
                right = max(merged.get(origin, origin)[1], column + width - 1)
                merged[origin] = (row, right)
                above[column] = origin
                written += [each.text if origin[0] == row else "", *[""] * (width - 1)]
            texts.append(tuple(written))
        spans: tuple[Span, ...] = tuple(pair for pair in merged.items() if pair[0] != pair[1])
        return cls(f"T{number}", tuple(texts), spans, number=number)

    @property
    def room_below(self) -> bool:
        """A table ends with its last row."""
        return False

    def place(self, row: int, column: int) -> str:
        """A cell by table, row and column: `T1R2C3`."""
        return f"T{self.number}R{row + 1}C{column + 1}"


def _too_large() -> TooLarge:
    finding = Finding("sheet-too-wide", facts={"limit": _MOST_CELLS})
    return TooLarge(finding, limit=_MOST_CELLS, size=f">{_MOST_CELLS}")
