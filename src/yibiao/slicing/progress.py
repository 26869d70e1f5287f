"""How far units are: the cells of the subjects that forms ask, counted; and about how many something was filed lately."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from sqlglot import exp

from yibiao.model.expression.tree import Node
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind
from yibiao.slicing.among import among, asked_about, knowing
from yibiao.slicing.conditions import Condition
from yibiao.slicing.context import Context
from yibiao.slicing.pictures import CONFIRMED
from yibiao.slicing.relation import Relation
from yibiao.slicing.tagging import TAGS, reached_among
from yibiao.slicing.terms import (
    SUBJECT,
    UNIT,
    all_of,
    any_of,
    call,
    check,
    chosen,
    column,
    equal,
    given,
    identifier,
    named,
    nested,
    number,
    text,
    when,
)

POSITION: Final = "#position"
_AFTER: Final = "#after"


def counted(
    kind: SubjectKind,
    sets: Sequence[tuple[Form, tuple[str, ...]]],
    elements: Mapping[str, Sequence[int]],
    context: Context,
    conditions: Mapping[str, Sequence[Node]] = MappingProxyType({}),
) -> exp.Query:
    """
    The open subjects of a kind in the units `$units` that are in any of *sets*, counted by unit and by the sets they are in.

    A row is `"#unit"`, `"#tags"` (numbers of sets), how many subjects; and for each of *elements* of how many of them it
    is held or follows from what is held, of how many it follows, and for each of its positions, of how many it is held
    and was stated or confirmed no later.

    Args:
        kind: Of the subjects.
        sets: Of subjects: each whom a form reaches over links.
        elements: Of that kind, each with journal positions.
        context: The day, and as of when.
        conditions: By element, what must hold of whoever is asked it; of others it counts as following.
    """
    relation = context.relation(kind, asked_about("s"), among())
    aging = [element for element, positions in elements.items() if positions]
    groups = [column(UNIT, "s"), column(TAGS, "t")]
    counts: list[exp.Expr] = [call("count", exp.Star())]
    for element, positions in elements.items():
        held, follows = _held(relation, element, conditions.get(element, ()))
        counts.append(call("count", held))
        counts.append(number(0) if follows is None else call("count", follows))
        filed = [] if follows is None else [exp.Is(this=follows.copy(), expression=exp.Null())]
        for position in positions:
            stale = all_of(*(each.copy() for each in filed), _said_by(element, position))
            counts.append(call("count", when([(stale, held.copy())])))
    query = (
        chosen(*groups, *counts)
        .from_(nested(relation.select(), "s"), copy=False)
        .join(nested(reached_among(sets, context), "t"), on=_same_subject("t"), copy=False)
        .join(context.picture.filed(kind, "c", aging, among()), on=_same_subject("c"), copy=False)
        .group_by(*(each.copy() for each in groups), copy=False)
    )
    return knowing(query, kind, context.picture)


def touched(after: Mapping[str, int], context: Context) -> exp.Query:
    """
    `"#unit"` and `"count"`: the subjects of each unit about whom anything was filed after a position of the unit's own.

    Raises:
        IndexError: No unit is named.
    """
    values = exp.Values(
        expressions=[
            exp.Tuple(expressions=[text(unit), number(position)])
            for unit, position in after.items()
        ],
        alias=exp.TableAlias(
            this=identifier("after"), columns=[identifier(UNIT), identifier(_AFTER)]
        ),
    )
    parts = [
        chosen(column(UNIT, "s"), named(call("count", exp.Star()), "count"))
        .from_(context.picture.filed(kind, "s"), copy=False)
        .join(values.copy(), on=equal(column(UNIT, "s"), column(UNIT, "after")), copy=False)
        .where(exp.GT(this=column(POSITION, "s"), expression=column(_AFTER, "after")), copy=False)
        .group_by(column(UNIT, "s"), copy=False)
        for kind in SubjectKind
    ]
    together: exp.Query = parts[0]
    for part in parts[1:]:
        together = exp.union(together, part, distinct=False, copy=False)
    check(together)
    return together


def _held(
    relation: Relation, element: str, conditions: Sequence[Node]
) -> tuple[exp.Expr, exp.Expr | None]:
    """Something where an element is held or follows, and where it follows, if it can; where it is not asked, both."""
    known = relation.picture.catalogue.elements[element]
    held: exp.Expr = relation.column((), element)
    follows = relation.derived_column((), element) if known.derivations else None
    if not conditions:
        return held, follows
    unmet = Condition(relation.column, relation.today).unmet(conditions)
    there = when([(any_of(unmet, given(held)), number(1))])
    either = unmet.copy() if follows is None else any_of(unmet.copy(), given(follows))
    return there, when([(either, number(1))])


def _said_by(element: str, position: int) -> exp.Expr:
    """Whether nobody stated an element or confirmed it after a position."""
    conditions = [
        exp.LTE(this=column(CONFIRMED, "c"), expression=number(position)),
        exp.LTE(
            this=call("coalesce", column(f"@{element}", "c"), number(0)),
            expression=number(position),
        ),
    ]
    return all_of(*conditions)


def _same_subject(other: str) -> exp.Expr:
    return equal(column(SUBJECT, "s"), column(SUBJECT, other))
