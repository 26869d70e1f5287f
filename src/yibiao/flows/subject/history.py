"""History: who said what of a subject when, and what was held at any position or on any day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from yibiao import access
from yibiao.errors import NotFound
from yibiao.flows.granting.shown import Shown
from yibiao.flows.house import House
from yibiao.flows.slicing.moments import AsOf, moment_of
from yibiao.flows.subject.asked_for import AskedBy, AskedFor
from yibiao.flows.subject.past import Past
from yibiao.flows.subject.provenance import named, provenance
from yibiao.flows.subject.stages import Stage, folded, stages
from yibiao.flows.units.asked_cells import label
from yibiao.flows.units.cells import moment_asked
from yibiao.model.actor import Actor
from yibiao.model.challenge import Challenge
from yibiao.model.event import Event
from yibiao.model.history import RecordThen, Step
from yibiao.model.kinds import SubjectKind
from yibiao.model.provenance import Names
from yibiao.model.record import Cell, Record
from yibiao.store import Told

#: As many entries, or records, as are given at once.
MOST_AT_ONCE: Final = 500

_THERE: Final = """
SELECT "#subject"
FROM "statement"
WHERE "#element" = '#unit' AND "#position" <= $as_of AND "#subject" > $after
  AND ("#kind" = $kind OR $kind IS NULL)
GROUP BY "#subject"
HAVING json_extract_string(arg_max("value", "#position"), '$') IN (SELECT unnest($units::VARCHAR[]))
ORDER BY "#subject"
LIMIT $limit
"""


@dataclass(frozen=True)
class Timeline:
    """
    A page of a subject's time line, oldest first; `after` is where the next begins, if there is one.

    `challenges` are all that doubt anything of it, whichever page it is; `names` say what stands behind its steps.
    """

    steps: tuple[Step, ...]
    after: int | None = None
    challenges: tuple[Challenge, ...] = ()
    names: Names = field(default_factory=Names)


@dataclass(frozen=True)
class Records:
    """Records as they stood at the position `as_of`, by subject; `after` is where the next page begins, if there is one."""

    as_of: int
    records: tuple[Record, ...]
    after: str | None = None


def timeline(
    house: House,
    subject: str,
    actor: Actor,
    *,
    element: str | None = None,
    after: int = 0,
    limit: int = MOST_AT_ONCE,
) -> Timeline:
    """
    What was said of a subject, entry by entry: who, when, which forms asked it, in which round, from which import.

    Args:
        house: Where.
        subject: Its id.
        actor: Who asks.
        element: Only of this element.
        after: Only what stands after this position.
        limit: So many entries at most.

    Raises:
        NotFound: There is no such subject or element.
    """
    place = house.about(subject)
    access.require(actor, "record.read", place, house.today)
    if element is not None:
        house.registry.element(element)
    shown, unit = Shown(house, actor), place.unit.code if place.unit else ""
    with house.journal.reading() as reading:
        told = list(stages(_story(reading.stories([subject]), subject)))
        found = [
            stage
            for stage in told
            if stage.position > after
            and (element is None or element in shown.values(unit, stage.values))
        ]
        events = reading.events_at(each.position for each in found[:limit])
    asked = _asked_for(house, subject, told)
    steps = tuple(
        shown.step(unit, _said(each, events[each.position], asked)) for each in found[:limit]
    )
    house.noted(actor, "history", subject, len(steps))
    doubts = house.registry.challenges.about(subject, element)
    names = named(house, [each.by for each in steps], [each.asked for each in steps])
    after_ = steps[-1].by.position if len(found) > limit else None
    return Timeline(steps, after_, doubts, names)


def held(
    house: House, subject: str, actor: Actor, *, as_of: AsOf = None, round_: str | None = None
) -> RecordThen:
    """
    What was held of a subject *as_of* some time, or when a round closed, or is now, who said it, and which forms had asked.

    Raises:
        NotFound: There is no such subject or round, or was no such subject then.
        BadRequest: That is no time.
    """
    place = house.about(subject)
    access.require(actor, "record.read", place, house.today)
    then = moment_asked(house, as_of, round_).as_of
    with house.journal.reading() as reading:
        head, _ = reading.newest()
        at = head if then is None else min(then, head)
        told = list(stages(_story(reading.stories([subject]), subject)))
        record = next((each.record for each in reversed(told) if each.position <= at), None)
        if record is None:
            raise NotFound(what_zh="对象", what_en="subject", id=subject)
        events = reading.events_at(_behind(record))
    by = {position: provenance(events[position]) for position in sorted(events)}
    shown, unit = Shown(house, actor), place.unit.code if place.unit else record.unit
    seen = shown.record(record, unit)
    asking = _asked_for(house, subject, told)
    asked: AskedBy = {}
    for element, cell in seen.cells.items():
        if cell.position in by:
            asked |= asking.of(by[cell.position], subject, [element])
    house.noted(actor, "record", subject, 1)
    names = named(house, tuple(by.values()), [asked])
    return RecordThen(
        as_of=at,
        record=seen,
        by=tuple(by.values()),
        asked=asked,
        label=label(house, record, shown, unit),
        **dict(names),
    )


def held_in(
    house: House,
    unit: str,
    actor: Actor,
    *,
    as_of: AsOf = None,
    kind: SubjectKind | None = None,
    after: str = "",
    limit: int = MOST_AT_ONCE,
) -> Records:
    """
    What was held of the subjects that a unit and those below it had *as_of* some time, or have now.

    Args:
        house: Where.
        unit: Its code.
        actor: Who asks.
        as_of: When.
        kind: Only subjects of this kind.
        after: Only subjects that sort after this one.
        limit: So many at most.

    Raises:
        NotFound: There is no such unit.
        BadRequest: That is no time.
        PictureBehind: The picture has not come so far yet.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    units = house.registry.subtree(unit)
    then = moment_of(house, as_of).as_of
    at = house.journal.head if then is None else then
    asked = {"as_of": at, "after": after, "kind": kind, "units": units, "limit": limit}
    there = [subject for (subject,) in house.picture.query(_THERE, asked, as_of=at).rows]
    with house.journal.reading() as reading:
        stories = dict(reading.stories(there))
    records = [folded(stories.get(subject, ()), at) for subject in there]
    shown = Shown(house, actor)
    house.noted(actor, "records", unit, len(records))
    return Records(
        at,
        tuple(shown.record(each) for each in records if each is not None),
        there[-1] if len(there) == limit else None,
    )


