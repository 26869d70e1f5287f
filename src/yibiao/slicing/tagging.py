"""Many sets of subjects → which of them each subject is in, and how many are in the same: one query, one look."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlglot import exp

from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Form
from yibiao.slicing.context import Context
from yibiao.slicing.reaching import subjects
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
    number,
)

TAGS = "#tags"
_TAG = "#tag"


def leading(
    form: Form,
    via: Iterable[str],
    catalogue: Catalogue,
    *,
    today: date,
    units: Sequence[str] | None = None,
) -> exp.Query:
    """
    The subjects (`"#subject"`) in the scope of *form* from whom the links *via* lead to somebody.

    Raises:
        Invalid: The scope is no condition over known elements.
    """
    context = Context(catalogue, today, units)
    starts: exp.Query | None = None
    for link in reversed(tuple(via)):
        conditions = [given(column("#to", "pairs"))]
        if starts is not None:
            conditions.append(exp.In(this=column("#to", "pairs"), query=exp.Subquery(this=starts)))
        starts = (
            chosen(column("#from", "pairs"))
            .from_(context.picture.pairs(link), copy=False)
            .where(all_of(*conditions), copy=False)
        )
    query = subjects(form.subject, form.scope, context)
    if starts is not None:
        query = query.where(
            exp.In(this=column(SUBJECT), query=exp.Subquery(this=starts)), copy=False
        )
    check(query)
    return query


def tagged(queries: Sequence[exp.Query]) -> exp.Query:
    """
    For each subject that is in any of *queries*, the numbers of those it is in: `"#subject"`, `"#tags"`, a sorted list.

    Raises:
        IndexError: There is no query.
    """
    parts = [
        chosen(column(SUBJECT, "q"), named(number(place), _TAG)).from_(
            nested(query, "q"), copy=False
        )
        for place, query in enumerate(queries)
    ]
    together: exp.Query = parts[0]
    for part in parts[1:]:
        together = exp.union(together, part, distinct=False, copy=False)
    tags = exp.Order(
        this=exp.Distinct(expressions=[column(_TAG, "t")]),
        expressions=[exp.Ordered(this=column(_TAG, "t"))],
    )
    query = chosen(column(SUBJECT, "t"), named(call("array_agg", tags), TAGS))
    query = query.from_(nested(together, "t"), copy=False).group_by(
        column(SUBJECT, "t"), copy=False
    )
    check(query)
    return query


def tallied(queries: Sequence[exp.Query]) -> exp.Query:
    """
    How many subjects are in exactly the same of *queries*: `"#tags"`, `"count"`. Every union is a sum of these.

    Raises:
        IndexError: There is no query.
    """
    query = chosen(column(TAGS, "s"), named(call("count", exp.Star()), "count"))
    query = query.from_(nested(tagged(queries), "s"), copy=False).group_by(
        column(TAGS, "s"), copy=False
    )
    check(query)
    return query
