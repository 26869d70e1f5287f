"""The rows of a sheet, one after another: how one looks in all of its cells, and values → cells."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from lxml import etree

from yibiao.model.kinds import ValueKind
from yibiao.model.table import BETWEEN, Header
from yibiao.publishing.cells import LONGEST, letters, position
from yibiao.publishing.inserting import shifted
from yibiao.publishing.package import local, space, writable
from yibiao.publishing.workbook import ROWS, Workbook

#: How kinds of values are shown, by their names.
FORMATS: Final[Mapping[str, str]] = {
    ValueKind.DATE: "yyyy-mm-dd", ValueKind.DATETIME: "yyyy-mm-dd hh:mm", ValueKind.ID_NUMBER: "@",
    ValueKind.USCC: "@", ValueKind.PHONE: "@", ValueKind.DIVISION: "@", ValueKind.INTEGER: "0",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """
    Where rows go on a sheet.

    Attributes:
        first: The first row for them, from 1; it has their looks.
        last: The last row that is printed for them.
        columns: For each column of the rows, where it stands, from 1; 0 is nowhere.
    """

    sheet: str
    first: int
    last: int
    columns: tuple[int, ...]


@dataclass(frozen=True)
class _Cell:
    """A cell of the rows: which column, its style, and what is in it."""

    column: int
    style: int
    index: int | None = None
    counted: bool = False
    formula: str | None = None


@dataclass(frozen=True)
class Look:
    """How every row of a sheet looks: its cells from left to right, its height, the prefix of its tags, how it counts days."""

    sheet: str
    cells: tuple[_Cell, ...]
    height: str
    prefix: str
    first: int
    counted: Callable[[date], float | None]


def look(book: Workbook, place: Place, headers: Sequence[Header]) -> Look:
    """How the first of the rows looks in a place."""
    cells = book.sheet(place.sheet)
    root = cells.root
    model = next(
        (each for each in root.iter(f"{space(root)}row") if each.get("r") == str(place.first)), None
    )
    printed = [] if model is None else [position(each.get("r", "A1"))[1] for each in model]
    made = []
    leftmost = min(filter(None, place.columns))
    for column in sorted({*printed, *place.columns} - {0}):
        style = cells.style(place.first, column)
        index = place.columns.index(column) if column in place.columns else None
        if index is not None:
            style = _styled(book, style, headers[index])
        counted = index is None and column < leftmost and cells.number(place.first, column) == 1
        formula = None if model is None or index is not None else _formula(model, column)
        made.append(_Cell(column, style, index, counted, formula))
    height = (
        "" if model is None or not model.get("ht") else f' ht="{model.get("ht")}" customHeight="1"'
    )
    prefix = f"{root.prefix}:" if root.prefix else ""
    return Look(place.sheet, tuple(made), height, prefix, place.first, book.counted)


def _styled(book: Workbook, style: int, header: Header) -> int:
    """A style that shows what the column holds as what it is."""
    code = FORMATS.get(header.kind)
    days = header.kind in (ValueKind.DATE, ValueKind.DATETIME)
    if code is None or code == "0" or (days and book.shows_days(style)):
        return style
    return book.style_like(style, code)


def _formula(model: Any, column: int) -> str | None:
    for cell in model:
        if position(cell.get("r", "A1"))[1] == column:
            found = cell.find(f"{space(model)}f")
            return found.text if found is not None and not found.get("t") else None
    return None


def opened(root: Any, place: Place) -> None:
    """Take the rows that are printed for others out, and mark where those come."""
    data = root.find(f"{space(root)}sheetData")
    behind = None
    for row in [*data]:
        number = int(row.get("r", 0)) if local(row) == "row" else 0
        if place.first <= number <= place.last:
            data.remove(row)
        elif number > place.last and behind is None:
            behind = row
    mark = etree.PI(ROWS.target)
    if behind is None:
        data.append(mark)
    else:
        behind.addprevious(mark)
    for each in [*root.iter(f"{space(root)}mergeCell")]:
        top, _, bottom = each.get("ref", "").partition(":")
        inside = [place.first <= position(end)[0] <= place.last for end in (top, bottom) if end]
        if all(inside):
            each.getparent().remove(each)
    merged = root.find(f"{space(root)}mergeCells")
    if merged is not None:
        if len(merged):
            merged.set("count", str(len(merged)))
        else:
            root.remove(merged)
    dimension = root.find(f"{space(root)}dimension")  # of what was printed; it may be left out
    if dimension is not None:
        root.remove(dimension)


def xml(
    looks: Look,
    first: int,
    rows: Iterable[Sequence[Any]],
    titled: Sequence[Callable[[Any], Any] | None],
) -> Iterator[bytes]:
    """Rows as a sheet has them, some hundreds at a time."""
    x, number = looks.prefix, first
    cells = [_pieces(each, x) for each in looks.cells]
    said = {at: each for at, each in enumerate(titled) if each is not None}
    source = iter(rows)
    while some := list(itertools.islice(source, 500)):
        parts: list[str] = []
        for row in some:
            at = str(number)
            parts.append(f'<{x}row r="{at}"{looks.height}>')
            for cell, (begin, text, figure, nothing) in zip(looks.cells, cells, strict=True):
                value = _value(cell, row, said, number, looks)
                if value is None:
                    parts.append(f"{begin}{at}{nothing}")
                elif type(value) is str:
                    parts.append(f"{begin}{at}{text}{_escaped(value)}</{x}t></{x}is></{x}c>")
                elif type(value) is bytes:
                    formula = _escaped(value.decode())
                    parts.append(f"{begin}{at}{figure[0]}<{x}f>{formula}</{x}f></{x}c>")
                else:
                    parts.append(f"{begin}{at}{figure[0]}<{x}v>{value!r}</{x}v></{x}c>")
            parts.append(f"</{x}row>")
            number += 1
        yield writable("".join(parts)).encode()


def spare(looks: Look, first: int, last: int) -> Iterator[bytes]:
    """Rows that are printed and not needed, with nothing in them."""
    x = looks.prefix
    for number in range(first, last + 1):
        cells = "".join(
            f'<{x}c r="{letters(each.column)}{number}" s="{each.style}"/>' for each in looks.cells
        )
        yield f'<{x}row r="{number}"{looks.height}>{cells}</{x}row>'.encode()


def _pieces(cell: _Cell, x: str) -> tuple[str, str, tuple[str], str]:
    """What stands around the number of the row, for a text, a figure and nothing."""
    style = f' s="{cell.style}"' if cell.style else ""
    begin = f'<{x}c r="{letters(cell.column)}'
    text = f'"{style} t="inlineStr"><{x}is><{x}t xml:space="preserve">'
    return begin, text, (f'"{style}>',), f'"{style}/>'


def _value(
    cell: _Cell,
    row: Sequence[Any],
    said: Mapping[int, Callable[[Any], Any]],
    number: int,
    looks: Look,
) -> Any:
    """A text, a figure, a formula as bytes, or nothing."""
    if cell.index is None:
        if cell.counted:
            return number - looks.first + 1
        return cell.formula and _below(cell.formula, number, looks)
    value = row[cell.index]
    if value is None or type(value) is str or type(value) is int:
        return value if value is None or cell.index not in said else said[cell.index](value)
    if cell.index in said:
        return said[cell.index](value)
    if isinstance(value, date):
        days = looks.counted(value)
        return str(value) if days is None else days
    return plain(value)


def _below(formula: str, number: int, looks: Look) -> bytes:
    """The first row's formula, in the row of that number."""
    return shifted(formula, looks.sheet, looks.first, number - looks.first).encode()


def plain(value: Any) -> str | float | None:
    """A value as a cell has it, lists written out."""
    match value:
        case bool():
            return "是" if value else "否"
        case int() | float():
            return value if value - value == 0 else None  # neither without end nor no number
        case Mapping():
            told = (f"{name}：{plain(each)}" for name, each in value.items() if each is not None)
            return "，".join(told)
        case list() | tuple():
            mark = "；" if any(isinstance(each, Mapping) for each in value) else BETWEEN
            return mark.join(str(plain(each)) for each in value)
    return str(value)


def _escaped(text: str) -> str:
    text = text[:LONGEST]
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text
