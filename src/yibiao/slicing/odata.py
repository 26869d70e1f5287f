"""What a client of OData asks of a slice, as its library has read it → the query; whatever is not said here is refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from odatapy.server.uri import expression as odata
from odatapy.server.uri import query_options as options
from odatapy.server.uri.expression import BinaryOperatorKind as Operator
from odatapy.server.uri.expression import MethodKind as Method
from sqlglot import exp

from yibiao.errors import Finding, Invalid
from yibiao.model.expression.tree import Type
from yibiao.model.kinds import ValueKind, moment
from yibiao.model.place import CHINA
from yibiao.slicing.columns import LISTS, SLICE, Column, Columns
from yibiao.slicing.grouping import grouped
from yibiao.slicing.narrowing import Narrowed, arranged
from yibiao.slicing.paging import Key
from yibiao.slicing.query import Query
from yibiao.slicing.terms import (
    SUBJECT,
    UNIT,
    any_of,
    call,
    cast,
    check,
    chosen,
    equal,
    given,
    minus,
    named,
    nested,
    number,
    paren,
    plus,
    text,
    yes,
)

#: The technical columns, as columns like any other.
KEYS: Final = (
    Column(UNIT, "单元代码", Type.TEXT),
    Column(SUBJECT, "对象编号", Type.TEXT),
)

_COMPARISONS: Final[Mapping[Operator, type[exp.Binary]]] = {
    Operator.GT: exp.GT, Operator.GE: exp.GTE, Operator.LT: exp.LT, Operator.LE: exp.LTE,
    Operator.EQ: exp.NullSafeEQ, Operator.NE: exp.NullSafeNEQ,
}  # fmt: skip
_ARITHMETIC: Final[Mapping[Operator, type[exp.Binary]]] = {
    Operator.ADD: exp.Add, Operator.SUB: exp.Sub, Operator.MUL: exp.Mul, Operator.DIV: exp.Div, Operator.DIVBY: exp.Div,
    Operator.MOD: exp.Mod,
}  # fmt: skip
_DIVIDING: Final = (Operator.DIV, Operator.DIVBY, Operator.MOD)
_MEASURES: Final = {
    "sum": "sum", "min": "min", "max": "max", "average": "mean", "countdistinct": "distinct",
}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """
    What is asked, by the names that the reader was given for the columns.

    Attributes:
        filter, orderby, select, apply: As the library has read them.
        after: Where the page begins, as `paging.after` has it.
        limit: As many rows at most, and one more.
        skip: As many are left out first.
        counted: Whether it is to be counted, too.
        of: Whose slice it is: places in it are no places in another.
    """

    filter: odata.Expression | None = None
    orderby: Sequence[options.OrderByItem] = ()
    select: Sequence[str] = ()
    apply: Sequence[options.Transformation] = ()
    after: str | None = None
    limit: int | None = None
    skip: int = 0
    counted: bool = False
    of: str = ""


@dataclass(frozen=True)
class Answer:
    """
    What is asked, not yet executed.

    Attributes:
        narrowed: The page.
        count: Gives how many rows there are, whatever page is asked for; if that is asked.
        names: By the names of the columns in *narrowed*, what they are called by whoever asks.
    """

    narrowed: Narrowed
    count: exp.Query | None
    names: tuple[str, ...]


def answer(query: Query, columns: Mapping[str, Column], wish: Wish) -> Answer:
    """
    What is wished of a slice.

    Args:
        query: The slice; it is taken apart.
        columns: By the names that the reader was given, `KEYS` first.
        wish: What is asked.

    Raises:
        Invalid: Something that is not answered here; says what.
    """
    query.expression.args.pop("order", None)
    source: exp.Query = chosen(exp.Star()).from_(nested(query.expression, SLICE), copy=False)
    known, unique = dict(columns), [each.key for each in KEYS]
    for each in wish.apply:
        source, known, unique = _applied(each, source, known, unique)
    if wish.filter is not None:
        source = _sifted(source, wish.filter, known)
    told = list(wish.select or known)
    keys = [
        key
        for each in wish.orderby
        for key in _ordered(_column(each.expression, known), down=each.descending)
    ]
    count = _counting(source.copy()) if wish.counted else None
    narrowed = arranged(
        source,
        (known[name] for name in told),
        [*keys, *(Key(each, name=f"{wish.of} {each.name}") for each in unique)],
        shape="typed",
        after=wish.after,
        limit=wish.limit,
        skip=wish.skip,
    )
    return Answer(narrowed, count, tuple(told))


def _counting(source: exp.Query) -> exp.Query:
    counted = chosen(named(call("count", exp.Star()), "count")).from_(
        nested(source, SLICE), copy=False
    )
    check(counted)
    return counted


def _ordered(found: Column, *, down: bool) -> list[Key]:
    """What is missing comes first upwards and last downwards, as OData has it."""
    if found.type in LISTS:
        raise _refused(found.label)
    missing = [] if down else [Key(paren(given(found.key)), name=found.id)]
    return [*missing, Key(found.key, down, name=found.id)]


def _applied(
    asked: options.Transformation,
    source: exp.Query,
    known: dict[str, Column],
    unique: list[exp.Expr],
) -> tuple[exp.Query, dict[str, Column], list[exp.Expr]]:
    """One transformation."""
    match asked:
        case options.Identity():
            return source, known, unique
        case options.Filter(expression=condition) if condition is not None:
            return _sifted(source, condition, known), known, unique
        case options.Aggregate(expressions=figures):
            return _grouped(source, known, [], figures)
        case options.GroupBy(properties=paths, transformations=[options.Aggregate() as inner]):
            return _grouped(source, known, paths, inner.expressions)
        case options.GroupBy(properties=paths, transformations=[]):
            return _grouped(source, known, paths, [])
    raise _refused(asked.kind)


def _grouped(
    source: exp.Query,
    known: dict[str, Column],
    paths: Sequence[Sequence[str]],
    figures: Sequence[options.AggregateExpression],
) -> tuple[exp.Query, dict[str, Column], list[exp.Expr]]:
    names = [path[0] for path in paths if len(path) == 1]
    if len(names) != len(paths) or any(name not in known for name in names):
        raise _refused("groupby")
    by = ["unit" if known[name].id == UNIT else known[name].id for name in names]
    if any(known[name].id == SUBJECT or known[name].type in LISTS for name in names):
        raise _refused("groupby")
    measures = [_measure(each, known) for each in figures]
    aliases = [each.alias or "" for each in figures]
    twice = [each for at, each in enumerate(aliases) if each in (*names, *aliases[:at])]
    if twice:
        called = [known[each].label if each in known else each for each in twice]
        raise Invalid(
            *(Finding("column-twice", "", {"column": each}) for each in called), count=len(twice)
        )
    found, told, unique = grouped(source, Columns(tuple(known.values())), by, measures, {})
    columns = list(told)[: len(by) + len(measures)]
    return found, dict(zip([*names, *aliases], columns, strict=True)), unique


def _measure(figure: options.AggregateExpression, known: Mapping[str, Column]) -> str:
    if figure.from_ or figure.path or figure.inline or figure.custom_aggregate or not figure.alias:
        raise _refused(figure.raw)
    if figure.is_count:
        return "count"
    if figure.method not in _MEASURES or figure.expression is None:
        raise _refused(figure.raw)
    return f"{_MEASURES[figure.method]}({_column(figure.expression, known).id})"


def _sifted(
    source: exp.Query, condition: odata.Expression, known: Mapping[str, Column]
) -> exp.Query:
    found = chosen(exp.Star()).from_(nested(source, SLICE), copy=False)
    return found.where(paren(_Reader(known).read(condition)), copy=False)


def _column(expression: odata.Expression, known: Mapping[str, Column]) -> Column:
    plain = isinstance(expression, odata.Member) and not (
        expression.count or expression.lambda_expression or expression.root_uri_info
    )
    found = known.get(expression.path_str) if plain else None  # type: ignore[attr-defined]
    if found is None:
        raise _refused(getattr(expression, "path_str", "") or "$orderby")
    return found


def _refused(what: str) -> Invalid:
    return Invalid(Finding("odata-not-answered", "", {"what": what[:80]}), count=1)


class _Reader:
    """Conditions → SQL. Nothing compared with anything is false, as OData has it, and not unknown."""

    def __init__(self, known: Mapping[str, Column]) -> None:
        self._known = known

    def read(self, node: odata.Expression) -> exp.Expr:  # noqa: PLR0911  one case a kind of node
        """One node."""
        match node:
            case odata.Member():
                found = _column(node, self._known)
                if found.type in LISTS:
                    raise _refused(found.label)
                return found.compared
            case odata.Literal():
                return _literal(node.value)
            case odata.Alias() if node.expression is not None:
                return self.read(node.expression)
            case odata.Unary():
                inner = paren(self.read(node.operand))
                if node.operator is odata.UnaryOperatorKind.NOT:
                    return exp.Not(this=inner)
                return exp.Neg(this=inner)
            case odata.Binary():
                return self._binary(node)
            case odata.Method():
                return self._method(node)
        raise _refused(type(node).__name__)

    def _binary(self, node: odata.Binary) -> exp.Expr:
        if node.operator is Operator.IN:
            return self._among(node)
        left, right = self.read(node.left), self.read(node.right)
        if node.operator is Operator.AND:
            return exp.And(this=paren(left), expression=paren(right))
        if node.operator is Operator.OR:
            return exp.Or(this=paren(left), expression=paren(right))
        if node.operator in _ARITHMETIC:
            if node.operator is Operator.DIV and self._whole(node):
                left = exp.Sub(this=paren(left), expression=paren(_rest(left, right)))
            if node.operator in _DIVIDING:
                right = call("nullif", right, _literal(0))  # what is divided by nothing is nothing
            whole = _ARITHMETIC[node.operator](this=paren(left), expression=paren(right))
            return paren(whole)
        if node.operator not in _COMPARISONS:
            raise _refused(node.operator.value)
        compared = _COMPARISONS[node.operator](this=paren(left), expression=paren(right))
        if node.operator in (Operator.EQ, Operator.NE):
            return compared
        return call("coalesce", compared, yes(value=False))

    def _whole(self, node: odata.Expression) -> bool:
        """Whether it is a whole number, so that dividing it leaves a rest."""
        match node:
            case odata.Literal():
                return isinstance(node.value, int)
            case odata.Member():
                return _column(node, self._known).kind is ValueKind.INTEGER
            case odata.Binary() if node.operator in _ARITHMETIC:
                by = node.operator is Operator.DIVBY
                return not by and self._whole(node.left) and self._whole(node.right)
        return False

    def _among(self, node: odata.Binary) -> exp.Expr:
        if not isinstance(node.right, odata.ListExpression):
            raise _refused("in")
        items = node.right.items
        left = self.read(node.left)
        ways = [exp.NullSafeEQ(this=left.copy(), expression=self.read(each)) for each in items]
        return paren(any_of(yes(value=False), *ways))

    def _method(self, node: odata.Method) -> exp.Expr:
        build = _METHODS.get(node.method)
        if build is None:
            raise _refused(node.method.value)
        return build(*(self.read(each) for each in node.parameters))


def _rest(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.Mod(this=paren(left.copy()), expression=paren(right.copy()))


def _literal(value: Any) -> exp.Expr:
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return yes(value)
    if isinstance(value, str):
        return text(value)
    if isinstance(value, datetime):
        here = value.astimezone(CHINA) if value.tzinfo else value
        return text(moment(here.strftime("%Y-%m-%dT%H:%M:%S")))
    if isinstance(value, date):
        return cast(text(value.isoformat()), "DATE")
    try:
        return cast(text(repr(float(value))), "DOUBLE")
    except (TypeError, ValueError, OverflowError):
        raise _refused(type(value).__name__) from None


def _position(whole: exp.Expr, part: exp.Expr) -> exp.Expr:
    return call("strpos", whole, part)


def _ends(whole: exp.Expr, part: exp.Expr) -> exp.Expr:
    return equal(call("right", whole, call("length", part.copy())), part)


def _part(whole: exp.Expr, start: exp.Expr, length: exp.Expr | None = None) -> exp.Expr:
    begin = cast(plus(start, number(1)), "BIGINT")
    if length is None:
        return call("substring", whole, begin)
    return call("substring", whole, begin, cast(length, "BIGINT"))


_METHODS: Final[Mapping[Method, Callable[..., exp.Expr]]] = {
    Method.CONTAINS: lambda whole, part: exp.GT(this=_position(whole, part), expression=number(0)),
    Method.STARTSWITH: lambda whole, part: call("starts_with", whole, part),
    Method.ENDSWITH: _ends,
    Method.LENGTH: lambda whole: call("length", whole),
    Method.INDEXOF: lambda whole, part: minus(_position(whole, part), number(1)),
    Method.SUBSTRING: _part,
    Method.TOLOWER: lambda whole: call("lower", whole),
    Method.TOUPPER: lambda whole: call("upper", whole),
    Method.TRIM: lambda whole: call("trim", whole),
    Method.CONCAT: lambda one, other: exp.DPipe(this=one, expression=other),
    Method.YEAR: lambda day: call("year", day),
    Method.MONTH: lambda day: call("month", day),
    Method.DAY: lambda day: call("day", day),
    Method.ROUND: lambda value: call("round", value),
    Method.FLOOR: lambda value: call("floor", value),
    Method.CEILING: lambda value: call("ceil", value),
}
