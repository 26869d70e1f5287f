"""
A list of units in a file → every unit in it registered, or none.

It is read as any register is, whatever stands above its header. Each row is looked at beside all others and beside what
there is, so that whoever brings it sees everything that is wrong at once, and what would become of each unit, before
anything is written.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from yibiao import access
from yibiao.errors import Finding, Invalid
from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.flows.registering.checks import lies_below_itself
from yibiao.intake import Reading, held
from yibiao.model.actor import Actor
from yibiao.model.original import SentFile
from yibiao.model.place import Unit, own_digits
from yibiao.model.unit_list import LISTED_AS, ListedAs, ListedUnit, UnitList
from yibiao.model.where import EVERYWHERE

#: What the columns of such lists are headed, without spaces, brackets and marks, in lower case.
HEADERS: Final[Mapping[str, frozenset[str]]] = {
    "code": frozenset(
        {"代码", "单元代码", "区划代码", "行政区划代码", "统计用区划代码", "编码", "单元编码", "网格编码", "code", "unitcode", "divisioncode"}
    ),
    "name": frozenset({"名称", "单元名称", "区划名称", "单元", "社区名称", "网格名称", "name", "unitname"}),
    "parent": frozenset(
        {"上级", "上级代码", "上级单元", "上级单元代码", "上级编码", "上级区划代码", "parent", "parentcode"}
    ),
}  # fmt: skip
_MARKS: Final = re.compile(r"[(\[（【].*?[)\]）】]|[\s*＊:：_-]")

#: What is wrong with a row, by the member of a unit that is not as it must be.
_WRONG: Final = {"code": "unit-code-wrong", "name": "unit-without-name", "parent": "unit-parent-unknown"}  # fmt: skip


@dataclass(frozen=True)
class _Row:
    """One row: what it says by column, and where."""

    place: str
    says: Mapping[str, str]
    cells: Mapping[str, str]

    def finding(self, code: str, column: str, /, **facts: Any) -> Finding:
        """Something wrong in a cell of it."""
        return Finding(code, self.cells.get(column, self.place), facts)


@dataclass(frozen=True)
class _Seen:
    """A row, the unit that it makes, and what is wrong with it."""

    row: _Row
    parent: str | None
    unit: Unit | None
    before: Unit | None
    findings: tuple[Finding, ...]

    @property
    def listed(self) -> ListedAs:
        """What becomes of it."""
        if self.findings or self.unit is None:
            return "wrong"
        if self.before is None:
            return "new"
        if self.before.parent != self.unit.parent:
            return "moved"
        return "unchanged" if self.before == self.unit else "renamed"

    def told(self) -> ListedUnit:
        """As it is told."""
        return ListedUnit(
            place=self.row.place,
            code=self.row.says["code"],
            name=self.row.says["name"],
            parent=self.parent,
            listed=self.listed,
            before=self.before if self.listed in ("moved", "renamed") else None,
            errors=tuple(each.document() for each in self.findings),
        )


def bring(house: House, file: SentFile, actor: Actor, *, commit: bool = True) -> UnitList:
    """
    Register the units that *file* lists, all or none; a preview (no *commit*) keeps nothing, and tells what is wrong.

    A row that names no parent leaves a unit where it is; a new one goes below the nearest whose code begins its own.

    Raises:
        Invalid: Something is wrong with rows, all of it is said; or nothing heads a column of codes and one of names.
        Problem: What intake says of the file.
    """
    access.require(actor, "unit.register", EVERYWHERE, house.today)
    readings = house.read(file.content, file.name, department="units", rows=True)
    rows, said = _read(readings)
    with house.deciding:
        house.refresh()
        seen = list(_seen(rows, house.registry.units))
        wrong = [finding for each in seen for finding in each.findings]
        if commit and wrong:
            raise Invalid(*wrong, count=len(wrong))
        changed = [each.unit for each in seen if each.unit and each.listed != "unchanged"]
        if commit and changed:
            register.units(house, changed, actor)
    counted = Counter(each.listed for each in seen)
    return UnitList(
        file=file.name,
        counts={each: counted[each] for each in LISTED_AS if counted[each]},
        rows=tuple(each.told() for each in seen),
        findings=tuple(each.document() for each in said),
        kept=commit,
    )


def _read(readings: Iterable[Reading]) -> tuple[list[_Row], list[Finding]]:
    """The rows under headers that name codes and units, and what is said of the rest of the file."""
    rows: list[_Row] = []
    said: list[Finding] = []
    for each in readings:
        said += each.unread
        columns = _columns(each)
        if {"code", "name"} <= columns.keys():
            rows += _rows(each, columns)
        else:
            part = (each.file.part if each.file else None) or each.form.title
            said.append(Finding("unit-list-part-left-out", part))
    if not rows:
        raise Invalid(Finding("unit-list-without-rows"), count=1)
    return rows, said


def _columns(reading: Reading) -> dict[str, tuple[str, str]]:
    """By what it holds, the field that reads a column, and the cell below its header."""
    found: dict[str, tuple[str, str]] = {}
    for field in reading.form.fields:
        label = _MARKS.sub("", unicodedata.normalize("NFKC", field.label)).casefold()
        for column, labels in HEADERS.items():
            if label in labels and field.blank:
                found.setdefault(column, (field.id, field.blank))
    return found


def _rows(reading: Reading, columns: Mapping[str, tuple[str, str]]) -> Iterator[_Row]:
    for some in reading.rows.batches() if reading.rows else ():
        for each in some:
            says = {column: _text(each.cells.get(id_)) for column, (id_, _) in columns.items()}
            cells = {column: held.cell(each.place, at) for column, (_, at) in columns.items()}
            if any(says.values()):
                yield _Row(each.place, says, cells)


def _text(cell: Any) -> str:
    """What a cell says; a number is a code without its point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(unicodedata.normalize("NFKC", "" if cell is None else str(cell)).split())


