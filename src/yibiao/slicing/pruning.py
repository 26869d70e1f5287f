"""
A query → the same without what nobody asks for: columns that no query above them names, and tables that only those came from.

The engine leaves out columns by itself. A table that is joined it reads whenever it cannot tell that nobody is in it twice; here
every one that may be missing (`LEFT JOIN`) has at most one row for each on the left, as subjects, groups and names of units do.
"""

from collections.abc import Iterator
from typing import Final

from sqlglot import exp

from yibiao.slicing.terms import CLOSED, UNIT

#: What is always told of subjects of the past, so that rows and how many they are can be read from the same.
_SAID: Final = (UNIT, CLOSED)


def pruned(query: exp.Query) -> exp.Query:
    """The same rows and columns; *query* is taken apart."""
    _prune(query, None)
    return query


def _prune(query: exp.Expr, wanted: set[str] | None) -> None:
    """Leave out what is not *wanted*; `None` is everything."""
    if isinstance(query, exp.Union):
        _prune_sides(query, wanted)
    if not isinstance(query, exp.Select) or query.args.get("with_"):
        return
    if wanted is not None and not query.args.get("distinct"):
        _leave_out(query, wanted)
    while _drop_a_join(query):
        pass
    through = any(each.is_star for each in query.expressions)
    named = {each.name for each in _columns(query)}
    below = named | (wanted or set())
    for source in _sources(query):
        if isinstance(source, exp.Subquery):
            _prune(source.this, None if through and wanted is None else below)


def _prune_sides(query: exp.Union, wanted: set[str] | None) -> None:
    """Of both sides the same columns, which go by their places."""
    sides = query.left, query.right
    if wanted is not None:
        alike = query.left.named_selects == query.right.named_selects
        plain = not query.args.get("distinct") and all(map(_is_plain, sides))
        wanted = wanted.union(_SAID, *map(_own, sides)) if alike and plain else None
    for each in sides:
        _prune(each, wanted)


def _is_plain(query: exp.Expr) -> bool:
    """Whether any of a query's columns may be left out."""
    if not isinstance(query, exp.Select) or query.args.get("distinct"):
        return False
    return not any(each.is_star or _multiplies(each) for each in query.expressions)


def _leave_out(query: exp.Select, wanted: set[str]) -> None:
    own = _own(query)
    kept = [
        each
        for each in query.expressions
        if each.is_star or each.alias_or_name in wanted | own or _multiplies(each)
    ]
    query.set("expressions", kept or query.expressions[:1])


def _own(query: exp.Expr) -> set[str]:
    """The columns that a query goes by itself."""
    return {
        column.name
        for clause in ("where", "group", "having", "qualify", "order")
        if (found := query.args.get(clause))
        for column in found.find_all(exp.Column)
    }


def _multiplies(value: exp.Expr) -> bool:
    """Whether there are other rows where a column is than where it is not."""
    return any(
        isinstance(each, exp.Unnest | exp.Explode)
        or (isinstance(each, exp.Anonymous) and each.name.lower() == "unnest")
        for each in value.walk()
    )


def _drop_a_join(query: exp.Select) -> bool:
    """Drop a table of which nothing is named; whether there was one."""
    joins = query.args.get("joins") or []
    if not joins or any(isinstance(each, exp.Star) for each in query.expressions):
        return False
    for join in joins:
        named = list(_columns(query, without=join))
        if join.side == "LEFT" and all(
            each.table and each.table != join.alias_or_name for each in named
        ):
            query.set("joins", [each for each in joins if each is not join])
            return True
    return False


def _columns(query: exp.Select, without: exp.Join | None = None) -> Iterator[exp.Column]:
    """The columns that a query itself names: not those that the queries name that it selects from."""
    passed = {id(each) for each in (*_sources(query), without)}
    for node in query.walk(prune=lambda each: id(each) in passed):
        if isinstance(node, exp.Column) and id(node) not in passed:
            yield node


def _sources(query: exp.Select) -> list[exp.Expr]:
    from_ = query.args.get("from_")
    tables = [] if from_ is None else [from_.this]
    return tables + [each.this for each in query.args.get("joins") or []]
