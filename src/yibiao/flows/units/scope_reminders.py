"""Whom time brings into a form's scope or takes out of it: told beforehand, and until somebody has acted on it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from yibiao import governance, slicing
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.units.statuses import Standing, statuses_of
from yibiao.flows.units.telling import Teller
from yibiao.model.expression import Expression
from yibiao.model.expression.telling import told
from yibiao.model.form import Form
from yibiao.model.place import morning_in_china
from yibiao.model.record import Record
from yibiao.model.reminder import Reminder

#: So many days it is told that somebody has come into a scope, unless somebody acts on it before.
KEPT: Final = 90


@dataclass(frozen=True)
class Crossing:
    """On which day, counted from today, somebody comes into a scope, or leaves it."""

    day: int
    enters: bool


def of_scopes(teller: Teller, units: list[str], days: int) -> Iterator[Reminder]:
    """Birthdays, and whatever else time does, that bring somebody into a form's scope or out of it."""
    house, alike = teller.house, defaultdict(list)
    for each in house.registry.asked_on(house.today):
        if governance.passes_with_time(each.form, house.registry.catalogue):
            alike[each.form.subject, each.form.scope].append(each)
    for registrations in alike.values():
        yield from _of_scope(teller, registrations, units, days)


def _of_scope(
    teller: Teller, registrations: Sequence[Registration], units: list[str], days: int
) -> Iterator[Reminder]:
    """Of forms that are about the same subjects."""
    house, form = teller.house, registrations[0].form
    crossings = _crossings(house, form, units, days)
    told_of = {
        subject: each
        for subject, each in crossings.items()
        if each.day >= (-KEPT if each.enters else -days)
    }
    if not told_of:
        return
    records = teller.records(told_of)
    came = {id_: each.day for id_, each in told_of.items() if each.enters and each.day <= 0}
    standings = _standings(house, form, units, came) if came else {}
    scope = _worded(house, form)
    for subject, record in sorted(records.items()):
        crossing, stood = told_of[subject], standings.get(subject)
        code = "scope-entered" if crossing.enters else "scope-left"
        on = house.today + timedelta(days=crossing.day)
        for each in (one.form for one in registrations):
            if stood is None or not _acted(each, record, stood):
                yield teller.about(record, code, on, {"form": each.title, **scope}, form=each.id)


def _worded(house: House, form: Form) -> dict[str, str | None]:
    """A scope as it is written, and in words."""
    catalogue, scope = house.registry.catalogue, form.scope or "true"
    words = told(Expression.parse(scope).bind(catalogue).root, catalogue)
    return {"scope": form.scope, "scope_zh": words.zh, "scope_en": words.en}


@dataclass(frozen=True)
class _Stood:
    """What is asked of a subject and is missing; `since` is the last position before the day on which it came."""

    standing: Standing
    missing: frozenset[str]
    since: int


def _standings(
    house: House, form: Form, units: Sequence[str], came: Mapping[str, int]
) -> dict[str, _Stood]:
    """Of whoever *came* into the scope on a day, counted from today."""
    found = statuses_of(house, units, form.subject, subjects=[*came])
    with house.journal.reading() as reading:
        before = {
            day: reading.before(morning_in_china(house.today + timedelta(days=day)))
            for day in {*came.values()}
        }
    return {
        each.subject: _Stood(
            each, frozenset(found.named(each.verdict.missing)), before[came[each.subject]]
        )
        for each in found.rows
    }


def _acted(form: Form, record: Record, stood: _Stood) -> bool:
    """Whether nothing that the form asks is missing, and somebody has said or confirmed some of it since that day."""
    asked = {each.element for each in stood.standing.group.askings if each.form.id == form.id}
    if asked & stood.missing:
        return False
    stated = (cell for id_, cell in record.cells.items() if id_ in asked and not cell.loaded)
    return record.confirmed > stood.since or any(cell.position > stood.since for cell in stated)


def _crossings(house: House, form: Form, units: list[str], days: int) -> dict[str, Crossing]:
    """Who is inside at one end of the days and outside at the other, and the first day on which they have crossed."""
    ends = _within(house, form, units, (-KEPT - 1, days))
    enters = {subject: tags == [1] for subject, tags in ends.items() if len(tags) == 1}
    between = dict.fromkeys(enters, (-KEPT - 1, days))
    while looked := {
        subject: (before + after) // 2
        for subject, (before, after) in between.items()
        if after - before > 1
    }:
        asked = sorted({*looked.values()})
        inside = _within(house, form, units, asked, looked)
        for subject, day in looked.items():
            before, after = between[subject]
            crossed = (asked.index(day) in inside.get(subject, ())) is enters[subject]
            between[subject] = (before, day) if crossed else (day, after)
    return {subject: Crossing(day, enters[subject]) for subject, (_, day) in between.items()}


def _within(
    house: House,
    form: Form,
    units: list[str],
    days: Sequence[int],
    subjects: Iterable[str] | None = None,
) -> Mapping[str, list[int]]:
    """Each subject, or of *subjects*, that is in scope on any of some days from today, with the numbers of those days."""
    queries = [
        slicing.reached(
            form,
            (),
            house.registry.catalogue,
            today=house.today + timedelta(days=each),
            units=units,
            among=None if subjects is None else slicing.listed(),
        )
        for each in days
    ]
    given = None if subjects is None else {"subjects": [*subjects]}
    return dict(house.picture.query(slicing.tagged(queries), given).rows)