def _seen(rows: Sequence[_Row], known: Mapping[str, Unit]) -> Iterator[_Seen]:
    """Each row beside all others, and beside the units that there are."""
    nearest = _Nearest([*known, *(row.says["code"] for row in rows)])
    drafts = []
    for row in rows:
        parent = row.says.get("parent") or _parent(row.says["code"], known, nearest)
        drafts.append((row, parent, *_unit(row, parent)))
    then = {**known, **{unit.code: unit for _, _, unit, _ in drafts if unit is not None}}
    first: dict[str, _Row] = {}
    for row, parent, unit, findings in drafts:
        more, code = list(findings), row.says["code"]
        # What is no code names no unit, so that two such rows are not the same one.
        coded = "unit-code-wrong" not in {each.code for each in findings}
        if coded and (before := first.setdefault(code, row)) is not row:
            more.append(row.finding("unit-listed-twice", "code", unit=code, place=before.place))
        if unit is not None and parent is not None and parent not in then:
            more.append(row.finding("unit-parent-unknown", "parent", parent=parent))
        elif unit is not None and lies_below_itself(unit, then):
            more.append(row.finding("unit-below-itself", "parent", unit=unit.code))
        yield _Seen(row, parent, unit, known.get(code), tuple(more))


def _parent(code: str, known: Mapping[str, Unit], nearest: "_Nearest") -> str | None:
    return known[code].parent if code in known else nearest.of(code)


def _unit(row: _Row, parent: str | None) -> tuple[Unit | None, list[Finding]]:
    """The unit that a row makes, if it does."""
    try:
        return Unit(code=row.says["code"], name=row.says["name"], parent=parent), []
    except ValidationError as wrong:
        members = dict.fromkeys(str(each["loc"][0]) for each in wrong.errors())
        findings = (
            row.finding(_WRONG[each], each, **{each: row.says.get(each)}) for each in members
        )
        return None, list(findings)


class _Nearest:
    """Of some codes, the longest that begins another; noughts at their ends count for nothing."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._codes: dict[str, str] = {}
        for each in codes:
            self._codes.setdefault(own_digits(each), each)

    def of(self, code: str) -> str | None:
        """The nearest to *code*, which is longer."""
        own = own_digits(code)
        above = (self._codes.get(own[:length]) for length in range(len(own) - 1, 1, -1))
        return next(filter(None, above), None)
