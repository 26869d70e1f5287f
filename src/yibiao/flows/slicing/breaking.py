"""A summary form's figures, or whatever is tried as one → the same for each unit of a level, for each code of an element, or period by period."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, get_args

from yibiao import access, slicing
from yibiao.errors import Finding, Invalid, NotAllowed
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.slicing.moments import moment_of
from yibiao.flows.slicing.trials import answered, position_for
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.expression import Expression
from yibiao.model.expression.tree import Reference, Type, walk
from yibiao.model.form import Form, Period
from yibiao.model.kinds import NUMERIC, SubjectKind, ValueKind
from yibiao.model.period import Span, span_of, spans_within
from yibiao.model.place import COMMUNITY_DIGITS, LEVELS
from yibiao.model.table import Header

#: Periods in one answer.
_MOST_PERIODS: Final = 60


@dataclass(frozen=True)
class Breakdown:
    """
    Figures in groups.

    Attributes:
        headers: The figures, in the form's order.
        rows: For each group in each unit: the unit's code and name, what the group is called, and the figures.
        as_of: The journal position that the newest of them speak of.
    """

    form: Form
    headers: tuple[Header, ...]
    rows: tuple[tuple[str, str, str, tuple[Any, ...]], ...]
    as_of: int

    def document(self) -> dict[str, Any]:
        """As a door shows it."""
        return {
            "form": self.form.id,
            "columns": [
                {"id": each.id, "label": each.label, "section": list(each.section)}
                for each in self.headers
            ],
            "rows": [
                {"unit": unit, "name": name, "group": group, "values": list(values)}
                for unit, name, group, values in self.rows
            ],
            "as_of": self.as_of,
        }


def broken(
    house: House, registration: Registration, actor: Actor, by: str, unit: str | None, period: Span | None,
    digits: int = COMMUNITY_DIGITS,
) -> Breakdown:  # fmt: skip
    """As `figures`, of whatever is bound to be a figure; groups of codes and periods are told unit by unit, by *digits*."""
    if by in LEVELS:
        return _by_level(house, registration, actor, LEVELS[by], unit, period)
    if by in get_args(Period):
        return _by_period(house, registration, actor, by, unit, period, digits)
    return _by_code(house, registration, actor, by, unit, period, digits)


def nothing_by(by: str) -> Invalid:
    """The refusal of groups that there are none of."""
    return Invalid(Finding("group-unknown", "by", {"by": by}), count=1)


def _by_level(
    house: House, registration: Registration, actor: Actor, digits: int, unit: str | None, period: Span | None
) -> Breakdown:  # fmt: skip
    query, answer = answered(house, registration, actor, unit, period, digits=digits)
    rows = tuple(_row(house, row, "") for row in answer.rows)
    return Breakdown(registration.form, query.headers, rows, answer.position)


def _by_code(
    house: House, registration: Registration, actor: Actor, by: str, unit: str | None, period: Span | None, digits: int
) -> Breakdown:  # fmt: skip
    parted = _PART.fullmatch(by)
    part, of = (parted[1], parted[2]) if parted else (None, by)
    group = slicing.By(_reference(house, of), part)
    if (Type.of(group.element.kind) is not Type.DATE) if part else not _of_many(group.element.kind):
        raise nothing_by(by)
    _require_asked(house, registration, actor, group.element)
    _require_whole(house, registration, actor, of)
    query, answer = answered(house, registration, actor, unit, period, digits=digits, by=group)
    catalogue = house.registry.catalogue
    codes = catalogue.codes_of(catalogue.elements[group.element.element])
    labels = {each.code: each.label.zh for each in codes.codes} if codes else _YES_OR_NO
    rows = tuple(_row(house, row, labels.get(str(row[1]), row[1] or "")) for row in answer.rows)
    return Breakdown(registration.form, query.headers, rows, answer.position)


#: A day, by the month that it lies in.
_PART: Final = re.compile(r"(year|quarter|month)\((.+)\)")
_YES_OR_NO: Final = {"true": "是", "false": "否"}


def _reference(house: House, by: str) -> Reference:
    """The element that is grouped by: one of codes, or of yes and no, or another single value."""
    try:
        root = Expression.parse(by).bind(house.registry.catalogue).root
    except Invalid:
        raise nothing_by(by) from None
    if not isinstance(root, Reference) or not house.registry.holds((*root.via, root.element)):
        raise nothing_by(by)
    return root


def _of_many(kind: ValueKind) -> bool:
    """Whether a value of that kind is one that many have: a group by a name or a number is somebody's, and no figure."""
    return kind in (*NUMERIC, ValueKind.CODE, ValueKind.BOOLEAN, ValueKind.DIVISION, ValueKind.YEAR, ValueKind.YEAR_MONTH)  # fmt: skip


