"""Where every unit stands in a round, from what it handed in and was given back, and from what was filed of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from yibiao import governance, slicing
from yibiao.flows.house import House
from yibiao.flows.units.cells import moment
from yibiao.flows.units.statuses import began
from yibiao.model.moment import Moment
from yibiao.model.standing import Counts, Standing, Tally


def standing_of(house: House, id_: str, unit: str) -> Standing:
    """
    Where one unit stands.

    Raises:
        NotFound: There is no such round or unit.
    """
    house.registry.round(id_)
    return standings_of(house, id_, house.registry.subtree(unit), [unit])[unit]


def standings_of(
    house: House, id_: str, within: Sequence[str], units: Iterable[str] | None = None
) -> dict[str, Standing]:
    """Where each of *units* stands; of those that hand in, or have done so, unless they are named."""
    registry, rounds = house.registry, house.registry.rounds
    round_, when = registry.round(id_), moment(house, id_)
    if units is None:
        own = [each for each in within if rounds.turns(id_, each)]
        top = [each for each in within if registry.units[each].parent not in within]
        units = dict.fromkeys((*(code for each in top for code in handing_in(house, each)), *own))
    touched = _touched(house, when, dict.fromkeys(within, began(house, round_)))
    begun = {each for code in touched for each in (code, *registry.above(code))}
    changed = _changed(house, id_, units, when)
    return {
        each: governance.standing(
            round_,
            each,
            rounds.turns(id_, each),
            when.today,
            begun=each in begun,
            changed=changed[each],
        )
        for each in units
    }


def _changed(house: House, id_: str, units: Iterable[str], when: Moment) -> Counter[str]:
    """Of how many subjects of each of *units* that has handed in something was filed since."""
    registry = house.registry
    owner: dict[str, str] = {}
    after: dict[str, int] = {}
    for unit in units:
        last = registry.rounds.turns(id_, unit)[-1:]
        if last and last[0].act == "submit":
            below = registry.subtree(unit)
            owner |= dict.fromkeys(below, unit)
            after |= dict.fromkeys(below, last[0].seen or 0)
    found = Counter[str]()
    for code, count in (_touched(house, when, after) if after else {}).items():
        found[owner[code]] += count
    return found


def handing_in(house: House, unit: str) -> list[str]:
    """The units within *unit* that hand in: communities, and where there are none, itself if it is below none."""
    registry = house.registry
    communities = [each for each in registry.subtree(unit) if registry.units[each].community]
    if communities:
        return communities
    above = registry.above(unit)
    return [] if any(registry.units[each].community for each in above) else [unit]


def tally_of(house: House, unit: str, standings: Mapping[str, Standing]) -> Tally:
    """How many of the units within *unit* that hand in stand where."""
    return governance.tally(
        standings[each] for each in handing_in(house, unit) if each in standings
    )


def summed(house: House, of_units: Mapping[str, Counts]) -> defaultdict[str, Counts]:
    """The cells of each unit with all below it."""
    found: defaultdict[str, Counts] = defaultdict(Counts)
    for code, counts in of_units.items():
        for each in (code, *house.registry.above(code)):
            found[each] += counts
    return found


def _touched(house: House, when: Moment, after: Mapping[str, int]) -> dict[str, int]:
    """The subjects of each unit about whom anything was filed after a position."""
    context = slicing.Context(house.registry.catalogue, when.today, None, when.as_of)
    found: defaultdict[str, int] = defaultdict(int)
    for unit, count in house.picture.query(slicing.touched(after, context)).rows:
        found[unit] += count
    return found
