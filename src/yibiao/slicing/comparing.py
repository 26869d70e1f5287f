"""Two elements → the query that counts of how many subjects both are held, alike or not."""

from collections.abc import Mapping
from datetime import date

from sqlglot import exp

from yibiao.model.catalogue import Catalogue
from yibiao.slicing.pictures import Picture
from yibiao.slicing.relation import Relation
from yibiao.slicing.terms import (
    all_of,
    call,
    check,
    chosen,
    column,
    equal,
    given,
    named,
    nested,
    text,
    when,
)


def compared(
    element: str, other: str, codes: Mapping[str, str], catalogue: Catalogue, *, today: date
) -> exp.Query:
    """
    Of how many subjects only *element* is held, of how many both alike, and of how many both and not alike.

    *codes* are those of *element* → those of *other*, where their lists differ.
    """
    relation = Relation(catalogue.elements[element].subject, Picture(catalogue), today)
    left = named(relation.column((), element), "one")
    right = named(relation.column((), other), "two")
    values = chosen(left, right).from_(nested(relation.select(), "s"), copy=False)
    one: exp.Expr = column("one", "v")
    if codes:
        one = when([(text(ours), text(theirs)) for ours, theirs in codes.items()], of=one)
    two = column("two", "v")
    same = equal(one.copy(), two.copy())
    query = chosen(
        named(_counted(given(one.copy()), exp.Not(this=given(two.copy()))), "alone"),
        named(_counted(same.copy()), "alike"),
        named(_counted(given(one.copy()), given(two.copy()), exp.Not(this=same)), "differing"),
    ).from_(nested(values, "v"), copy=False)
    check(query)
    return query


def _counted(*conditions: exp.Expr) -> exp.Expr:
    return exp.Filter(
        this=call("count", exp.Star()), expression=exp.Where(this=all_of(*conditions))
    )
