"""How far units are: the cells of the subjects that forms ask, counted; and about how many something was filed lately."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from sqlglot import exp

from yibiao.model.expression.tree import Node
from yibiao.model.kinds import SubjectKind
from yibiao.slicing.among import asked_about, knowing
from yibiao.slicing.conditions import Condition
from yibiao.slicing.context import Context
from yibiao.slicing.pictures import CONFIRMED
from yibiao.slicing.relation import Relation
from yibiao.slicing.tagging import TAGS, tagged
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
    nothing,
    number,
    text,
    when,
)

POSITION: Final = "#position"
_AFTER: Final = "#after"


def counted(
    kind: SubjectKind,
    sets: Sequence[exp.Query],
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
        sets: Of subjects, by id; they know those that are asked about by `among`.
        elements: Of that kind, each with journal positions.
        context: The day, and as of when.
        conditions: By element, what must hold of whoever is asked it; of others it counts as following.
    """
    relation = context.relation(kind, asked_about("s"))
    cells: list[exp.Expr] = [column(UNIT, "s"), column(TAGS, "t")]
    for element, positions in elements.items():
        held, follows = _held(relation, element, conditions.get(element, ()))
        cells += [named(held, element), named(follows, f"={element}")]
        filed = exp.Is(this=follows.copy(), expression=exp.Null())
        for position in positions:
            stale = all_of(filed.copy(), _said_by(element, position))
            cells.append(named(when([(stale, held.copy())]), f"{position} {element}"))
    query = (
        chosen(*cells)
        .from_(nested(relation.select(), "s"), copy=False)
        .join(nested(tagged(sets), "t"), on=_same_subject("t"), copy=False)
        .join(context.picture.filed(kind, "c", elements), on=_same_subject("c"), copy=False)
    )
    groups = [column(each, "cells") for each in (UNIT, TAGS)]
    counts = [call("count", column(each.alias, "cells")) for each in cells[2:]]
    counted = (
        chosen(*(each.copy() for each in groups), call("count", exp.Star()), *counts)
        .from_(nested(query, "cells"), copy=False)
        .group_by(*groups, copy=False)
    )
    counted = knowing(counted, kind, context.picture)
    check(counted)
    return counted


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
) -> tuple[exp.Expr, exp.Expr]:
    """Something where an element is held or follows, and where it follows; where it is not asked, both."""
    known = relation.picture.catalogue.elements[element]
    held: exp.Expr = relation.column((), element)
    follows = relation.derived_column((), element) if known.derivations else nothing()
    if not conditions:
        return held, follows
    unmet = Condition(relation.column, relation.today).unmet(conditions)
    return tuple(when([(any_of(unmet.copy(), given(each)), number(1))]) for each in (held, follows))  # type: ignore[return-value]


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
