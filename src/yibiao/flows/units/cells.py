"""The cells that a round asks of every unit: how many, and of how many something is held, nothing, or nothing new."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from pydantic import TypeAdapter, ValidationError

from yibiao import governance, slicing
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.slicing.moments import AsOf, moment_of
from yibiao.flows.units.reaching import Asking, Key, askings
from yibiao.flows.units.statuses import conditions_of
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Form, Period
from yibiao.model.kinds import SubjectKind
from yibiao.model.moment import Moment
from yibiao.model.place import day_in_china, morning_in_china
from yibiao.model.standing import Counts

#: Units' cells as they are written down.
_COUNTS: Final = TypeAdapter(dict[str, Counts])


def moment(house: House, id_: str) -> Moment:
    """When a round is looked at."""
    closed = house.registry.rounds.closed.get(id_)
    event = house.journal.event(closed) if closed else None
    if event is None:
        return Moment(house.today)
    return Moment(day_in_china(event.at), event.position)


def moment_asked(house: House, as_of: AsOf, round_: str | None) -> Moment:
    """
    When a round is looked at, if one is named; or else as of when *as_of* is.

    Raises:
        NotFound: There is no such round.
        BadRequest: That is no time.
    """
    if round_ is None:
        return moment_of(house, as_of)
    return moment(house, house.registry.round(round_).id)


def counted(house: House, id_: str, unit: str) -> tuple[Counts, int]:
    """The cells of a unit and all below it, and the journal position of which that speaks."""
    counts, seen = counts_of(house, id_, house.registry.subtree(unit))
    return sum(counts.values(), Counts()), seen


def counts_of(house: House, id_: str, units: Sequence[str]) -> tuple[Mapping[str, Counts], int]:
    """The cells of each unit by itself that a round asks, and the journal position of which that speaks."""
    when = moment(house, id_)
    if when.as_of is None:
        return _counted(house, id_, units, when)
    known = counts_then(house, id_)
    return {each: known[each] for each in units if each in known}, when.as_of


def counts_then(house: House, id_: str) -> Mapping[str, Counts]:
    """
    The cells of each unit by itself that a round that is closed asked when it closed.

    Once it is sealed they are written down, since the past takes long to count. Where what was written down is gone, not
    what was written, or not understood, they are counted once more.
    """

    def counted() -> Mapping[str, Counts]:
        digest = house.registry.sealed.counts.get(id_)
        written = house.blobs.content(digest) if digest else None
        if written is not None:
            with suppress(ValidationError):  # a later version of this program may have written more
                return _COUNTS.validate_json(written)
        return _counted(house, id_, list(house.registry.units), moment(house, id_))[0]

    return house.planned(("counts", id_), counted)


def _counted(
    house: House, id_: str, units: Sequence[str], when: Moment
) -> tuple[Mapping[str, Counts], int]:
    asking = house.registry.asked_in(id_)
    return counts_by_unit(house, f"round {id_}", asking, units, when, round_=id_)


def counts_by_unit(
    house: House,
    name: str,
    asking: Iterable[Registration],
    units: Sequence[str],
    when: Moment,
    round_: str | None = None,
) -> tuple[Mapping[str, Counts], int]:
    """
    The cells of each unit by itself that forms ask, and the journal position of which that speaks.

    Args:
        house: Where.
        name: Of what forms ask, so that it is planned once, and counted once for all who ask at once.
        asking: The forms.
        units: Of which; each by itself.
        when: As of when.
        round_: In which they ask, so that what is asked of whom is as in its table; else as in the one table of today.
    """
    plan = partial(_planned, house, asking, when, round_)

    def count() -> tuple[Mapping[str, Counts], int]:
        # Where a period begins on a day that is still to come, it begins behind whatever is filed until then.
        kept = when.today <= house.today
        plans = house.planned(("cells", name, when), plan) if kept else plan()
        return _by_unit(house, plans, units, when)

    return house.once(("cells by unit", name, when, *units), count)


def _by_unit(
    house: House, plans: Iterable[tuple["_Asked", str]], units: Sequence[str], when: Moment
) -> tuple[Mapping[str, Counts], int]:
    found: defaultdict[str, Counts] = defaultdict(Counts)
    seen = house.journal.head
    for asked, sql in plans:
        answer = house.picture.query(sql, {"units": units}, as_of=when.as_of)
        seen = min(seen, answer.position)
        for unit, tags, subjects, *cells in answer.rows:
            found[unit] += asked.counts(tags, subjects, cells)
    return dict(found), seen if when.as_of is None else when.as_of


def _planned(
    house: House, asking: Iterable[Registration], when: Moment, round_: str | None
) -> list[tuple["_Asked", str]]:
    """What is asked of each kind of subject, and the query that counts it."""
    catalogue = house.registry.catalogue
    context = slicing.Context(catalogue, when.today, None, when.as_of)
    asks = list(askings(asking, catalogue))
    plans = []
    for kind, asked in _by_kind(asks, _began(house, when, asks), catalogue).items():
        conditions = conditions_of(house, kind, round_)
        query = slicing.counted(
            kind, list(asked.reached.values()), asked.elements, context, conditions
        )
        plans.append((asked, slicing.rendered(query, "duckdb", copy=False)))
    return plans


def _began(house: House, when: Moment, askings: Iterable[Asking]) -> dict[Period | None, int]:
    """For each period that forms are asked in, the last journal position before it began."""
    days = {each.form.period: governance.oldest(each.form.period, when.today) for each in askings}
    with house.journal.reading() as reading:
        return {
            period: reading.before(morning_in_china(day))
            for period, day in days.items()
            if day is not None
        }


def _by_kind(
    asks: Iterable[Asking], began: Mapping[Period | None, int], catalogue: Catalogue
) -> dict[SubjectKind, "_Asked"]:
    found: defaultdict[SubjectKind, _Asked] = defaultdict(_Asked)
    for each in asks:
        limit = began.get(each.form.period)
        found[catalogue.reached(each.form.subject, each.via)].add(each, limit)
    return dict(found)


@dataclass(frozen=True)
class _Asked:
    """
    What forms ask of subjects of one kind.

    Attributes:
        reached: The sets of subjects, each by a form that asks and the links over which it reaches them.
        sets: Of each, the elements that are asked, with the position at which what is held of one is stale; 0 where it
            never is.
        elements: Each with all those positions.
    """

    reached: dict[Key, tuple[Form, tuple[str, ...]]] = field(default_factory=dict)
    sets: dict[Key, dict[str, int]] = field(default_factory=dict)
    elements: dict[str, list[int]] = field(default_factory=dict)

    def add(self, asking: Asking, limit: int | None) -> None:
        """That an element is asked, and up to which position what is held of it is stale."""
        self.reached[asking.key] = (asking.form, asking.via)
        asked = self.sets.setdefault(asking.key, {})
        # The shortest period is the strictest.
        asked[asking.element] = max(asked.get(asking.element, 0), limit or 0)
        limits = self.elements.setdefault(asking.element, [])
        if limit and limit not in limits:
            limits.append(limit)

    def counts(self, tags: Iterable[int], subjects: int, cells: Sequence[int]) -> Counts:
        """The cells of subjects that are in the same sets; *cells* as `slicing.counted` counts them."""
        keys, counted = list(self.sets), iter(cells)
        asked: defaultdict[str, int] = defaultdict(int)
        for tag in tags:
            for element, limit in self.sets[keys[tag]].items():
                asked[element] = max(asked[element], limit)
        total = Counts(subjects=subjects)
        for element, limits in self.elements.items():
            there, follows = next(counted), next(counted)
            stale = {limit: next(counted) for limit in limits}
            if element in asked:
                total += Counts(
                    asked=subjects - follows,
                    held=there - follows,
                    missing=subjects - there,
                    stale=stale.get(asked[element], 0),
                )
        return total
