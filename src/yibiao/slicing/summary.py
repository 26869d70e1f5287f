"""A summary form → a row for each unit, every figure worked out from the ledgers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from yibiao.model.binding import Binding
from yibiao.model.expression import Expression
from yibiao.model.expression.tree import Aggregate, Arithmetic, Node, Reference, Type
from yibiao.model.form import Field, Form
from yibiao.model.kinds import SubjectKind
from yibiao.slicing.answers import answer
from yibiao.slicing.conditions import Condition
from yibiao.slicing.context import Context
from yibiao.slicing.grouping import period_of
from yibiao.slicing.relation import Relation
from yibiao.slicing.terms import (
    SUBJECT,
    UNIT,
    beginning,
    call,
    cast,
    chosen,
    column,
    equal,
    listed,
    named,
    nested,
    nothing,
    number,
    text,
    yes,
)

_UNITS: Final = "units"


def summary(form: Form, bindings: Mapping[str, Binding], context: Context) -> exp.Query:
    """The unit twice (it is the subject, too) and a column for each figure; counts of nothing are 0."""
    by_kind = _by_kind(form, bindings, context)
    kind_of = {each.id: kind for kind, fields in by_kind.items() for each in fields}
    figures = {
        kind: _figures(form, kind, fields, bindings, context) for kind, fields in by_kind.items()
    }
    alone = _alone(figures, context)
    units = alone.value if alone else _UNITS
    query = chosen(
        named(column(UNIT, units), UNIT),
        named(column(UNIT, units), SUBJECT),
        *(named(_shown(each, kind_of.get(each.id), bindings), each.id) for each in form.leaves()),
    )
    if alone:
        query = query.from_(nested(figures[alone], units), copy=False)
    else:
        query = query.from_(nested(_units(figures, context), units), copy=False)
        for kind, figure in figures.items():
            on = equal(column(UNIT, kind.value), column(UNIT, units))
            query = query.join(nested(figure, kind.value), on=on, join_type="left", copy=False)
    return query.order_by(column(UNIT, units), copy=False)


def _alone(figures: Mapping[SubjectKind, exp.Query], context: Context) -> SubjectKind | None:
    """The kind whose figures are there for just the units that are answered for, so that these need not be looked for."""
    if context.units is not None or len(figures) != 1:
        return None
    ((kind, figure),) = figures.items()
    return None if figure.args.get("where") else kind


@dataclass(frozen=True)
class By:
    """
    What figures are grouped by.

    Attributes:
        element: Of those that are counted.
        part: Of a date, the `year`, `quarter` or `month` that it lies in; else each value is a group.
    """

    element: Reference
    part: str | None = None

    def value(self, relation: Relation) -> exp.Expr:
        """The group of a subject, as text."""
        said = relation.column(self.element.via, self.element.element)
        return cast(said if self.part is None else period_of(self.part, said), "VARCHAR")


def grouped(form: Form, bindings: Mapping[str, Binding], context: Context, by: By) -> exp.Query:
    """
    The figures for each group in each unit: the unit, the group, and a column for each figure.

    Figures of other subjects than those that the element is of are empty. There is a row for whatever anybody has.
    """
    mine = {
        kind: each
        for kind, each in _by_kind(form, bindings, context).items()
        if kind is by.element.subject
    }
    fields = [each for several in mine.values() for each in several]
    worked_out = {each.id for each in fields}
    query = _figures(form, by.element.subject, fields, bindings, context, by)
    shown = [
        named(column(each.id, "g") if each.id in worked_out else nothing(), each.id)
        for each in form.leaves()
    ]
    columns = (named(column(each, "g"), each) for each in (UNIT, SUBJECT))
    outer = chosen(*columns, *shown).from_(nested(query, "g"), copy=False)
    return outer.order_by(column(UNIT, "g"), column(SUBJECT, "g"), copy=False)


def _by_kind(
    form: Form, bindings: Mapping[str, Binding], context: Context
) -> dict[SubjectKind, list[Field]]:
    by_kind: dict[SubjectKind, list[Field]] = {}
    for field in form.leaves():
        binding = bindings.get(field.id)
        if binding is not None and (binding.measure or binding.element):
            by_kind.setdefault(_measured(form, binding, context), []).append(field)
    return by_kind


def _measured(form: Form, binding: Binding, context: Context) -> SubjectKind:
    """The kind of subject that a figure is worked out over."""
    if binding.measure is None:
        return form.subject
    spoken_of = Expression.parse(binding.measure).bind(context.catalogue).subject(form.subject)
    return SubjectKind(binding.of) if binding.of else spoken_of


def _figures(
    form: Form,
    kind: SubjectKind,
    fields: list[Field],
    bindings: Mapping[str, Binding],
    context: Context,
    by: By | None = None,
) -> exp.Query:
    relation = context.relation(kind)
    condition = Condition(relation.column, context.today, context.period)
    values = []
    for field in fields:
        binding = bindings[field.id]
        if binding.measure is not None:
            measure = Expression.parse(binding.measure).bind(context.catalogue)
            value = condition.sql(measure.root)
            if measure.type is Type.NUMBER:
                value = cast(value, "DOUBLE")
        else:
            # A unit says this of itself; were it to stand there twice, the first counts.
            held = answer(field, bindings, relation, None)
            value = call("arg_min", held, column(SUBJECT))
        values.append(named(value, field.id))
    scope = context.scope(form)
    groups = [] if by is None else [by.value(relation)]
    query = chosen(
        named(_reporting(context), UNIT), *(named(each, SUBJECT) for each in groups), *values
    )
    where = None
    if scope is not None and scope.subject(kind) is kind:
        where = condition.sql(scope.about(kind).root)
    if where == yes(value=True):
        where = None
    query = query.from_(nested(relation.select(), "s"), copy=False)
    return (query.where(where, copy=False) if where is not None else query).group_by(
        _reporting(context), *(each.copy() for each in groups), copy=False
    )


def _reporting(context: Context) -> exp.Expr:
    """The unit that a subject is counted with."""
    unit = column(UNIT, "s")
    return unit if context.digits is None else beginning(unit, context.digits)


def _shown(field: Field, kind: SubjectKind | None, bindings: Mapping[str, Binding]) -> exp.Expr:
    if kind is None:
        return nothing()
    value = column(field.id, kind.value)
    measure = bindings[field.id].measure
    return call("coalesce", value, number(0)) if measure and _counts(measure) else value


def _counts(measure: str) -> bool:
    """Whether the figure is made of counts alone, which are nought and not unknown where there is nothing."""
    return _is_count(Expression.parse(measure).root)


def _is_count(node: Node) -> bool:
    match node:
        case Aggregate(function):
            return function == "count"
        case Arithmetic("+" | "-", left, right):
            return _is_count(left) and _is_count(right)
    return False


def _units(figures: Mapping[SubjectKind, exp.Query], context: Context) -> exp.Query:
    """The units asked for, or all that have any subject."""
    if context.units is not None:
        codes = dict.fromkeys(each[: context.digits] for each in context.units)
        # In one text: thousands of them would take longer to write than to count.
        together = call("string_split", text(",".join(codes)), text(",")) if codes else listed([])
        return chosen(named(call("unnest", together), UNIT))
    kinds = list(figures) or [SubjectKind.UNIT]
    queries = [
        chosen(named(_reporting(context), UNIT)).from_(
            nested(context.relation(each).select(), "s"), copy=False
        )
        for each in kinds
    ]
    united: exp.Query = queries[0].distinct()
    for each in queries[1:]:
        united = exp.union(united, each, copy=False)
    return united
