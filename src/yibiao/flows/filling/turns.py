"""
Rounds as the writer knows them, in its own turn: whether one is closed, and what a unit has handed in.

The registry of this process may lag behind what other writers decided. So the events that decide about a round have ids
that follow from what they decide, and whoever writes looks whether they are there: `round.closed:…` once a round,
`round.submitted:…` with a number that counts what a unit handed in (odd) and was given back (even).
"""

from collections.abc import Iterable
from typing import Final

from yibiao.errors import Finding, Invalid, RoundClosed, UnitSubmitted
from yibiao.flows.house import House
from yibiao.model.record import Entry, Record
from yibiao.store import Writing

_OPENING: Final = "round.opened:"
_EXTENDING: Final = "round.extended:"
_TURN: Final = "round.submitted:"
_CLOSING: Final = "round.closed:"
_SEALING: Final = "round.sealed:"


def opening_of(round_: str) -> str:
    """The id of the event by which a round is opened."""
    return f"{_OPENING}{round_}"


def extension_of(round_: str, number: int) -> str:
    """The id of the event by which a round is extended for the *number*th time, from 1."""
    return f"{_EXTENDING}{number}:{round_}"


def turn_of(round_: str, unit: str, number: int) -> str:
    """The id of the *number*th turn, from 1, between a unit and whoever it answers to: odd ones hand in."""
    return f"{_TURN}{unit}:{number}:{round_}"


def closing_of(round_: str) -> str:
    """The id of the event by which a round is closed."""
    return f"{_CLOSING}{round_}"


def sealing_of(round_: str) -> str:
    """The id of the event by which the slices of a round are sealed."""
    return f"{_SEALING}{round_}"


def require_open(house: House, writing: Writing, round_: str) -> None:
    """
    Let pass what is written while a round is open.

    Raises:
        RoundClosed: It was closed, here or by another process.
    """
    if writing.event_of(closing_of(round_)) is not None:
        due = house.registry.round(round_).due
        raise RoundClosed(round=round_, due=due.isoformat())


def turns_taken(house: House, writing: Writing, round_: str, unit: str) -> int:
    """How many turns there were between a unit and whoever it answers to; odd while what it handed in stands."""
    taken = len(house.registry.rounds.turns(round_, unit))
    while writing.event_of(turn_of(round_, unit, taken + 1)) is not None:
        taken += 1
    return taken


def extensions_made(house: House, writing: Writing, round_: str) -> int:
    """How often a round was extended."""
    made = len(house.registry.round(round_).extensions)
    while writing.event_of(extension_of(round_, made + 1)) is not None:
        made += 1
    return made


def asked_of_writer(house: House, entries: Iterable[Entry]) -> list[str]:
    """The ids that the writer will look for before it takes *entries*, so that it can look for them at once."""
    places = dict.fromkeys((each.round, each.unit) for each in entries if each.round is not None)
    found = [closing_of(round_) for round_ in dict.fromkeys(round_ for round_, _ in places)]
    for round_, unit in places:
        for above in (unit, *house.registry.above(unit)):
            taken = len(house.registry.rounds.turns(round_, above))
            found.append(turn_of(round_, above, taken + 1))
    return found


def require_taking(house: House, writing: Writing, entry: Entry, record: Record | None) -> None:
    """
    Let an entry pass that its round takes: it is open, and neither the unit nor one above it has handed in.

    So has the unit to which the subject belongs, whatever unit the entry names; but whoever moves a subject changes only
    where it belongs, and the unit that it leaves cannot hold it back.

    Raises:
        RoundClosed: The round was closed.
        UnitSubmitted: What was handed in stands until it is given back.
    """
    if entry.round is None:
        return
    require_open(house, writing, entry.round)
    places = [entry.unit]
    if record is not None and entry.act not in ("open", "move") and record.unit != entry.unit:
        places.append(record.unit)
    for place in places:
        for unit in (place, *house.registry.above(place)):
            if turns_taken(house, writing, entry.round, unit) % 2:
                raise UnitSubmitted(round=entry.round, unit=unit)


def require_reason(why: str) -> None:
    """
    Let a reason pass that says anything.

    Raises:
        Invalid: It is blank.
    """
    if not why.strip():
        raise Invalid(Finding("reason-missing", "#/why"), count=1)
