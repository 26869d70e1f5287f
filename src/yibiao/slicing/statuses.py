"""What the statuses of a unit's cells are worked out from: what is held, since when, and in which sets a subject is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from sqlglot import exp

from yibiao.model.catalogue import Catalogue
from yibiao.model.expression.tree import Node
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.slicing.among import asked_about, given_as, knowing, listed, once_asked_about
from yibiao.slicing.answers import shown
from yibiao.slicing.conditions import Condition
from yibiao.slicing.context import Context
from yibiao.slicing.pictures import Picture
from yibiao.slicing.reaching import within_scope
from yibiao.slicing.relation import Relation
from yibiao.slicing.tagging import TAGS, reached_among
from yibiao.slicing.terms import (
    SUBJECT,
    UNIT,
    any_of,
    call,
    cast,
    chosen,
    column,
    equal,
    given,
    named,
    nested,
    nothing,
    number,
    paren,
    plus,
    times,
    yes,
)

#: What the picture says of a record as a whole.
_OF_RECORDS: Final = ("#confirmed", "#since", "#contested", "#loaded")

#: As many yes and no as a whole number of 64 bits has room for, beside its sign.
BITS: Final = 62

#: Values that are found by how they end.
_BY_THEIR_END: Final = frozenset({ValueKind.ID_NUMBER, ValueKind.USCC, ValueKind.PHONE})


def statuses(
    kind: SubjectKind,
    elements: Sequence[str],
    forms: Sequence[Form],
    sets: Sequence[tuple[Form, tuple[str, ...]]],
    catalogue: Catalogue,
    *,
    today: date,
    as_of: int | None = None,
    conditions: Mapping[str, Sequence[Node]] = MappingProxyType({}),
    subjects: bool = False,
    link: str | None = None,
) -> exp.Query:
    """
    A row for each open subject of *kind* in the units `$units`; with *subjects*, of those in `$subjects`. In no order.

    Its unit and id; `"#confirmed"`, `"#since"`, `"#contested"` and `"#loaded"` as the picture has them, which it has not of
    the past (*as_of* a position): nothing then; the numbers of
    *sets* that it is in (or nothing); where *link* leads from it. Then whole numbers of 62 bits: to which of *forms* it is
    in scope; of which of *elements* anything is held or follows; of which it follows; and of which one of the
    *conditions* under which it is asked does not hold, or is not known to.

    Raises:
        Invalid: A scope is no condition on a subject of *kind*.
    """
    told = _OF_RECORDS if as_of is None else ()
    context = Context(catalogue, today, as_of=as_of, few=True)
    only, picture = asked_about("s", subjects=subjects), context.picture
    once = once_asked_about(kind, picture, subjects=subjects)
    relation = Relation(kind, picture, today, only=only, among=once, record=told)
    scopes = [_in_scope(each, relation, context) for each in forms]
    held = [given(relation.column((), each)) for each in elements]
    follows = [_follows(relation, each) for each in elements]
    condition = Condition(relation.column, relation.today)
    hidden = [condition.unmet(conditions.get(each, ())) for each in elements]
    leads = relation.column((), link) if link else exp.Null()
    query = chosen(
        *(column(name, "s") for name in (UNIT, SUBJECT)),
        *(column(name, "s") if told else named(nothing(), name) for name in _OF_RECORDS),
        column(TAGS, "sets") if sets else named(exp.Null(), TAGS),
        named(leads, "#link"),
        *_bits("#in", scopes),
        *_bits("#there", held),
        *_bits("#follows", follows),
        *_bits("#hidden", hidden),
    ).from_(nested(relation.select(), "s"), copy=False)
    if sets:
        on = equal(column(SUBJECT, "s"), column(SUBJECT, "sets"))
        tags = nested(reached_among(sets, context), "sets")
        query = query.join(tags, on=on, join_type="left", copy=False)
        query = knowing(query, kind, picture, subjects=subjects)
    return query


def numbers(bits: int) -> int:
    """How many whole numbers it takes for so many bits."""
    return -(-bits // BITS)


def following(
    kind: SubjectKind, elements: Sequence[str], catalogue: Catalogue, *, today: date, as_of: int | None = None
) -> exp.Query:  # fmt: skip
    """Each of the subjects `$subjects`, and what follows for each of *elements* from what is held, as JSON has it."""
    only = given_as(column(SUBJECT, "s"), "subjects")
    relation = Relation(kind, Picture(catalogue, as_of), today, only=only, among=listed())
    values = [
        named(shown(catalogue.elements[each], relation.derived_column((), each)), each)
        for each in elements
    ]
    return chosen(column(SUBJECT), *values).from_(nested(relation.select(), "s"), copy=False)


def found(
    kind: SubjectKind, elements: Iterable[str], catalogue: Catalogue, *, today: date
) -> exp.Query:
    """
    The open subjects of *kind* in the units `$units` of whom one of *elements* holds `$words`.

    A number holds them where it ends with them: nobody types the whole of one.
    """
    only = asked_about("s")
    relation = Relation(kind, Picture(catalogue), today, only=only)
    words = cast(exp.Placeholder(this="words"), "VARCHAR")
    holding = []
    for id_ in elements:
        value = relation.column((), id_)
        if catalogue.elements[id_].kind in _BY_THEIR_END:
            end = call("right", value, call("length", words.copy()))
            holding.append(equal(end, words.copy()))
        else:
            at = call("strpos", value, words.copy())
            holding.append(exp.GT(this=at, expression=number(0)))
    query = chosen(column(SUBJECT)).from_(nested(relation.select(), "s"), copy=False)
    return query.where(any_of(*holding), copy=False)


def _in_scope(form: Form, relation: Relation, context: Context) -> exp.Expr:
    if form.scope is None:
        return yes(value=True)
    return call("coalesce", within_scope(form.scope, relation, context), yes(value=False))


def _follows(relation: Relation, element: str) -> exp.Expr:
    derived = relation.picture.catalogue.elements[element].derivations
    return given(relation.derived_column((), element)) if derived else yes(value=False)


def _bits(name: str, conditions: Sequence[exp.Expr]) -> Iterator[exp.Expr]:
    """*conditions*, of which none is unknown, as whole numbers."""
    for place, at in enumerate(range(0, len(conditions), BITS)):
        total: exp.Expr = number(0)
        for bit, condition in enumerate(conditions[at : at + BITS]):
            if condition != yes(value=False):
                total = plus(total, times(cast(condition, "BIGINT"), number(2**bit)))
        yield named(cast(paren(total), "BIGINT"), f"{name} {place}")
