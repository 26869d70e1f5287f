"""What trying and fixing measures have in common: proposals, measures as bindings, and on what they can be tried."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from yibiao import access, matching, slicing
from yibiao.errors import Finding, Invalid, NotFound
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.slicing.doubting import singled_out
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.expression import Expression
from yibiao.model.form import Form
from yibiao.model.measure import Suggestion
from yibiao.model.period import Span
from yibiao.store import Answer

#: Codes so short that all units are counted as one.
TOGETHER: Final = 0


def suggestions(house: House, form: Form) -> tuple[Suggestion, ...]:
    """How the figures of a form may be worked out of what forms in force collect; nothing for other layouts."""
    if form.layout != "summary":
        return ()
    return house.planned(("suggestions", form.id), lambda: _suggestions(house, form))


def _suggestions(house: House, form: Form) -> tuple[Suggestion, ...]:
    held = {
        id_
        for each in house.registry.in_force(house.today)
        for binding in each.bindings.values()
        for id_ in (binding.element, *binding.via)
        if id_
    }
    return matching.suggest(form, house.registry.catalogue, held)


def bindings(
    house: House, registration: Registration, measures: Mapping[str, str], actor: Actor
) -> tuple[Binding, ...]:
    """
    The measures as bindings.

    Raises:
        NotFound: There is no such figure.
        Invalid: A measure is no figure over known elements.
    """
    form = registration.form
    leaves = {each.id for each in form.leaves()} if form.layout == "summary" else set()
    findings: list[Finding] = []
    made: list[Binding] = []
    for field_, measure in measures.items():
        if field_ not in leaves:
            raise NotFound(what_zh="汇总表的指标", what_en="figure of a summary form", id=field_)
        where = f"#/properties/{field_}"
        try:
            expression = Expression.parse(measure).bind(house.registry.catalogue)
        except Invalid as problem:
            findings += [Finding(each.code, where, each.facts) for each in problem.findings]
            continue
        if not expression.aggregate:
            findings.append(Finding("measure-no-figure", where, {"measure": measure}))
            continue
        findings += [
            replace(each, where=where)
            for each in singled_out(house.registry.catalogue, expression.root)
        ]
        of = expression.subject(form.subject)
        made.append(
            Binding(
                form=form.id, field=field_, how="measure", measure=measure, of=of, decided_by=actor.id
            )
        )  # fmt: skip
    if findings:
        raise Invalid(*findings, count=len(findings))
    return tuple(made)


def filed(
    house: House,
    registration: Registration,
    actor: Actor,
    unit: str | None,
    period: Span | None,
    only: str | None = None,
) -> dict[str, tuple[Any, int]]:
    """
    What units say of figures themselves, by the elements that they are, or were, asked for; where any of them does.

    Numbers of several units are added up; other answers of several are not told. *only* tells of one figure.
    """
    bindings, leaves = registration.bindings, list(registration.form.leaves())
    asked = {}
    for each in leaves:
        now = bindings.get(each.id)
        before = registration.asked.get(each.id) if now is None or now.measure else now
        if before is not None and before.element and only in (None, each.id):
            asked[each.id] = before
    if not asked:
        return {}
    _, answer = answered(house, replace(registration, bindings=asked), actor, unit, period)
    rows = answer.rows
    told = {}
    for at, each in enumerate(leaves, len(slicing.TECHNICAL)):
        values = [row[at] for row in rows if row[at] is not None] if each.id in asked else []
        if values:
            told[each.id] = (_together(values), len(values))
    return told


def _together(values: Sequence[Any]) -> Any:
    if len(values) == 1:
        return values[0]
    numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in values)
    return sum(values) if numbers else None


def require_trying(
    house: House, registration: Registration, measures: Mapping[str, str], actor: Actor
) -> None:
    """Let pass who decides measures; measures that are fixed may be tried by whoever reads what they give."""
    known = registration.bindings
    if any(
        each not in known or known[each].measure != measure for each, measure in measures.items()
    ):
        access.require(actor, "binding.decide", registration.place, house.today)


def not_held(house: House, made: Iterable[Binding]) -> Iterator[Finding]:
    """What measures speak of that no form ever asked for, and that follows from nothing that one did: there is nothing to try them on."""
    for binding in made:
        for element in _named(house, binding):
            if not _known(house, element):
                yield Finding(
                    "measure-not-held", f"#/properties/{binding.field}", {"element": element}
                )


def _known(house: House, element: str, below: tuple[str, ...] = ()) -> bool:
    """Whether something may be held of an element, or of all that it follows from."""
    if house.registry.holds([element]):
        return True
    derivations = house.registry.catalogue.elements[element].derivations
    return any(
        source not in below and all(_known(house, one, (*below, element)) for one in each.sources)
        for each in derivations
        for source in each.sources[:1]
    )


def _named(house: House, binding: Binding) -> list[str]:
    """The elements and links that a measure speaks of."""
    if binding.measure is None:
        return []
    paths = Expression.parse(binding.measure).bind(house.registry.catalogue).paths
    return [one for via, element in paths for one in (*via, element)]


def answered(
    house: House,
    registration: Registration,
    actor: Actor,
    unit: str | None,
    period: Span | None,
    **said: Any,
) -> tuple[slicing.Query, Answer]:
    """A form's figures as they are bound, for a unit with all that is below it or for all; *said* is as `House.slice_of` takes it."""
    units, sight = house.registry.within(unit), house.sight(actor, registration)
    as_of = position_for(house, registration.bindings.values())
    query = house.slice_of(
        registration, sight, units=units, period=period, as_of=as_of, stated=as_of is not None, **said
    )  # fmt: skip
    return query, house.picture.query(query.expression, as_of=as_of)


def position_for(house: House, made: Iterable[Binding]) -> int | None:
    """
    The position at which measures are tried that speak of what no form has asked for yet, but follows from what one did.

    The picture has no column for it before somebody fixes the measure, and statements need none.
    """
    named = [element for each in made for element in _named(house, each)]
    unknown, _ = house.registry.unregistered(named)
    return house.journal.head if unknown else None
