"""The tree of units: opened branch by branch, searched by words, and one of them with how many subjects it has."""

from collections.abc import Iterable
from itertools import islice
from typing import Final

from yibiao import access
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Unit
from yibiao.model.unit_list import Branch
from yibiao.model.where import ANYWHERE

#: As many units are found at once.
MOST_FOUND: Final = 100

_SUBJECTS: Final = " UNION ALL ".join(
    f"""SELECT '{kind.value}', count(*) FROM "{kind.value}"
    WHERE NOT "#closed" AND "#unit" IN (SELECT unnest($units::VARCHAR[]))"""
    for kind in SubjectKind
)


def branches(house: House, actor: Actor, *, of: str | None = None) -> list[Branch]:
    """
    The units right below the one of code *of*, by their codes; those below none, if none is named.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "registry.read", ANYWHERE, house.today)
    if of is not None:
        house.registry.unit(of)
    return _branches(house, house.registry.below(of))


def found(house: House, words: str, actor: Actor, *, limit: int = MOST_FOUND) -> list[Branch]:
    """The unit whose code *words* is; those whose code begins with them, or whose name has all of them, by their codes; so many at most."""
    access.require(actor, "registry.read", ANYWHERE, house.today)
    registry, wanted = house.registry, words.casefold().split()
    fitting = (
        registry.units[code]
        for code in registry.codes
        if all(
            code.startswith(word) or word in registry.units[code].name.casefold() for word in wanted
        )
    )
    exact = registry.units.get(words.strip())
    others = (each for each in fitting if each is not exact)
    first = [exact] if exact else []
    return _branches(house, [*first, *islice(others, limit - len(first))])


def branch(house: House, code: str, actor: Actor) -> Branch:
    """
    One unit in the tree; with how many subjects it has, for whoever may read how far it is.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "registry.read", ANYWHERE, house.today)
    (one,) = _branches(house, [house.registry.unit(code)])
    if not access.may(actor, "round.read", house.at(code), house.today):
        return one
    rows = house.picture.query(_SUBJECTS, {"units": house.registry.subtree(code)}).rows
    counts = {SubjectKind(kind): count for kind, count in rows if count}
    return one.model_copy(update={"subjects": counts})


def _branches(house: House, units: Iterable[Unit]) -> list[Branch]:
    registry = house.registry
    return [
        Branch(
            unit=each,
            level=each.level,
            above=tuple(registry.units[code] for code in registry.above(each.code)),
            below=len(registry.below(each.code)),
            within=len(registry.subtree(each.code)) - 1,
        )
        for each in units
    ]
