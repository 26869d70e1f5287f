"""The unit's workbook: what is held and asked of its subjects → the prefilled file that is filled in offline."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from yibiao import access
from yibiao.flows.carrying.worksheets import worksheets
from yibiao.flows.granting.shown import Shown
from yibiao.flows.house import House
from yibiao.flows.slicing.watermarks import watermark_of
from yibiao.flows.units.asked_cells import label
from yibiao.flows.units.statuses import Standing, Statuses, statuses_of
from yibiao.model.actor import Actor
from yibiao.model.derivation import effective, filed
from yibiao.model.kinds import NUMERIC, SubjectKind, ValueKind
from yibiao.model.original import SentFile
from yibiao.model.record import Record
from yibiao.model.worksheet import Fingerprints, Marker, State, Worksheet, shown
from yibiao.publishing.package import NO_FILE_NAME
from yibiao.publishing.unit_workbook import SheetRow, UnitSheet, slots_of, unit_workbook
from yibiao.store.reading import Reading

#: Empty rows for new subjects: so many at least, a tenth of those there are, and so many at most.
_FEWEST_NEW: Final = 50
_MOST_NEW: Final = 500
#: The slot of the first element, behind the subject and its status.
_FIRST_SLOT: Final = 2
#: How the column of states says what is to be done, by the states that it counts.
_COUNTED: Final[tuple[tuple[str, str, State], ...]] = (
    ("缺", "missing", "missing"),
    ("核", "check", "stale"),
    ("冲突", "contested", "conflict"),
)
#: Up to so many rows are put in order, those with something to do first.
_SORTED: Final = 20_000


def workbook(house: House, unit: str, actor: Actor) -> SentFile:
    """
    The workbook of a unit and all below it, as of now.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    named = house.registry.unit(unit)
    day = house.today.isoformat()
    with house.journal.reading() as reading:
        shown, counts = Shown(house, actor), list[int]()
        sheets = list(_sheets(house, reading, unit, shown, counts))
        content = unit_workbook(
            f"{named.name} {day}", sheets, watermark_of(house, actor, "record.read")
        )
    house.noted(actor, "workbook", unit, sum(counts), exported=True)
    return SentFile(f"{NO_FILE_NAME.sub(' ', named.name)} {day}.xlsx", content)


