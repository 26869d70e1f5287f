"""A department's file → what it looks like: its sheets, tables and lines as cells, as the readers see them."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from yibiao.intake import delimited
from yibiao.intake.definitions import xlsform
from yibiao.intake.html import html, markup
from yibiao.intake.html.tables import parts_of
from yibiao.intake.layout.grid import Grid
from yibiao.intake.layout.standing import Line, Table
from yibiao.intake.pdf import pdf
from yibiao.intake.sheets.sheet import Sheet
from yibiao.intake.upload import Upload
from yibiao.intake.word import documents
from yibiao.model.likeness import Likeness, SeenCell, SeenPart

#: Rows and cells of one part that are shown, and parts.
_ROWS: Final = 120
_CELLS: Final = 4_000
_PARTS: Final = 60
_LONGEST: Final = 400


def likeness_of(upload: Upload) -> Likeness:
    """
    What the file looks like; nothing where no person laid it out.

    Raises:
        TooLarge, Unreadable: What reading the file may raise.
    """
    parts = [each for each in _parts(upload) if each.cells]
    return Likeness(parts=tuple(parts[:_PARTS]))


def _parts(upload: Upload) -> Iterator[SeenPart]:
    if upload.document is not None:
        return
    if upload.workbook is not None:
        machine = xlsform.recognises(upload)
        for sheet in upload.workbook.sheets:
            if not sheet.hidden and not sheet.empty:
                yield _sheet(sheet, name=sheet.name, by_row=machine)
    elif pdf.recognises(upload):
        yield from _page(pdf.parts_of(upload))
    elif documents.recognises(upload):
        yield from _page(documents.parts_of(upload))
    elif html.recognises(upload):
        page = markup.Page.of(upload.markup or "")
        yield from _page(parts_of(page.root) if page else ())
    elif delimited.recognises(upload):
        yield _sheet(delimited.sheet_of(upload)[0])


def _page(parts: Iterable[Line | Table]) -> Iterator[SeenPart]:
    """Tables each, and the lines between two tables together."""
    for lines, some in groupby(parts, lambda each: isinstance(each, Line)):
        if not lines:
            yield from (_sheet(each.sheet) for each in some if isinstance(each, Table))
            continue
        cells = [
            SeenCell(place=each.place, text=_short(each.text), row=row, column=0)
            for row, each in enumerate(each for each in some if isinstance(each, Line))
        ]
        yield SeenPart(cells=tuple(cells[:_ROWS]), more=len(cells) > _ROWS)


def _sheet(sheet: Sheet, *, name: str | None = None, by_row: bool = False) -> SeenPart:
    grid = Grid.of(sheet)
    shown = [each for each in grid.cells if each.top < _ROWS][:_CELLS]
    return SeenPart(
        name=name,
        cells=tuple(
            SeenCell(
                # What machines write has rows: `survey row 3`.
                place=f"{sheet.name} row {each.top + 1}" if by_row else each.place,
                text=_short(each.text),
                row=each.top,
                column=each.left,
                rows=min(each.height, _ROWS - each.top),
                columns=each.width,
            )
            for each in shown
        ),
        more=len(shown) < len(grid.cells) or sheet.passed is not None,
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
