"""The kinds of subject that forms in force and open rounds ask of, with what a worker needs to find one or to open a new one."""

from yibiao import filling
from yibiao.flows.house import House
from yibiao.flows.slicing import query
from yibiao.flows.slicing.moments import AsOf
from yibiao.flows.units.asked_cells import labelling
from yibiao.flows.units.unit_table import searched
from yibiao.model.actor import Actor
from yibiao.model.asked_kind import AskedKind
from yibiao.model.derivation import sources
from yibiao.model.kinds import KIND_NAMES, SubjectKind


def asked_kinds(
    house: House, actor: Actor, *, as_of: AsOf = None, round_: str | None = None
) -> list[AskedKind]:
    """
    Each kind of subject of which some form in force asks something, or one of a round that is open; or asked *as_of* some time, or in a round.

    Raises:
        NotFound: There is no such round.
        BadRequest: That is no time.
    """
    tables = {
        kind: query.table(house, kind, actor, as_of=as_of, round_=round_).columns
        for kind in SubjectKind
    }
    return [
        _asked(house, kind, [each.element for each in columns])
        for kind, columns in tables.items()
        if any(each.asked_by for each in columns)
    ]


def _asked(house: House, kind: SubjectKind, columns: list[str]) -> AskedKind:
    catalogue, calling = house.registry.catalogue, tuple(labelling(kind))
    opening = filling.asked_first(kind, calling, columns)
    follows = {
        each: tuple(source for source in sources(each, catalogue) if source in opening)
        for each in opening
    }
    return AskedKind(
        kind=kind,
        name=KIND_NAMES[kind],
        opening=opening,
        called_by=tuple(each for each in calling if each in opening),
        identified_by=tuple(each for each in opening if catalogue.elements[each].identifying),
        found_by=tuple(searched(house.registry, kind)),
        follows_from={each: found for each, found in follows.items() if found},
    )
