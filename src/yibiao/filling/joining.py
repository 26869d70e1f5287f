"""Two records that are about one subject → what is stated of the one so that nothing of the other is lost."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from yibiao.filling.standing import same
from yibiao.model.record import Cell, Record, Statement


@dataclass
class Stated:
    """
    Values by element, as they are to be stated of one subject.

    Attributes:
        plainly: By somebody who has seen everything.
        loaded: As a register's, which nobody has confirmed.
        beside: By somebody who has seen nothing, so that each stands beside what is held; one such a layer.
        left: Elements that nothing is done about, because a person has to decide first.
    """

    plainly: dict[str, Any] = field(default_factory=dict)
    loaded: dict[str, Any] = field(default_factory=dict)
    beside: list[dict[str, Any]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def also(self, element: str, value: Any) -> None:
        """State *value* beside what is held."""
        for layer in self.beside:
            if element not in layer:
                layer[element] = value
                return
        self.beside.append({element: value})


def joined(double: Record, one: Record, links: Collection[str]) -> Stated:
    """What the *double* holds and the *one* does not; of links, none between the two of them."""
    stated = Stated()
    for element, cell in double.cells.items():
        theirs = _said(double, one, element, cell, links)
        ours = [
            each.value
            for each in _said(double, one, element, one.cells.get(element), links)
            if each.value is not None or _contested(one.cells.get(element))
        ]
        for each in theirs:
            if any(same(each.value, value) for value in ours):
                continue
            if each.loaded:
                stated.loaded[element] = each.value
            elif ours:
                stated.also(element, each.value)
            else:
                stated.plainly[element] = each.value
            ours.append(each.value)
    return stated


def redirected(record: Record, links: Collection[str], away: str, to: str) -> Stated:
    """Links of *record* that lead to *away*, made to lead *to*; none to itself, and none where they are contested."""
    stated = Stated()
    for element in links:
        cell = record.cells.get(element)
        if cell is None or not any(_leads(each.value, away) for each in (cell, *cell.contested)):
            continue
        if cell.contested:
            stated.left.append(element)
        else:
            turned = _turned(cell.value, {away: None if to == record.subject else to})
            (stated.loaded if cell.loaded else stated.plainly)[element] = turned
    return stated


def parted(record: Record, without: Record | None, ours: Collection[int]) -> Stated:
    """
    What is stated of *record* so that it holds what it would hold *without* the statements at positions *ours*.

    Where none of these stands any more somebody has stated the cell since, and where others are contested among
    themselves nobody could take back but one of them: both are left.
    """
    stated = Stated()
    for element, cell in record.cells.items():
        if not any(each.position in ours for each in (cell, *cell.contested, *cell.agreeing)):
            continue
        earlier = without.cells.get(element) if without else None
        if _contested(earlier):
            stated.left.append(element)
        elif earlier is not None and earlier.loaded:
            stated.loaded[element] = earlier.value
        else:
            stated.plainly[element] = earlier.value if earlier else None
    return stated


def _said(
    double: Record, one: Record, element: str, cell: Cell | None, links: Collection[str]
) -> list[Statement]:
    """What stands in a cell, without links between the two; that it was cleared only where that is contested."""
    if cell is None:
        return []
    statements: list[Statement] = [cell, *cell.contested]
    if element in links:
        apart: Mapping[str, str | None] = {double.subject: None, one.subject: None}
        statements = [each.but(value=_turned(each.value, apart)) for each in statements]
    return [each for each in statements if each.value is not None or cell.contested]


def _contested(cell: Cell | None) -> bool:
    return cell is not None and bool(cell.contested)


def _leads(value: Any, subject: str) -> bool:
    return bool(value == subject) or (isinstance(value, list) and subject in value)


def _turned(value: Any, ways: Mapping[str, str | None]) -> Any:
    """A link or several, led elsewhere; each once."""
    if not isinstance(value, list):
        return ways.get(value, value)
    turned = [ways.get(each, each) for each in value]
    return [each for each in dict.fromkeys(turned) if each is not None] or None
