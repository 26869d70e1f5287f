"""Ask: whom the forms in force ask what, over all of them at once, and what is still missing."""

from yibiao import access
from yibiao.flows.house import House
from yibiao.flows.units.statuses import statuses_by_kind
from yibiao.model.actor import Actor


def asked(house: House, unit: str, actor: Actor) -> dict[str, tuple[str, ...]]:
    """
    The elements that forms in force ask of each open subject of *unit* and below, by subject; each once, whoever asks.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    return {
        each.subject: wanted
        for several in statuses_by_kind(house, unit)
        for each in several.rows
        if (wanted := several.named(each.asked | each.follows))
    }


def missing(house: House, unit: str, actor: Actor) -> dict[str, tuple[str, ...]]:
    """
    Of what is asked of each open subject of *unit* and below, that for which nothing is held nor follows.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    return {
        each.subject: several.named(each.verdict.missing)
        for several in statuses_by_kind(house, unit)
        for each in several.rows
        if each.verdict.missing
    }
