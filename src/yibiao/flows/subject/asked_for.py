"""Which forms asked for what was stated: worked out from the element and the position, wherever the entry names none."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from yibiao.flows.house import House
from yibiao.flows.subject.past import Past
from yibiao.flows.units.reaching import Asking, askings
from yibiao.flows.units.statuses import asked_on
from yibiao.model.derivation import effective
from yibiao.model.expression import Expression
from yibiao.model.form import Form
from yibiao.model.moment import Moment
from yibiao.model.place import day_in_china
from yibiao.model.provenance import Provenance

#: Elements, each with the ids of the forms that asked it.
AskedBy = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Index:
    """
    Everything that any form has asked, as it is bound by now.

    Attributes:
        asking: By element, who asks it, or asks what it was merged into.
        turns: Positions after which other forms may be in force, in order.
        days: Days after which others may be, in order.
    """

    asking: Mapping[str, tuple[Asking, ...]]
    turns: tuple[int, ...]
    days: tuple[date, ...]


class AskedFor:
    """
    Which forms asked what of subjects, at any position.

    A form asked an element of whoever was in its scope, or was led to from there, before the entry stood or once it did:
    whoever becomes disabled is asked since how long in the same breath.
    """

    def __init__(self, house: House, past: Past) -> None:
        self._house = house
        self._past = past
        self._catalogue = house.registry.catalogue
        self._index: _Index = house.planned("asked for", partial(_indexed, house))
        self._in_force: dict[tuple[int, int], frozenset[str]] = {}
        self._scopes: dict[tuple[str, str, int, date], bool] = {}

    def of(self, by: Provenance, subject: str, elements: Iterable[str]) -> AskedBy:
        """By element that an entry about *subject* stated, the forms that asked it; the entry's own, if it names one."""
        if by.form is not None:
            return dict.fromkeys(elements, (by.form,))
        found = {each: self._asking(each, by, subject) for each in elements}
        return {element: forms for element, forms in found.items() if forms}

    def _asking(self, element: str, by: Provenance, subject: str) -> tuple[str, ...]:
        day = day_in_china(by.at)
        in_force = self._forms(by.position, day)
        found = dict.fromkeys(
            each.form.id
            for each in self._index.asking.get(element, ())
            if each.form.id in in_force
            and any(self._reached(each, subject, at, day) for at in (by.position, by.position - 1))
        )
        return tuple(found)

    def _forms(self, position: int, day: date) -> frozenset[str]:
        """The forms that were in force; computed once for as long as they were the same."""
        when = bisect_right(self._index.turns, position), bisect_left(self._index.days, day)
        if when not in self._in_force:
            asked = asked_on(self._house, Moment(day, position))
            self._in_force[when] = frozenset(each.form.id for each in asked)
        return self._in_force[when]

    def _reached(self, asking: Asking, subject: str, at: int, day: date) -> bool:
        starts = [subject]
        for link in reversed(asking.via):
            starts = [start for end in starts for start in self._starts(link, end, at)]
        return any(self._within(asking.form, each, at, day) for each in dict.fromkeys(starts))

    def _starts(self, link: str, end: str, at: int) -> list[str]:
        """From whom a link led to *end*."""
        forward = self._catalogue.elements[link].inverse_of
        return self._past.led_to(end, forward, at) if forward else self._past.leading(link, end, at)

    def _within(self, form: Form, subject: str, at: int, day: date) -> bool:
        record = self._past.record(subject, at)
        if record is None or record.kind is not form.subject:
            return False
        if form.scope is None:
            return True
        key = (form.scope, subject, at, day)
        if key not in self._scopes:
            scope = Expression.parse(form.scope).bind(self._catalogue)
            value_of = partial(self._value, subject, at, day)
            self._scopes[key] = False
            with suppress(TypeError):  # of values that do not go together nothing is known
                self._scopes[key] = scope.evaluate(value_of, today=day) is True
        return self._scopes[key]

    def _value(self, subject: str, at: int, day: date, via: tuple[str, ...], element: str) -> Any:
        if via:
            ends = self._past.led_to(subject, via[0], at)
            return self._value(ends[0], at, day, via[1:], element) if ends else None
        record = self._past.record(subject, at)
        if record is None:
            return None
        counted = [
            each.sources[0]
            for each in self._catalogue.elements[element].derivations
            if each.rule == "count-of-links"
        ]
        leading = {each: self._past.leading(each, subject, at) for each in counted}
        return effective(element, record.values, self._catalogue, day, leading)


def _indexed(house: House) -> _Index:
    registry, found = house.registry, defaultdict[str, list[Asking]](list)
    registrations = [each for each in list(registry.registrations.values()) if each.answers]
    for each in askings(registrations, registry.catalogue):
        for id_ in (each.element, *_former(house, each.element)):
            found[id_].append(each)
    rounds, passages = registry.rounds, [at for one in registrations for at in one.passages]
    turns = {each.position for each in passages}
    turns |= {*rounds.opened.values(), *rounds.closed.values()}
    days = {each.form.expires for each in registrations if each.form.expires}
    days |= {each.opens - timedelta(days=1) for each in list(rounds.values())}
    asking = {id_: tuple(several) for id_, several in found.items()}
    return _Index(asking, tuple(sorted(turns)), tuple(sorted(days)))


def _former(house: House, element: str) -> list[str]:
    return [each.element for each in house.registry.catalogue.elements[element].former]
