"""Ask: whom the forms in force ask what, over all of them at once; what is still missing; what it all costs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from yibiao import access, governance, slicing
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.derivation import effective
from yibiao.model.form import TIMES_A_YEAR, Field, Form
from yibiao.model.review import Burden, Inputs

#: Share of what is held that changes between rounds, until two rounds have shown it.
ASSUMED_CHANGE = 0.05


@dataclass(frozen=True)
class Asking:
    """That a form asks an element of whomever it reaches over links; `times` a year."""

    form: Form
    via: tuple[str, ...]
    element: str
    times: int


def asked(house: House, unit: str, actor: Actor) -> dict[str, tuple[str, ...]]:
    """
    The elements that forms in force ask of each subject of *unit* and below, by subject; each once, whoever asks.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "record.read", unit)
    units = house.registry.subtree(unit)
    elements: dict[tuple[str, tuple[str, ...]], list[Asking]] = defaultdict(list)
    for asking in askings(house.registry.in_force(house.today), house.registry.catalogue):
        elements[asking.form.id, asking.via].append(asking)
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for askings_ in elements.values():
        for subject in _subjects(house, askings_[0], units):
            found[subject].update(dict.fromkeys(each.element for each in askings_))
    return {subject: tuple(each) for subject, each in found.items()}


def missing(house: House, unit: str, actor: Actor) -> dict[str, tuple[str, ...]]:
    """
    Of what is asked of each subject of *unit*, that for which nothing is held nor follows from what is held.

    Raises:
        NotFound: There is no such unit.
    """
    catalogue = house.registry.catalogue
    wanted = asked(house, unit, actor)
    found = {}
    for code in house.registry.subtree(unit):
        for record in house.journal.records(unit=code):
            filed = {element: cell.value for element, cell in record.cells.items()}
            gaps = tuple(
                element
                for element in wanted.get(record.subject, ())
                if filed.get(element) is None
                and effective(element, filed, catalogue, house.today) is None
            )
            if gaps:
                found[record.subject] = gaps
    return found


def burden(house: House, actor: Actor) -> Burden:
    """Cells and hours a year, every form by itself against the one table, counted in what is held today."""
    access.require(actor, "burden.read")
    catalogue, today = house.registry.catalogue, house.today
    in_force = house.registry.in_force(today)
    forms = [each.form for each in in_force]
    bindings = [binding for each in in_force for binding in each.bindings.values()]
    counts = _Counts(house, catalogue, today)
    answers = {
        (each.form.id, field.id): count
        for each in in_force
        for field, count in counts.answers(each)
    }
    every = list(askings(in_force, catalogue))
    subjects = counts.subjects(every)
    return governance.burden(
        Inputs(
            units=len(communities(house)),
            fields=sum(1 for form in forms for _ in form.leaves()),
            elements=len({(each.element) for each in every}),
            demands=governance.demands(forms, answers),
            cells=governance.distinct_cells(
                forms,
                bindings,
                catalogue,
                answers=answers,
                subjects=subjects,
                derived=counts.derived(every),
            ),
            changed=changed(house),
        )
    )


def changed(house: House) -> float:
    """Share of what was held that the newest round stated otherwise; `ASSUMED_CHANGE` until there were two rounds."""
    opened = list(house.registry.opened.values())
    if len(opened) < 2:  # noqa: PLR2004  the first round only collects
        return ASSUMED_CHANGE
    ((held, stated),) = house.picture.query(slicing.changed(opened[-1], house.journal.head)).rows
    return round(min(1.0, stated / held), 4) if held else ASSUMED_CHANGE


def communities(house: House) -> list[str]:
    """The villages and communities: a form is sent once for each, whatever grids it has."""
    return [each.code for each in house.registry.units.values() if each.community]


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


def _subjects(house: House, asking: Asking, units: Sequence[str]) -> list[str]:
    query = slicing.reached(
        asking.form, asking.via, house.registry.catalogue, today=house.today, units=units
    )
    return [subject for (subject,) in house.picture.query(query).rows]


class _Counts:
    """Counts of subjects, each set of them counted once however many elements it is asked for."""

    def __init__(self, house: House, catalogue: Catalogue, today: date) -> None:
        self._house = house
        self._catalogue = catalogue
        self._today = today
        self._known: dict[object, int] = {}

    def answers(self, registration: Registration) -> Iterator[tuple[Field, int]]:
        """For each question, how many answers the form gets when it is filled once."""
        form = registration.form
        if form.layout == "summary":
            for field in form.leaves():
                yield field, len(communities(self._house))
            return
        for field in form.leaves():
            block = registration.bindings.get(field.id.rpartition(".")[0])
            path: tuple[str, ...] = ()
            if block and block.element and self._catalogue.elements[block.element].target:
                path = (*block.via, block.element)
            yield field, self._union([(form, path)])

    def subjects(self, askings_: Iterable[Asking]) -> dict[tuple[str, int], int]:
        """Distinct subjects asked for each element at least so many times a year."""
        return {key: self._union(sets) for key, sets in _by_element_and_times(askings_).items()}

    def derived(self, askings_: Iterable[Asking]) -> dict[tuple[str, int], int]:
        """Those of them for whom the element follows from what is held."""
        return {
            (element, times): self._union(sets, element)
            for (element, times), sets in _by_element_and_times(askings_).items()
            if self._catalogue.elements[element].derivations
        }

    def _union(
        self, sets: Sequence[tuple[Form, tuple[str, ...]]], derived: str | None = None
    ) -> int:
        key = (frozenset((form.id, via) for form, via in sets), derived)
        if key not in self._known:
            queries: list[exp.Query] = [
                slicing.reached(form, via, self._catalogue, today=self._today) for form, via in sets
            ]
            if derived is not None:
                known = slicing.derivable(derived, self._catalogue, today=self._today)
                queries = [exp.intersect(each, known) for each in queries]
            ((count,),) = self._house.picture.query(slicing.counting(*queries)).rows
            self._known[key] = count
        return self._known[key]


def _by_element_and_times(
    askings_: Iterable[Asking],
) -> dict[tuple[str, int], list[tuple[Form, tuple[str, ...]]]]:
    """For each element and each frequency it is asked at: who asks it at least so often, and over which links."""
    by_element: dict[str, list[Asking]] = defaultdict(list)
    for asking in askings_:
        by_element[asking.element].append(asking)
    return {
        (element, times): list(
            {
                (each.form.id, each.via): (each.form, each.via)
                for each in asking
                if each.times >= times
            }.values()
        )
        for element, asking in by_element.items()
        for times in {each.times for each in asking}
    }
