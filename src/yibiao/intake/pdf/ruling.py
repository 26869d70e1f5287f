"""Strokes on a page → the cells of its tables; blanks drawn as lines are told apart."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from yibiao.intake.pdf.page import Stroke

_NEAR: Final = 3.0
_SHORTEST: Final = 6.0
#: More strokes make a drawing, not a table.
_MOST: Final = 3_000
_OPEN_BY: Final = 8.0


class Box(NamedTuple):
    """A cell by its sides."""

    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Ruled:
    """
    A table as drawn.

    Attributes:
        across: Where its columns begin and the last ends.
        down: Where its rows begin and the last ends.
        cells: Each with its first and last column and row.
    """

    across: tuple[float, ...]
    down: tuple[float, ...]
    cells: dict[tuple[int, int], tuple[int, int]]

    @property
    def box(self) -> Box:
        """Its outer sides."""
        return Box(self.across[0], self.across[-1], self.down[0], self.down[-1])

    def right_of(self, origin: tuple[int, int]) -> float:
        """Where the cell ends that begins here."""
        return self.across[self.cells[origin][1] + 1]

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column of a point; `None` outside."""
        column, row = bisect_right(self.across, x) - 1, bisect_right(self.down, y) - 1
        inside = 0 <= column < len(self.across) - 1 and 0 <= row < len(self.down) - 1
        return (row, column) if inside else None


def ruled(strokes: Sequence[Stroke]) -> tuple[list[Ruled], list[Stroke]]:
    """The tables that the strokes draw, and level strokes that belong to none."""
    level = _merged(each for each in strokes if each.level)
    upright = _merged(each for each in strokes if not each.level)
    if len(level) + len(upright) > _MOST:
        return [], []
    tables: list[Ruled] = []
    free: list[Stroke] = []
    for across, down in _groups(level, upright):
        if len(across) < 2 or not down:  # noqa: PLR2004
            free += across
            continue
        closed = [*across, *_ends_left_open(across, down)]
        table = _table(closed, [*down, *_sides_left_open(across, down)])
        if table is None:
            free += across
        else:
            tables.append(table)
    return tables, free


def _merged(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Strokes in one line that touch are one; those nearer than some points lie in one line."""
    lines: list[tuple[float, list[tuple[float, float]]]] = []
    for each in sorted(strokes, key=_height):
        begin, end = (each.x0, each.x1) if each.level else (each.top, each.bottom)
        if lines and _height(each) - lines[-1][0] <= _NEAR:
            lines[-1][1].append((begin, end))
        else:
            lines.append((_height(each), [(begin, end)]))
        level = each.level
    found: list[Stroke] = []
    for height, parts in lines:
        joined: list[list[float]] = []
        for begin, end in sorted(parts):
            if joined and begin - joined[-1][1] <= _NEAR:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([begin, end])
        found += [
            Stroke(begin, end, height, height) if level else Stroke(height, height, begin, end)
            for begin, end in joined
            if end - begin >= _SHORTEST
        ]
    return found


def _height(stroke: Stroke) -> float:
    return (stroke.top + stroke.bottom) / 2 if stroke.level else (stroke.x0 + stroke.x1) / 2


def _groups(
    level: Sequence[Stroke], upright: Sequence[Stroke]
) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Strokes that cross one another, however indirectly."""
    parent = list(range(len(level) + len(upright)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for i, across in enumerate(level):
        for j, down in enumerate(upright, start=len(level)):
            if _cross(across, down):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = {}
    for number, each in enumerate([*level, *upright]):
        groups.setdefault(root(number), ([], []))[number >= len(level)].append(each)
    return list(groups.values())


def _cross(across: Stroke, down: Stroke) -> bool:
    return (
        across.x0 - _NEAR <= down.x0 <= across.x1 + _NEAR
        and down.top - _NEAR <= across.top <= down.bottom + _NEAR
    )


def _sides_left_open(across: Sequence[Stroke], down: Sequence[Stroke]) -> list[Stroke]:
    """Sides that statistical tables are printed without."""
    top, bottom = min(each.top for each in across), max(each.top for each in across)
    sides = (
        _left_open([each.x0 for each in across], min(each.x0 for each in down), 1),
        _left_open([each.x1 for each in across], max(each.x0 for each in down), -1),
    )
    return [Stroke(each, each, top, bottom) for each in sides if each is not None]


def _ends_left_open(across: Sequence[Stroke], down: Sequence[Stroke]) -> list[Stroke]:
    """The upper or lower side of a table that a page breaks, and whose row is not closed there."""
    left, right = min(each.x0 for each in down), max(each.x0 for each in down)
    ends = (
        _left_open([each.top for each in down], min(each.top for each in across), 1),
        _left_open([each.bottom for each in down], max(each.top for each in across), -1),
    )
    return [Stroke(left, right, each, each) for each in ends if each is not None]


def _left_open(tips: Sequence[float], last: float, sign: int) -> float | None:
    """How far strokes with *tips* reach beyond the *last* that crosses them; nothing where that one closes the side."""
    outermost = min(tips) if sign > 0 else max(tips)
    reaching = sum(abs(each - outermost) <= _NEAR for each in tips)
    return outermost if (last - outermost) * sign > _OPEN_BY and reaching > 1 else None


def _table(across: Sequence[Stroke], down: Sequence[Stroke]) -> Ruled | None:
    """The smallest boxes with a stroke at every side; nothing where there is but one."""
    xs = _positions(each.x0 for each in down)
    ys = _positions(each.top for each in across)
    if len(xs) < 2 or len(ys) < 2:  # noqa: PLR2004
        return None
    walls = _covered(down, xs, ys, upright=True)
    floors = _covered(across, ys, xs, upright=False)
    taken: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in covered or not (floors[row][column] and walls[column][row]):
                continue
            last = _last(row, column, walls, floors)
            if last is not None:
                taken[row, column] = last
                covered.update(
                    (r, c) for r in range(row, last[0] + 1) for c in range(column, last[1] + 1)
                )
    if len(taken) < 2:  # noqa: PLR2004
        return None
    return Ruled(tuple(xs), tuple(ys), taken)


def _positions(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for each in sorted(values):
        if not found or each - found[-1] > _NEAR:
            found.append(each)
    return found


def _covered(
    strokes: Sequence[Stroke], lines: Sequence[float], stops: Sequence[float], *, upright: bool
) -> list[list[bool]]:
    """For each line, which of the stretches between *stops* are drawn."""
    drawn = [[False] * (len(stops) - 1) for _ in lines]
    for each in strokes:
        height = each.x0 if upright else each.top
        begin, end = (each.top, each.bottom) if upright else (each.x0, each.x1)
        line = min(
            range(max(0, bisect_left(lines, height) - 1), len(lines)),
            key=lambda number: abs(lines[number] - height),
        )
        for number in range(len(stops) - 1):
            if begin <= stops[number] + _NEAR and end >= stops[number + 1] - _NEAR:
                drawn[line][number] = True
    return drawn


def _last(
    row: int, column: int, walls: list[list[bool]], floors: list[list[bool]]
) -> tuple[int, int] | None:
    """The last row and column of the box that begins here."""
    right = column
    while right + 1 < len(walls) and not walls[right + 1][row]:
        right += 1
        if right >= len(floors[row]) or not floors[row][right]:
            return None
    if right + 1 >= len(walls):
        return None
    below = row
    while not all(floors[below + 1][column : right + 1]):
        below += 1
        if below + 1 >= len(floors):
            return None
        if not walls[column][below] or not walls[right + 1][below]:
            return None
    return below, right
