"""The unit's one table: every subject with what is asked of it, what needs doing first; and one subject's own form."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from yibiao import access, slicing
from yibiao.errors import BadRequest, Finding, NotFound, SubjectClosed, TooLarge
from yibiao.flows.granting.shown import Shown
from yibiao.flows.house import House
from yibiao.flows.registry import Registry
from yibiao.flows.slicing.moments import AsOf
from yibiao.flows.units import asked_cells, looked_at
from yibiao.flows.units.cells import moment_asked
from yibiao.flows.units.statuses import Standing, Statuses, asked_on, member_link, statuses_of
from yibiao.model.actor import Actor
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.moment import Moment
from yibiao.model.unit_table import (
    STATUSES,
    AskingForm,
    Status,
    SubjectForm,
    TableRow,
    UnitTable,
)

#: Rows on a page unless said otherwise, and at most.
ROWS: Final = 50
MOST_ROWS: Final = 500

#: By what else than its name a subject is found.
_FOUND_BY: Final = frozenset(
    {ValueKind.ADDRESS, ValueKind.ID_NUMBER, ValueKind.USCC, ValueKind.PHONE}
)


def table(
    house: House,
    unit: str,
    kind: SubjectKind,
    actor: Actor,
    *,
    status: Collection[Status] = (),
    words: str | None = None,
    group: Literal["household"] | None = None,
    cursor: str | None = None,
    limit: int = ROWS,
    as_of: AsOf = None,
    round_: str | None = None,
) -> UnitTable:
    """
    A page of the one table of *unit* and all below it: contested rows first, then missing, stale, loaded, due, the rest.

    Whoever goes on by `next` meets every row that keeps its status meanwhile; one whose status changes may come again.

    Args:
        house: Where.
        unit: Code of the unit.
        kind: Of which subjects; with *group* it says nothing.
        actor: Who asks.
        status: Only rows in one of these; all when empty.
        words: Only subjects whose name or address has them, or whose number ends with them.
        group: `household`: each household with its members, and whoever is in none of the unit's; a group is as urgent
            as the most urgent of them.
        cursor: `next` of the page before.
        limit: Rows, or groups, on a page.
        as_of: As it stood then: its subjects, their values, and what was asked of them and was missing.
        round_: As it stood when that round closed.

    Raises:
        NotFound: There is no such unit or round.
        BadRequest: The cursor is none.
        TooLarge: More rows are wanted than a page may have, or more subjects were there then than are put together.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    when = moment_asked(house, as_of, round_)
    if not 0 < limit <= MOST_ROWS:
        raise TooLarge(limit=MOST_ROWS, size=limit)
    units = house.registry.subtree(unit)
    after = _after(cursor)
    several, groups = _all(house, units, kind, group, when)
    shown = Shown(house, actor)
    chosen = _chosen(house, units, several, groups, status, words, shown)
    chosen.sort(key=_Group.place)
    left = [each for each in chosen if after is None or each.place() > after]
    page = left[:limit]
    rows = _rows(house, units, several, page, shown)
    house.noted(actor, "unit-table", unit, len(rows))
    return UnitTable(
        unit=unit,
        kind=SubjectKind.HOUSEHOLD if group else kind,
        as_of=min(each.position for each in several),
        day=when.today,
        subjects=_added(each.subjects() for each in several),
        cells=_added(each.cells() for each in several),
        found=len(chosen),
        confirmable=0 if words or when.as_of is not None else sum(1 for _ in _confirmable(chosen)),
        rows=rows,
        next=page[-1].cursor if len(left) > len(page) else None,
        forms=_forms(rows, house, when),
    )


def confirmable(
    house: House,
    unit: str,
    kind: SubjectKind,
    actor: Actor,
    *,
    status: Collection[Status] = (),
    group: Literal["household"] | None = None,
) -> list[str]:
    """
    Whoever the table of *unit* counts as confirmable: the subjects of its rows of which there is something to confirm.

    Raises:
        NotFound: There is no such unit.
    """
    may_read(house, unit, actor)
    units = house.registry.subtree(unit)
    _, groups = _all(house, units, kind, group, Moment(house.today))
    return sorted(each.subject for each in _confirmable(_in_status(groups, status)))


