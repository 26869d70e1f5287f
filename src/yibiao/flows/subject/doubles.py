"""Doubles: subjects of a unit that may be one with others, which nobody has decided yet; and those that were merged."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from yibiao import access
from yibiao.errors import NotFound
from yibiao.flows.filling.grouped import merging_of
from yibiao.flows.granting.shown import Shown
from yibiao.flows.house import House
from yibiao.flows.subject.pairs import Pair
from yibiao.flows.subject.provenance import people, provenance
from yibiao.flows.units.asked_cells import label
from yibiao.model.actor import Actor
from yibiao.model.double import Choice, Compared, Double, Lookalike, PastMerging
from yibiao.model.event import Event
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Record

#: Subjects of the unit looked at for one answer, so that none takes long.
LOOKED_AT: Final = 1_000
#: So many mergings are told of, the newest first.
MOST_TOLD: Final = 50

_OF_UNITS: Final = 'WHERE "#unit" IN (SELECT unnest($units::VARCHAR[]))'
_OPEN: Final = (
    " UNION ALL ".join(
        f"""SELECT "#subject" FROM "{kind.value}" {_OF_UNITS} AND NOT "#closed" AND "#subject" > $after
        AND ($kind IS NULL OR $kind = '{kind.value}')"""
        for kind in SubjectKind
    )
    + ' ORDER BY "#subject" LIMIT $limit'
)
_CLOSED: Final = (
    " UNION ALL ".join(
        f"""SELECT "#subject", "#position" FROM "{kind.value}" {_OF_UNITS} AND "#closed" """
        for kind in SubjectKind
    )
    + ' ORDER BY "#position" DESC LIMIT $limit'
)


@dataclass(frozen=True)
class Doubles:
    """Those found among the next subjects, the likest first, or only how many; `after` is where to go on, if there are more subjects."""

    found: tuple[Double, ...]
    count: int
    after: str | None = None


@dataclass(frozen=True)
class PastMergings:
    """The newest that were not undone, and what whoever merged them is called."""

    found: tuple[PastMerging, ...]
    people: Mapping[str, str] = field(default_factory=dict)


def doubles(
    house: House,
    unit: str,
    actor: Actor,
    *,
    kind: SubjectKind | None = None,
    after: str = "",
    counted: bool = False,
) -> Doubles:
    """
    Which of the next thousand subjects of *unit* and below after the subject *after* may be one with another, as far as the actor reads.

    Whoever of the two was said to be another (`unlike`), is closed or was merged is left out. Two of the unit come once.
    Where they are only *counted* nobody is named, and no record of access is kept.

    Raises:
        NotFound: There is no such unit.
        PictureBehind: It would take longer to find them than the caller should wait.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    units = house.registry.subtree(unit)
    next_ones = {"units": units, "kind": kind, "after": after, "limit": LOOKED_AT}
    subjects = [each for (each,) in house.picture.query(_OPEN, next_ones).rows]
    asked = _asking(house, actor, subjects, once_in=frozenset(units))
    following = subjects[-1] if len(subjects) == LOOKED_AT else None
    if counted:
        return Doubles((), len(asked), following)
    found = _shown(house, actor, asked)
    house.noted(actor, "doubles", unit, len(found))
    return Doubles(found, len(found), following)


def doubles_of(
    house: House, subject: str, actor: Actor, *, other: str | None = None
) -> tuple[Double, ...]:
    """
    Whom one subject may be one with, the likest first; or how it compares with one *other*, whatever was said of the two.

    Raises:
        NotFound: There is no such subject, or the other is not one, or of another kind.
    """
    access.require(actor, "record.read", house.about(subject), house.today)
    if other is None:
        found = _shown(house, actor, _asking(house, actor, [subject]))
    else:
        access.require(actor, "record.read", house.about(other), house.today)
        found = (_compared(house, actor, subject, other),)
    house.noted(actor, "doubles", subject, len(found))
    return found


