"""Ask: whom the forms in force ask what, over all of them at once; what is still missing; what it all costs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from yibiao import access, governance, slicing
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.derivation import filed
from yibiao.model.form import TIMES_A_YEAR, Form
from yibiao.model.kinds import SubjectKind
from yibiao.model.review import Burden, Inputs

#: Share of what is held that changes between rounds, until two rounds have shown it.
ASSUMED_CHANGE = 0.05


#: A set of subjects by name: whom a form reaches over links (`asked`), from whom its links lead to anybody (`leads`),
#: for whom an element follows from others (`derives`).
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
        return ("asked", self.form.id, self.via)


def asked(house: House, unit: str, actor: Actor) -> dict[str, tuple[str, ...]]:
    """
    The elements that forms in force ask of each subject of *unit* and below, by subject; each once, whoever asks.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "record.read", unit)
    return {subject: wanted for subject, wanted, _ in _asked(house, unit)}


def missing(house: House, unit: str, actor: Actor) -> dict[str, tuple[str, ...]]:
    """
    Of what is asked of each subject of *unit*, that for which nothing is held nor follows from what is held.

    Not of closed ones, though links may lead to them: nothing more can be stated about them.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "record.read", unit)
    records = {
        record.subject: record
        for code in house.registry.subtree(unit)
        for record in house.journal.records(unit=code)
        if not record.closed
    }
    elements, found = house.registry.catalogue.elements, {}
    for subject, wanted, derived in _asked(house, unit):
        record = records.get(subject)
        if record is not None:
            held = {id_: cell.value for id_, cell in record.cells.items()}
            gaps = tuple(
                each
                for each in wanted
                if filed(elements[each], held) is None and each not in derived
            )
            found.update({subject: gaps} if gaps else {})
    return found


def burden(house: House, actor: Actor) -> Burden:
    """Cells and hours a year, every form by itself against the one table, counted in what is held today."""
    access.require(actor, "burden.read")
    return house.once("burden", lambda: _burden(house))


def _burden(house: House) -> Burden:
    catalogue = house.registry.catalogue
    in_force = house.registry.in_force(house.today)
    forms = [each.form for each in in_force]
    sets = _Sets(house, in_force)
    tallies = sets.tallies()
    answers = {key: count for each in in_force for key, count in _answers(house, each, tallies)}
    return governance.burden(
        Inputs(
            units=len(house.registry.communities()),
            fields=sum(1 for form in forms for _ in form.leaves()),
            elements=_distinct_meanings(in_force),
            demands=governance.demands(forms, answers),
            cells=governance.distinct_cells(
                forms,
                [binding for each in in_force for binding in each.bindings.values()],
                catalogue,
                answers=answers,
                subjects=sets.subjects(tallies),
                derived=sets.derived(tallies),
            ),
            changed=_changed(house),
        )
    )


def _changed(house: House) -> float:
    """Share of what was held that the newest round stated otherwise; `ASSUMED_CHANGE` until there were two rounds."""
    opened = list(house.registry.opened.values())
    if len(opened) < 2:  # noqa: PLR2004  the first round only collects
        return ASSUMED_CHANGE
    ((held, stated),) = house.picture.query(slicing.changed(opened[-1], house.journal.head)).rows
    return round(min(1.0, stated / held), 4) if held else ASSUMED_CHANGE


def askings(registrations: Iterable[Registration], catalogue: Catalogue) -> Iterator[Asking]:
    """What each form asks, element by element, the links that must be stated to get there among them."""
    for registration in registrations:
        form = registration.form
        times = TIMES_A_YEAR[form.period or "once"]
        for binding in registration.bindings.values():
            if binding.element is None:
                continue
            via = (*_block_path(binding, registration.bindings), *binding.via)
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


def _block_path(binding: Binding, bindings: dict[str, Binding]) -> tuple[str, ...]:
    """The links to whomever the repeating block is about that the field stands in."""
    block = bindings.get(binding.field.rpartition(".")[0])
    return (*block.via, block.element) if block and block.element else ()


def _distinct_meanings(registrations: Iterable[Registration]) -> int:
    """Elements that fields ask, and figures and rows that belong to one form alone."""
    shared: set[str] = set()
    own = 0
    for registration in registrations:
        for field in registration.form.leaves():
            binding = registration.bindings.get(field.id)
            if binding is not None and binding.element is not None:
                shared.add(binding.element)
            else:
                own += 1
    return len(shared) + own


def _asked(house: House, unit: str) -> Iterator[tuple[str, tuple[str, ...], set[str]]]:
    """Each subject, the elements that are asked of it, and those that follow from what is held."""
    sets = _Sets(house, house.registry.in_force(house.today), house.registry.subtree(unit))
    elements = _elements_of_sets(sets.askings)
    for subject, keys in sets.of_each_subject():
        wanted = dict.fromkeys(
            element for key in keys if key[0] == "asked" for element in elements[key]
        )
        if wanted:
            yield subject, tuple(wanted), {key[1] for key in keys if key[0] == "derives"}


def _elements_of_sets(askings_: Iterable[Asking]) -> dict[Key, list[str]]:
    found: dict[Key, list[str]] = defaultdict(list)
    for asking in askings_:
        found[asking.key].append(asking.element)
    return found


def _answers(
    house: House, registration: Registration, tallies: Tallies
) -> Iterator[tuple[tuple[str, str], int]]:
    """
    For each question, how many answers the form gets when it is filled once.

    A figure is one in each community. A question about somebody a link leads to is answered where it leads to anybody.
    """
    form, bindings = registration.form, registration.bindings
    for field in form.leaves():
        if form.layout == "summary":
            yield (form.id, field.id), len(house.registry.communities())
            continue
        binding = bindings.get(field.id)
        block = _block_path(binding, bindings) if binding else ()
        key: Key = ("asked", form.id, block)
        if binding and binding.via and not block:
            key = ("leads", form.id, binding.via)
        yield (form.id, field.id), _total(tallies, {key})


def _total(tallies: Tallies, keys: set[Key], also: Key | None = None) -> int:
    """How many subjects are in any of the sets, and in that one besides."""
    return sum(
        count
        for tally in tallies.values()
        for members, count in tally
        if members & keys and (also is None or also in members)
    )


class _Sets:
    """
    The sets of subjects that matter: whom each form reaches, from whom its links lead anywhere, for whom an element follows.

    Subjects of a kind are looked at together, in one query.
    """

    def __init__(
        self,
        house: House,
        registrations: Sequence[Registration],
        units: Sequence[str] | None = None,
    ) -> None:
        self._house = house
        self._units = units
        self.askings = list(askings(registrations, house.registry.catalogue))
        self._queries: dict[SubjectKind, dict[Key, exp.Query]] = defaultdict(dict)
        for asking in self.askings:
            self._add(asking)

    def of_each_subject(self) -> Iterator[tuple[str, list[Key]]]:
        """Each subject that is asked anything or for whom something follows, with why; by kind and then by id."""
        for queries in self._queries.values():
            keys = [key for key in queries if key[0] != "leads"]
            if not keys:
                continue
            query = slicing.tagged([queries[key] for key in keys])
            for subject, tags in sorted(self._house.picture.query(query).rows):
                yield subject, [keys[tag] for tag in tags]

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
        return {at: _total(tallies, keys) for at, keys in self._by_element_and_times().items()}

    def derived(self, tallies: Tallies) -> dict[tuple[str, int], int]:
        """Those of them for whom the element follows from what is held."""
        return {
            (element, times): _total(tallies, keys, ("derives", element, ()))
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
            queries[asking.key] = slicing.reached(
                form, asking.via, catalogue, today=today, units=self._units
            )
        leads: Key = ("leads", form.id, asking.via)
        if asking.via and leads not in self._queries[form.subject]:
            self._queries[form.subject][leads] = slicing.leading(
                form, asking.via, catalogue, today=today, units=self._units
            )
        derives: Key = ("derives", asking.element, ())
        if catalogue.elements[asking.element].derivations and derives not in queries:
            queries[derives] = slicing.derivable(
                asking.element, catalogue, today=today, units=self._units
            )
