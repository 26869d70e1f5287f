"""
The cells of a row that came back, beside what the workbook showed → what they say otherwise.

A cell says something only where it differs from what the workbook showed when it went out: what is held by now may have
been stated since, by somebody who has not seen this row. What is known of a column is looked at once for a sheet, because
rows come by the hundred thousand and nearly all of their cells are as they were, or were empty.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from yibiao.errors import Finding
from yibiao.flows.carrying.targets import Targets
from yibiao.model.catalogue import Catalogue
from yibiao.model.derivation import effective, filed
from yibiao.model.kinds import NUMERIC, ValueKind
from yibiao.model.worksheet import CLEAR, Said, SheetColumn, shown

_LINKS: Final = (ValueKind.LINK, ValueKind.LINKS)
_EXAMPLES: Final = {
    ValueKind.DATE: "2026-03-31", ValueKind.YEAR_MONTH: "2026-03", ValueKind.YEAR: "2026", ValueKind.TIME: "08:30",
    ValueKind.DATETIME: "2026-03-31 08:30", ValueKind.INTEGER: "12", ValueKind.BOOLEAN: "是",
}  # fmt: skip

#: Kinds whose values may be numbers or truths.
_COUNTING: Final = NUMERIC | {ValueKind.BOOLEAN}

#: A link that leads to nobody who is known.
LEADS_NOWHERE: Final = "workbook-link-unknown"

#: What cells say otherwise, by element, and those that say nothing sensible.
Otherwise = tuple[dict[str, Any], list[Finding]]


@dataclass
class Cells:
    """
    Compares the cells of rows.

    Attributes:
        where: Names the cell of an element in a row.
    """

    columns: Sequence[SheetColumn]
    catalogue: Catalogue
    today: date
    links: Targets
    where: Callable[[str, int], str]
    _ids: tuple[str, ...] = field(init=False)
    _known: tuple[tuple[SheetColumn, bool], ...] = field(init=False)
    _others: tuple[int, ...] = field(init=False)
    _nothing: tuple[None, ...] = field(init=False)
    _counting: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._ids = tuple(each.element.id for each in self.columns)
        self._known = tuple((each, _plain(each)) for each in self.columns)
        self._others = tuple(at for at, (_, plain) in enumerate(self._known) if not plain)
        self._nothing = (None,) * len(self.columns)
        kinds = enumerate(each.element.kind for each in self.columns)
        self._counting = tuple(at for at, kind in kinds if kind in _COUNTING)

    def otherwise(
        self, values: Sequence[Any], then: Mapping[str, Any], row: int, *, opened: bool
    ) -> Otherwise:
        """
        What a row says otherwise than the workbook showed.

        Args:
            values: One for each column.
            then: What was held of its subject.
            row: Its number.
            opened: Whether its subject was not there.
        """
        held = tuple(map(then.get, self._ids))
        # Nearly all rows are as they were in every cell, which is seen at once.
        if held == tuple(values) and all(_alike(values[at], held[at]) for at in self._counting):
            return {}, []
        # Or nothing was held, and what they say is new: as it stands, unless a cell is marked.
        if held == self._nothing and tuple not in set(map(type, values)):
            return self._new(values, then, row, opened=opened)
        changed: dict[str, Any] = {}
        findings: list[Finding] = []
        for value, before, (column, plain) in zip(values, held, self._known, strict=True):
            if value is None or (value == before and _alike(value, before)):
                continue
            if before is None and plain and value.__class__ is not tuple:
                changed[column.element.id] = value
            else:
                self._look(column, value, then, changed, findings, row, opened=opened)
        return changed, findings

    def _new(
        self, values: Sequence[Any], then: Mapping[str, Any], row: int, *, opened: bool
    ) -> Otherwise:
        """As `otherwise`, of a row whose columns showed nothing."""
        changed = {
            id_: value for id_, value in zip(self._ids, values, strict=True) if value is not None
        }
        findings: list[Finding] = []
        for at in self._others:
            column, _ = self._known[at]
            if changed.pop(column.element.id, None) is not None:
                self._look(column, values[at], then, changed, findings, row, opened=opened)
        return changed, findings

    def _look(
        self,
        column: SheetColumn,
        value: Any,
        then: Mapping[str, Any],
        changed: dict[str, Any],
        findings: list[Finding],
        row: int,
        *,
        opened: bool,
    ) -> None:
        """Take in a cell that is not plainly as it was, nor plainly new."""
        element = column.element
        before = filed(element, then)
        if value == CLEAR:
            if then.get(element.id) is not None:
                changed[element.id] = None
        elif value.__class__ is tuple:
            if value[1] != shown(before, column):
                findings.append(self._fault(value, column, row))
        elif same(value, before) or (before is None and not opened and self._derived(column, then)):
            return
        elif element.kind in _LINKS:
            self._linked(column, value, before, changed, findings, row)
        else:
            changed[element.id] = value

    def _derived(self, column: SheetColumn, then: Mapping[str, Any]) -> bool:
        """Whether it was shown because it follows from others: it is none of the worker's, and may pass with time."""
        element = column.element
        return bool(element.derivations) and (
            effective(element.id, then, self.catalogue, self.today) is not None
        )

    def _linked(
        self,
        column: SheetColumn,
        value: Any,
        before: Any,
        changed: dict[str, Any],
        findings: list[Finding],
        row: int,
    ) -> None:
        several = isinstance(value, list)
        led = [self.links.of(each, column) for each in (value if several else [value])]
        if None in led:
            names = {"name_zh": column.element.name.zh, "name_en": column.element.name.en}
            findings.append(Finding(LEADS_NOWHERE, self.where(column.element.id, row), names))
            return
        to = led if several else led[0]
        if not same(to, before):
            changed[column.element.id] = to

    def _fault(self, fault: Said, column: SheetColumn, row: int) -> Finding:
        element = column.element
        facts = {"name_zh": element.name.zh, "name_en": element.name.en}
        code, _ = fault
        if code == "value-malformed":
            facts["example"] = _EXAMPLES.get(element.kind, "12.5")
        return Finding(code, self.where(element.id, row), facts)


def _alike(one: Any, other: Any) -> bool:
    """Whether values that Python says are equal are: True is no 1."""
    return (one.__class__ is bool) is (other.__class__ is bool)


def _plain(column: SheetColumn) -> bool:
    """Whether what is in it is taken as it stands, where nothing was: it follows from nothing, was nothing else and leads nowhere."""
    element = column.element
    return not (element.derivations or element.former or element.kind in _LINKS)


def same(one: Any, other: Any) -> bool:
    """Whether a cell says what is held: blanks around a text, and the order of several, say nothing."""
    if one.__class__ is str and other.__class__ is str:
        return bool(one == other or one == other.strip())
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    return _alike(one, other) and bool(one == other)
