"""The columns of a register as questions, with the answers that its rows show, and what is doubtful about them."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from yibiao.errors import Finding
from yibiao.intake.layout.bands import Band
from yibiao.intake.printed import Question
from yibiao.intake.sheets.sheet import Sheet
from yibiao.intake.words import labels, marks

_PAIRS: Final = (("是", "否"), ("有", "无"))


def columns_of(band: Band) -> list[Question]:
    """What its columns ask."""
    columns = band.questions(())
    written = {text for each in columns for text in each.samples}
    return [replace(each, options=each.options or _shown(each, written)) for each in columns]


def doubts(sheet: Sheet, band: Band) -> Iterator[Finding]:
    """What is doubtful about the columns of a register."""
    if not any(marks.said(each.text) for cells in band.rows for each in cells):
        yield Finding("header-only", band.columns[0].cell.place)
    asked = {each.cell.place for each in band.asked}
    for each in band.columns:
        if each.cell.place not in asked:
            yield Finding("row-number-column", each.cell.place)
        if (each.cell.top, each.cell.left) in sheet.formulas:
            yield Finding("formula-in-header", each.cell.place)


def _shown(question: Question, written: Collection[str]) -> tuple[str, ...]:
    """
    The two answers that samples show to be meant: 有 or 无, or those that a label such as 预/正 names.

    Where 有 is *written* in no column, 无 says that there is nothing to say.
    """
    samples = set(question.samples)
    named = tuple(labels.clean(question.label).split("/"))
    pairs = [*_PAIRS, *([named] if len(named) == len(_PAIRS[0]) else [])]
    return next(
        (each for each in pairs if each[0] in written and samples and samples <= set(each)), ()
    )
