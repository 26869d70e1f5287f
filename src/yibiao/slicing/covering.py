"""
A slice and what is seen of it → the same slice with its columns masked.

It is laid around the slice, whether that is worked out or was sealed: whatever filters, sorts, searches, groups or counts
comes on top of it, and finds nothing but what is shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from sqlglot import exp

from yibiao.model.actor import Mask
from yibiao.model.form import Field, Form, row_names
from yibiao.model.kinds import WRITTEN
from yibiao.model.sight import Pane, Sight
from yibiao.model.table import Header
from yibiao.slicing.terms import (
    SUBJECT,
    UNIT,
    any_of,
    call,
    chosen,
    column,
    given,
    identifier,
    in_units,
    minus,
    named,
    nested,
    nothing,
    number,
    text,
    when,
)

#: What a text looks like of which the year is shown: it begins with one.
_BEGINS_WITH_YEAR: Final = "[0-9]{4}([^0-9].*)?"
_LAST, _MIDDLE, _YEAR = 4, 6, 4


def masked(query: exp.Query, form: Form, sight: Sight) -> exp.Query:
    """
    The columns of *query*, a slice of *form* or a table like it, as they are seen; the rows are chosen already.

    A mask says more of no value than of any other: what it does not fit is not shown.
    """
    columns = list(form.leaves() if form.layout == "summary" else form.fields)
    if not any(_touches(pane, each) for pane in sight.panes for each in columns):
        return query
    order = query.args.pop("order", None)
    shown = [named(_seen(each, sight), each.id) for each in columns]
    found = chosen(column(UNIT), column(SUBJECT), *shown).from_(nested(query, "slice"), copy=False)
    if order is None:
        return found
    return found.order_by(column(UNIT), column(SUBJECT), copy=False)


def marked(header: Header, sight: Sight) -> Header:
    """A column that says how it is shown; one of years is no column of days any more."""
    mask = sight.mask(header.id)
    if mask == "full":
        return header
    return replace(header, mask=mask, kind="year" if mask == "year-only" else header.kind)


def _touches(pane: Pane, field: Field) -> bool:
    return any(each.id in pane.masks for each in _with_rows(field))


def _with_rows(field: Field) -> list[Field]:
    return [field, *(one for each in field.fields for one in _with_rows(each))]


def _seen(field: Field, sight: Sight) -> exp.Expr:
    """The column of a field, by the pane that a row is in."""
    ways: dict[str, tuple[exp.Expr, list[Pane]]] = {}
    for pane in sight.panes:
        value = _masked(field, column(field.id), pane.masks, 0)
        ways.setdefault(value.sql(), (value, []))[1].append(pane)
    if len(ways) == 1:
        ((value, _),) = ways.values()
        return nothing() if isinstance(value, exp.Null) else value
    rest = next(
        (value for value, panes in ways.values() if any(p.units is None for p in panes)), None
    )
    branches = [
        (any_of(*(in_units(column(UNIT), pane.units or ()) for pane in panes)), value)
        for value, panes in ways.values()
        if value is not rest
    ]
    return when(branches, rest)


def _masked(field: Field, value: exp.Expr, masks: Mapping[str, Mask], depth: int) -> exp.Expr:
    """A value as a pane shows it; of a block, each question of each row."""
    mask = masks.get(field.id, "full")
    if mask != "full":
        fits = field.kind in WRITTEN and not field.options and not field.fields
        return _MASKED[mask](value) if fits else exp.Null()
    if not any(each.id in masks for each in _with_rows(field)):
        return value
    row, names = f"row{depth}", row_names(field.fields)
    answers = exp.Struct(
        expressions=[
            exp.PropertyEQ(
                this=identifier(names[each.id]),
                expression=_masked(each, column(names[each.id], row), masks, depth + 1),
            )
            for each in field.fields
        ]
    )
    rows = exp.Comprehension(this=answers, expression=identifier(row), iterator=value)
    return when([(given(value.copy()), exp.Array(expressions=[rows]))])


def _none(_: exp.Expr) -> exp.Expr:
    return exp.Null()


def _year_only(value: exp.Expr) -> exp.Expr:
    fits = call("regexp_full_match", value.copy(), text(_BEGINS_WITH_YEAR))
    return when([(fits, call("left", value, number(_YEAR)))])


def _last_four(value: exp.Expr) -> exp.Expr:
    """Stars, and the last four characters; nothing but stars where there are no more than these."""
    length = call("length", value.copy())
    shown = exp.DPipe(
        this=call("repeat", text("*"), minus(length.copy(), number(_LAST))),
        expression=call("right", value.copy(), number(_LAST)),
    )
    longer = exp.GT(this=length.copy(), expression=number(_LAST))
    return when([(longer, shown)], call("repeat", text("*"), length))


def _middle_hidden(value: exp.Expr) -> exp.Expr:
    """Six stars in the middle, the longer end behind; nothing but stars where that leaves less than one at each end."""
    length = call("length", value.copy())
    ahead = exp.IntDiv(
        this=exp.Paren(this=minus(length.copy(), number(_MIDDLE))), expression=number(2)
    )
    behind = minus(minus(length.copy(), number(_MIDDLE)), ahead.copy())
    shown = exp.DPipe(
        this=exp.DPipe(this=call("left", value.copy(), ahead), expression=text("*" * _MIDDLE)),
        expression=call("right", value.copy(), behind),
    )
    enough = exp.GTE(this=length.copy(), expression=number(_MIDDLE + 2))
    return when([(enough, shown)], call("repeat", text("*"), length))


_MASKED: Final[dict[Mask, Callable[[exp.Expr], exp.Expr]]] = {
    "none": _none,
    "year-only": _year_only,
    "last-four": _last_four,
    "middle-hidden": _middle_hidden,
}
