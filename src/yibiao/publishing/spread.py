"""
Rows that come some at a time → a workbook, its cells of real types: numbers, days, texts; never all of it in memory.

They stand under a department's own headings where its workbook has a table for them, else in a plain grid.
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, BinaryIO, Final

from yibiao.model.blank import Blank
from yibiao.model.form import Form
from yibiao.model.original import SentFile
from yibiao.model.table import Header
from yibiao.publishing.answers import words
from yibiao.publishing.cells import position
from yibiao.publishing.grid import grid, names_of
from yibiao.publishing.package import BROKEN, ZIPPED, space
from yibiao.publishing.spread_rows import Place, look, opened, spare, xml
from yibiao.publishing.watermark import watermarked
from yibiao.publishing.workbook import Workbook

Batch = Sequence[Sequence[Any]]

#: Rows that a sheet can have.
MOST_ROWS: Final = 1_048_576


def place_in(form: Form, file: SentFile, blanks: Sequence[Blank]) -> Place | None:
    """
    The table of a department's own workbook that its rows go into; `None` where there is none.

    What is asked once beside the table, such as who filled it in, stays blank to be written by hand.
    """
    if not file.content.startswith(ZIPPED) or file.part is None or form.layout != "register":
        return None
    asked = [each for each in blanks if each.field is not None and each.row is not None]
    beside = {each.field for each in blanks if each.row is None}
    first = {each.field: _cell(each) for each in asked if each.row == 0}
    if not first or any(each.id not in first and each.id not in beside for each in form.fields):
        return None
    top, rows = {row for row, _ in first.values()}, [_cell(each)[0] for each in asked]
    printed = 1 + max(each.row or 0 for each in asked)
    if len(top) > 1 or max(rows) - min(rows) + 1 != printed:
        return None
    columns = tuple(first[each.id][1] if each.id in first else 0 for each in form.fields)
    return Place(file.part, min(rows), max(rows), columns)


def _cell(blank: Blank) -> tuple[int, int]:
    """Row and column of where it begins."""
    return position(blank.place.rpartition("!")[2].partition(":")[0])


def spread(
    target: BinaryIO,
    headers: Sequence[Header],
    batches: Iterable[Batch],
    count: int,
    *,
    title: str = "",
    own: tuple[Form, SentFile, Place] | None = None,
    watermark: str = "",
) -> None:
    """
    Write a workbook with rows into *target*.

    Args:
        target: A file that can be gone back in.
        headers: Of the rows.
        batches: The rows, some at a time.
        count: How many there are. What is more than a sheet can have goes on on another, and then in a plain grid.
        title: What the sheet is called.
        own: The form, its department's own workbook with nothing filled in, and where rows go in it.
        watermark: Who takes it out, and when: on a sheet of its own, or among the properties of a department's workbook.
    """
    write = None
    form, file, place = own or (None, None, None)
    if form and file and place and count + place.first < MOST_ROWS - _below(file, place):
        with suppress(*BROKEN):
            write = _in_own(form, watermarked(file, watermark), place, headers, count)
    (write or _in_grid(headers, count, title, watermark))(target, batches)


def _below(file: SentFile, place: Place) -> int:
    """How many rows stand below the table."""
    root = Workbook(file.content).sheet(place.sheet).root
    numbers = [int(each.get("r", 0)) for each in root.iter(f"{space(root)}row")]
    return max(0, max(numbers, default=0) - place.last)


_Writing = Callable[[BinaryIO, Iterable[Batch]], None]


def _in_own(
    form: Form, file: SentFile, place: Place, headers: Sequence[Header], count: int
) -> _Writing:
    """Everything but the rows, so that no row is lost where the workbook cannot be written in."""
    book = Workbook(file.content)
    more = max(0, count - (place.last - place.first + 1))
    looks = look(book, place, headers)
    if more:
        book.move(place.sheet, place.last, more)
    opened(book.sheet(place.sheet).root, place)
    titled: list[Callable[[Any], Any] | None] = [
        partial(words, asked) if (asked := form.by_id.get(each.id)) and asked.options else None
        for each in headers
    ]
    unused = spare(looks, place.first + count, place.last + more)

    def write(target: BinaryIO, batches: Iterable[Batch]) -> None:
        rows = xml(looks, place.first, itertools.chain.from_iterable(batches), titled)
        book.write(target, {place.sheet: itertools.chain(rows, unused)})

    return write


def _in_grid(headers: Sequence[Header], count: int, title: str, watermark: str) -> _Writing:
    depth = 1 + max((len(each.section) for each in headers), default=0)
    most = MOST_ROWS - depth
    names = names_of(title, max(1, -(-count // most)))
    book = Workbook(grid(headers, names, depth, watermark))
    places = [
        Place(each, depth + 1, depth + 1, tuple(range(1, len(headers) + 1))) for each in names
    ]
    looks = {each.sheet: look(book, each, headers) for each in places}
    for each in places:
        opened(book.sheet(each.sheet).root, each)

    def write(target: BinaryIO, batches: Iterable[Batch]) -> None:
        rows = itertools.chain.from_iterable(batches)
        written = {
            each.sheet: xml(looks[each.sheet], each.first, itertools.islice(rows, most), [])
            for each in places
        }
        book.write(target, written)

    return write
