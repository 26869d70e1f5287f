"""A sheet that has one form several times, to be cut apart or kept in two places → the sheet with the first of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from yibiao.intake.sheets.sheet import Sheet

_FEWEST: Final = 6
#: Of what is written, so much comes again; the rest somebody filled in.
_AGAIN: Final = 0.8
_ENDLESS: Final = 1 << 30


def first_copy(sheet: Sheet) -> Sheet:
    """
    The sheet up to where what it begins with begins again, to the right or below; all of it where nothing does.

    What comes then must be what there was, and all of it.
    """
    texts = {
        (number, column): text
        for number, row in enumerate(sheet.rows)
        for column, text in enumerate(row)
        if text
    }
    if not texts:
        return sheet
    at = min(texts)
    again = [place for place, text in texts.items() if text == texts[at] and place > at]
    right = min((column for row, column in again if row == at[0]), default=None)
    down = min((row for row, column in again if column == at[1]), default=None)
    if right is not None and _comes_again(texts, 1, right):
        return _cut(sheet, _ENDLESS, right)
    if down is not None and _comes_again(texts, 0, down):
        return _cut(sheet, down, _ENDLESS)
    return sheet


def _comes_again(texts: Mapping[tuple[int, int], str], axis: int, start: int) -> bool:
    """Whether what is written before *start*, along rows (0) or columns (1), is what is written from there on."""
    first = Counter(text for place, text in texts.items() if place[axis] < start)
    rest = Counter(text for place, text in texts.items() if place[axis] >= start)
    known = sum(count for text, count in rest.items() if text in first)
    return (
        first.total() >= _FEWEST
        and sum((first & rest).values()) >= _AGAIN * first.total()
        and known >= _AGAIN * rest.total()
    )


def _cut(sheet: Sheet, rows: int, columns: int) -> Sheet:
    return replace(
        sheet,
        rows=tuple(row[:columns] for row in sheet.rows[:rows]),
        merged=tuple(
            (first, (min(last[0], rows - 1), min(last[1], columns - 1)))
            for first, last in sheet.merged
            if first[0] < rows and first[1] < columns
        ),
        formulas={
            place: formula
            for place, formula in sheet.formulas.items()
            if place[0] < rows and place[1] < columns
        },
    )
