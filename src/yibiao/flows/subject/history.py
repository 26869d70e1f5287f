"""History: who said what of a subject when, and what was held at any position or on any day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic_core import from_json

from yibiao import access, filling
from yibiao.errors import NotFound
from yibiao.flows.granting.shown import Shown
from yibiao.flows.house import House
from yibiao.flows.slicing.moments import AsOf, moment_of
from yibiao.flows.subject.provenance import people, provenance
from yibiao.model.actor import Actor
from yibiao.model.challenge import Challenge
from yibiao.model.event import Event
from yibiao.model.history import RecordThen, Step
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Cell, Entry, Record
from yibiao.store import Journal, Told

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

    `challenges` are all that doubt anything of it, whichever page it is. `people` are called so, and `forms` have these
    titles, that stand behind its steps.
    """

    steps: tuple[Step, ...]
    after: int | None = None
    challenges: tuple[Challenge, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)


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
    What was said of a subject, entry by entry: who, when, through which form, in which round, from which import.

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
        told = _story(reading.stories([subject]), subject)
        found = [
            step
            for step in _steps(told)
            if step.position > after
            and (element is None or element in shown.values(unit, step.values))
        ]
        events = reading.events_at(each.position for each in found[:limit])
    steps = tuple(shown.step(unit, each.said(events)) for each in found[:limit])
    house.noted(actor, "history", subject, len(steps))
    doubts = house.registry.challenges.about(subject, element)
    by, registered = [each.by for each in steps], house.registry.registrations
    forms = {each.form: registered[each.form].form.title for each in by if each.form in registered}
    after_ = steps[-1].by.position if len(found) > limit else None
    return Timeline(steps, after_, doubts, people(house, by), forms)


def held(house: House, subject: str, actor: Actor, *, as_of: AsOf = None) -> RecordThen:
    """
    What was held of a subject *as_of* some time, or is now, and the entries behind it.

    Raises:
        NotFound: There is no such subject, or was none then.
        BadRequest: That is no time.
    """
    place = house.about(subject)
    access.require(actor, "record.read", place, house.today)
    then = moment_of(house, as_of).as_of
    with house.journal.reading() as reading:
        head, _ = reading.newest()
        at = head if then is None else min(then, head)
        record = _folded(_story(reading.stories([subject]), subject), at)
        if record is None:
            raise NotFound(what_zh="对象", what_en="subject", id=subject)
        events = reading.events_at(_behind(record))
    by = tuple(provenance(events[position]) for position in sorted(events))
    seen = Shown(house, actor).record(record, place.unit.code if place.unit else None)
    house.noted(actor, "record", subject, 1)
    return RecordThen(as_of=at, record=seen, by=by)


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
    records = [_folded(stories.get(subject, ()), at) for subject in there]
    shown = Shown(house, actor)
    house.noted(actor, "records", unit, len(records))
    return Records(
        at,
        tuple(shown.record(each) for each in records if each is not None),
        there[-1] if len(there) == limit else None,
    )


def records_at(journal: Journal, subjects: Sequence[str], position: int) -> dict[str, Record]:
    """The records of *subjects* as they stood at a position, whoever may see them; of what was not there yet, none."""
    with journal.reading() as reading:
        folded = ((subject, _folded(told, position)) for subject, told in reading.stories(subjects))
        return {subject: record for subject, record in folded if record is not None}


@dataclass(frozen=True)
class _Step:
    """An entry, and the record once it stood."""

    position: int
    entry: Entry | None
    record: Record | None

    @property
    def values(self) -> Mapping[str, object]:
        """What it stated."""
        return self.entry.values if self.entry else {}

    def said(self, events: Mapping[int, Event]) -> Step:
        """As it is told."""
        by = provenance(events[self.position])
        if self.entry is None or self.record is None:
            return Step(by=by)
        now = {id_: self.record.cells[id_].value for id_ in self.entry.values}
        return Step(
            by=by,
            values=self.entry.values,
            loaded=tuple(self.entry.unconfirmed),
            held={id_: value for id_, value in now.items() if value != self.entry.values[id_]},
            into=self.entry.into,
            reason=self.entry.reason,
        )


def _steps(story: Iterable[Told]) -> Iterator[_Step]:
    record = None
    for position, body in story:
        entry = None if body is None else Entry.model_validate(from_json(body)["entry"])
        if entry is not None:
            record = filling.fold(record, entry, position)
        yield _Step(position, entry, record)


def _story(stories: Iterable[tuple[str, list[Told]]], subject: str) -> list[Told]:
    for _, told in stories:
        return told
    raise NotFound(what_zh="对象", what_en="subject", id=subject)


def _folded(story: Iterable[Told], at: int) -> Record | None:
    record = None
    for step in _steps(each for each in story if each.position <= at):
        record = step.record
    return record


def _behind(record: Record) -> set[int]:
    """Positions of the entries behind a record; 0 is the opening's where the fold names none."""
    cells = [*record.cells.values(), *(each for each in (record.moved, record.ended) if each)]
    return {record.position, record.confirmed, *_made(cells)} - {0}


def _made(cells: Iterable[Cell]) -> Iterator[int]:
    for cell in cells:
        yield cell.position
        yield from (each.position for each in (*cell.contested, *cell.agreeing))
