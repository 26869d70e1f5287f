"""The unit's workbook: what is held and asked of its subjects → the prefilled file that is filled in offline."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Final

from yibiao import access
from yibiao.flows import ask
from yibiao.flows.house import House
from yibiao.flows.worksheets import worksheets
from yibiao.model.actor import Actor
from yibiao.model.derivation import effective, filed
from yibiao.model.form import TIMES_A_YEAR
from yibiao.model.kinds import NUMERIC, SubjectKind, ValueKind
from yibiao.model.original import SentFile
from yibiao.model.record import Record
from yibiao.model.worksheet import Marker, State, Worksheet, shown
from yibiao.publishing.package import NO_FILE_NAME
from yibiao.publishing.unit_workbook import SheetRow, UnitSheet, slots_of, unit_workbook
from yibiao.store import rows as stored
from yibiao.store.reading import Reading

#: Empty rows for new subjects: so many at least, a tenth of those there are, and so many at most.
_FEWEST_NEW: Final = 50
_MOST_NEW: Final = 500
#: Up to so many rows are put in order, those with something to do first.
_SORTED: Final = 20_000
#: What says whom a link leads to.
_NAMING: Final = ("name", "address", "title")

#: The journal position at which the period began, by how often a year a form asks.
Since = Mapping[int, int]


def workbook(house: House, unit: str, actor: Actor) -> SentFile:
    """
    The workbook of a unit and all below it, as of now.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "record.read", unit)
    named = house.registry.unit(unit)
    asked = ask.asked(house, unit, actor)
    day = house.today.isoformat()
    with house.journal.reading() as reading:
        sheets = list(_sheets(house, reading, unit, asked))
        content = unit_workbook(f"{named.name} {day}", sheets)
    return SentFile(f"{NO_FILE_NAME.sub(' ', named.name)} {day}.xlsx", content)