def mergings(house: House, unit: str, actor: Actor) -> PastMergings:
    """
    Who of *unit* and below was merged into another and is so still, the newest first.

    Raises:
        NotFound: There is no such unit.
        PictureBehind: It would take longer to find them than the caller should wait.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    asked = {"units": house.registry.subtree(unit), "limit": LOOKED_AT}
    found = _past(house, actor, [each for each, _ in house.picture.query(_CLOSED, asked).rows])
    house.noted(actor, "doubles", unit, len(found.found))
    return found


def merging(house: House, subject: str, actor: Actor) -> PastMergings:
    """
    That one subject was merged into another, if it is so.

    Raises:
        NotFound: There is no such subject.
    """
    access.require(actor, "record.read", house.about(subject), house.today)
    found = _past(house, actor, [subject])
    house.noted(actor, "doubles", subject, len(found.found))
    return found


# ------------------------------------------------------------------- two that may be one


class _Asked(NamedTuple):
    """Two about whom a person is to decide, and where the other is."""

    one: str
    other: str
    unit: str


def _asking(
    house: House, actor: Actor, subjects: Collection[str], once_in: frozenset[str] = frozenset()
) -> list[_Asked]:
    """Those about which a person is to decide; two of units in which all are looked at, only from the side of the first."""
    found = house.undecided.of(subjects)
    asked = [_Asked(each, *other) for each in sorted(subjects) for other in found[each]]
    read = {unit: house.reads(actor, unit) for unit in {each.unit for each in asked}}
    return [
        each
        for each in asked
        if read[each.unit] and not (each.unit in once_in and each.other < each.one)
    ]


def _shown(house: House, actor: Actor, asked: Iterable[_Asked]) -> tuple[Double, ...]:
    """Those that still ask, and are still where the actor reads, when they are looked at."""
    asked = list(asked)
    records = _records(house, {name for each in asked for name in (each.one, each.other)})
    pairs = (Pair(records[each.one], records[each.other]) for each in asked)
    shown = Shown(house, actor)
    found = [
        _double(house, shown, actor, each)
        for each in pairs
        if each.asks and house.reads(actor, each.other.unit)
    ]
    return tuple(
        sorted(found, key=lambda each: (not each.same_number, -each.score, each.one.subject))
    )


def _compared(house: House, actor: Actor, subject: str, other: str) -> Double:
    records = _records(house, {subject, other})
    if len(records) < 2 or len({each.kind for each in records.values()}) > 1:  # noqa: PLR2004
        raise NotFound(what_zh="对象", what_en="subject", id=other)
    pair = Pair(records[subject], records[other])
    return _double(house, Shown(house, actor), actor, pair)


def _records(house: House, subjects: Collection[str]) -> dict[str, Record]:
    with house.journal.reading() as reading:
        return {each.subject: each for each in reading.records_of(sorted(subjects))}


def _double(house: House, shown: Shown, actor: Actor, pair: Pair) -> Double:
    how: dict[str, Any] = (
        pair.resemblance.document() if pair.resemblance else {"score": 0.0, "parts": ()}
    )
    return Double(
        kind=pair.one.kind,
        one=_lookalike(house, shown, pair.one),
        other=_lookalike(house, shown, pair.other),
        same_number=pair.same_number,
        score=how["score"],
        parts=tuple(Compared.model_validate(each) for each in how["parts"]),
        told_apart=pair.told_apart,
        may=tuple(_choices(house, actor, pair)),
    )


def _choices(house: House, actor: Actor, pair: Pair) -> Iterator[Choice]:
    if pair.one.closed or pair.other.closed:
        return
    places = [house.at(each.unit) for each in (pair.one, pair.other)]
    if all(access.may(actor, "subject.merge", each, house.today) for each in places):
        yield "merge"
    if not pair.told_apart and access.may(actor, "entry.file", places[0], house.today):
        yield "tell-apart"


def _lookalike(house: House, shown: Shown, record: Record) -> Lookalike:
    return Lookalike(
        subject=record.subject,
        unit=record.unit,
        closed=record.closed,
        label=label(house, record, shown, record.unit),
    )


# ------------------------------------------------------------------- two that were found to be one


def _past(house: House, actor: Actor, subjects: Collection[str]) -> PastMergings:
    with house.journal.reading() as reading:
        merged = {
            each.ended.position: each
            for each in reading.records_of(subjects)
            if each.merged_into and each.ended
        }
        newest = sorted(merged, reverse=True)[:MOST_TOLD]
        into = [merged[each].merged_into or "" for each in newest]
        known = {each.subject: each for each in reading.records_of(into)}
        events = reading.events_at(newest)
    shown = Shown(house, actor)
    found = tuple(
        _past_merging(house, shown, actor, merged[each], known, events[each]) for each in newest
    )
    return PastMergings(found, people(house, (each.by for each in found)))


def _past_merging(
    house: House,
    shown: Shown,
    actor: Actor,
    double: Record,
    known: Mapping[str, Record],
    event: Event,
) -> PastMerging:
    into = known.get(double.merged_into or "")
    seen = into is not None and house.reads(actor, into.unit)
    merging = merging_of(event)
    undoes = access.may(actor, "subject.merge", house.at(double.unit), house.today)
    return PastMerging(
        merging=merging,
        kind=double.kind,
        double=_lookalike(house, shown, double),
        into=_lookalike(house, shown, into) if into and seen else None,
        by=provenance(event),
        may_undo=merging is not None and undoes,
    )
