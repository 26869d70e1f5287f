"""Whom each form reaches, as sets of subjects: who is asked what, and for whom what follows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Literal, Self

from sqlglot import exp

from yibiao import slicing
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import TIMES_A_YEAR, Form
from yibiao.model.kinds import SubjectKind

#: A set of subjects by name: whom forms of a kind of subject and a scope reach over links (`asked`), from whom their links
#: lead to anybody (`leads`), for whom an element follows from others (`derives`). Most forms are about the same people.
Key = tuple[Literal["asked", "leads", "derives"], str, tuple[str, ...]]

Tallies = dict[SubjectKind, list[tuple[frozenset[Key], int]]]


@dataclass(frozen=True)
class Asking:
    """That a form asks an element of whomever it reaches over links; `times` a year."""

    form: Form
    via: tuple[str, ...]
    element: str
    times: int

    @property
    def key(self) -> Key:
        """Whom it asks."""
        return asked_over(self.form, self.via)


def asked_over(form: Form, via: tuple[str, ...]) -> Key:
    """Whom *form* reaches over links; every form of the same scope reaches the same."""
    return ("asked", _starts(form), via)


def leading_over(form: Form, via: tuple[str, ...]) -> Key:
    """From whom in the scope of *form* links lead to anybody."""
    return ("leads", _starts(form), via)


def _starts(form: Form) -> str:
    """Where the links of *form* start, in words."""
    return f"{form.subject} {form.scope or ''}"


def askings(registrations: Iterable[Registration], catalogue: Catalogue) -> Iterator[Asking]:
    """What each form asks, element by element, the links that must be stated to get there among them."""
    for registration in registrations:
        form = registration.form
        times = TIMES_A_YEAR[form.period or "once"]
        for binding in registration.bindings.values():
            if binding.element is None:
                continue
            via = (*block_path(binding, registration.bindings), *binding.via)
            yield from _link_askings(form, via, catalogue, times)
            element = catalogue.elements[binding.element]
            if element.inverse_of:
                yield from _link_askings(form, (*via, element.id), catalogue, times)
            else:
                yield Asking(form, via, element.id, times)


def _link_askings(
    form: Form, via: Sequence[str], catalogue: Catalogue, times: int
) -> Iterator[Asking]:
    """Each link of the path is asked of whoever it starts from; one read backwards, of whoever it leads to."""
    for length, link in enumerate(via):
        forward = catalogue.elements[link].inverse_of
        if forward:
            yield Asking(form, tuple(via[: length + 1]), forward, times)
        else:
            yield Asking(form, tuple(via[:length]), link, times)


def block_path(binding: Binding, bindings: dict[str, Binding]) -> tuple[str, ...]:
    """The links to whomever the repeating block is about that the field stands in."""
    block = bindings.get(binding.field.rpartition(".")[0])
    return (*block.via, block.element) if block and block.element else ()


def about(
    asked: Iterable[Asking], kind: SubjectKind, catalogue: Catalogue
) -> dict[Key, list[Asking]]:
    """By set of subjects of *kind*, what is asked of whoever is in it."""
    found: dict[Key, list[Asking]] = defaultdict(list)
    for each in asked:
        if catalogue.reached(each.form.subject, each.via) is kind:
            found[each.key].append(each)
    return found


def total(tallies: Tallies, keys: set[Key], also: Key | None = None) -> int:
    """How many subjects are in any of the sets, and in that one besides."""
    return sum(
        count
        for tally in tallies.values()
        for members, count in tally
        if members & keys and (also is None or also in members)
    )


class Sets:
    """
    The sets of subjects that matter: whom each form reaches, from whom its links lead anywhere, for whom an element follows.

    Subjects of a kind are looked at together, in one query.
    """

    def __init__(self, house: House, registrations: Sequence[Registration]) -> None:
        self._house = house
        self.askings = list(askings(registrations, house.registry.catalogue))
        self._queries: dict[SubjectKind, dict[Key, exp.Query]] = defaultdict(dict)
        for asking in self.askings:
            self._add(asking)

    def only(self, forms: Collection[str]) -> Self:
        """What some of the forms ask; their sets are those of the same names."""
        some = copy(self)
        some.askings = [each for each in self.askings if each.form.id in forms]
        return some

    def tallies(self) -> Tallies:
        """By kind of subject: how many are in exactly which of the sets."""
        found: Tallies = {}
        for kind, queries in self._queries.items():
            keys = list(queries)
            rows = self._house.picture.query(slicing.tallied(list(queries.values()))).rows
            found[kind] = [(frozenset(keys[tag] for tag in tags), count) for tags, count in rows]
        return found

    def subjects(self, tallies: Tallies) -> dict[tuple[str, int], int]:
        """Distinct subjects that are asked each element at least so many times a year."""
        return {at: total(tallies, keys) for at, keys in self._by_element_and_times().items()}

    def derived(self, tallies: Tallies) -> dict[tuple[str, int], int]:
        """Those of them for whom the element follows from what is held."""
        return {
            (element, times): total(tallies, keys, ("derives", element, ()))
            for (element, times), keys in self._by_element_and_times().items()
            if self._house.registry.catalogue.elements[element].derivations
        }

    def _by_element_and_times(self) -> dict[tuple[str, int], set[Key]]:
        """For each element and frequency: who asks it at least so often."""
        by_element: dict[str, list[Asking]] = defaultdict(list)
        for asking in self.askings:
            by_element[asking.element].append(asking)
        return {
            (element, times): {each.key for each in asking if each.times >= times}
            for element, asking in by_element.items()
            for times in {each.times for each in asking}
        }

    def _add(self, asking: Asking) -> None:
        catalogue, today, form = self._house.registry.catalogue, self._house.today, asking.form
        queries = self._queries[catalogue.reached(form.subject, asking.via)]
        if asking.key not in queries:
            queries[asking.key] = slicing.reached(form, asking.via, catalogue, today=today)
        leads = leading_over(form, asking.via)
        if asking.via and leads not in self._queries[form.subject]:
            self._queries[form.subject][leads] = slicing.leading(
                form, asking.via, catalogue, today=today
            )
        derives: Key = ("derives", asking.element, ())
        if catalogue.elements[asking.element].derivations and derives not in queries:
            queries[derives] = slicing.derivable(asking.element, catalogue, today=today)
