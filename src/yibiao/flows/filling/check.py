"""
Check: an entry → everything wrong with it or unusual about it, beside what is held, and whom it may be a double of.

Nothing is filed.
"""

from collections.abc import Iterable
from functools import partial

from yibiao import access, filling
from yibiao.errors import Finding, SubjectIdentified, SubjectResembles
from yibiao.flows.filling import resemblances, unusual
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.record import Entry, Record
from yibiao.store import Told


def check(house: House, entry: Entry, actor: Actor) -> tuple[Finding, ...]:
    """
    All findings of an entry.

    Raises:
        NotFound: The unit or the round is not known.
    """
    access.require(actor, "entry.file", house.at(entry.unit), house.today)
    house.registry.unit(entry.unit)
    if entry.round is not None:
        house.registry.round(entry.round)
    record_of = unusual.known_to(house, actor, house.journal.record)
    record = record_of(entry.subject)

    def told(subject: str) -> Iterable[Told]:
        with house.journal.reading() as reading:
            return next((each for _, each in reading.stories([subject])), ())

    beside = unusual.beside_of(entry, record, record_of, told, opened=unusual.opened(house, entry))
    table = house.table(entry.kind)
    return filling.check(entry, table, today=house.today, beside=beside)


def double(house: House, entry: Entry, actor: Actor) -> SubjectIdentified | SubjectResembles | None:
    """
    What filing *entry*, which is well-formed, would be refused as because it opens a subject that may be there already, if so.

    Raises:
        NotFound: The unit is not known.
    """
    access.require(actor, "entry.file", house.at(entry.unit), house.today)
    house.registry.unit(entry.unit)
    with house.journal.reading() as reading:

        def under(keys: Iterable[int]) -> list[Record]:
            sharing = reading.sharing(keys).values()
            return list(reading.records_of(sorted(set[str]().union(*sharing))))

        record = reading.record(entry.subject)
        return resemblances.double_of(entry, record, under, partial(house.reads, actor))
