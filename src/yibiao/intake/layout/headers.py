"""The headings over the columns of a table, found on a grid."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from yibiao.intake.layout.answers import filled_in
from yibiao.intake.layout.grid import Cell, Grid
from yibiao.intake.sheets.prompts import NO_PROMPT, Prompt
from yibiao.intake.words import marks
from yibiao.intake.words.marks import Role

_DEEPEST: Final = 6
_FIELD_ALONE: Final = 2
_MONTH: Final = re.compile(r"(19|20)\d{2}(\s*年\s*\d{1,2}\s*月|-\d\d-01|0[1-9]|1[0-2])?")
_ASIDE: Final = re.compile(r"[（(\[【][^（）()【】\[\]]{1,12}[)）\]】]")


@dataclass(frozen=True)
class Column:
    """A heading over one column, the headings it stands under, and what stood below."""

    cell: Cell
    section: tuple[str, ...]
    aside: str = ""
    samples: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    prompt: Prompt = NO_PROMPT

    @property
    def label(self) -> str:
        """Its words, with what stands in brackets in a cell of its own below: 数量 over (片)."""
        return marks.said(self.cell.text) + self.aside


def heads(grid: Grid, row: int, skipped: frozenset[Cell]) -> list[Cell]:
    """The cells that begin in the row, if they are labels side by side; a gap here and there is let pass."""
    cells = _without_remarks([each for each in grid.row(row) if each not in skipped])
    while cells and not marks.said(cells[0].text):
        cells.pop(0)
    labelled = [each for each in cells if marks.role(each.text) is Role.LABEL]
    counted = [each for each in cells if marks.role(each.text) in marks.WRITTEN]
    named, gaps = len(labelled) + len(counted), [each for each in cells if not each.text]
    if named < _FIELD_ALONE or named + len(gaps) < len(cells) or cells[0] not in labelled:
        return []
    if counted and not (all(map(_period, counted)) or _in_turn(counted)):
        return []
    if filled_in(grid, row):
        return []
    return cells if _side_by_side(cells, [*labelled, *counted], gaps) else []


def _without_remarks(cells: list[Cell]) -> list[Cell]:
    """The cells without blanks at the end, and without notes or reckonings that stand beside the table, a column away."""
    kept = list(cells)
    while kept and (not marks.said(kept[-1].text) or _aside(kept)):
        kept.pop()
    beside = [each for each in kept if marks.role(each.text) in (Role.NOTE, Role.PROSE)]
    if beside and kept[-len(beside) :] == beside and len(kept) > len(beside):
        last = kept[-len(beside) - 1]
        return kept if marks.said(last.text) else _without_remarks(kept[: -len(beside)])
    return kept


def _aside(cells: Sequence[Cell]) -> bool:
    """Whether the last is a figure that a blank parts from the rest: somebody's reckoning beside the table."""
    parted = len(cells) > 1 and not marks.said(cells[-2].text)
    return parted and marks.role(cells[-1].text) is Role.FIGURE


def _period(cell: Cell) -> bool:
    """Whether it names a year or a month of one, as a heading over figures may."""
    return bool(_MONTH.fullmatch(marks.said(cell.text)))


def _in_turn(cells: Sequence[Cell]) -> bool:
    """Whether there are figures only, each one more or one less than the one before: days, years."""
    found = [each.text.strip() for each in cells]
    if len(found) < _FIELD_ALONE or not all(each.isdecimal() for each in found):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(found)}
    return steps in ({1}, {-1})


def _side_by_side(cells: Sequence[Cell], named: Sequence[Cell], gaps: Sequence[Cell]) -> bool:
    """Whether labels stand side by side; of gaps there may be few, or they come after several labels."""
    if len(gaps) <= len(named) // 4:
        return True
    if len(gaps) == 1:
        return gaps[0].width == 1 and all(each.width > 2 for each in named)  # noqa: PLR2004
    return len(gaps) <= len(named) and all(each.text for each in cells[:4])


@dataclass(frozen=True)
class Span:
    """The rows and columns that a header covers, from 0, the last ones included."""

    top: int
    bottom: int
    left: int
    right: int


def span(grid: Grid, over: Sequence[Cell]) -> Span | None:
    """What the header covers that the cells *over* begin; `None` if blanks are among its rows."""
    top = over[0].top
    bottom = max(each.bottom for each in over if each.text)
    if bottom - top >= _DEEPEST:
        return None
    left, right = over[0].left, over[-1].right
    if bottom == top and _grouped(grid, over):
        bottom = top + 1
        named = [each for each in _below(grid, over) if each.text]
        left = min(left, *(each.left for each in named))
        right = max(right, *(each.right for each in named))
    for row in range(top + 1, bottom + 1):
        for each in grid.row(row):
            if not left <= each.left <= right:
                continue
            if each.text and not _heads(each):
                return None
            bottom = max(bottom, each.bottom)
    if _measured(grid, bottom + 1, left, right):
        bottom += 1
    if bottom >= grid.height:
        return None
    return Span(top, bottom, left, _further(grid, top, bottom, right) if bottom > top else right)


