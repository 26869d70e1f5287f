"""Ask: whom the forms in force ask what, over all of them at once; what is still missing; what it all costs."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from yibiao import access, governance, slicing
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.units.reaching import Key, Sets, Tallies, block_path, total
from yibiao.flows.units.statuses import statuses_by_kind
from yibiao.model.actor import Actor
from yibiao.model.review import Burden, Inputs
from yibiao.model.where import EVERYWHERE

#: Share of what is held that changes between rounds, until two rounds have shown it.
ASSUMED_CHANGE = 0.05


def asked(house: House, unit: str, actor: Actor) -> dict[str, tuple[str, ...]]:
    """
    The elements that forms in force ask of each open subject of *unit* and below, by subject; each once, whoever asks.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    return {
        each.subject: wanted
        for several in statuses_by_kind(house, unit)
        for each in several.rows
        if (wanted := several.named(each.asked | each.follows))
    }


def missing(house: House, unit: str, actor: Actor) -> dict[str, tuple[str, ...]]:
    """
    Of what is asked of each open subject of *unit* and below, that for which nothing is held nor follows.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "record.read", house.at(unit), house.today)
    return {
        each.subject: several.named(each.verdict.missing)
        for several in statuses_by_kind(house, unit)
        for each in several.rows
        if each.verdict.missing
    }


def burden(house: House, actor: Actor) -> Burden:
    """Cells and hours a year, every form by itself against the one table, counted in what is held today."""
    access.require(actor, "burden.read", EVERYWHERE, house.today)
    return house.once("burden", lambda: _burden(house))


def _burden(house: House) -> Burden:
    catalogue = house.registry.catalogue
    in_force = house.registry.in_force(house.today)
    forms = [each.form for each in in_force]
    sets = Sets(house, in_force)
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
            challenged=house.registry.challenges.cells_since(house.now() - timedelta(days=365)),
        )
    )


def _changed(house: House) -> float:
    """Share of what was held that the newest round stated otherwise; `ASSUMED_CHANGE` until there were two rounds."""
    opened = list(house.registry.rounds.opened.values())
    if len(opened) < 2:  # noqa: PLR2004  the first round only collects
        return ASSUMED_CHANGE
    ((held, stated),) = house.picture.query(slicing.changed(opened[-1], house.journal.head)).rows
    return round(min(1.0, stated / held), 4) if held else ASSUMED_CHANGE


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
        block = block_path(binding, bindings) if binding else ()
        key: Key = ("asked", form.id, block)
        if binding and binding.via and not block:
            key = ("leads", form.id, binding.via)
        yield (form.id, field.id), total(tallies, {key})
