"""Reminders: what is due, overdue, given back, contested or soon stale, and whom time or a move has brought or taken away."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from yibiao import access, governance, slicing
from yibiao.flows.filling.conflicts import conflicts
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.units.cells import counts_by_unit
from yibiao.flows.units.standings import handing_in
from yibiao.model.actor import Actor
from yibiao.model.moment import Moment
from yibiao.model.place import day_in_china, morning_in_china
from yibiao.model.reminder import Reminder

#: So many days ahead, and back, unless said otherwise.
DAYS: Final = 30

#: As many days as anybody may ask for.
MOST_DAYS: Final = 366


def reminders(
    house: House, unit: str, actor: Actor, *, days: int = DAYS, since: int | None = None
) -> tuple[Reminder, ...]:
    """
    What a unit and all below it should know of today, the most urgent first.

    Args:
        house: Where.
        unit: Its code.
        actor: Who asks.
        days: So far ahead; birthdays, due days and what grows stale within it.
        since: Moves after this position of the journal; those of as many days back unless given.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    days = max(0, min(days, MOST_DAYS))
    units = house.registry.subtree(unit)
    found = [
        *_of_rounds(house, unit, days),
        *_of_scopes(house, units, days),
        *_of_moves(house, units, days, since),
        *_of_conflicts(house, unit, units, actor),
        *_of_age(house, unit, units, days),
    ]
    found.sort(key=lambda each: (each.on, each.code, each.unit, each.subject or ""))
    return tuple(found)


def _of_rounds(house: House, unit: str, days: int) -> Iterator[Reminder]:
    rounds = house.registry.rounds
    for round_ in list(rounds.values()):
        for each in handing_in(house, unit):
            turns = rounds.turns(round_.id, each)
            yield from governance.of_round(round_, each, turns, house.today, days)


def _of_scopes(house: House, units: list[str], days: int) -> Iterator[Reminder]:
    """Birthdays, and whatever else time does, that bring somebody into a form's scope or out of it."""
    catalogue = house.registry.catalogue
    for registration in house.registry.in_force(house.today):
        if governance.passes_with_time(registration.form, catalogue):
            yield from _of_scope(house, registration, units, days)


def _of_scope(
    house: House, registration: Registration, units: list[str], days: int
) -> Iterator[Reminder]:
    form = registration.form
    ends = _within(house, registration, units, (-1, days))
    crossing = {subject for subject, tags in ends.items() if len(tags) == 1}
    if not crossing:
        return
    each_day = _within(house, registration, units, range(days + 1))
    for subject in sorted(crossing):
        record = house.journal.record(subject)
        inside = {*each_day.get(subject, ())}
        enters = ends[subject] == [1]
        on = next((day for day in range(days + 1) if (day in inside) is enters), 0)
        if record is not None:
            code = "scope-entered" if enters else "scope-left"
            facts = {"form": form.title, "scope": form.scope}
            day = house.today + timedelta(days=on)
            yield Reminder.of(code, day, record.unit, facts, subject=subject, form=form.id)


def _within(
    house: House, registration: Registration, units: list[str], days: range | tuple[int, ...]
) -> dict[str, list[int]]:
    """Each subject that is in scope on any of some days from today, with the numbers of those days."""
    queries = [
        slicing.reached(
            registration.form,
            (),
            house.registry.catalogue,
            today=house.today + timedelta(days=each),
            units=units,
        )
        for each in days
    ]
    return dict(house.picture.query(slicing.tagged(queries)).rows)


def _of_moves(house: House, units: list[str], days: int, since: int | None) -> Iterator[Reminder]:
    within = {*units}
    with house.journal.reading() as reading:
        if since is None:
            since = reading.before(morning_in_china(house.today - timedelta(days=days)))
        moved = [
            each
            for each in house.picture.query(slicing.moved(since)).rows
            if each[1] is not None and (each[1] in within) is not (each[2] in within)
        ]
        times = reading.times(position for *_, position in moved)
    for subject, left, entered, position in moved:
        away = left in within
        on = day_in_china(times[position])
        facts = {"from": left, "to": entered}
        code, unit = ("subject-moved-away", left) if away else ("subject-moved-in", entered)
        yield Reminder.of(code, on, unit, facts, subject=subject)


def _of_conflicts(house: House, unit: str, units: list[str], actor: Actor) -> Iterator[Reminder]:
    """Of the first so many subjects that are there; whoever wants all asks for the conflicts."""
    here = frozenset(units)
    found = [each for each in conflicts(house, unit, actor).cells if each.unit in here]
    for (subject, code), count in Counter((each.subject, each.unit) for each in found).items():
        facts = {"count": count}
        yield Reminder.of("cells-contested", house.today, code, facts, subject=subject)


def _of_age(house: House, unit: str, units: list[str], days: int) -> Iterator[Reminder]:
    """Cells that are stale, and those that become so."""
    asking = house.registry.in_force(house.today)
    stale = {}
    for on in (house.today, house.today + timedelta(days=days)):
        counts, _ = counts_by_unit(house, "in force", asking, units, Moment(on))
        found = Counter[str]()
        for code, cells in counts.items():
            for above in (code, *house.registry.above(code)):
                found[above] += cells.stale
        stale[on] = found
    now, then = stale[house.today], stale[house.today + timedelta(days=days)]
    for each in handing_in(house, unit) or [unit]:
        if now[each]:
            yield Reminder.of("cells-stale", house.today, each, {"count": now[each]})
        if then[each] > now[each]:
            facts = {"count": then[each] - now[each], "days": days}
            yield Reminder.of("cells-stale-soon", house.today + timedelta(days=days), each, facts)
