"""Check: an entry → everything wrong with it or unusual about it, beside what is held; nothing is filed."""

from collections.abc import Iterable

from yibiao import access, filling
from yibiao.errors import Finding
from yibiao.flows.filling import unusual
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.record import Entry
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

    beside = unusual.beside_of(house, entry, record, record_of, told)
    table = house.table(entry.kind)
    return filling.check(entry, table, today=house.today, beside=beside)
