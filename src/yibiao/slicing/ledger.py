"""A register or card → a row for each subject in its scope."""

from collections.abc import Collection, Mapping

from sqlglot import exp

from yibiao.model.binding import Binding
from yibiao.model.form import Field, Form
from yibiao.model.kinds import ValueKind
from yibiao.slicing.answers import answer
from yibiao.slicing.conditions import Condition
from yibiao.slicing.context import Context
from yibiao.slicing.relation import Relation
from yibiao.slicing.terms import SUBJECT, UNIT, chosen, column, named, nested


def ledger(
    form: Form,
    bindings: Mapping[str, Binding],
    context: Context,
    days: Collection[str],
) -> exp.Query:
    """
    The unit, the subject, and a column for each field, ordered by the first two.

    Days are texts, but for those of *days*, which whoever compares them has as days.
    """
    relation = context.relation(form.subject)
    starts = context.subjects(form.subject) if context.units is not None else None
    values = []
    for field in form.fields:
        value = answer(field, bindings, relation, starts)
        if field.id in days:
            value = _day(value, field, bindings, context)
        values.append(named(value, field.id))
    query = chosen(column(UNIT), column(SUBJECT), *values)
    scope = in_scope(form, relation, context)
    query = query.from_(nested(relation.select(), "s"), copy=False)
    if scope is not None:
        query = query.where(scope, copy=False)
    return query.order_by(column(UNIT), column(SUBJECT), copy=False)


def _day(
    value: exp.Expr, field: Field, bindings: Mapping[str, Binding], context: Context
) -> exp.Expr:
    """A day that was put out as a text, as the day that it is."""
    element = bindings[field.id].element if field.id in bindings else None
    held = element and context.catalogue.elements[element].kind is ValueKind.DATE
    plain = isinstance(value, exp.Cast) and isinstance(value.this, exp.Column)
    return value.this if held and plain and field.kind is ValueKind.DATE else value


def in_scope(form: Form, relation: Relation, context: Context) -> exp.Expr | None:
    """The condition that the form is about a row of *relation*; `None` when it is about all."""
    scope = context.scope(form)
    if scope is None:
        return None
    condition = Condition(relation.column, context.today, context.period)
    return condition.sql(scope.about(relation.kind).root)
