"""What rules read beside the cells of a row, so that a page looks at what is stated as the service does."""

from collections.abc import Iterable, Mapping
from typing import Any

from yibiao import filling
from yibiao.flows.filling import unusual
from yibiao.flows.granting.shown import Shown
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Record


def read(house: House, kind: SubjectKind) -> frozenset[str]:
    """The elements of subjects of *kind* that rules read, of whichever subjects these are."""

    def by_kind() -> dict[SubjectKind, frozenset[str]]:
        elements = house.registry.catalogue.elements
        every = {id_ for each in SubjectKind for id_ in filling.elements_read(house.table(each))}
        return {
            each: frozenset(id_ for id_ in every if elements[id_].subject is each)
            for each in SubjectKind
        }

    return house.planned("elements that rules read", by_kind)[kind]


def seen(
    house: House, record: Record, shown: Shown, apart_from: Iterable[str] = ()
) -> dict[str, Any]:
    """What rules read of a subject that is held and shown whole."""
    wanted = read(house, record.kind).difference(apart_from) & record.cells.keys()
    return {
        id_: record.cells[id_].value
        for id_ in sorted(wanted)
        if record.cells[id_].value is not None and shown.mask(record.unit, id_) == "full"
    }


def before(
    house: House, kind: SubjectKind, records: Iterable[Record], shown: Shown
) -> dict[str, dict[str, Any]]:
    """By subject and element, what was held when the round in progress opened, where something was stated since."""
    opened = unusual.in_progress(house)
    if opened is None:
        return {}
    compared = filling.elements_compared(house.table(kind))
    since = {
        record.subject: elements
        for record in records
        if (
            elements := [
                id_
                for id_ in compared & record.cells.keys()
                if record.cells[id_].position > opened and shown.mask(record.unit, id_) == "full"
            ]
        )
    }
    if not since:
        return {}
    with house.journal.reading() as reading:
        return {
            subject: {id_: unusual.stated_by(told, id_, opened) for id_ in since[subject]}
            for subject, told in reading.stories(since)
        }


def linked(house: House, record: Record, actor: Actor, shown: Shown) -> dict[str, dict[str, Any]]:
    """
    What rules read of those whom a subject leads to, by subject and element.

    Nobody is reached over a link that is not shown whole, and nothing is said of whom *actor* may not know of.
    """
    paths = filling.paths_read(house.table(record.kind))
    known = {record.subject: seen(house, record, shown)}
    for steps in range(1, max(map(len, paths), default=0) + 1):
        ends = {_end(record.subject, via[:steps], known) for via in paths if len(via) >= steps}
        with house.journal.reading() as reading:
            for each in reading.records_of(end for end in ends if end and end not in known):
                if house.knows(actor, each):
                    known[each.subject] = seen(house, each, shown)
    return {id_: values for id_, values in known.items() if id_ != record.subject and values}


def _end(subject: str, via: Iterable[str], known: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Whom links lead to, as far as is known."""
    end: Any = subject
    for link in via:
        end = known.get(end, {}).get(link)
        if not isinstance(end, str):
            return None
    return str(end)