def may_read(house: House, unit: str, actor: Actor) -> None:
    """
    Let whoever may read the table of *unit* pass.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    house.registry.unit(unit)


def form_of(house: House, subject: str, actor: Actor) -> SubjectForm:
    """
    What is asked of one subject by all forms together: schema, values, statuses, and what follows.

    Raises:
        NotFound: There is no such subject.
        SubjectClosed: It is closed: nothing more is asked of it.
    """
    access.require(actor, "record.read", house.about(subject), house.today)
    record = house.journal.record(subject)
    if record is None:
        raise NotFound(what_zh="对象", what_en="subject", id=subject)
    if record.closed:
        raise SubjectClosed(subject=subject)
    statuses = statuses_of(house, [record.unit], record.kind, subjects=[subject])
    shown = Shown(house, actor)
    row = asked_cells.rows(house, statuses, statuses.rows, shown).get(subject)
    if row is None:  # moved or closed just now
        raise NotFound(what_zh="对象", what_en="subject", id=subject)
    (standing,) = statuses.rows
    house.noted(actor, "record", subject, 1)
    return SubjectForm(
        as_of=statuses.position,
        row=row,
        values={
            each.element: each.value
            for each in row.cells
            if each.value is not None and each.mask == "full"  # stars are no value to be sent back
        },
        linked=looked_at.linked(house, record, actor, shown),
        json_schema=_narrowed(house.table(record.kind).json_schema, row, standing),
        forms=_forms([row], house, statuses.when),
    )


@dataclass(frozen=True)
class _Group:
    """Rows that are shown together: the first, and its members."""

    first: Standing
    members: tuple[Standing, ...] | None = None

    @property
    def urgency(self) -> int:
        return min(each.urgency for each in self.everybody)

    @property
    def everybody(self) -> tuple[Standing, ...]:
        return (self.first, *(self.members or ()))

    @property
    def cursor(self) -> str:
        return f"{STATUSES[self.urgency]}~{self.first.subject}"

    def place(self) -> tuple[int, str]:
        return self.urgency, self.first.subject


def _after(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    status, _, subject = cursor.partition("~")
    if status not in STATUSES or not subject:
        raise BadRequest(Finding("cursor-unknown", "?cursor"), reason="cursor")
    return STATUSES.index(status), subject


def _all(
    house: House,
    units: Sequence[str],
    kind: SubjectKind,
    group: Literal["household"] | None,
    when: Moment,
) -> tuple[list[Statuses], list[_Group]]:
    return _grouped(house, units, when) if group else _ungrouped(house, units, kind, when)


def _confirmable(groups: Iterable[_Group]) -> Iterator[Standing]:
    return (each for group in groups for each in group.everybody if each.confirmable)


def _ungrouped(
    house: House, units: Sequence[str], kind: SubjectKind, when: Moment
) -> tuple[list[Statuses], list[_Group]]:
    statuses = statuses_of(house, units, kind, when=when)
    return [statuses], [_Group(each) for each in statuses.rows]


def _grouped(
    house: House, units: Sequence[str], when: Moment
) -> tuple[list[Statuses], list[_Group]]:
    """Households with whoever is a member of them, by the link that leads there; others for themselves."""
    households = statuses_of(house, units, SubjectKind.HOUSEHOLD, when=when)
    persons = statuses_of(house, units, SubjectKind.PERSON, link=member_link(house), when=when)
    members: dict[str, list[Standing]] = {each.subject: [] for each in households.rows}
    alone: list[Standing] = []
    for each in persons.rows:
        members.get(each.leads or "", alone).append(each)
    return [households, persons], [
        *(
            _Group(each, tuple(sorted(members[each.subject], key=lambda one: one.subject)))
            for each in households.rows
        ),
        *(_Group(each) for each in alone),
    ]


def _chosen(
    house: House,
    units: Sequence[str],
    several: Iterable[Statuses],
    groups: list[_Group],
    status: Collection[Status],
    words: str | None,
    shown: Shown,
) -> list[_Group]:
    groups = _in_status(groups, status)
    if words:
        found = {
            subject for each in several for subject in _found(house, units, each.kind, words, shown)
        }
        groups = [each for each in groups if any(one.subject in found for one in each.everybody)]
    return groups


def _in_status(groups: list[_Group], status: Collection[Status]) -> list[_Group]:
    """Those as urgent as any of *status*; all where there is none."""
    wanted = {STATUSES.index(each) for each in status or STATUSES}
    return [each for each in groups if each.urgency in wanted]


def _found(
    house: House, units: Sequence[str], kind: SubjectKind, words: str, shown: Shown
) -> Iterable[str]:
    """Whoever is found by what is shown whole in the unit that is asked for: who may see a part could guess the rest."""
    whole = [
        each for each in searched(house.registry, kind) if shown.mask(units[0], each) == "full"
    ]
    sql = house.planned(f"found {kind} {whole}", lambda: _finding(house, kind, whole))
    if sql is None:
        return ()
    return (
        subject for (subject,) in house.picture.query(sql, {"units": units, "words": words}).rows
    )


def searched(registry: Registry, kind: SubjectKind) -> list[str]:
    """The elements by which a subject of *kind* is found."""
    names = set(asked_cells.labelling(kind))
    return [
        id_
        for id_, each in registry.catalogue.elements.items()
        if each.subject is kind
        and (id_ in names or each.kind in _FOUND_BY)
        and registry.holds([id_])
    ]


def _finding(house: House, kind: SubjectKind, elements: Sequence[str]) -> str | None:
    if not elements:
        return None
    query = slicing.found(kind, elements, house.registry.catalogue, today=house.today)
    return slicing.rendered(query, "duckdb", copy=False)


def _rows(
    house: House,
    units: Sequence[str],
    several: Iterable[Statuses],
    page: Sequence[_Group],
    shown: Shown,
) -> tuple[TableRow, ...]:
    """The rows of a page, without whoever has left *units* since their standing was looked up."""
    here = frozenset(units)
    on_page = {each.subject for group in page for each in group.everybody}
    made: dict[str, TableRow] = {}
    for statuses in several:
        wanted = [each for each in statuses.rows if each.subject in on_page]
        found = asked_cells.rows(house, statuses, wanted, shown)
        made.update((subject, row) for subject, row in found.items() if row.unit in here)
    return tuple(
        made[group.first.subject]
        if group.members is None
        else made[group.first.subject].model_copy(
            update={
                "members": tuple(
                    made[each.subject] for each in group.members if each.subject in made
                )
            }
        )
        for group in page
        if group.first.subject in made
    )


def _added(counts: Iterable[Mapping[Any, int]]) -> dict[Any, int]:
    total: Counter[Any] = Counter()
    for each in counts:
        total.update(each)
    return dict(total)


def _forms(rows: Iterable[TableRow], house: House, when: Moment) -> tuple[AskingForm, ...]:
    """The forms that ask anything in *rows*, in the order they were submitted."""
    everybody = [each for row in rows for each in (row, *(row.members or ()))]
    ids = {id_ for row in everybody for cell in row.cells for id_ in cell.asked_by}
    ids |= {id_ for row in everybody for cell in row.derived for id_ in cell.asked_by}
    return tuple(
        AskingForm(id=form.id, title=form.title, department=form.department, period=form.period)
        for form in (each.form for each in asked_on(house, when))
        if form.id in ids
    )


def _narrowed(schema: dict[str, Any], row: TableRow, standing: Standing) -> dict[str, Any]:
    """The merged table's schema, of what is asked of this subject and by whoever asks it of this subject."""
    reaching = {(each.form.id, each.via) for each in standing.group.askings}
    asked = {
        cell.element: schema["properties"][cell.element]
        for cell in row.cells
        if cell.element in schema["properties"]
    }
    return {
        **schema,
        "properties": {
            element: {
                **known,
                "x-asked-by": [
                    each
                    for each in known["x-asked-by"]
                    if (each["form"], tuple(each.get("via", ()))) in reaching
                ],
            }
            for element, known in asked.items()
        },
        "x-rules": [
            each for each in schema["x-rules"] if not asked.keys().isdisjoint(each["elements"])
        ],
    }
