"""Try: measures of a summary form's figures → what they would give, unit by unit or together, beside what was filed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from yibiao import access, slicing
from yibiao.errors import Finding, Invalid
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.slicing import measures as measuring
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.expression import Expression
from yibiao.model.form import Field
from yibiao.model.period import Span
from yibiao.model.place import COMMUNITY_DIGITS

#: Codes so short that all units are counted as one.
TOGETHER: Final = 0

#: Sums that differ are named for so many units.
_MOST_NAMED: Final = 50


@dataclass(frozen=True)
class Preview:
    """
    What measures give, unit by unit, before anybody fixes them.

    Attributes:
        fields: The figures, in the form's order.
        rows: For each unit its code, its name, and a value for each figure; a single one where all are counted together.
        findings: Sums that are not those of their parts.
        covered: Figures that are not shown to whoever asks, because they are worked out of what is not.
        filed: What units filed for figures themselves, by field: added up where that makes sense, and how many of them did.
    """

    fields: tuple[Field, ...]
    rows: tuple[tuple[str, str, tuple[Any, ...]], ...]
    findings: tuple[Finding, ...]
    covered: tuple[str, ...]
    filed: Mapping[str, tuple[Any, int]]
    as_of: int

    def document(self) -> dict[str, Any]:
        """As a door shows it."""
        return {
            "fields": [{"field": each.id, "label": each.label} for each in self.fields],
            "rows": [
                {"unit": code, "name": name, "values": list(values)}
                for code, name, values in self.rows
            ],
            "findings": [each.document() for each in self.findings],
            "covered": list(self.covered),
            "filed": {
                each: {"value": value, "units": units}
                for each, (value, units) in self.filed.items()
            },
            "as_of": self.as_of,
        }


def preview(
    house: House,
    form: str,
    measures: Mapping[str, str],
    actor: Actor,
    *,
    unit: str | None = None,
    period: Span | None = None,
    together: bool = False,
) -> Preview:
    """
    What *measures*, by field, would give in each unit, with those that are fixed; nothing is kept.

    Whoever only reads the slice is told of measures that are fixed. *together* counts all that is below *unit*, or
    everywhere, as one; what there is nothing to try on is left out of that.

    Raises:
        NotFound: There is no such form, figure or unit.
        Invalid: A measure is no figure over known elements.
    """
    registration = house.registry.registration(form)
    require_trying(house, registration, measures, actor)
    access.require(actor, "slice.read", registration.place, house.today)
    made = {each.field: each for each in measuring.bindings(house, registration, measures, actor)}
    lacking = tuple(not_held(house, made.values()))
    if lacking and not together:
        raise Invalid(*lacking, count=len(lacking))
    for each in lacking:
        made.pop(each.where.rpartition("/")[2], None)
    fixed = {id_: each for id_, each in registration.bindings.items() if each.measure}
    trial = replace(registration, bindings={**fixed, **made})
    units, sight = house.registry.within(unit), house.sight(actor, trial)
    digits = TOGETHER if together else COMMUNITY_DIGITS
    as_of = position_for(house, made.values())
    query = house.slice_of(trial, sight, units=units, period=period, digits=digits, as_of=as_of)
    answer = house.picture.query(query.expression, as_of=as_of)
    house.noted(actor, "figures", form, len(answer.rows))
    leaves = [each.id for each in registration.form.leaves()]
    values = {
        str(row[0]): dict(zip(leaves, row[len(slicing.TECHNICAL) :], strict=False))
        for row in answer.rows
    }
    wanted = [each for each in registration.form.leaves() if each.id in measures]
    known = house.registry.units
    return Preview(
        fields=tuple(wanted),
        rows=tuple(
            (
                code,
                known[code].name if code in known else code,
                tuple(of[each.id] for each in wanted),
            )
            for code, of in values.items()
        ),
        findings=tuple(_differing(house, trial, values))[:_MOST_NAMED],
        filed=filed(house, registration, actor, unit, period) if together else {},
        covered=tuple(each.id for each in wanted if sight.mask(each.id) != "full"),
        as_of=answer.position,
    )


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
    trial = replace(registration, bindings=asked)
    units, sight = house.registry.within(unit), house.sight(actor, trial)
    query = house.slice_of(trial, sight, units=units, period=period)
    rows = house.picture.query(query.expression).rows
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


def position_for(house: House, made: Iterable[Binding]) -> int | None:
    """
    The position at which measures are tried that speak of what no form has asked for yet, but follows from what one did.

    The picture has no column for it before somebody fixes the measure, and statements need none.
    """
    named = [element for each in made for element in _named(house, each)]
    unknown, _ = house.registry.unregistered(named)
    return house.journal.head if unknown else None


def _differing(
    house: House, trial: Registration, values: Mapping[str, Mapping[str, Any]]
) -> Iterator[Finding]:
    """Sums that are not those of their parts, all of which are worked out."""
    for each in measuring.suggestions(house, trial.form):
        known = {id_ for id_, binding in trial.bindings.items() if binding.measure}
        if not each.parts or not known.issuperset((each.field, *each.parts)):
            continue
        label = "/".join(
            (*trial.form.by_id[each.field].section, trial.form.by_id[each.field].label)
        )
        for unit, row in values.items():
            figure, parts = row[each.field], [row[part] for part in each.parts]
            if figure is not None and None not in parts and figure != sum(parts):
                facts = {
                    "label": label,
                    "unit": unit,
                    "figure": str(figure),
                    "sum": str(sum(parts)),
                }
                yield Finding("measure-sum-differs", f"#/properties/{each.field}", facts)
