"""Who has come, gone, or was closed as moved away: told to the unit that they left, and to whoever receives them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from yibiao import filling, slicing
from yibiao.flows.filling.resemblances import identity_of
from yibiao.flows.house import House
from yibiao.flows.subject.stages import folded
from yibiao.flows.units.telling import Teller
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import day_in_china, morning_in_china
from yibiao.model.record import Record
from yibiao.model.reminder import Reminder

#: Why a subject is closed that has gone elsewhere.
_AWAY: Final = "moved-away"


class _Left(NamedTuple):
    """A subject that was closed as moved away, and the others that have the same number."""

    record: Record
    position: int
    on: date
    same: tuple[Record, ...]


def of_moves(teller: Teller, units: list[str], days: int, since: int | None) -> Iterator[Reminder]:
    """Of everybody who left or came to *units* after a position; or so many days back, unless one is given."""
    house = teller.house
    if since is None:
        with house.journal.reading() as reading:
            since = reading.before(morning_in_china(house.today - timedelta(days=days)))
    yield from _of_moves(teller, units, since)
    for left in _closed(house, units, since):
        yield from _of_closing(teller, frozenset(units), left)


def _of_moves(teller: Teller, units: list[str], since: int) -> Iterator[Reminder]:
    house, here = teller.house, frozenset(units)
    moved = house.picture.query(slicing.moved(since), {"units": units}).rows
    with house.journal.reading() as reading:
        times = reading.times(position for *_, position in moved)
        stories = dict(reading.stories([subject for subject, left, *_ in moved if left in here]))
    records = teller.records(subject for subject, *_ in moved)
    for subject, left, entered, position in moved:
        facts = {
            "from": left,
            "from_name": teller.unit(left),
            "to": entered,
            "to_name": teller.unit(entered),
        }
        on, record = day_in_china(times[position]), records[subject]
        if left in here:
            then = folded(stories.get(subject, ()), position - 1)
            yield teller.about(record, "subject-moved-away", on, facts, unit=left, then=then)
        else:
            yield teller.about(record, "subject-moved-in", on, facts, unit=entered)


def _of_closing(teller: Teller, units: frozenset[str], left: _Left) -> Iterator[Reminder]:
    """
    Whoever holds the subject by now is told to look at it; where nobody does, the township is, in which it lay.

    Where it was is not told to whoever has the same number: they need not read what is there.
    """
    record = left.record
    for each in left.same:
        seen = each.confirmed > left.position
        if each.unit in units and each.unit != record.unit and not seen:
            yield teller.about(each, "subject-came-from", left.on, {})
    above = None if left.same else _township(teller.house, record.unit)
    if above in units:
        facts = {"from": record.unit, "from_name": teller.unit(record.unit)}
        yield teller.about(record, "subject-gone-away", left.on, facts, unit=above)


def _township(house: House, unit: str) -> str | None:
    """The township that a unit lies in; of one that lies in none, the unit right above."""
    above = house.registry.above(unit)
    known = house.registry.units
    township = (each for each in above if each in known and known[each].level == "township")
    return next(township, above[0] if above else None)


def _closed(house: House, units: list[str], since: int) -> Iterator[_Left]:
    """Whoever was closed as moved away after a position and is so still, in *units* or maybe with a number of somebody there."""
    held = house.registry.holds
    numbers = {
        kind: [each for each in filling.identified_by(kind) if held([each])] for kind in SubjectKind
    }
    closed = slicing.closed(since, numbers)
    positions = dict(house.picture.query(closed, {"units": units}).rows)
    with house.journal.reading() as reading:
        records = [
            each
            for each in reading.records_of(sorted(positions))
            if each.closed and each.reason == _AWAY
        ]
        times = reading.times(positions[each.subject] for each in records)
        keys = {each.subject: filling.identity_keys(identity_of(each)) for each in records}
        sharing = reading.sharing({key for several in keys.values() for key in several})
        sharers = {each for several in sharing.values() for each in several}
        known = {each.subject: each for each in reading.records_of(sorted(sharers))}
    for each in sorted(records, key=lambda one: one.subject):
        position = positions[each.subject]
        others = {one for key in keys[each.subject] for one in sharing.get(key, ())} - {
            each.subject
        }
        same = _same(each, (known[one] for one in sorted(others) if one in known))
        yield _Left(each, position, day_in_china(times[position]), tuple(same))


def _same(record: Record, others: Iterable[Record]) -> Iterator[Record]:
    """The open ones of *others* that have a number of the subject's."""
    mine = identity_of(record)
    return (
        each
        for each in others
        if not each.closed and each.kind is record.kind and mine & identity_of(each)
    )