def _further(grid: Grid, top: int, bottom: int, right: int) -> int:
    """The last column of labels that go on beside tall headings, with nothing over them."""
    while (
        (cell := grid.at(bottom, right + 1))
        and cell.top > top
        and marks.role(cell.text) is Role.LABEL
        and not _under_words(grid, cell)
    ):
        right = cell.right
    return right


def _heads(cell: Cell) -> bool:
    """Whether it may stand in a header: words, a figure, or what something is measured in."""
    return marks.role(cell.text) in (Role.LABEL, *marks.WRITTEN) or bool(marks.unit(cell.text))


def _below(grid: Grid, over: Sequence[Cell]) -> tuple[Cell, ...]:
    return grid.row(over[0].top + 1) if over[0].top + 1 < grid.height else ()


def _grouped(grid: Grid, over: Sequence[Cell]) -> bool:
    """Whether the next row names parts of what wide cells head, and nothing under any other of them."""
    below = [each for each in _below(grid, over) if each.text]
    wide = [each for each in over if each.width > 1 and each.text]
    parts = [each for each in below if any(_within(each, head) for head in wide)]
    named = all(marks.role(each.text) is Role.LABEL for each in below)
    loose = [each for each in below if each not in parts and _under_words(grid, each)]
    several = any(sum(_within(each, head) for each in parts) > 1 for head in wide)
    low = all(each.bottom == each.top for each in over)
    return named and several and not loose and low and not any(_names_rows(grid, e) for e in parts)


def _names_rows(grid: Grid, cell: Cell) -> bool:
    """Whether it is a tall name of several rows, each with a name of its own beside it, and room to write after that."""
    beside = [
        grid.at(row, cell.right + 1)
        for row in range(cell.top + 1, min(cell.bottom + 1, grid.height))
    ]
    return bool(beside) and all(
        each is not None
        and each.height == 1
        and marks.role(each.text) is Role.LABEL
        and (room := grid.at(each.top, each.right + 1)) is not None
        and marks.role(room.text) in (Role.BLANK, Role.FIGURE)
        for each in beside
    )


def _within(cell: Cell, head: Cell) -> bool:
    return head.left <= cell.left and cell.right <= head.right


def _under_words(grid: Grid, cell: Cell) -> bool:
    above = grid.at(cell.top - 1, cell.left)
    return above is not None and bool(above.text)


def _measured(grid: Grid, row: int, left: int, right: int) -> bool:
    """Whether the row says in brackets what several of the columns are measured in, and nothing else."""
    cells = grid.row(row) if row < grid.height else ()
    written = [each for each in cells if each.text and left <= each.left <= right]
    return len(written) > 1 and all(_ASIDE.fullmatch(marks.said(each.text)) for each in written)


def columns(grid: Grid, over: Span) -> list[Column]:
    """The lowest heading over each column with what it stands under; a figure is one for want of words."""
    found: list[Column] = []
    at = over.left
    while at <= over.right:
        all_over = list(
            dict.fromkeys(
                cell
                for row in range(over.top, over.bottom + 1)
                if (cell := grid.at(row, at)) and cell.text
            )
        )
        words = [each for each in all_over if marks.role(each.text) not in marks.WRITTEN]
        aside = ""
        if len(words) > 1 and _ASIDE.fullmatch(marks.said(words[-1].text)):
            aside = marks.said(words.pop().text)
        if all_over and _tells_apart(all_over[-1], words):
            words.append(all_over[-1])
        if words:
            section = tuple(marks.said(each.text) for each in words[:-1])
            found.append(Column(words[-1], section, aside, _figures(all_over, words)))
            at = max(at, min(words[-1].right, all_over[-1].right)) + 1
        else:
            at += 1
    return _unnumbered(found)


def _figures(over: Sequence[Cell], words: Sequence[Cell]) -> tuple[str, ...]:
    """Figures printed among the headings: what the column is set to, as a score, or its number."""
    return tuple(
        each.text
        for each in over
        if each not in words and marks.role(each.text) in (Role.FIGURE, *marks.WRITTEN)
    )


def _unnumbered(found: Sequence[Column]) -> list[Column]:
    """The columns without the figures that only number them."""
    numbers = [int(text) for each in found for text in each.samples if text.isdecimal()]
    steps = {after - before for before, after in pairwise(numbers)}
    return [replace(each, samples=()) for each in found] if steps == {1} else list(found)


def _tells_apart(cell: Cell, words: Sequence[Cell]) -> bool:
    """Whether a figure is what the column is called: the days of a month under one heading, or nothing else over it."""
    return marks.role(cell.text) in marks.WRITTEN and (not words or words[-1].width > cell.width)


def unfolded(found: list[Column]) -> tuple[list[Column], list[list[Column]]]:
    """The first of several times that the same columns are printed side by side, and the others."""
    names = [marks.plain(each.label) for each in found]
    for times in (4, 3, 2):
        size, odd = divmod(len(names), times)
        if size > 1 and not odd and names == names[:size] * times:
            parts = [found[at : at + size] for at in range(0, len(found), size)]
            return parts[0], parts[1:]
    return found, []
