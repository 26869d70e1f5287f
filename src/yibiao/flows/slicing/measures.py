"""Measure: a summary form's figures → how each may be worked out, and a person's decision on it."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yibiao import access, matching
from yibiao.errors import MeasuresChanged, NotFound
from yibiao.flows.house import House
from yibiao.flows.registering.naming import bound
from yibiao.flows.registry import Registration
from yibiao.flows.slicing import trials
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.event import Draft
from yibiao.model.form import Field
from yibiao.model.measure import Suggestion
from yibiao.store import Writing


@dataclass(frozen=True)
class Figure:
    """One figure of a form: what is proposed for it, and what is fixed."""

    field: Field
    suggestion: Suggestion | None
    measure: str | None
    decided_by: str | None

    def document(self) -> dict[str, Any]:
        """As a door shows it."""
        return {
            "field": self.field.id,
            "label": self.field.label,
            "section": list(self.field.section),
            "measure": self.measure,
            "decided_by": self.decided_by,
            "suggestion": self.suggestion and self.suggestion.document(),
        }


def figures(house: House, form: str, actor: Actor) -> tuple[tuple[Figure, ...], str]:
    """
    Every figure of a summary form, what is proposed for it, and the measure that is fixed, if one is; and their tag.

    Raises:
        NotFound: There is no such form.
    """
    registration = house.registry.registration(form)
    access.require(actor, "registry.read", registration.place, house.today)
    return tuple(_figures(house, registration)), tag(registration)


def fix(
    house: House,
    form: str,
    measures: Mapping[str, str | None],
    actor: Actor,
    *,
    seen: Collection[str] | None = None,
) -> tuple[Binding, ...]:
    """
    Have figures be worked out by these measures from now on, by field; the bindings made, all of them or none.

    Nobody is asked for them any more; what a measure speaks of is asked instead. Where there is nothing for a figure, the
    units are asked for it again, as they were before.

    Args:
        house: Where.
        form: The form.
        measures: By field.
        actor: Who decides.
        seen: The `tag` of what they saw, or some; nothing is done once somebody, in whatever process, has fixed others.

    Raises:
        NotFound: There is no such form or figure, or none that is worked out and could be asked again.
        Invalid: A measure is no figure over known elements.
        MeasuresChanged: They are not what was *seen*.
    """
    place = house.registry.registration(form).place
    access.require(actor, "binding.decide", place, house.today)
    fixed = {each: measure for each, measure in measures.items() if measure is not None}
    decided: list[Binding] = []

    def fixing(_: Writing) -> Iterable[Draft]:
        house.refresh()  # nobody else writes until this is written
        registration = house.registry.registration(form)
        if seen is not None and tag(registration) not in seen:
            raise MeasuresChanged(form=form)
        made = trials.bindings(house, registration, fixed, actor)
        resolution, asked = _released(
            house, registration, [each for each in measures if each not in fixed], actor
        )
        decided.extend((*made, *asked))
        return bound(house, actor, registration.form, resolution, decided)

    with house.deciding:
        house.refresh()  # so that little is left to read in turn
        house.decide(fixing)
    return tuple(decided)


def tag(registration: Registration) -> str:
    """Names the measures that are fixed; others have another name."""
    fixed = sorted(
        (id_, each.measure) for id_, each in registration.bindings.items() if each.measure
    )
    return hashlib.sha256(repr(fixed).encode()).hexdigest()[:16]


def _released(
    house: House, registration: Registration, fields: Sequence[str], actor: Actor
) -> tuple[matching.Resolution, tuple[Binding, ...]]:
    """What has the units be asked for these figures again."""
    for each in fields:
        found = registration.bindings.get(each)
        if found is None or found.measure is None:
            raise NotFound(what_zh="算法", what_en="measure", id=each)
    known = [registration.asked[each] for each in fields if each in registration.asked]
    before = tuple(each.model_copy(update={"decided_by": actor.id}) for each in known)
    anew = [each for each in fields if each not in registration.asked]
    choices = {each: matching.Choice(new=True, decided_by=actor.id) for each in anew}
    matches = [each for id_, each in registration.matches.items() if id_ in choices]
    resolution = matching.resolve(registration.form, matches, house.registry.catalogue, choices)
    return resolution, (*before, *resolution.bindings)


def _figures(house: House, registration: Registration) -> Iterator[Figure]:
    form = registration.form
    suggested = {each.field: each for each in trials.suggestions(house, form)}
    for each in form.leaves():
        binding = registration.bindings.get(each.id)
        measure = binding.measure if binding else None
        if each.id in suggested or measure:
            by = binding.decided_by if binding and measure else None
            yield Figure(each, suggested.get(each.id), measure, by)
