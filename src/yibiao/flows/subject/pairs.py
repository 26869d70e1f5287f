"""Two records → how they compare; subjects → the others with whom each may be one, which nobody has decided yet."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from yibiao import filling
from yibiao.flows.filling.resemblances import identity_of, traits_of
from yibiao.model.record import Record
from yibiao.store import Reading
from yibiao.store.rows import several

#: Subjects that are looked at together: everybody with whom one of them may be one is at hand meanwhile, a dozen or two of
#: each and some kilobytes of everyone.
TOGETHER: Final = 200


@dataclass(frozen=True)
class Pair:
    """Two records, and how they compare."""

    one: Record
    other: Record

    @cached_property
    def same_number(self) -> bool:
        """Whether both hold the same number, or whatever else says by itself who they are."""
        return bool(identity_of(self.one) & identity_of(self.other))

    @cached_property
    def resemblance(self) -> filling.Resemblance | None:
        """How much they resemble each other, where two of the kind are ever compared."""
        return filling.compare(self.one.kind, traits_of(self.one), traits_of(self.other))

    @property
    def told_apart(self) -> bool:
        """Whether somebody has said that they are two."""
        return self.other.subject in self.one.unlike or self.one.subject in self.other.unlike

    @property
    def decided(self) -> bool:
        """Whether there is nothing to decide about them any more."""
        return self.told_apart or self.one.closed or self.other.closed

    @property
    def asks(self) -> bool:
        """Whether a person is to decide about them."""
        if self.decided:
            return False
        return self.same_number or (self.resemblance is not None and self.resemblance.asks)


class Other(NamedTuple):
    """With whom a subject may be one, and where that one is."""

    subject: str
    unit: str


def undecided(reading: Reading, subjects: Collection[str]) -> dict[str, tuple[Other, ...]]:
    """Of each of *subjects*, the others of its kind that come under a key of its own and about which a person is to decide."""
    found: dict[str, tuple[Other, ...]] = {}
    for some in several(sorted(subjects), TOGETHER):
        found |= _undecided(reading, some)
    return found


def _undecided(reading: Reading, subjects: Collection[str]) -> dict[str, tuple[Other, ...]]:
    records = [each for each in map(_Known, reading.records_of(subjects)) if not each.record.closed]
    keying = filling.Keys()
    keys = {each.subject: keying.of(keying.told(each.record)) for each in records}
    sharing = reading.sharing({key for some in keys.values() for key in some})
    others = {
        subject: {each for key in some for each in sharing.get(key, ())} - {subject}
        for subject, some in keys.items()
    }
    known = {each.subject: each for each in records}
    wanted = {each for some in others.values() for each in some} - known.keys()
    known |= {each.subject: each for each in map(_Known, reading.records_of(sorted(wanted)))}
    found: dict[str, tuple[Other, ...]] = dict.fromkeys(subjects, ())
    for each in records:
        near = [known[other] for other in sorted(others[each.subject] & known.keys())]
        found[each.subject] = tuple(_asking(each, near))
    return found


class _Known:
    """A record, and what is read out of it once, however many it is compared with."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.subject = record.subject
        cells = record.cells
        telling = filling.telling_elements(record.kind)
        self._values = {each: cells[each].value for each in telling if each in cells}
        self.recognised = filling.Recognised(record.kind, self._values)

    @cached_property
    def identity(self) -> frozenset[tuple[str, str]]:
        return filling.identity(self.record.kind, self._values)


def _asking(one: _Known, others: list[_Known]) -> Iterator[Other]:
    for other in others:
        if one.record.kind is other.record.kind and _may_ask(one, other):
            pair = Pair(one.record, other.record)
            if pair.asks:
                yield Other(other.subject, other.record.unit)


def _may_ask(one: _Known, other: _Known) -> bool:
    """Whether there is any need to look at all that is held of both: there seldom is."""
    return bool(one.identity & other.identity) or filling.may_ask(
        one.record.kind, one.recognised, other.recognised
    )
