"""Try: measures of a summary form's figures → what they would give, unit by unit or together, beside what was filed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from yibiao import access, slicing
from yibiao.errors import Finding, Invalid
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.slicing import trials
from yibiao.model.actor import Actor
from yibiao.model.form import Field
from yibiao.model.period import Span
from yibiao.model.place import COMMUNITY_DIGITS

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
    trials.require_trying(house, registration, measures, actor)
    access.require(actor, "slice.read", registration.place, house.today)
    made = {each.field: each for each in trials.bindings(house, registration, measures, actor)}
    lacking = tuple(trials.not_held(house, made.values()))
    if lacking and not together:
        raise Invalid(*lacking, count=len(lacking))
    for each in lacking:
        made.pop(each.where.rpartition("/")[2], None)
    fixed = {id_: each for id_, each in registration.bindings.items() if each.measure}
    trial = replace(registration, bindings={**fixed, **made})
    digits = trials.TOGETHER if together else COMMUNITY_DIGITS
    _, answer = trials.answered(house, trial, actor, unit, period, digits=digits)
    house.noted(actor, "figures", form, len(answer.rows))
    leaves = [each.id for each in registration.form.leaves()]
    values = {
        str(row[0]): dict(zip(leaves, row[len(slicing.TECHNICAL) :], strict=False))
        for row in answer.rows
    }
    wanted = [each for each in registration.form.leaves() if each.id in measures]
    sight = house.sight(actor, trial)
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
        filed=trials.filed(house, registration, actor, unit, period) if together else {},
        covered=tuple(each.id for each in wanted if sight.mask(each.id) != "full"),
        as_of=answer.position,
    )


def _differing(
    house: House, trial: Registration, values: Mapping[str, Mapping[str, Any]]
) -> Iterator[Finding]:
    """Sums that are not those of their parts, all of which are worked out."""
    for each in trials.suggestions(house, trial.form):
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
