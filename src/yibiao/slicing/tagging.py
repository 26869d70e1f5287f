"""Many sets of subjects → which of them each subject is in, and how many are in the same: one query, one look."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlglot import exp

from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.slicing.among import among
from yibiao.slicing.context import Context
from yibiao.slicing.reaching import reached, subjects, within_scope
from yibiao.slicing.relation import Relation
from yibiao.slicing.terms import (
    SUBJECT,
    all_of,
    any_of,
    call,
    check,
    chosen,
    column,
    given,
    named,
    nested,
    number,
    when,
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
    query = _gathered([_numbered(query, place) for place, query in enumerate(queries)])
    check(query)
    return query


def reached_among(sets: Sequence[tuple[Form, tuple[str, ...]]], context: Context) -> exp.Query:
    """
    As `tagged`, the sets of subjects that forms reach over links, for a query that is `knowing` those that are asked about.

    Whatever starts from the same kind of subject, and leads nowhere or to whom a link in its row leads, is found in one look
    at that kind: dozens of looks would take the engine a second to plan.

    Raises:
        IndexError: There is no set.
        Invalid: The scope of a form is no condition over known elements.
    """
    parts: list[exp.Query] = []
    together: defaultdict[tuple[SubjectKind, bool], list[_Near]] = defaultdict(list)
    for place, (form, via) in enumerate(sets):
        if len(via) > 1 or (via and not _in_its_row(via[0], context.catalogue)):
            query = reached(
                form, via, context.catalogue,
                today=context.today, as_of=context.as_of, among=among(), few=context.few,
            )  # fmt: skip
            parts.append(_numbered(query, place))
        else:
            together[form.subject, bool(via)].append(_Near(place, form.scope, "".join(via)))
    for (kind, leads), some in together.items():
        parts.append((_led_to if leads else _in_scope)(kind, some, context))
    return _gathered(parts)


class _Near(NamedTuple):
    """A set: its number, whose scope it starts from, and the link in their row that leads to whom it means."""

    place: int
    scope: str | None
    link: str


def _in_its_row(link: str, catalogue: Catalogue) -> bool:
    """Whether whom *link* leads to stands in the row of whoever it leads from, once."""
    element = catalogue.elements[link]
    return element.kind is ValueKind.LINK and not element.inverse_of and not element.derivations


def _in_scope(kind: SubjectKind, sets: Sequence[_Near], context: Context) -> exp.Query:
    """The subjects that are in any of *sets* themselves, with the numbers of these, a row each."""
    relation = context.relation(kind, _is_among(SUBJECT), among())
    hits = [_within(each, number(each.place), relation, context) for each in sets]
    # What is distinct is without what is nothing.
    tags = call("unnest", call("list_distinct", exp.Array(expressions=hits)))
    query = chosen(column(SUBJECT), named(tags, _TAG))
    return query.from_(nested(relation.select(), "s"), copy=False)


def _led_to(kind: SubjectKind, sets: Sequence[_Near], context: Context) -> exp.Query:
    """Whom links lead to from those in the scopes of *sets*, with the numbers of these, a row each."""
    links = dict.fromkeys(each.link for each in sets)
    relation = context.relation(kind, any_of(*map(_is_among, links)))
    ends = [_within(each, relation.column((), each.link), relation, context) for each in sets]
    tags = [number(each.place) for each in sets]
    led = chosen(
        named(call("unnest", exp.Array(expressions=ends)), SUBJECT),
        named(call("unnest", exp.Array(expressions=tags)), _TAG),
    ).from_(nested(relation.select(), "s"), copy=False)
    query = chosen(column(SUBJECT, "s"), column(_TAG, "s")).from_(nested(led, "s"), copy=False)
    return query.where(_is_among(SUBJECT), copy=False)


def _within(near: _Near, value: exp.Expr, relation: Relation, context: Context) -> exp.Expr:
    """A value of whoever is in the scope that a set starts from; of others nothing."""
    if near.scope is None:
        return value
    return when([(within_scope(near.scope, relation, context), value)])


def _is_among(name: str) -> exp.Expr:
    return exp.In(this=column(name, "s"), query=exp.Subquery(this=among()))


def _numbered(query: exp.Query, place: int) -> exp.Query:
    numbered = chosen(column(SUBJECT, "q"), named(number(place), _TAG))
    return numbered.from_(nested(query, "q"), copy=False)


def _gathered(parts: Sequence[exp.Query]) -> exp.Query:
    """Rows of `"#subject"` and `"#tag"` → for each subject its tags."""
    together = parts[0]
    for part in parts[1:]:
        together = exp.union(together, part, distinct=False, copy=False)
    tags = exp.Order(
        this=exp.Distinct(expressions=[column(_TAG, "t")]),
        expressions=[exp.Ordered(this=column(_TAG, "t"))],
    )
    query = chosen(column(SUBJECT, "t"), named(call("array_agg", tags), TAGS))
    query = query.from_(nested(together, "t"), copy=False)
    return query.group_by(column(SUBJECT, "t"), copy=False)


def tallied(queries: Sequence[exp.Query]) -> exp.Query:
    """
    How many subjects are in exactly the same of *queries*: `"#tags"`, `"count"`. Every union is a sum of these.

    Raises:
        IndexError: There is no query.
    """
    tags = _gathered([_numbered(query, place) for place, query in enumerate(queries)])
    query = chosen(column(TAGS, "s"), named(call("count", exp.Star()), "count"))
    query = query.from_(nested(tags, "s"), copy=False).group_by(column(TAGS, "s"), copy=False)
    check(query)
    return query
