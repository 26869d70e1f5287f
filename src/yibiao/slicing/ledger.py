"""A register or card → a row for each subject in its scope."""

from collections.abc import Mapping

from sqlglot import exp

from yibiao.model.binding import Binding
from yibiao.model.form import Form
from yibiao.slicing.answers import answer
from yibiao.slicing.conditions import Condition
from yibiao.slicing.context import Context
from yibiao.slicing.relation import Relation
from yibiao.slicing.terms import SUBJECT, UNIT, chosen, column, named, nested


def ledger(form: Form, bindings: Mapping[str, Binding], context: Context) -> exp.Query:
    """The unit, the subject, and a column for each field, ordered by the first two."""
    relation = context.relation(form.subject)
    starts = context.subjects(form.subject) if context.units is not None else None
    values = [named(answer(field, bindings, relation, starts), field.id) for field in form.fields]
    query = chosen(column(UNIT), column(SUBJECT), *values)
    scope = in_scope(form, relation, context)
    query = query.from_(nested(relation.select(), "s"), copy=False)
    if scope is not None:
        query = query.where(scope, copy=False)
    return query.order_by(column(UNIT), column(SUBJECT), copy=False)


def in_scope(form: Form, relation: Relation, context: Context) -> exp.Expr | None:
    """The condition that the form is about a row of *relation*; `None` when it is about all."""
    scope = context.scope(form)
    if scope is None:
        return None
    condition = Condition(relation.column, context.today, context.period)
    return condition.sql(scope.about(relation.kind).root)
