"""The words a slice's query is made of: every identifier quoted, every function listed."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from sqlglot import ErrorLevel, exp

from yibiao.model.kinds import ValueKind
from yibiao.model.units import runs

UNIT: Final = "#unit"
SUBJECT: Final = "#subject"
CLOSED: Final = "#closed"

#: Every function that a slice may use, as DuckDB names it. One that is missing here is our bug, not a query.
FUNCTIONS: Final = frozenset(
    {
        "any_value", "arg_max_null", "arg_min", "array_agg", "array_to_string", "avg", "ceil", "coalesce", "contains", "count",
        "json_extract_string", "json_transform", "json_type", "left", "length", "list_contains", "list_distinct", "list_extract", "list_position", "lower", "max", "min", "month",
        "day", "year", "floor", "nullif", "quarter", "read_parquet", "regexp_full_match", "repeat", "right", "round", "rtrim", "starts_with", "strftime",
        "string_split", "strpos", "substring", "sum", "trim", "try_strptime", "unnest", "upper",
    }
)  # fmt: skip

#: The type of an element's column in the picture.
COLUMN_TYPES: Final[dict[ValueKind, str]] = {
    **dict.fromkeys(ValueKind, "VARCHAR"),
    **dict.fromkeys((ValueKind.NUMBER, ValueKind.AREA, ValueKind.PERCENT), "DOUBLE"),
    **dict.fromkeys((ValueKind.CODES, ValueKind.LINKS), "VARCHAR[]"),
    ValueKind.DATE: "DATE",
    ValueKind.DATETIME: "TIMESTAMP",
    ValueKind.INTEGER: "BIGINT",
    ValueKind.MONEY: "DECIMAL(18, 2)",
    ValueKind.BOOLEAN: "BOOLEAN",
    ValueKind.ROWS: "JSON",
}


def identifier(name: str) -> exp.Identifier:
    """A name, quoted."""
    return exp.to_identifier(name, quoted=True)


def column(name: str, table: str | None = None) -> exp.Column:
    """A column of a table, both quoted."""
    return exp.Column(this=identifier(name), table=table and identifier(table))


def table(name: str, alias: str) -> exp.Table:
    """A table under an alias, both quoted."""
    return exp.Table(this=identifier(name), alias=exp.TableAlias(this=identifier(alias)))


def named(value: exp.Expr, name: str) -> exp.Alias:
    """A value under a name."""
    return exp.Alias(this=value, alias=identifier(name))


def nested(query: exp.Query, alias: str) -> exp.Subquery:
    """A query to select from, under an alias."""
    return exp.Subquery(this=query, alias=exp.TableAlias(this=identifier(alias)))


def text(value: str) -> exp.Literal:
    """A text."""
    return exp.Literal.string(value)


def number(value: float) -> exp.Expr:
    """A number."""
    return exp.Neg(this=exp.Literal.number(-value)) if value < 0 else exp.Literal.number(value)


def yes(value: bool) -> exp.Boolean:  # noqa: FBT001  the value itself
    """True or false."""
    return exp.Boolean(this=value)


def call(function: str, *arguments: exp.Expr) -> exp.Expr:
    """
    A function of values.

    Raises:
        LookupError: It is not among `FUNCTIONS`.
    """
    if function not in FUNCTIONS:
        raise LookupError(function)
    return exp.func(function, *arguments, copy=False, dialect="duckdb")


def cast(value: exp.Expr, type_: str) -> exp.Expr:
    """A value as another type."""
    return exp.Cast(this=value, to=_type(type_).copy())


def try_cast(value: exp.Expr, type_: str) -> exp.Expr:
    """A value as another type; nothing where it cannot be."""
    return exp.TryCast(this=value, to=_type(type_).copy())


@cache
def _type(name: str) -> exp.DataType:
    """A type by its name, read once."""
    return exp.DataType.build(name, dialect="duckdb")


def nothing(type_: str = "VARCHAR") -> exp.Expr:
    """No value, of a type."""
    return cast(exp.Null(), type_)


def when(
    branches: Iterable[tuple[exp.Expr, exp.Expr]],
    otherwise: exp.Expr | None = None,
    of: exp.Expr | None = None,
) -> exp.Expr:
    """The value of the first branch that holds, or that equals *of*."""
    return exp.Case(
        this=of,
        ifs=[exp.If(this=condition, true=value) for condition, value in branches],
        default=otherwise,
    )


def unless_missing(value: exp.Expr, result: exp.Expr) -> exp.Expr:
    """*result* where there is a *value*, else nothing."""
    return when([(given(value.copy()), result)])


def translated(value: exp.Expr, translation: dict[str, str], *, keep: bool = False) -> exp.Expr:
    """A code by a dictionary; one that it lacks gives nothing, or itself when it is to be kept."""
    if not translation:
        return value if keep else nothing()
    if len(translation) <= _FEW:
        branches = [(text(code), text(result)) for code, result in translation.items()]
        return when(branches, value.copy() if keep else None, of=value)
    codes, results = (
        listed([text(each) for each in some]) for some in (translation, translation.values())
    )
    found = call("list_extract", results, call("list_position", codes, value))
    return call("coalesce", found, value.copy()) if keep else found


#: Codes that are compared one after the other; more are looked up, which the engine does once for each that there is.
_FEW: Final = 8


def for_each(values: exp.Expr, result: exp.Expr, only: exp.Expr | None = None) -> exp.Expr:
    """The list of *result* for each `"each"` of a list."""
    return exp.Array(
        expressions=[
            exp.Comprehension(
                this=result, expression=identifier("each"), iterator=values, condition=only
            )
        ]
    )


def listed(values: Sequence[exp.Expr]) -> exp.Expr:
    """A list of values."""
    return exp.Array(expressions=list(values))


def within(value: exp.Expr, choices: Iterable[str]) -> exp.Expr:
    """Whether a value is one of some texts; of none, it is not."""
    choices = list(choices)
    if not choices:
        return yes(value=False)
    return exp.In(this=value, expressions=[text(each) for each in choices])


#: Units that are named one by one: a street's, with all that is below it.
_NAMED: Final = 600


def in_units(value: exp.Expr, units: Sequence[str]) -> exp.Expr:
    """
    Whether a unit's code is one of *units*; of none, it is not.

    Of a list of codes the engine knows how few rows have any of them, and joins these to others from their side; stretches of
    codes take as long as ever to compare, however many there are.
    """
    if len(units) <= _NAMED:
        return within(value, dict.fromkeys(units))
    alone = [first for first, last in runs(units) if first == last]
    stretches = [
        exp.Between(this=value.copy(), low=text(first), high=text(last))
        for first, last in runs(units)
        if first != last
    ]
    if not stretches:
        return within(value, alone)
    return paren(any_of(*stretches, *([within(value, alone)] if alone else [])))


def beginning(unit: exp.Expr, digits: int) -> exp.Expr:
    """The unit of so many digits within which a unit lies. The engine cuts a `substring` once for all of a unit, `left` for each."""
    return call("substring", unit, number(1), number(digits))


# sqlglot copies whatever it puts together unless it is told not to; nothing here is used twice.


def chosen(*values: exp.Expr) -> exp.Select:
    """A query for values."""
    return exp.Select(expressions=list(values))


def paren(value: exp.Expr) -> exp.Expr:
    """A value in brackets."""
    return exp.Paren(this=value)


def all_of(*conditions: exp.Expr) -> exp.Expr:
    """All of the conditions; none is true."""
    return exp.and_(*conditions, copy=False) if conditions else yes(value=True)


def any_of(*conditions: exp.Expr) -> exp.Expr:
    """Any of the conditions; none is false."""
    return exp.or_(*conditions, copy=False) if conditions else yes(value=False)


def given(value: exp.Expr) -> exp.Expr:
    """Whether there is a value."""
    return exp.Not(this=exp.Is(this=value, expression=exp.Null()))


def equal(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Whether two values are the same."""
    return exp.EQ(this=left, expression=right)


