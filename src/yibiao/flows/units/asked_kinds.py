"""The kinds of subject that forms in force ask of, with what a worker needs to find one or to open a new one."""

from yibiao import access, filling
from yibiao.flows.house import House
from yibiao.flows.units.asked_cells import labelling
from yibiao.flows.units.unit_table import searched
from yibiao.model.actor import Actor
from yibiao.model.asked_kind import AskedKind
from yibiao.model.derivation import sources
from yibiao.model.kinds import KIND_NAMES, SubjectKind
from yibiao.model.where import ANYWHERE


def asked_kinds(house: House, actor: Actor) -> list[AskedKind]:
    """Each kind of subject of which some form in force asks something."""
    access.require(actor, "registry.read", ANYWHERE, house.today)
    tables = {kind: house.table(kind).columns for kind in SubjectKind}
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