def _asked_for(house: House, subject: str, told: Iterable[Stage]) -> AskedFor:
    past = Past(house)
    past.know(subject, told)
    return AskedFor(house, past)


def _said(stage: Stage, event: Event, asked: AskedFor) -> Step:
    """An entry as it is told."""
    by, entry, record = provenance(event), stage.entry, stage.record
    if entry is None or record is None:
        return Step(by=by)
    now = {id_: record.cells[id_].value for id_ in entry.values}
    return Step(
        by=by,
        values=entry.values,
        asked=asked.of(by, entry.subject, entry.values),
        loaded=tuple(entry.unconfirmed),
        held={id_: value for id_, value in now.items() if value != entry.values[id_]},
        into=entry.into,
        reason=entry.reason,
    )


def _story(stories: Iterable[tuple[str, list[Told]]], subject: str) -> list[Told]:
    for _, told in stories:
        return told
    raise NotFound(what_zh="对象", what_en="subject", id=subject)


def _behind(record: Record) -> set[int]:
    """Positions of the entries behind a record; 0 is the opening's where the fold names none."""
    cells = [*record.cells.values(), *(each for each in (record.moved, record.ended) if each)]
    return {record.position, record.confirmed, *_made(cells)} - {0}


def _made(cells: Iterable[Cell]) -> Iterator[int]:
    for cell in cells:
        yield cell.position
        yield from (each.position for each in (*cell.contested, *cell.agreeing))
