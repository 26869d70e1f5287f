"""Doubles: subjects of a unit that may be one with others, which nobody has decided yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from yibiao import access, filling
from yibiao.flows.filling.resemblances import identity_of, traits_of
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Record
from yibiao.store import Reading

#: Subjects of the unit looked at for one answer, so that none takes long.
LOOKED_AT: Final = 1_000


@dataclass(frozen=True)
class Double:
    """Two subjects that may be one: the unit's own first."""

    subject: str
    other: str
    unit: str
    same_number: bool
    resemblance: filling.Resemblance

    def document(self) -> dict[str, Any]:
        """As a door shows it."""
        return {
            "subject": self.subject,
            "other": self.other,
            "unit": self.unit,
            "same_number": self.same_number,
            **self.resemblance.document(),
        }


@dataclass(frozen=True)
class Doubles:
    """Those found among the next subjects, the likest first; `after` is where to go on, if there are more subjects."""

    found: tuple[Double, ...]
    after: str | None

    def document(self) -> dict[str, Any]:
        """As a door shows it."""
        return {"doubles": [each.document() for each in self.found], "after": self.after}


def doubles(
    house: House, unit: str, actor: Actor, *, kind: SubjectKind | None = None, after: str = ""
) -> Doubles:
    """
    Which of the next thousand subjects of *unit* after the subject *after* may be one with another, as far as the actor reads.

    Whoever of the two was said to be another (`unlike`), is closed or was merged is left out. Two of one unit come once.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    house.registry.unit(unit)
    with house.journal.reading() as reading:
        records = reading.records(unit, kind, after)
        open_ = [each for each in records if not each.closed]
        pairs = (each for each in _found(reading, open_) if house.reads(actor, each.unit))
        found = sorted(pairs, key=_order)
    house.noted(actor, "doubles", unit, len(found))
    return Doubles(tuple(found), records[-1].subject if len(records) == LOOKED_AT else None)


def _found(reading: Reading, records: list[Record]) -> Iterator[Double]:
    keying = filling.Keys()
    keys = {each.subject: keying.of(keying.told(each)) for each in records}
    sharing = reading.sharing({key for found in keys.values() for key in found})
    others = {
        subject: {each for key in found for each in sharing.get(key, ())} - {subject}
        for subject, found in keys.items()
    }
    wanted = sorted({each for found in others.values() for each in found})
    known = {record.subject: record for record in reading.records_of(wanted)}
    for record in records:
        for other in sorted(others[record.subject]):
            if double := _double(record, known.get(other)):
                yield double


def _double(record: Record, other: Record | None) -> Double | None:
    """The two, if they are to be shown; of one unit, only from the side of the first."""
    if other is None or other.closed or other.kind is not record.kind:
        return None
    if other.unit == record.unit and other.subject < record.subject:
        return None
    if other.subject in record.unlike or record.subject in other.unlike:
        return None
    same_number = bool(identity_of(record) & identity_of(other))
    how = filling.compare(record.kind, traits_of(record), traits_of(other))
    if how is None or not (same_number or how.asks):
        return None
    return Double(record.subject, other.subject, other.unit, same_number, how)


def _order(double: Double) -> tuple[bool, float, str]:
    return (not double.same_number, -double.resemblance.score, double.subject)
