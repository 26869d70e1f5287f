"""The subjects that a question is about when it is asked: those of some units, or some of these."""

from typing import Final

from sqlglot import exp

from yibiao.model.kinds import SubjectKind
from yibiao.slicing.pictures import Picture, said
from yibiao.slicing.terms import (
    SUBJECT,
    UNIT,
    all_of,
    call,
    cast,
    chosen,
    column,
    identifier,
    named,
    table,
)

#: Under which name the parts of a query know them.
_AMONG: Final = "#among"


def among() -> exp.Select:
    """They (`"#subject"`), for a part of a query that is `knowing` them."""
    return chosen(column(SUBJECT, "u")).from_(table(_AMONG, "u"), copy=False)


def listed() -> exp.Select:
    """Those that are given with the question, `$subjects`."""
    texts = cast(exp.Placeholder(this="subjects"), "VARCHAR[]")
    return chosen(named(call("unnest", texts), SUBJECT))


def knowing(
    query: exp.Select, kind: SubjectKind, picture: Picture, *, subjects: bool = False
) -> exp.Select:
    """*query*, whose parts know the subjects of *kind* that are `asked_about`: however many look at them, they are looked up once."""
    once = once_asked_about(kind, picture, subjects=subjects)
    there = chosen(column(SUBJECT, "u")).from_(picture.table(kind, "u", (), once), copy=False)
    there = there.where(asked_about("u", subjects=subjects), copy=False)
    return query.with_(identifier(_AMONG), as_=there, materialized=True, copy=False)


def asked_about(alias: str, *, subjects: bool = False) -> exp.Expr:
    """That a subject, in the table under *alias*, is in the units `$units`; with *subjects*, and among `$subjects`."""
    conditions = [given_as(column(UNIT, alias), "units")]
    if subjects:
        conditions.append(given_as(column(SUBJECT, alias), "subjects"))
    return all_of(*conditions)


def once_asked_about(
    kind: SubjectKind, picture: Picture, *, subjects: bool = False
) -> exp.Select | None:
    """The subjects of *kind* among whom those that are `asked_about` are, for a picture of the past."""
    return listed() if subjects else picture.once_in(kind, given_as(said(), "units"))


def given_as(value: exp.Expr, parameter: str) -> exp.Expr:
    """That a value is one of those that are given with the question."""
    texts = cast(exp.Placeholder(this=parameter), "VARCHAR[]")
    return exp.In(this=value, query=exp.Subquery(this=chosen(call("unnest", texts))))
