"""Standings → the rows that a worker sees: what is held, who asks it, since when it stands so, what follows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from yibiao import governance, slicing
from yibiao.filling import Verdict
from yibiao.flows.granting.shown import Shown
from yibiao.flows.house import House
from yibiao.flows.units import looked_at
from yibiao.flows.units.statuses import Standing, Statuses
from yibiao.model.derivation import effective, filed
from yibiao.model.element import Element
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import CHINA, Round
from yibiao.model.record import Record, Statement
from yibiao.model.unit_table import STATUSES, AskedCell, DerivedCell, Status, TableRow

#: What a subject is called by, the first that is held.
_LABELS: Final = (
    "name", "title", "address", "current_address", "registered_address", "operating_address", "location", "number",
)  # fmt: skip


def rows(
    house: House, statuses: Statuses, standings: Sequence[Standing], shown: Shown
) -> dict[str, TableRow]:
    """The row of each of *standings* by its subject, as it is shown; of one whose record is gone by now, none."""
    subjects = [each.subject for each in standings]
    with house.journal.reading() as reading:
        known = statuses.records
        if known is None:
            records = {each.subject: each for each in reading.records_of(subjects)}
        else:
            records = {each: known[each] for each in subjects if each in known}
        times = reading.times(at for each in records.values() for at in _positions(each))
    days = {at: moment.astimezone(CHINA).date() for at, moment in times.items()}
    follows = _following(house, statuses, standings)
    when = statuses.when
    now = when.as_of is None  # nothing is stated in the past
    taking = house.registry.rounds.taking(when.today, when.as_of)
    before = looked_at.before(house, statuses.kind, records.values(), shown) if now else {}
    return {
        each.subject: _Row(
            house,
            statuses,
            each,
            record,
            days,
            taking,
            follows.get(each.subject, {}),
            shown,
            before.get(each.subject, {}),
        ).row()
        for each in standings
        if (record := records.get(each.subject)) is not None
    }


def labelling(kind: SubjectKind) -> Iterator[str]:
    """Ids of the elements by which a subject of *kind* is called, the usual one first."""
    return (f"{kind}.{name}" for name in _LABELS)


def label(house: House, record: Record, shown: Shown, unit: str) -> str | None:
    """What a subject is called, as it is shown where it is of *unit*: its name, or else its address."""
    for id_, held in _names(house.registry.catalogue.elements, record):
        value = shown.value(unit, id_, held)
        if value is not None:
            return str(value)
    return None


def name_of(elements: Mapping[str, Element], record: Record) -> str:
    """As `label`, whoever may see it; nothing where neither is held."""
    return next((held for _, held in _names(elements, record) if isinstance(held, str)), "")


def _names(elements: Mapping[str, Element], record: Record) -> Iterator[tuple[str, Any]]:
    """What is held of the elements by which a subject is called, with their ids, the usual one first."""
    held = record.values
    for id_ in labelling(record.kind):
        value = filed(elements[id_], held) if id_ in elements else None
        if value is not None:
            yield id_, value


def _positions(record: Record) -> Iterator[int]:
    yield record.confirmed
    for cell in record.cells.values():
        yield cell.position
        yield from (each.position for each in cell.contested)


def _following(
    house: House, statuses: Statuses, standings: Iterable[Standing]
) -> dict[str, dict[str, Any]]:
    """By subject and element, what follows."""
    subjects = [each.subject for each in standings if each.follows]
    if not subjects:
        return {}
    catalogue, when = house.registry.catalogue, statuses.when
    wanted = [each for each in statuses.elements if catalogue.elements[each].derivations]

    def asked() -> str:
        query = slicing.following(
            statuses.kind, wanted, catalogue, today=when.today, as_of=when.as_of
        )
        return slicing.rendered(query, "duckdb", copy=False)

    now = when.as_of is None
    sql = house.planned(f"following {statuses.kind}", asked) if now else asked()
    answer = house.picture.query(sql, {"subjects": subjects}, as_of=when.as_of)
    return {subject: dict(zip(wanted, values, strict=True)) for subject, *values in answer.rows}


@dataclass(frozen=True)
class _Row:
    """One subject, and everything that its row says."""

    house: House
    statuses: Statuses
    standing: Standing
    record: Record
    days: Mapping[int, date]
    taking: Sequence[Round]
    following: Mapping[str, Any]
    shown: Shown
    before: Mapping[str, Any]

    def row(self) -> TableRow:
        verdict = self.standing.verdict
        follows = self.statuses.named(self.standing.follows)
        asked = self.statuses.named(self.standing.asked)
        in_status = {
            name: self.statuses.named(elements)
            for name, elements in zip(Verdict._fields, verdict, strict=True)
        }
        return TableRow(
            subject=self.record.subject,
            kind=self.record.kind,
            unit=self.record.unit,
            label=label(self.house, self.record, self.shown, self.record.unit),
            status=self.standing.status,
            position=self.record.position,
            cells=tuple(self._cell(each, in_status) for each in asked),
            derived=tuple(self._derived(each) for each in follows),
            challenges=self.standing.challenges,
            before=dict(self.before),
            unasked=looked_at.seen(self.house, self.record, self.shown, apart_from=asked),
            **in_status,
        )

    def _cell(self, element: str, in_status: Mapping[str, Sequence[str]]) -> AskedCell:
        statuses = tuple(each for each in STATUSES if element in in_status.get(each, ()))
        id_ = self._held_as(element)
        cell = self.record.cells.get(id_)
        forms = self.standing.group.forms[element]
        at = cell.position if cell else 0
        fresh = self.days.get(max(at, self.record.confirmed)) if cell else None
        stated = self.days.get(at)
        status = statuses[0] if statuses else "current"
        return AskedCell(
            element=element,
            status=status,
            statuses=statuses,
            value=self._seen(element, filed(self._element(element), self._held)),
            mask=self.shown.mask(self.record.unit, element),
            position=cell and cell.position,
            stated=stated,
            fresh=fresh,
            challenges=tuple(
                each.id
                for each in self.standing.challenges
                if each.about(self.record.subject, element)
            ),
            contested=self._statements(element, cell.contested) if cell else (),
            asked_by=tuple(each.id for each in forms),
            since=self._since(status, forms, stated, fresh),
        )

    def _since(
        self, status: Status, forms: Sequence[Form], stated: date | None, fresh: date | None
    ) -> date | None:
        if status == "missing":
            return min((each.first_round for each in forms if each.first_round), default=None)
        if status == "stale" and fresh is not None:
            ends = (governance.becomes_stale(fresh, each.period) for each in forms)
            return min((each for each in ends if each is not None), default=None)
        if status == "due":
            begun = (
                round_.opens
                for round_ in self.taking
                if any(governance.brings_up_to_date(round_.period, each.period) for each in forms)
            )
            return max(begun, default=None)
        return stated if status in ("contested", "loaded") else None

    def _derived(self, element: str) -> DerivedCell:
        return DerivedCell(
            element=element,
            value=self._seen(element, self.following.get(element)),
            mask=self.shown.mask(self.record.unit, element),
            follows_from=self._follows_from(self._element(element)),
            asked_by=tuple(each.id for each in self.standing.group.forms[element]),
        )

    def _follows_from(self, element: Element) -> tuple[str, ...]:
        """What the first derivation rests on whose source is there."""
        catalogue = self.house.registry.catalogue
        for each in element.derivations:
            source = each.sources[0]
            counted = each.rule == "count-of-links"
            if (
                counted
                or effective(source, self._held, catalogue, self.statuses.when.today) is not None
            ):
                return each.sources
        return ()

    def _seen(self, element: str, value: Any) -> Any:
        return self.shown.value(self.record.unit, element, value)

    def _statements(self, element: str, several: Sequence[Statement]) -> tuple[Statement, ...]:
        return tuple(self.shown.statements(self.record.unit, element, several))

    def _held_as(self, element: str) -> str:
        """The element that a value is held of: its own, or a former one that answers for it."""
        former = (each.element for each in self._element(element).former)
        return next(
            (each for each in (element, *former) if self._held.get(each) is not None), element
        )

    def _element(self, id_: str) -> Element:
        return self.house.registry.catalogue.elements[id_]

    @cached_property
    def _held(self) -> dict[str, Any]:
        return self.record.values
