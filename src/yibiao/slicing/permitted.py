"""
A department's own SQL → the one query that it may be, written anew.

sqlglot reads the text; whatever is not listed here is refused: other statements, functions, types, tables with a path or
a database before their name, functions in the place of tables, recursion. What is run is not the text but the tree,
with every name quoted, so that comments, spellings and characters that look alike have no say in it.
"""

from collections.abc import Collection, Iterator
from typing import Final

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from yibiao.errors import Finding, Invalid

#: A longer text is no question that anybody wrote.
LONGEST: Final = 20_000
#: Deeper trees are built to hurt.
DEEPEST: Final = 60
#: Relations that one question may join: each of them multiplies.
MOST_RELATIONS: Final = 12

_SHAPES: Final[tuple[type[exp.Expr], ...]] = (
    exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Subquery, exp.With, exp.CTE, exp.From, exp.Join, exp.Table,
    exp.TableAlias, exp.Where, exp.Group, exp.Having, exp.Qualify, exp.Order, exp.Ordered, exp.Limit, exp.Offset,
    exp.Distinct, exp.Star, exp.Column, exp.Identifier, exp.Alias, exp.Paren, exp.Tuple, exp.Literal, exp.Boolean,
    exp.Null, exp.Interval, exp.Var, exp.Cube, exp.Rollup, exp.GroupingSets,
)  # fmt: skip
_OPERATORS: Final[tuple[type[exp.Expr], ...]] = (
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ,
    exp.Is, exp.In, exp.Between, exp.Like, exp.ILike, exp.Escape, exp.Exists, exp.Any, exp.All, exp.Add, exp.Sub,
    exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.DPipe, exp.Case, exp.If, exp.Cast, exp.TryCast, exp.DataType,
    exp.DataTypeParam, exp.Filter, exp.Window, exp.WindowSpec, exp.WithinGroup,
)  # fmt: skip
_FUNCTIONS: Final[tuple[type[exp.Expr], ...]] = (
    exp.Count, exp.CountIf, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Median, exp.Quantile, exp.PercentileCont,
    exp.PercentileDisc, exp.Stddev, exp.StddevPop, exp.StddevSamp, exp.Variance, exp.VariancePop, exp.ApproxDistinct,
    exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue,
    exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least, exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Sign, exp.Sqrt,
    exp.Ln, exp.Length, exp.Upper, exp.Lower, exp.Trim, exp.Substring, exp.Left, exp.Right, exp.Concat, exp.ConcatWs,
    exp.Replace, exp.Contains, exp.StartsWith, exp.EndsWith, exp.StrPosition, exp.Year, exp.Month, exp.Day,
    exp.Quarter, exp.Extract, exp.DateDiff, exp.DateTrunc, exp.TimestampTrunc, exp.DateAdd, exp.DateSub,
    exp.CurrentDate, exp.TsOrDsToDate,
)  # fmt: skip
_PERMITTED: Final = frozenset((*_SHAPES, *_OPERATORS, *_FUNCTIONS))

_TYPES: Final = frozenset(
    getattr(exp.DataType.Type, each)
    for each in (
        "INT", "BIGINT", "SMALLINT", "DOUBLE", "FLOAT", "DECIMAL", "VARCHAR", "TEXT", "BOOLEAN", "DATE", "TIMESTAMP",
    )
)  # fmt: skip


def permitted(text: str, relations: Collection[str]) -> str:
    """
    The query that *text* is, in DuckDB's words, every name quoted.

    Args:
        text: One question in SQL, as a department wrote it.
        relations: The tables there are for whoever asks; case does not matter.

    Raises:
        Invalid: It is no question over them; everything that is not permitted in it is named.
    """
    tree = _parsed(text)
    known = {each.casefold() for each in relations}
    findings = list(dict.fromkeys(_refused(tree, known)))
    if findings:
        raise Invalid(
            *(Finding(code, "", {"what": what}) for code, what in findings), count=len(findings)
        )
    return tree.sql(dialect="duckdb", identify=True, comments=False)


def _parsed(text: str) -> exp.Expr:
    if len(text) > LONGEST:
        raise Invalid(Finding("sql-too-long", "", {"most": LONGEST}), count=1)
    try:
        statements = [each for each in parse(text, dialect="duckdb") if each is not None]
    except (SqlglotError, RecursionError) as error:
        where = (getattr(error, "errors", None) or [{}])[0]
        place = {"line": where.get("line") or 1, "column": where.get("col") or 0}
        raise Invalid(Finding("sql-unreadable", "", place), count=1) from None
    if len(statements) != 1:
        raise Invalid(Finding("sql-one-question", "", {"count": len(statements)}), count=1)
    return statements[0]


def _refused(tree: exp.Expr, relations: set[str]) -> Iterator[tuple[str, str]]:
    """What is not permitted: the finding's code, and the word that it is about."""
    if not isinstance(tree, exp.Select | exp.Union | exp.Except | exp.Intersect):
        yield "sql-not-permitted", tree.key.upper()
        return
    if _depth(tree) > DEEPEST:
        yield "sql-not-permitted", "(((…)))"
        return
    tables = list(tree.find_all(exp.Table))
    if len(tables) > MOST_RELATIONS:
        yield "sql-not-permitted", f"{len(tables)} × FROM/JOIN"
    for node in tree.walk():
        yield from _of_node(node)
    for table in tables:
        yield from _of_table(table, relations | _named_before(table))


def _depth(tree: exp.Expr) -> int:
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(each, depth + 1) for each in node.iter_expressions()]
    return deepest


def _of_node(node: exp.Expr) -> Iterator[tuple[str, str]]:
    if type(node) not in _PERMITTED:
        name = node.name if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc) else node.key
        yield "sql-not-permitted", str(name)[:40].upper()
    elif isinstance(node, exp.With) and node.args.get("recursive"):
        yield "sql-not-permitted", "RECURSIVE"
    elif isinstance(node, exp.DataType) and node.this not in _TYPES:
        yield "sql-not-permitted", node.sql(dialect="duckdb")[:40]
    elif isinstance(node, exp.Select) and (node.args.get("into") or node.args.get("sample")):
        yield "sql-not-permitted", "INTO"


def _of_table(table: exp.Table, relations: Collection[str]) -> Iterator[tuple[str, str]]:
    """A relation is a plain name: no path, no database, no function, nothing that changes what it reads."""
    bare = isinstance(table.this, exp.Identifier)
    besides = {
        name
        for name, value in table.args.items()
        if value and name not in ("this", "alias", "joins")
    }
    if not bare or besides:
        yield "sql-not-permitted", table.sql(dialect="duckdb")[:40]
    elif table.name.casefold() not in relations:
        yield "sql-unknown-relation", table.name[:100]


def _named_before(table: exp.Table) -> frozenset[str]:
    """The names that questions around *table* give to parts of themselves (`WITH name AS`) before it."""
    named: set[str] = set()
    below: exp.Expr = table
    at: exp.Expr | None = table.parent
    while at is not None:
        with_ = at if isinstance(at, exp.With) else at.args.get("with_") or at.args.get("with")
        if isinstance(with_, exp.With) and below is not with_:
            parts = with_.expressions
            before = parts[: parts.index(below)] if at is with_ else parts
            named |= {each.alias.casefold() for each in before}
        below, at = at, at.parent
    return frozenset(named)