def _sheets(
    house: House, reading: Reading, unit: str, shown: Shown, counts: list[int]
) -> Iterator[UnitSheet]:
    head, link = reading.newest()
    units = house.registry.subtree(unit)
    labels = _Labels(house, reading, units, shown)
    for worksheet in worksheets(house):
        kind = worksheet.kind
        marker = Marker(kind, unit, head, link[:8], house.table(kind).digest[:8])
        statuses = statuses_of(house, units, kind)
        row = _Row(house, worksheet, marker, statuses, labels, shown)
        rows: Iterator[SheetRow] = map(row.of, _open(reading, units, kind))
        count = len(statuses.rows)
        counts.append(count)
        if count <= _SORTED:
            rows = iter(sorted(rows, key=lambda each: not each.cells[1]))
        new = min(max(_FEWEST_NEW, count // 10), _MOST_NEW)
        title = f"{house.registry.unit(unit).name} · {worksheet.name} · {house.today}"
        yield UnitSheet(
            worksheet,
            marker,
            slots_of(worksheet),
            chain(rows, map(row.empty, range(new))),
            count + new,
            title,
        )


def _open(reading: Reading, units: Sequence[str], kind: SubjectKind) -> Iterator[Record]:
    """The records of a kind in the units that take entries."""
    for unit in units:
        after = ""
        while page := reading.records(unit, kind, after):
            after = page[-1].subject
            yield from (each for each in page if not each.closed)


class _Labels:
    """Whom links lead to, by what the unit calls them."""

    def __init__(self, house: House, reading: Reading, units: Sequence[str], shown: Shown) -> None:
        self._house, self._reading = house, reading
        self._units, self._seen = units, shown
        self._known: dict[SubjectKind, dict[str, str | None]] = {}

    def of(self, subject: str, kind: SubjectKind) -> str:
        """A name and the id; the id alone where nothing names them here."""
        if kind not in self._known:
            self._known[kind] = {
                record.subject: label(self._house, record, self._seen, record.unit)
                for record in _open(self._reading, self._units, kind)
            }
        name = self._known[kind].get(subject)
        return f"{name}〔{subject}〕" if name else subject


class _Row:
    """A record → its row on a sheet."""

    def __init__(
        self,
        house: House,
        worksheet: Worksheet,
        marker: Marker,
        statuses: Statuses,
        labels: _Labels,
        seen: Shown,
    ) -> None:
        self._house, self._worksheet, self._marker = house, worksheet, marker
        self._labels, self._statuses, self._seen = labels, statuses, seen
        self._standing = {each.subject: each for each in statuses.rows}
        self._fingerprints = Fingerprints(worksheet.by_element)

    def of(self, record: Record) -> SheetRow:
        """The row of a subject."""
        held = record.values
        standing = self._standing.get(record.subject)
        doing = self._doing(standing)
        cells: list[Any] = []
        states: list[State] = []
        for column in self._worksheet.columns:
            value, state = self._cell(held, column.element, doing)
            whole = self._seen.mask(record.unit, column.element.id) == "full"
            # Stars would come back as a value; an empty cell says nothing.
            cells.append(self._shown(value, column) if whole else None)
            states.append(state)
        told = self._fingerprints.of(cells)
        return SheetRow(
            (self._marker.sealed(record.subject, cells=told), _status(states), *cells, ""),
            ("held", "held", *states, "open"),
            notes=dict(self._doubts(standing)),
        )

    def _doubts(self, standing: Standing | None) -> Iterator[tuple[int, str]]:
        """By slot, what departments doubt: of a row as a whole at its status."""
        told: defaultdict[int, list[str]] = defaultdict(list)
        if standing is None:
            return iter(())
        for each in standing.challenges:
            by = self._house.registry.department(each.department).name.zh
            said = f"{by} 核实 doubts this：{each.why}"
            behind = each.elements(standing.subject)
            slots = [
                slot
                for slot, column in enumerate(self._worksheet.columns, _FIRST_SLOT)
                if column.element.id in behind
            ]
            for slot in slots or [_FIRST_SLOT - 1]:
                told[slot].append(said)
        return ((slot, "\n".join(several)) for slot, several in told.items())

    def _doing(self, standing: Standing | None) -> Mapping[State, Collection[str]]:
        """What is to be done about which elements, the most urgent first; and all that are asked."""
        if standing is None:
            return {}
        verdict, named = standing.verdict, self._statuses.named
        return {
            "conflict": named(verdict.contested),
            "missing": named(verdict.missing),
            "stale": named(verdict.challenged | verdict.stale | verdict.loaded | verdict.due),
            "held": named(standing.asked | standing.follows),
        }

    def empty(self, number: int) -> SheetRow:
        """The row of somebody new."""
        subject = self._marker.new_subject(f"row {number}")
        states: list[State] = ["open"] * (len(self._worksheet.columns) + 3)
        cells = [""] * (len(states) - 1)
        return SheetRow((self._marker.sealed(subject, new=True), *cells), states)

    def _cell(
        self, held: Mapping[str, Any], element: Any, doing: Mapping[State, Collection[str]]
    ) -> tuple[Any, State]:
        value = filed(element, held)
        if value is None and element.derivations:
            derived = effective(element.id, held, self._house.registry.catalogue, self._house.today)
            if derived is not None:
                return derived, "derived"
        found: Iterator[State] = (state for state, named in doing.items() if element.id in named)
        state = next(found, "held" if value is not None else "not-asked")
        return value, "missing" if value is None and state == "held" else state

    def _shown(self, value: Any, column: Any) -> Any:
        kind = column.element.kind
        if value is None or (kind in NUMERIC and isinstance(value, int | float)):
            return value
        if kind in (ValueKind.LINK, ValueKind.LINKS):
            several = value if isinstance(value, list) else [value]
            return "、".join(self._labels.of(str(each), column.element.target) for each in several)
        return shown(value, column)


def _status(states: Sequence[State]) -> str:
    """How many cells are missing, are to be checked, are contested."""
    told = (each for each in _COUNTED if each[2] in states)
    return " ".join(f"{zh}{states.count(state)} {en}" for zh, en, state in told)
