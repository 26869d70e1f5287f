"""Reminders: what is due, overdue, given back, contested or soon stale, and whom time or a move has brought or taken away."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from yibiao import access, governance
from yibiao.flows.filling.conflicts import contested_by_subject
from yibiao.flows.house import House
from yibiao.flows.units.cells import counts_by_unit
from yibiao.flows.units.move_reminders import of_moves
from yibiao.flows.units.scope_reminders import of_scopes
from yibiao.flows.units.standings import handing_in
from yibiao.flows.units.telling import Teller
from yibiao.model.actor import Actor
from yibiao.model.moment import Moment
from yibiao.model.reminder import Reminder

#: So many days ahead, and back, unless said otherwise.
DAYS: Final = 30

#: As many days as anybody may ask for.
MOST_DAYS: Final = 366


def reminders(
    house: House, unit: str, actor: Actor, *, days: int = DAYS, since: int | None = None
) -> tuple[Reminder, ...]:
    """
    What a unit and all below it should know of today: what waits or is coming, the soonest due first; then what happened.

    Args:
        house: Where.
        unit: Its code.
        actor: Who asks.
        days: So far ahead; birthdays, due days and what grows stale within it.
        since: Moves and closings after this position of the journal; those of as many days back unless given.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    days = max(0, min(days, MOST_DAYS))
    units = house.registry.subtree(unit)
    teller = Teller(house, actor)
    waiting = [
        *_of_rounds(teller, unit, days),
        *of_scopes(teller, units, days),
        *_of_conflicts(teller, unit, units),
        *_of_age(teller, unit, units, days),
    ]
    happened = list(of_moves(teller, units, days, since))
    found = (*sorted(waiting, key=_soonest), *sorted(happened, key=_newest))
    if named := {each.subject for each in found if each.label}:
        house.noted(actor, "records", unit, len(named))
    return found


def _soonest(reminder: Reminder) -> tuple[object, ...]:
    return reminder.on, reminder.code, reminder.unit, reminder.label or "", reminder.subject or ""


def _newest(reminder: Reminder) -> tuple[object, ...]:
    return (-reminder.on.toordinal(), *_soonest(reminder)[1:])


def _of_rounds(teller: Teller, unit: str, days: int) -> Iterator[Reminder]:
    house, rounds = teller.house, teller.house.registry.rounds
    for round_ in list(rounds.values()):
        for each in handing_in(house, unit):
            turns = rounds.turns(round_.id, each)
            name = teller.unit(each)
            yield from governance.of_round(round_, each, name, turns, house.today, days)


def _of_conflicts(teller: Teller, unit: str, units: list[str]) -> Iterator[Reminder]:
    """Of the first so many subjects that are there; whoever wants all asks for the conflicts."""
    counts = contested_by_subject(teller.house, unit, teller.actor)
    here = frozenset(units)
    for subject, record in teller.records(counts).items():
        if record.unit in here:
            facts = {"count": counts[subject]}
            yield teller.about(record, "cells-contested", teller.house.today, facts)


def _of_age(teller: Teller, unit: str, units: list[str], days: int) -> Iterator[Reminder]:
    """Cells that are stale, and those that become so."""
    house = teller.house
    asking = house.registry.asked_on(house.today)
    stale = {}
    for on in (house.today, house.today + timedelta(days=days)):
        counts, _ = counts_by_unit(house, "asked", asking, units, Moment(on))
        found = Counter[str]()
        for code, cells in counts.items():
            for above in (code, *house.registry.above(code)):
                found[above] += cells.stale
        stale[on] = found
    now, then = stale[house.today], stale[house.today + timedelta(days=days)]
    for each in handing_in(house, unit) or [unit]:
        if now[each]:
            yield teller.of("cells-stale", house.today, each, {"count": now[each]})
        if then[each] > now[each]:
            facts = {"count": then[each] - now[each], "days": days}
            yield teller.of("cells-stale-soon", house.today + timedelta(days=days), each, facts)
