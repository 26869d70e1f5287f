"""The burden: what the forms in force cost, all together, department by department, and month by month."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from yibiao import access, governance, slicing
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.units.reaching import (
    Sets,
    Tallies,
    asked_over,
    block_path,
    leading_over,
    total,
)
from yibiao.model.actor import Actor
from yibiao.model.place import day_in_china
from yibiao.model.review import Burden, DepartmentBurden, Inputs, MonthBurden
from yibiao.model.where import EVERYWHERE

#: Share of what is held that changes between rounds, until a second round was closed.
ASSUMED_CHANGE = 0.05


#: So many months are looked back at most, this one among them.
MONTHS = 12


def burden(house: House, actor: Actor) -> Burden:
    """Cells and hours a year, every form by itself against the one table, counted in what is held today."""
    access.require(actor, "burden.read", EVERYWHERE, house.today)
    return house.once("burden", lambda: _Counted.of(house, _in_force(house)).burden)


def by_department(house: House, actor: Actor) -> tuple[DepartmentBurden, ...]:
    """What each department's forms in force come to, those that ask most first."""
    access.require(actor, "burden.read", EVERYWHERE, house.today)
    return house.once("burden by department", lambda: _by_department(house))


def by_month(house: House, actor: Actor) -> tuple[MonthBurden, ...]:
    """
    What the forms that were in force at the end of each month come to in a year, oldest first; the last month is as of today.

    Every month is counted in what is held today and by what fields mean today, so that what differs are the forms.
    """
    access.require(actor, "burden.read", EVERYWHERE, house.today)
    return house.once("burden by month", lambda: _by_month(house))


def _by_department(house: House) -> tuple[DepartmentBurden, ...]:
    in_force = _in_force(house)
    # What is doubted is no department's alone.
    counted = replace(_Counted.of(house, in_force), challenged=0)
    everything = _looked_at(counted.burden)
    found = []
    for department in {each.form.department: None for each in in_force}:
        own = [each for each in in_force if each.form.department == department]
        others = [each for each in in_force if each.form.department != department]
        found.append(
            DepartmentBurden(
                department=department,
                burden=counted.only(own).burden,
                adds=everything - _looked_at(counted.only(others).burden),
            )
        )
    return tuple(sorted(found, key=lambda each: -each.burden.year.before))


def _looked_at(burden: Burden) -> int:
    """Cells of the one table in a year, whether they are filled or stand there and are confirmed."""
    return burden.year.after + burden.year.by_prefill


def _by_month(house: House) -> tuple[MonthBurden, ...]:
    since, until = _circulating(house)
    house.refresh()  # another service may have admitted what stands there
    first = min(since.values(), default=house.today)
    ends = [each for each in _month_ends(house.today) if first <= each]
    registrations = house.registry.registrations
    standing = {
        end: [
            registrations[form]
            for form, day in since.items()
            if day <= end < until.get(form, date.max) and registrations[form].current(end)
        ]
        for end in ends
    }
    ever = {each.form.id: each for some in standing.values() for each in some}
    counted = _Counted.of(house, list(ever.values()))
    known: dict[frozenset[str], Burden] = {}
    found = []
    for end in reversed(ends):
        key = frozenset(each.form.id for each in standing[end])
        if key not in known:
            known[key] = counted.only(standing[end]).burden
        found.append(MonthBurden(month=f"{end:%Y-%m}", burden=known[key]))
    return tuple(found)


def _circulating(house: House) -> tuple[dict[str, date], dict[str, date]]:
    """By form, the day on which it was admitted, and the one on which it was taken out of circulation."""
    since: dict[str, date] = {}
    until: dict[str, date] = {}
    for event in house.journal.events(kinds=("form.admitted", "form.retired")):
        days = since if event.kind == "form.admitted" else until
        days[event.body["form"]] = day_in_china(event.at)
    return since, until


def _month_ends(today: date) -> Iterator[date]:
    """Today, and the last days of the months before, newest first."""
    yield today
    first = today.replace(day=1)
    for _ in range(MONTHS - 1):
        before = first - timedelta(days=1)
        yield before
        first = before.replace(day=1)


def _in_force(house: House) -> list[Registration]:
    return house.registry.in_force(house.today)


@dataclass(frozen=True)
class _Counted:
    """Forms, and whom they reach: counted once, for whichever of them are asked about."""

    house: House
    registrations: Sequence[Registration]
    sets: Sets
    tallies: Tallies
    answers: Mapping[tuple[str, str], int]
    changed: float
    challenged: int

    @classmethod
    def of(cls, house: House, registrations: Sequence[Registration]) -> "_Counted":
        sets = Sets(house, registrations)
        tallies = sets.tallies()
        answers = {
            key: count for each in registrations for key, count in _answers(house, each, tallies)
        }
        challenged = house.registry.challenges.cells_since(house.now() - timedelta(days=365))
        return cls(house, registrations, sets, tallies, answers, _changed(house), challenged)

    def only(self, registrations: Sequence[Registration]) -> "_Counted":
        """Some of them."""
        forms = {each.form.id for each in registrations}
        return replace(self, registrations=registrations, sets=self.sets.only(forms))

    @property
    def burden(self) -> Burden:
        """What they come to."""
        house, forms = self.house, [each.form for each in self.registrations]
        return governance.burden(
            Inputs(
                units=len(house.registry.communities()),
                fields=sum(1 for form in forms for _ in form.leaves()),
                elements=_distinct_meanings(self.registrations),
                demands=governance.demands(forms, self.answers),
                cells=governance.distinct_cells(
                    forms,
                    [each for some in self.registrations for each in some.bindings.values()],
                    house.registry.catalogue,
                    answers=self.answers,
                    subjects=self.sets.subjects(self.tallies),
                    derived=self.sets.derived(self.tallies),
                ),
                changed=self.changed,
                challenged=self.challenged,
            )
        )


def _changed(house: House) -> float:
    """
    Share of what was held that the newest round stated otherwise; `ASSUMED_CHANGE` until that was counted once.

    The first round only collects, and one that is still open has not heard everybody.
    """
    rounds = house.registry.rounds
    counted = [id_ for id_ in list(rounds.opened)[1:] if id_ in rounds.closed]
    if not counted:
        return ASSUMED_CHANGE
    opened, closed = rounds.opened[counted[-1]], rounds.closed[counted[-1]]
    ((held, stated),) = house.picture.query(slicing.changed(opened, closed)).rows
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
    communities = len(house.registry.communities()) if form.layout == "summary" else 0
    for field in form.leaves():
        if form.layout == "summary":
            yield (form.id, field.id), communities
            continue
        binding = bindings.get(field.id)
        block = block_path(binding, bindings) if binding else ()
        key = asked_over(form, block)
        if binding and binding.via and not block:
            key = leading_over(form, binding.via)
        yield (form.id, field.id), total(tallies, {key})
