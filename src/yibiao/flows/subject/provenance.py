"""Where values come from: positions of the journal → the entries there, looked up together."""

from collections.abc import Collection, Iterable, Mapping

from yibiao.flows.house import House
from yibiao.model.event import Event
from yibiao.model.provenance import Names, Provenance, Told
from yibiao.model.record import Entry, Statement


def provenance(event: Event) -> Provenance:
    """The entry that *event* is; of one whose body was erased, what the journal's chain keeps of it."""
    said = {}
    if not event.redacted:
        entry = Entry.model_validate(event.body["entry"])
        said = {name: getattr(entry, name) for name in ("act", "form", "round", "source", "remark")}
    return Provenance(
        position=event.position,
        entry=event.id,
        at=event.at,
        actor=event.actor,
        unit=event.unit,
        **said,
    )


def people(house: House, by: Iterable[Provenance]) -> dict[str, str]:
    """What whoever is behind entries is called; whoever has no account has no name here."""
    return house.registry.accounts.names(each.actor for each in by)


def named(
    house: House, by: Collection[Provenance], asked: Iterable[Mapping[str, Iterable[str]]] = ()
) -> Names:
    """What people call whoever and whatever is behind entries, and the forms that *asked* for their values."""
    registry = house.registry
    departments = registry.departments
    ids = {each.form for each in by if each.form}
    ids |= {form for each in asked for several in each.values() for form in several}
    known = registry.registrations
    forms = {id_: known[id_].form for id_ in sorted(ids) if id_ in known}
    imports = {each.source.id for each in by if each.source and each.source.id in registry.imports}
    return Names(
        people=people(house, by),
        forms={id_: each.title for id_, each in forms.items()},
        departments={
            id_: departments[each.department].name
            for id_, each in forms.items()
            if each.department in departments
        },
        files={id_: registry.imports[id_].imported.file.name for id_ in sorted(imports)},
    )


def told(statement: Statement, events: Mapping[int, Event]) -> Told:
    """A statement with the entry that made it."""
    by = provenance(events[statement.position])
    return Told(value=statement.value, loaded=statement.loaded, by=by)


def positions(statements: Iterable[Statement]) -> set[int]:
    """Where *statements* were made."""
    return {each.position for each in statements}