def _sheets(
    house: House, reading: Reading, unit: str, asked: Mapping[str, Sequence[str]]
) -> Iterator[UnitSheet]:
    head, link = reading.newest()
    labels = _Labels(house, reading, house.registry.subtree(unit))
    since = _since(house, head)
    for worksheet in worksheets(house):
        kind = worksheet.kind
        digest = house.table(kind).digest[:8]
        marker = Marker(kind, unit, head, link[:8], digest)
        count = sum(1 for _ in _open(reading, house.registry.subtree(unit), kind))
        row = _Row(house, worksheet, marker, since, labels)
        rows: Iterator[SheetRow] = (
            row.of(record, frozenset(asked.get(record.subject, ())))
            for record in _open(reading, house.registry.subtree(unit), kind)
        )
        if count <= _SORTED:
            rows = iter(sorted(rows, key=lambda each: not each.cells[1]))
        new = min(max(_FEWEST_NEW, count // 10), _MOST_NEW)
        title = f"{house.registry.unit(unit).name} · {worksheet.name} · {house.today}"
        yield UnitSheet(
            worksheet,
            marker,
            slots_of(worksheet),
            chain(rows, (row.empty(number) for number in range(new))),
            count + new,
            title,
        )


def _open(reading: Reading, units: Sequence[str], kind: SubjectKind) -> Iterator[Record]:
    """The records of a kind in the units that take entries."""
    for unit in units:
        after: str = ""
        while page := reading.records(unit, kind, after):
            after = str(page[-1].subject)
            for each in page:
                record = stored.record(each.document)
                if not record.closed:
                    yield record


def _since(house: House, head: int) -> Since:
    """Where in the journal each period began that a form may have."""
    now = house.now()
    return {
        times: _position(house, now - timedelta(days=366 / times), head)
        for times in set(TIMES_A_YEAR.values())
    }


def _position(house: House, moment: datetime, head: int) -> int:
    """The first position that was written after *moment*; the next one if none was."""
    low, high = 1, head + 1
    while low < high:
        middle = (low + high) // 2
        event = house.journal.event(middle)
        if event is not None and event.at < moment:
            low = middle + 1
        else:
            high = middle
    return low


class _Labels:
    """Whom links lead to, by what the unit calls them."""

    def __init__(self, house: House, reading: Reading, units: Sequence[str]) -> None:
        self._house, self._reading, self._units = house, reading, units
        self._known: dict[SubjectKind, dict[str, str]] = {}

    def of(self, subject: str, kind: SubjectKind) -> str:
        """A name and the id; the id alone where nothing names them here."""
        if kind not in self._known:
            self._known[kind] = {
                record.subject: name_of(record)
                for record in _open(self._reading, self._units, kind)
            }
        name = self._known[kind].get(subject)
        return f"{name}〔{subject}〕" if name else subject


def name_of(record: Record) -> str:
    """What its people call a subject: its name, or else its address."""
    for each in _NAMING:
        cell = record.cells.get(f"{record.kind}.{each}")
        if cell is not None and isinstance(cell.value, str):
            return cell.value
    return ""


class _Row:
    """A record → its row on a sheet."""

    def __init__(
        self, house: House, worksheet: Worksheet, marker: Marker, since: Since, labels: _Labels
    ) -> None:
        self._house, self._worksheet, self._marker = house, worksheet, marker
        self._labels = labels
        forms = house.registry.registrations
        self._from = {
            column.element: since[
                max(
                    (TIMES_A_YEAR[forms[each.form].form.period or "once"] for each in column.asked_by),
                    default=1,
                )
            ]
            for column in house.table(worksheet.kind).columns
            if any((forms[each.form].form.period or "once") not in ("once", "ad-hoc") for each in column.asked_by)
        }  # fmt: skip

    def of(self, record: Record, asked: frozenset[str]) -> SheetRow:
        """The row of a subject of which *asked* is asked."""
        held = {id_: cell.value for id_, cell in record.cells.items()}
        cells: list[Any] = []
        states: list[State] = []
        for column in self._worksheet.columns:
            value, state = self._cell(record, held, column.element, asked)
            cells.append(self._shown(value, column))
            states.append(state)
        status = _status(states.count("missing"), states.count("stale"))
        return SheetRow(
            (self._marker.sealed(record.subject), status, *cells, ""),
            ("held", "held", *states, "open"),
        )

    def empty(self, number: int) -> SheetRow:
        """The row of somebody new."""
        subject = self._marker.new_subject(f"row {number}")
        states: list[State] = ["open"] * (len(self._worksheet.columns) + 3)
        cells = [""] * (len(states) - 1)
        return SheetRow((self._marker.sealed(subject, new=True), *cells), states)

    def _cell(
        self, record: Record, held: Mapping[str, Any], element: Any, asked: frozenset[str]
    ) -> tuple[Any, State]:
        value = filed(element, held)
        if value is None and element.derivations:
            derived = effective(element.id, held, self._house.registry.catalogue, self._house.today)
            if derived is not None:
                return derived, "derived"
        if element.id not in asked:
            return value, "held" if value is not None else "not-asked"
        if value is None:
            return None, "missing"
        cell = record.cells.get(element.id)
        old = (
            element.id in self._from and cell and record.fresh(element.id) < self._from[element.id]
        )
        return value, "stale" if old or (cell is not None and cell.loaded) else "held"

    def _shown(self, value: Any, column: Any) -> Any:
        kind = column.element.kind
        if value is None or (kind in NUMERIC and isinstance(value, int | float)):
            return value
        if kind in (ValueKind.LINK, ValueKind.LINKS):
            several = value if isinstance(value, list) else [value]
            return "、".join(self._labels.of(str(each), column.element.target) for each in several)
        return shown(value, column)


def _status(missing: int, stale: int) -> str:
    return " ".join(
        text for text, count in ((f"缺{missing}", missing), (f"旧{stale}", stale)) if count
    )
