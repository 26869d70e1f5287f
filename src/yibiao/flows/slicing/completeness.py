"""Completeness: how much of an answer is answered, and how many of the units behind it have handed in for the round that asks it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yibiao import governance
from yibiao.flows.house import House
from yibiao.flows.units import standings
from yibiao.flows.units.cells import moment
from yibiao.model.place import day_in_china


@dataclass(frozen=True)
class Filed:
    """
    The units of an answer that hand in, in the newest round that asks its form.

    Attributes:
        round: Its id.
        units: How many hand in.
        filed: How many have.
        late: How many did after the due day, or have not by now though it is over.
    """

    round: str
    units: int
    filed: int
    late: int

    def document(self) -> dict[str, Any]:
        """With those of which something is still due."""
        return {
            "round": self.round,
            "units": self.units,
            "filed": self.filed,
            "due": self.units - self.filed,
            "late": self.late,
        }


def told(
    house: House,
    form: str,
    cells: tuple[int, int, int],
    units: Iterable[str] | None,
    as_of: int | None = None,
    round_: str | None = None,
) -> dict[str, Any]:
    """What stands beside an answer of so many rows, columns and answered *cells*, about *units*."""
    rows, columns, answered = cells
    handed_in = filed(house, form, units, as_of, round_)
    return {
        "rows": rows,
        "cells": rows * columns,
        "answered": answered,
        **({"units": handed_in.document()} if handed_in else {}),
    }


def filed(
    house: House,
    form: str,
    units: Iterable[str] | None,
    as_of: int | None = None,
    round_: str | None = None,
) -> Filed | None:
    """
    How many of *units* – all unless they are named – have handed in, in a round, or the newest that has begun and asks the form.

    `None` where none does.
    """
    rounds = house.registry.rounds
    until = house.registry.position if as_of is None else as_of
    round_ = round_ or next(
        (
            id_
            for id_ in reversed(list(rounds))
            if form in rounds.asks(id_).forms
            and rounds.opened[id_] <= until
            and rounds[id_].opens <= _day(house, id_, until)
        ),
        None,
    )
    if round_ is None:
        return None
    if until < house.registry.position:
        found = _standing(house, round_, until)
    else:
        turned = rounds.turned.get(round_, 0)
        found = house.planned(("filed in", round_, turned), lambda: _standing(house, round_, until))
    among = found.values() if units is None else (found[each] for each in units if each in found)
    counted = [*among]
    return Filed(
        round=round_,
        units=len(counted),
        filed=sum(handed_in for handed_in, _ in counted),
        late=sum(late for _, late in counted),
    )


def _standing(house: House, round_: str, until: int) -> dict[str, tuple[bool, bool]]:
    """Of every unit that hands in, whether it has, and whether it is late, at a position of the journal."""
    registry, rounds = house.registry, house.registry.rounds
    today = _day(house, round_, until)
    roots = [each.code for each in registry.units.values() if each.parent is None]
    found = {}
    for unit in (code for each in roots for code in standings.handing_in(house, each)):
        turns = tuple(each for each in rounds.turns(round_, unit) if each.position <= until)
        standing = governance.standing(rounds[round_], unit, turns, today, begun=False)
        found[unit] = (standing.state == "submitted", standing.late)
    return found


def _day(house: House, round_: str, until: int) -> date:
    """The day by which it is told what is late: of the position, of the round's closing, or today."""
    closed = house.registry.rounds.closed.get(round_)
    if closed is not None and closed <= until:
        return moment(house, round_).today
    event = house.journal.event(until) if until < house.registry.position else None
    return house.today if event is None else day_in_china(event.at)