def groupable(
    house: House, registration: Registration, actor: Actor, kind: SubjectKind
) -> tuple[str, ...]:
    """The elements of codes, and of yes and no, by which *actor* may have figures over that kind of subject in groups."""
    found = []
    for element in house.registry.catalogue.elements.values():
        coded = element.kind in (ValueKind.CODE, ValueKind.BOOLEAN) and element.subject is kind
        if not coded or element.merged_into or not house.registry.holds([element.id]):
            continue
        try:
            _require_asked(house, registration, actor, _reference(house, element.id))
            _require_whole(house, registration, actor, element.id)
        except (NotAllowed, Invalid):
            continue
        found.append(element.id)
    return tuple(found)


def _require_asked(house: House, registration: Registration, actor: Actor, by: Reference) -> None:
    """Let pass a department that asks the element in a form of its own, and whoever sees the figures otherwise."""
    if not access.as_department(actor, registration.form, house.today):
        return
    department = registration.form.department
    asked = house.planned(f"asked by {department}", lambda: _asked_by(house, department))
    if by.element not in asked:
        raise NotAllowed(act="slice.read", place=by.element)


def _asked_by(house: House, department: str) -> frozenset[str]:
    """The elements that a department's forms ask, or speak of in their measures."""
    own = [
        binding
        for each in house.registry.registrations.values()
        if each.form.department == department and each.answers
        for binding in each.bindings.values()
    ]
    asked = {each.element for each in own if each.element}
    for each in own:
        if each.measure:
            root = Expression.parse(each.measure).bind(house.registry.catalogue).root
            asked |= {one.element for one in walk(root) if isinstance(one, Reference)}
    return frozenset(asked)


def _require_whole(house: House, registration: Registration, actor: Actor, by: str) -> None:
    """Let pass who sees every value of the element: groups tell them."""
    figure = next(iter(registration.form.leaves()))
    counting = Binding(
        form=registration.form.id, field=figure.id, how="measure", measure=f"count(distinct {by})"
    )
    seen = house.sight(actor, replace(registration, bindings={figure.id: counting}))
    if seen.mask(figure.id) != "full":
        raise NotAllowed(act="slice.read", place=by)


def _by_period(
    house: House, registration: Registration, actor: Actor, by: str, unit: str | None, period: Span | None, digits: int
) -> Breakdown:  # fmt: skip
    first, last = period or (date(house.today.year, 1, 1), house.today)
    spans = list(spans_within(by, first, min(last, house.today)))
    if not spans or len(spans) > _MOST_PERIODS or span_of(by, first) is None:
        raise nothing_by(by)
    units = house.registry.within(unit)
    sight = house.sight(actor, registration)
    ended = replace(
        registration, form=registration.form.model_copy(update={"reckoned": "period-end"})
    )
    now = position_for(house, registration.bindings.values())
    rows: list[tuple[str, str, str, tuple[Any, ...]]] = []
    headers: tuple[Header, ...] = ()
    at = 0
    for span in spans:
        as_of = now if span[1] >= house.today else moment_of(house, span[1].isoformat()).as_of
        query = house.slice_of(
            ended, sight, units=units, as_of=as_of, stated=now is not None, period=span, digits=digits
        )  # fmt: skip
        answer = house.picture.query(query.expression, as_of=as_of)
        headers, at = query.headers, answer.position if as_of is None else as_of
        name = "/".join(each.isoformat() for each in span)
        rows += [_row(house, row, name) for row in answer.rows]
    return Breakdown(registration.form, headers, tuple(rows), at)


def _row(house: House, row: Any, group: str) -> tuple[str, str, str, tuple[Any, ...]]:
    code = str(row[0])
    return code, _name(house, code), str(group), tuple(row[len(slicing.TECHNICAL) :])


def _name(house: House, code: str) -> str:
    """What a unit is called; codes of levels above a community may be written with noughts at their end."""
    units = house.registry.units
    found = units.get(code) or units.get(code.ljust(COMMUNITY_DIGITS, "0"))
    return found.name if found else code
