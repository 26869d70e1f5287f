"""Rounds: open, extend, close; units hand in what they have and are given it back; how far they all are."""

from collections.abc import Iterable
from datetime import date

from yibiao import access, governance
from yibiao.errors import Decided, HandedInBelow, SubmissionIncomplete
from yibiao.flows.filling import turns
from yibiao.flows.house import House
from yibiao.flows.units import cells, standings
from yibiao.model.actor import Actor
from yibiao.model.event import Draft
from yibiao.model.place import Round
from yibiao.model.standing import HandedIn, Progress, Standing, Turn, UnitProgress
from yibiao.model.where import EVERYWHERE, Everywhere
from yibiao.store import Writing


def open_round(house: House, round_: Round, actor: Actor) -> Round:
    """
    Open a round as it was announced: with its due day, not extended, not closed. Opening it twice is harmless.

    Raises:
        Decided: There is another of that id.
    """
    access.require(actor, "round.open", Everywhere(round_.id), house.today)
    announced = round_.announced
    body = {"round": announced.model_dump(mode="json", exclude={"closed_at", "extensions"})}

    def opening(writing: Writing) -> Iterable[Draft]:
        id_ = turns.opening_of(round_.id)
        if writing.event_of(id_) is None:  # another process may have been quicker
            yield house.draft("round.opened", actor, body, id_=id_)

    with house.deciding:
        house.refresh()
        if round_.id not in house.registry.rounds:
            house.decide(opening)
        known = house.registry.round(round_.id)
        if known.announced != announced:
            state = "closed" if known.closed else "open"
            raise Decided(what_zh="该轮次", what_en="round", state=state)
    return known


def extend(house: House, id_: str, due: date, why: str, actor: Actor) -> Round:
    """
    Let a round be due later, for a reason. What it was before, who decided and why stay with it.

    Extending it again to the day on which it is due already, for the same reason, is harmless.

    Raises:
        NotFound: There is no such round.
        RoundClosed: It is closed.
        Invalid: The day is not later than the one in force, or no reason is given.
        Decided: Somebody else has extended it at the same moment.
    """
    access.require(actor, "round.extend", Everywhere(id_), house.today)
    turns.require_reason(why)

    def extending(writing: Writing) -> Iterable[Draft]:
        turns.require_open(house, writing, id_)
        made = turns.extensions_made(house, writing, id_)
        if made != len(house.registry.round(id_).extensions):
            raise Decided(what_zh="该轮次", what_en="round", state="extended")
        body = {"round": id_, "due": due.isoformat(), "why": why}
        yield house.draft("round.extended", actor, body, id_=turns.extension_of(id_, made + 1))

    with house.deciding:
        house.refresh()
        last = house.registry.round(id_).extensions[-1:]
        if not any((each.due, each.why, each.by) == (due, why, actor.id) for each in last):
            governance.may_extend(house.registry.round(id_), due)
            house.decide(extending)
    return house.registry.round(id_)


def close_round(house: House, id_: str, actor: Actor) -> Round:
    """
    Close a round; it takes no more entries, nothing more is handed in or given back. Closing it twice is harmless.

    Raises:
        NotFound: There is no such round.
    """
    access.require(actor, "round.close", Everywhere(id_), house.today)

    def closing(writing: Writing) -> Iterable[Draft]:
        closing_id = turns.closing_of(id_)
        if writing.event_of(closing_id) is None:
            yield house.draft("round.closed", actor, {"round": id_}, id_=closing_id)

    with house.deciding:
        house.refresh()
        if not house.registry.round(id_).closed:
            house.decide(closing)
    return house.registry.round(id_)


def submit(
    house: House, id_: str, unit: str, actor: Actor, *, remark: str | None = None
) -> Standing:
    """
    Hand in what a unit has: from now on the round takes no more entries of it, until it is given back.

    Something missing wants a remark that says why. Handing in again what stands is harmless if it is the same.

    Raises:
        NotFound: There is no such round or unit.
        HandedInBelow: It has communities below it, which hand in for themselves.
        RoundNotOpen: It opens on a later day.
        RoundClosed: It is closed.
        SubmissionIncomplete: Cells are missing, and there is no remark.
        Decided: Somebody has handed it in already.
    """
    access.require(actor, "round.submit", house.at(unit), house.today)
    house.refresh()
    governance.may_file(house.registry.round(id_), house.today)
    _require_handing_in(house, unit)
    remark = (remark or "").strip() or None
    counts, seen = cells.counted(house, id_, unit)

    def handing_in(writing: Writing) -> Iterable[Draft]:
        turns.require_open(house, writing, id_)
        taken = turns.turns_taken(house, writing, id_, unit)
        if taken % 2:
            standing = writing.event_of(turns.turn_of(id_, unit, taken))
            if standing and (standing.actor, standing.body.get("remark")) == (actor.id, remark):
                return
            raise Decided(what_zh="该单元的报送", what_en="submission", state="submitted")
        if counts.missing and remark is None:
            facts = counts.document()
            raise SubmissionIncomplete(round=id_, unit=unit, **facts)
        body = {
            "round": id_,
            "unit": unit,
            "position": seen,
            "counts": counts.document(),
            **({"remark": remark} if remark else {}),
        }
        number = turns.turn_of(id_, unit, taken + 1)
        yield house.draft("round.submitted", actor, body, id_=number, unit=unit)

    with house.deciding:
        house.decide(handing_in)
    return standings.standing_of(house, id_, unit)


