"""Which subjects forms ask about, so that a worker is asked for nobody else, and each question once."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlglot import exp

from yibiao.model.catalogue import Catalogue
from yibiao.model.expression import Expression
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind
from yibiao.slicing.conditions import Condition
from yibiao.slicing.context import Context
from yibiao.slicing.relation import Relation
from yibiao.slicing.terms import (
    SUBJECT,
    all_of,
    call,
    check,
    chosen,
    column,
    given,
    named,
    nested,
)


def reached(
    form: Form,
    via: Iterable[str],
    catalogue: Catalogue,
    *,
    today: date,
    units: Sequence[str] | None = None,
    as_of: int | None = None,
    period: tuple[date, date] | None = None,
    among: exp.Query | None = None,
    few: bool = False,
) -> exp.Query:
    """
    The subjects (`"#subject"`, each once) that *form* asks about over the links *via*, starting at those in its scope.

    For a question in a repeating block, *via* is the block's own links, the block's element, and the question's links.
    Links may lead to many.

    Args:
        form: Whose scope says where to start.
        via: The links.
        catalogue: Knows the elements.
        today: The day for ages.
        units: Only starting in these.
        as_of: The journal position as of which the picture is read; `None` now.
        period: First and last day that `period_start` and `period_end` mean.
        among: Only whoever is among these subjects; the scope is worked out for nobody from whom no link leads there.
        few: Whether only few are asked about, whatever the units.

    Raises:
        Invalid: The scope is no condition over known elements.
    """
    context, via = Context(catalogue, today, units, as_of, period, few=few), tuple(via)
    only = None
    if among is not None:
        starts = exp.Subquery(this=_leading_to(among, via, context))
        only = exp.In(this=column(SUBJECT, "s"), query=starts)
    query: exp.Query = subjects(form.subject, form.scope, context, only)
    for link in via:
        ends = named(column("#to", "pairs"), SUBJECT)
        from_ = exp.In(this=column("#from", "pairs"), query=exp.Subquery(this=query))
        there = given(column("#to", "pairs"))
        query = (
            chosen(ends)
            .distinct()
            .from_(context.picture.pairs(link), copy=False)
            .where(all_of(from_, there), copy=False)
        )
    if among is not None and via:
        inside = exp.In(this=column(SUBJECT, "ends"), query=exp.Subquery(this=among.copy()))
        query = chosen(column(SUBJECT, "ends")).from_(nested(query, "ends"), copy=False)
        query = query.where(inside, copy=False)
    check(query)
    return query


def _leading_to(ends: exp.Query, via: tuple[str, ...], context: Context) -> exp.Query:
    """The subjects from whom *via* leads to any of *ends*."""
    starts = ends.copy()
    for link in reversed(via):
        starts = (
            chosen(column("#from", "pairs"))
            .from_(context.picture.pairs(link), copy=False)
            .where(exp.In(this=column("#to", "pairs"), query=exp.Subquery(this=starts)), copy=False)
        )
    return starts


def subjects(
    kind: SubjectKind, scope: str | None, context: Context, only: exp.Expr | None = None
) -> exp.Select:
    """The open subjects of a kind to which *scope* applies; *only* is a condition on their own table.

    Raises:
        Invalid: It is no condition on a subject of that kind.
    """
    relation = context.relation(kind, only)
    where = None if scope is None else within_scope(scope, relation, context)
    query = chosen(column(SUBJECT)).from_(nested(relation.select(), "s"), copy=False)
    return query.where(where, copy=False) if where is not None else query


def within_scope(scope: str, relation: Relation, context: Context) -> exp.Expr:
    """
    Whether *scope* applies to a row of *relation*; nothing where that is not known.

    Raises:
        Invalid: It is no condition on a subject of that kind.
    """
    root = Expression.parse(scope).bind(context.catalogue).about(relation.kind).root
    return Condition(relation.column, context.today, context.period).sql(root)


def derivable(
    element: str,
    catalogue: Catalogue,
    *,
    today: date,
    units: Sequence[str] | None = None,
    as_of: int | None = None,
) -> exp.Query:
    """
    The subjects (`"#subject"`) for which *element* follows from others, so that nobody need be asked.

    Closed ones among them: a form that reaches somebody over links is answered even if they have died or moved away.
    """
    context = Context(catalogue, today, units, as_of)
    kind = catalogue.elements[element].subject
    relation = Relation(kind, context.picture, today, units, closed=True)
    value = relation.derived_column((), element)
    query = chosen(column(SUBJECT)).from_(nested(relation.select(), "s"), copy=False)
    query = query.where(given(value), copy=False)
    check(query)
    return query


def counting(query: exp.Query) -> exp.Query:
    """How many subjects are in a query, each once."""
    count = chosen(named(call("count", exp.Distinct(expressions=[column(SUBJECT)])), "count"))
    query = count.from_(nested(query, "s"), copy=False)
    check(query)
    return query
