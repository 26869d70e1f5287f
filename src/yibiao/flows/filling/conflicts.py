"""Conflicts: contested cells with who said what, and a person's decision between them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from yibiao import access
from yibiao.errors import ChosenUnknown, EntryIdReused, NotContested, NotFound, StatedSince
from yibiao.flows.filling import fill
from yibiao.flows.granting.shown import Shown
from yibiao.flows.house import House
from yibiao.flows.subject.provenance import people, told
from yibiao.flows.subject.stages import folded
from yibiao.flows.units.asked_cells import label
from yibiao.model.actor import Actor
from yibiao.model.contest import Contested, Decision
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Cell, Entry, Receipt, Record, Statement
from yibiao.model.text import Text
from yibiao.store import Reading, Writing

#: As many subjects' conflicts as are listed at once.
MOST_AT_ONCE = 500

_UNIT = "#unit"

_ALL: Final = " UNION ALL ".join(
    f"""SELECT "#subject", "#unit", "#contested" FROM "{kind.value}"
    WHERE NOT "#closed" AND len("#contested") > 0"""
    for kind in SubjectKind
)
_HERE: Final = '"#unit" IN (SELECT unnest($units::VARCHAR[]))'
_CONTESTED: Final = f"""SELECT "#subject" FROM ({_ALL})
    WHERE {_HERE} AND "#subject" > $after ORDER BY "#subject" LIMIT $limit"""
_COUNTED: Final = f'SELECT coalesce(sum(len("#contested")), 0)::BIGINT FROM ({_ALL}) WHERE {_HERE}'
# Two who move one subject apart are rare: of all the others it is looked up which units they named.
_MOVED_APART: Final = f"""SELECT "#subject" FROM ({_ALL})
    WHERE NOT ({_HERE}) AND list_contains("#contested", '{_UNIT}')"""


@dataclass(frozen=True)
class Conflicts:
    """
    Contested cells by subject, and what whoever asks is told with them.

    Attributes:
        found: How many there are on all pages.
        after: Where the next page begins, if there is one.
        labels: What subjects are called.
        titles: What elements are, as far as the catalogue has them.
        people: What those are called who said any of it.
    """

    cells: tuple[Contested, ...]
    found: int = 0
    after: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, Text] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


def conflicts(
    house: House, unit: str, actor: Actor, *, after: str = "", limit: int = MOST_AT_ONCE
) -> Conflicts:
    """
    The contested cells of the open subjects of *unit* and below: to both workers, and to whoever answers for the units.

    Where two have moved a subject apart, so are the units that it has left and that either of them named; of a subject
    that is elsewhere they see what it is called, who moved it and whereto, and nothing else.

    Args:
        house: Where.
        unit: Its code.
        actor: Who asks.
        after: Only of subjects that sort after this one.
        limit: Of so many subjects at most; of none, for whoever wants to know how many there are.

    Raises:
        NotFound: There is no such unit.
        PictureBehind: It would take longer to find them than the caller should wait.
    """
    found = _found(house, unit, actor, after, limit)
    if limit:
        house.noted(actor, "conflicts", unit, len(found.cells))
    return found


def contested_by_subject(house: House, unit: str, actor: Actor) -> Counter[str]:
    """How many cells of each subject are contested, as far as one page of `conflicts` has them; of none it is told what was said."""
    return Counter(each.subject for each in _found(house, unit, actor, "", MOST_AT_ONCE).cells)


def _found(house: House, unit: str, actor: Actor, after: str, limit: int) -> Conflicts:
    access.require(actor, "record.read", house.at(unit), house.today)
    here = {"units": house.registry.subtree(unit)}
    ((count,),) = house.picture.query(_COUNTED, here).rows
    own = house.picture.query(_CONTESTED, {**here, "after": after, "limit": limit}).rows
    moved = house.picture.query(_MOVED_APART, here).rows
    with house.journal.reading() as reading:
        apart = {
            each.subject
            for each in _concerning(reading, [id_ for (id_,) in moved], frozenset(here["units"]))
        }
        if not limit:
            return Conflicts((), count + len(apart))
        further = (each for each in apart if each > after)
        subjects = sorted([*(each for (each,) in own), *further])[:limit]
        records = sorted(reading.records_of(subjects), key=lambda each: each.subject)
        shown = Shown(house, actor)
        cells = tuple(_cells(house, reading, records, apart, actor, shown))
    elements = house.registry.catalogue.elements
    said = (each.by for cell in cells for each in (cell.held, *cell.others))
    return Conflicts(
        cells=cells,
        found=count + len(apart),
        after=subjects[-1] if len(subjects) == limit else None,
        labels={
            each.subject: label(house, each, shown, unit if each.subject in apart else each.unit)
            or each.subject
            for each in records
        },
        titles={
            each.element: elements[each.element].name for each in cells if each.element in elements
        },
        people=people(house, said),
    )


def decide(house: House, subject: str, decision: Decision, actor: Actor) -> Receipt:
    """
    State a contested cell as somebody who has seen all that was said of it; it is contested no more.

    Raises:
        NotFound: There is no such subject.
        NotContested: The cell is not contested.
        StatedSince: Something was said of it that the decision had not seen.
        ChosenUnknown: None of the statements stands at the chosen position.
        Invalid: The value breaks a rule.
        EntryIdReused: That id was used for another entry.
    """
    access.require(actor, "conflict.decide", house.about(subject), house.today)

    def decided(writing: Writing) -> Receipt:
        record = writing.record(subject)
        if record is None:
            raise NotFound(what_zh="对象", what_en="subject", id=subject)
        entry = _entry(writing, record, decision)
        known = decision.chosen is not None  # it was let in when it was stated
        (receipt,) = fill.within(house, writing, [entry], actor, known=known)
        return receipt

    return house.journal.write(decided)


def _concerning(
    reading: Reading, subjects: Sequence[str], units: frozenset[str]
) -> Iterator[Record]:
    """Those of *subjects*, moved apart by two, that have left one of *units* or were moved there by either."""
    stories = dict(reading.stories(subjects))
    for record in reading.records_of(subjects):
        moved = record.moved
        assert moved is not None  # noqa: S101 – or nothing would be contested
        statements = (moved, *moved.contested)
        first = min(each.position for each in statements)
        before = folded(stories.get(record.subject, ()), first - 1)
        left = () if before is None else (before.unit,)
        if not units.isdisjoint([*left, *(each.value for each in statements)]):
            yield record


def _cells(
    house: House,
    reading: Reading,
    records: Sequence[Record],
    apart: set[str],
    actor: Actor,
    shown: Shown,
) -> Iterator[Contested]:
    """The contested cells of *records*, as *actor* sees them; of those *apart* only whose they are."""
    found = [
        (record, id_, cell)
        for record in records
        for id_, cell in _contested(record)
        if id_ == _UNIT or record.subject not in apart
    ]
    events = reading.events_at(
        each.position for _, _, cell in found for each in (cell, *cell.contested)
    )
    for record, element, cell in found:
        place = house.at(record.unit)
        yield shown.contested(
            Contested(
                subject=record.subject,
                kind=record.kind,
                unit=record.unit,
                element=element,
                held=told(cell, events),
                others=tuple(told(each, events) for each in cell.contested),
                seen=record.position,
                may_decide=access.may(actor, "conflict.decide", place, house.today),
            )
        )


def _contested(record: Record) -> Iterator[tuple[str, Cell]]:
    if record.moved and record.moved.contested:
        yield _UNIT, record.moved
    yield from ((id_, cell) for id_, cell in record.cells.items() if cell.contested)


def _entry(writing: Writing, record: Record, decision: Decision) -> Entry:
    """The entry that a decision is; one that stands already as it stands, so that it is answered as before."""
    known = writing.event_of(decision.id)
    if known is not None and known.subject == record.subject and known.kind == "entry.filed":
        return _again(Entry.model_validate(known.body["entry"]), decision)
    cell = dict(_contested(record)).get(decision.element)
    if cell is None:
        raise NotContested(element=decision.element)
    statements = (cell, *cell.contested, *cell.agreeing)
    newest = max(each.position for each in statements)
    if newest > decision.seen:
        raise StatedSince(subject=record.subject, element=decision.element, position=newest)
    value = decision.value if decision.chosen is None else _chosen(statements, decision).value
    moves = decision.element == _UNIT
    return Entry(
        id=decision.id,
        unit=value if moves else record.unit,
        subject=record.subject,
        kind=record.kind,
        act="move" if moves else "state",
        values={} if moves else {decision.element: value},
        base=decision.seen,
        remark=decision.remark,
    )


def _again(entry: Entry, decision: Decision) -> Entry:
    stated = {_UNIT: entry.unit} if entry.act == "move" else entry.values
    other = decision.chosen is None and stated.get(decision.element) != decision.value
    if decision.element not in stated or entry.base != decision.seen or other:
        raise EntryIdReused(entry=entry.id)
    return entry


def _chosen(statements: tuple[Statement, ...], decision: Decision) -> Statement:
    for each in statements:
        if each.position == decision.chosen:
            return each
    raise ChosenUnknown(element=decision.element, position=decision.chosen)
