"""One slice at two moments → the rows that are not the same, each as it is at the later one."""

from collections.abc import Sequence

from sqlglot import exp

from yibiao.slicing.terms import (
    SUBJECT,
    UNIT,
    all_of,
    any_of,
    call,
    chosen,
    column,
    equal,
    given,
    named,
    nested,
    paren,
    text,
    when,
    within,
)

CHANGE = "#change"

_BEFORE, _AFTER = "before", "after"


def differing(
    before: exp.Query,
    after: exp.Query,
    columns: Sequence[str],
    *,
    subjects: Sequence[str] | None = None,
    past: str | None = None,
    limit: int,
) -> exp.Query:
    """
    The rows of a slice that were `added`, `changed` or `left`, by subject; of one that left, only whose it was.

    Args:
        before: The slice at the earlier moment.
        after: The same slice at the later one.
        columns: Ids of its columns.
        subjects: Only of these can rows have changed; `None` is of any.
        past: Only of subjects that sort after this one.
        limit: As many rows at most.
    """
    left, right = _rows(before, subjects, past), _rows(after, subjects, past)
    gone, fresh = _missing(SUBJECT, _AFTER), _missing(SUBJECT, _BEFORE)
    other = [
        paren(exp.NullSafeNEQ(this=column(each, _BEFORE), expression=column(each, _AFTER)))
        for each in (UNIT, *columns)
    ]
    found = chosen(
        *(named(call("coalesce", column(each, _AFTER), column(each, _BEFORE)), each) for each in (SUBJECT, UNIT)),
        named(when([(fresh, text("added")), (gone, text("left"))], text("changed")), CHANGE),
        *(named(column(each, _AFTER), each) for each in columns),
    )  # fmt: skip
    found = found.from_(nested(left, _BEFORE), copy=False)
    on = equal(column(SUBJECT, _BEFORE), column(SUBJECT, _AFTER))
    found = found.join(nested(right, _AFTER), on=on, join_type="full", copy=False)
    found = found.where(paren(any_of(gone.copy(), fresh.copy(), *other)), copy=False)
    return found.order_by(column(SUBJECT), copy=False).limit(limit, copy=False)


def kinds_read(query: exp.Query) -> list[str]:
    """The tables that a slice as of now reads, one as often as it is read."""
    return [each.name for each in query.find_all(exp.Table)]


def _rows(query: exp.Query, subjects: Sequence[str] | None, past: str | None) -> exp.Query:
    query = query.copy()
    query.args.pop("order", None)
    conditions: list[exp.Expr] = []
    if subjects is not None:
        conditions.append(within(column(SUBJECT), subjects))
    if past is not None:
        conditions.append(exp.GT(this=column(SUBJECT), expression=text(past)))
    if not conditions:
        return query
    return (
        chosen(exp.Star())
        .from_(nested(query, "slice"), copy=False)
        .where(all_of(*conditions), copy=False)
    )


def _missing(name: str, side: str) -> exp.Expr:
    return exp.Not(this=given(column(name, side)))