def give_back(house: House, id_: str, unit: str, why: str, actor: Actor) -> Standing:
    """
    Give back to a unit what it has handed in, for a reason; the round takes its entries again.

    Raises:
        NotFound: There is no such round or unit.
        RoundClosed: It is closed.
        Invalid: No reason is given.
        Decided: Nothing stands that could be given back.
    """
    access.require(actor, "round.return", house.at(unit), house.today)
    turns.require_reason(why)

    def giving_back(writing: Writing) -> Iterable[Draft]:
        turns.require_open(house, writing, id_)
        taken = turns.turns_taken(house, writing, id_, unit)
        if taken % 2 == 0:
            last = writing.event_of(turns.turn_of(id_, unit, taken)) if taken else None
            if last and (last.actor, last.body.get("why")) == (actor.id, why):
                return
            state = "returned" if taken else "not-submitted"
            raise Decided(what_zh="该单元的报送", what_en="submission", state=state)
        body = {"round": id_, "unit": unit, "why": why}
        number = turns.turn_of(id_, unit, taken + 1)
        yield house.draft("round.returned", actor, body, id_=number, unit=unit)

    with house.deciding:
        house.refresh()
        house.registry.round(id_)
        house.registry.unit(unit)
        house.decide(giving_back)
    return standings.standing_of(house, id_, unit)


def progress(house: House, id_: str, unit: str | None, actor: Actor) -> Progress:
    """
    How far a unit and those right below it are in a round; all that lie below no other unless one is named.

    Raises:
        NotFound: There is no such round or unit.
    """
    access.require(actor, "round.read", house.at(unit) if unit else EVERYWHERE, house.today)
    round_, registry = house.registry.round(id_), house.registry
    shown = _shown(house, unit)
    within = list(dict.fromkeys(code for each in shown for code in registry.subtree(each)))
    counts, seen = cells.counts_of(house, id_, within)
    found = standings.standings_of(house, id_, within)
    summed = standings.summed(house, counts)
    return Progress(
        round=id_,
        due=round_.due,
        closed=round_.closed,
        as_of=seen,
        units=tuple(
            UnitProgress(
                unit=each,
                name=registry.units[each].name,
                counts=summed[each],
                units=standings.tally_of(house, each, found),
                standing=found.get(each),
            )
            for each in shown
        ),
        people=_people(house, (found[each].turns for each in shown if each in found)),
    )


def handed_in(house: House, unit: str, actor: Actor) -> HandedIn:
    """
    What a unit handed in and was given back in all rounds.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "round.read", house.at(unit), house.today)
    code = house.registry.unit(unit).code
    turns = house.registry.rounds.turns_of(code)
    return HandedIn(
        unit=code,
        hands_in=standings.handing_in(house, code) == [code],
        turns=turns,
        people=_people(house, turns.values()),
    )


def standing(house: House, id_: str, unit: str, actor: Actor) -> Standing:
    """
    Where a unit stands in a round.

    Raises:
        NotFound: There is no such round or unit.
    """
    access.require(actor, "round.read", house.at(unit), house.today)
    return standings.standing_of(house, id_, unit)


def _require_handing_in(house: House, unit: str) -> None:
    """A unit hands in for itself and for what is below it, unless communities are."""
    below = set(house.registry.subtree(unit)) - {unit}
    if not below.isdisjoint(house.registry.communities()):
        raise HandedInBelow(unit=unit)


def _people(house: House, of_units: Iterable[Iterable[Turn]]) -> dict[str, str]:
    """What those are called who took *of_units*, steps of some units or rounds."""
    return house.registry.accounts.names(turn.by for turns in of_units for turn in turns)


def _shown(house: House, unit: str | None) -> list[str]:
    units = list(house.registry.units.values())
    first = [] if unit is None else [house.registry.unit(unit).code]
    return [*first, *(each.code for each in units if each.parent == unit)]
