"""A register or card → a row for each subject in its scope."""

from collections.abc import Collection, Mapping

from sqlglot import exp

from yibiao.model.binding import Binding
from yibiao.model.form import Field, Form
from yibiao.model.kinds import ValueKind
from yibiao.slicing.ages import Born
from yibiao.slicing.answers import answer
from yibiao.slicing.conditions import Condition
from yibiao.slicing.context import Context
from yibiao.slicing.relation import Relation
from yibiao.slicing.terms import SUBJECT, UNIT, chosen, column, named, nested, nothing


def ledger(
    form: Form,
    bindings: Mapping[str, Binding],
    context: Context,
    days: Collection[str],
    ages: Mapping[str, str],
) -> exp.Query:
    """
    The unit, the subject, and a column for each field, ordered by the first two.

    Days are texts, but for those of *days*, which whoever compares them has as days. Behind them stand the days of birth
    that *ages* follow from, under the names that stand there by field.
    """
    relation = context.relation(form.subject)
    starts = context.subjects(form.subject) if context.units is not None else None
    values = []
    for field in form.fields:
        value = answer(field, bindings, relation, starts)
        if field.id in days:
            value = _day(value, field, bindings, context)
        values.append(named(value, field.id))
    for id_, name in ages.items():
        born = _born(bindings[id_], relation)
        values.append(named(born.column if born else nothing("DATE"), name))
    query = chosen(column(UNIT), column(SUBJECT), *values)
    scope = in_scope(form, relation, context)
    query = query.from_(nested(relation.select(), "s"), copy=False)
    if scope is not None:
        query = query.where(scope, copy=False)
    return query.order_by(column(UNIT), column(SUBJECT), copy=False)


def aged(form: Form, bindings: Mapping[str, Binding], context: Context) -> dict[str, str]:
    """The fields that are answered by ages, and the names under which `ledger` has the days of birth that these follow from."""
    relation = context.relation(form.subject)
    plain = [each.id for each in form.fields if each.id in bindings and not each.fields]
    return {each: f"#born {each}" for each in plain if _born(bindings[each], relation)}


def _born(binding: Binding, relation: Relation) -> Born | None:
    if binding.element is None or binding.how in ("crosswalk", "conversion"):
        return None
    return relation.born(binding.via, binding.element)


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
    condition = Condition(relation.column, context.today, context.period, relation.born)
    return condition.sql(scope.about(relation.kind).root)