def plus(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """The sum of two numbers."""
    return exp.Add(this=left, expression=right)


def minus(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """The difference of two numbers."""
    return exp.Sub(this=left, expression=right)


def times(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """The product of two numbers."""
    return exp.Mul(this=left, expression=right)


def remainder(value: exp.Expr, divisor: int) -> exp.Expr:
    """What is left of a number after dividing."""
    return paren(exp.Mod(this=paren(value), expression=number(divisor)))


def rendered(expression: exp.Expr, dialect: str, *, copy: bool = True) -> str:
    """
    The text in an engine's dialect; without a *copy* the expression is of no use afterwards.

    Raises:
        LookupError: An identifier is not quoted or a function not listed.
        UnsupportedError: The dialect cannot say it.
    """
    check(expression)
    return expression.sql(dialect=dialect, copy=copy, unsupported_level=ErrorLevel.RAISE)


def check(expression: exp.Expr) -> None:
    """
    See that every identifier is quoted and every function listed.

    Raises:
        LookupError: One is not.
    """
    for each in expression.walk():
        if isinstance(each, exp.Identifier) and not each.quoted:
            raise LookupError(each.name)
        if isinstance(each, exp.Func) and not _is_listed(each):
            raise LookupError(type(each).__name__)


#: The functions as sqlglot knows them, and what it counts among functions though it is syntax.
_TYPES: Final = (
    exp.AnyValue, exp.ArgMin, exp.ArrayAgg, exp.ArrayContains, exp.ArrayDistinct, exp.ArrayToString, exp.Avg, exp.Ceil, exp.Coalesce, exp.Contains, exp.Count,
    exp.Day, exp.Explode, exp.Floor, exp.JSONExtractScalar, exp.JSONType, exp.Left, exp.Length, exp.Lower, exp.Max, exp.Min, exp.Month,
    exp.Nullif, exp.Quarter, exp.RegexpFullMatch, exp.Repeat, exp.Right, exp.Round, exp.Split, exp.StartsWith, exp.StrPosition, exp.Substring,
    exp.Sum, exp.TimeToStr, exp.Trim, exp.Upper, exp.Year,
    exp.And, exp.Or, exp.Case, exp.If, exp.Cast, exp.TryCast, exp.Array, exp.Struct,
)  # fmt: skip


def _is_listed(function: exp.Func) -> bool:
    if isinstance(function, exp.Anonymous):
        return function.name.lower() in FUNCTIONS
    return isinstance(function, _TYPES)
