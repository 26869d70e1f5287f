"""A label and its blank → the questions that they put, those among them that the text in the blank asks by itself."""

from itertools import zip_longest
from typing import Final

from yibiao.intake.layout import lines
from yibiao.intake.layout.answers import ROOM
from yibiao.intake.layout.grid import Cell, Grid
from yibiao.intake.printed import Question
from yibiao.intake.words import labels, marks
from yibiao.intake.words.kinds import of_blank

_LONGEST_INSIDE: Final = 12
_SEVERAL: Final = 2


def asked_with(grid: Grid, cell: Cell, answer: Cell, *more: Cell) -> list[Question]:
    """What the label and the text in its blank ask; a label over several ticked questions is a section."""
    if marks.role(answer.text) in ROOM:
        return [question_of(grid, cell, answer, *more)]
    inner = _inside(cell, answer)
    if sum(bool(each.options) for each in inner) >= _SEVERAL:
        return inner
    return [question_of(grid, cell, answer), *([] if "。" in answer.text else inner)]


def question_of(grid: Grid, cell: Cell, answer: Cell | None, *more: Cell) -> Question:
    """The one question that a label puts, with what may be chosen and what it is measured in."""
    text = "  ".join(each.text for each in (answer, *more) if each)
    question = Question(
        label=marks.said(cell.text),
        cell=cell.place,
        options=lines.options(text)
        or (grid.sheet.options_at(answer.top, answer.left) if answer else ()),
        unit_of_measure=marks.unit(text),
        blank=answer.place if answer else None,
        kind=of_blank(marks.said(cell.text), text) if marks.blank(text) else None,
    )
    at = answer or cell
    return grid.sheet.prompt_at(at.top, at.left).tell(question)


def _inside(cell: Cell, answer: Cell) -> list[Question]:
    """What the text in the answer's place asks by itself, but for who signs."""
    section = (labels.clean(marks.said(cell.text)),)
    found = [
        each
        for each in lines.runs(answer.text)
        if not each.filled
        and not lines.SIGNS.search(each.label)
        and (len(each.label) <= _LONGEST_INSIDE or each.options)
    ]
    if len(found) == 1 and found[0].options:
        return []  # the boxes are the answer itself
    inner: list[Question] = []
    heading: tuple[str, ...] = ()
    for each, after in zip_longest(found, found[1:]):
        if after and after.options and not each.value.strip() and "\n" in each.value:
            heading = (each.label,)
        else:
            inner.append(lines.question(each, answer.place, (*section, *heading)))
    inner += [lines.question(each, answer.place, section) for each in lines.counted(answer.text)]
    return inner
