"""A text → the tree of an expression. sqlglot reads the text; whatever is not listed here is refused."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from yibiao.errors import Finding, Invalid
from yibiao.model.expression.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Clock,
    Comparison,
    Junction,
    Literal,
    Membership,
    Missing,
    Name,
    Negation,
    Node,
    Opposite,
    Range,
)

#: A longer text is no condition that anybody would check by reading it.
LONGEST: Final = 8_000

#: No number of a condition is larger than the engine's whole numbers.
_NUMBER: Final = (
    r"[0-9]{1,18}|[0-9]{0,18}[.][0-9]{1,18}|[0-9]{1,18}([.][0-9]{1,18})?[eE][+-]?[0-9]{1,2}"
)

_COMPARISONS: Final[dict[type[exp.Expr], Any]] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
_ARITHMETIC: Final[dict[type[exp.Expr], Any]] = {
    exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/",
}  # fmt: skip
_AGGREGATES: Final[dict[type[exp.Expr], Any]] = {
    exp.Count: "count", exp.Sum: "sum", exp.Avg: "avg", exp.Min: "min", exp.Max: "max",
}  # fmt: skip
_CALLS: Final[dict[type[exp.Expr], Any]] = {
    exp.Contains: "contains", exp.ArrayContains: "contains", exp.StartsWith: "starts_with",
}  # fmt: skip
_CLOCK: Final[tuple[Any, ...]] = ("today", "period_start", "period_end")


def read(text: str, functions: Mapping[str, tuple[int, int]] = MappingProxyType({})) -> Node:
    """
    The tree that *text* stands for.

    Args:
        text: The expression.
        functions: What it may call beside what every expression may, with the fewest and the most arguments.

    Raises:
        Invalid: It is no expression, or something in it is not allowed; a finding for each.
    """
    findings: list[Finding] = []
    node = _Reader(findings, functions).node(_parsed(text))
    if findings:
        raise Invalid(*findings, count=len(findings))
    return node


def _parsed(text: str) -> exp.Expr:
    if len(text) > LONGEST or ";" in _outside_quotes(text):
        raise _refused(text[:40], text.find(";") + 1)
    try:
        statements = parse(text, dialect="duckdb")
    except SqlglotError as error:
        where = (getattr(error, "errors", None) or [{}])[0]
        raise _refused(str(where.get("highlight") or text[:40]), where.get("col") or 0) from None
    except RecursionError:
        raise _refused(text[:40], 0) from None
    if len(statements) != 1 or statements[0] is None:
        raise _refused(text[:40], 0)
    tree = statements[0]
    if any(each.comments for each in tree.walk()):
        raise _refused("--", max(text.find("--"), text.find("/*")) + 1)
    return tree


def _outside_quotes(text: str) -> str:
    return "".join(text.split("'")[::2])


def _refused(what: str, position: int) -> Invalid:
    return Invalid(_finding(what, position), count=1)


def _finding(what: str, position: int) -> Finding:
    return Finding("expression-invalid", "", {"what": what, "position": position})


class _Reader:
    """Reads node by node; what is not allowed becomes a finding and the reading goes on."""

    def __init__(self, findings: list[Finding], functions: Mapping[str, tuple[int, int]]) -> None:
        self._findings = findings
        self._functions = functions

    def node(self, tree: exp.Expr) -> Node:
        tree = tree.unnest()
        for kinds, build in self._builders():
            if type(tree) in kinds:
                return build(tree)
        if isinstance(tree, exp.Func):
            return self._function(tree)
        return self._refuse(tree)

    def _builders(self) -> list[tuple[Any, Callable[[Any], Node]]]:
        return [
            ((exp.Column, exp.Dot), self._name),
            ((exp.Literal,), self._literal),
            ((exp.Boolean,), lambda tree: Literal(bool(tree.this))),
            ((exp.And, exp.Or), self._junction),
            ((exp.Not,), lambda tree: Negation(self.node(tree.this))),
            (_COMPARISONS, self._comparison),
            (_ARITHMETIC, self._arithmetic),
            ((exp.Neg,), self._opposite),
            ((exp.In,), self._membership),
            ((exp.Between,), self._range),
            ((exp.Is,), self._missing),
            (_CALLS, self._call),
            ((exp.Coalesce,), self._coalesce),
            (_AGGREGATES, self._aggregate),
            ((exp.Filter,), self._filtered),
        ]

    def _name(self, tree: exp.Column | exp.Dot) -> Node:
        path = _path(tree)
        if path is None:
            return self._refuse(tree)
        if path[0] in _CLOCK and len(path) == 1:
            return Clock(next(each for each in _CLOCK if each == path[0]))
        return Name(path)

    def _literal(self, tree: exp.Literal) -> Node:
        if tree.is_string:
            return Literal(str(tree.this))
        written = str(tree.this)
        if not re.fullmatch(_NUMBER, written):
            return self._refuse(tree)
        return Literal(int(written) if written.isdigit() else float(written))

    def _junction(self, tree: exp.And | exp.Or) -> Node:
        operator: Any = "and" if isinstance(tree, exp.And) else "or"
        return Junction(operator, tuple(self.node(each) for each in tree.flatten()))

    def _comparison(self, tree: exp.Binary) -> Node:
        return Comparison(_COMPARISONS[type(tree)], self.node(tree.left), self.node(tree.right))

    def _arithmetic(self, tree: exp.Binary) -> Node:
        return Arithmetic(_ARITHMETIC[type(tree)], self.node(tree.left), self.node(tree.right))

    def _opposite(self, tree: exp.Neg) -> Node:
        operand = self.node(tree.this)
        number = isinstance(tree.this, exp.Literal) and not tree.this.is_string
        if number and isinstance(operand, Literal):
            return Literal(-operand.value)  # type: ignore[operator]  # a number, as just seen
        return Opposite(operand)

    def _membership(self, tree: exp.In) -> Node:
        if _has_more(tree, "this", "expressions"):
            return self._refuse(tree)
        choices = [self.node(each) for each in tree.expressions]
        if not all(isinstance(each, Literal) for each in choices):
            return self._refuse(tree)
        literals = tuple(each for each in choices if isinstance(each, Literal))
        return Membership(self.node(tree.this), literals)

    def _range(self, tree: exp.Between) -> Node:
        if _has_more(tree, "this", "low", "high"):
            return self._refuse(tree)
        return Range(
            self.node(tree.this), self.node(tree.args["low"]), self.node(tree.args["high"])
        )

    def _missing(self, tree: exp.Is) -> Node:
        if not isinstance(tree.expression, exp.Null):
            return self._refuse(tree)
        return Missing(self.node(tree.this))

    def _call(self, tree: exp.Func) -> Node:
        if _has_more(tree, "this", "expression"):
            return self._refuse(tree)
        return Call(_CALLS[type(tree)], (self.node(tree.this), self.node(tree.expression)))

    def _coalesce(self, tree: exp.Coalesce) -> Node:
        return Call("coalesce", tuple(self.node(each) for each in (tree.this, *tree.expressions)))

    def _function(self, tree: exp.Func) -> Node:
        """One of the functions that only some expressions may call."""
        anonymous = isinstance(tree, exp.Anonymous)
        name = tree.name.lower() if anonymous else tree.sql_name().lower()
        given = tree.expressions if anonymous else _given(tree)
        least, most = self._functions.get(name, (1, 0))
        if not least <= len(given) <= most:
            return self._refuse(tree)
        return Call(name, tuple(self.node(each) for each in given))

    def _aggregate(self, tree: exp.AggFunc, where: Node | None = None) -> Node:
        function = _AGGREGATES[type(tree)]
        if _has_more(tree, "this", "big_int"):
            return self._refuse(tree)
        inner = tree.this
        if isinstance(inner, exp.Star) and function == "count":
            return Aggregate("count", where=where)
        if isinstance(inner, exp.Distinct):
            if function != "count" or len(inner.expressions) != 1 or inner.args.get("on"):
                return self._refuse(tree)
            return Aggregate("count", self.node(inner.expressions[0]), distinct=True, where=where)
        return Aggregate(function, self.node(inner) if inner else None, where=where)

    def _filtered(self, tree: exp.Filter) -> Node:
        if type(tree.this) not in _AGGREGATES:
            return self._refuse(tree)
        return self._aggregate(tree.this, self.node(tree.expression.this))

    def _refuse(self, tree: exp.Expr) -> Node:
        starts = [each.meta["start"] for each in tree.walk() if "start" in each.meta]
        self._findings.append(
            _finding(tree.sql(dialect="duckdb")[:40], min(starts, default=-1) + 1)
        )
        return Literal(value=False)


def _path(tree: exp.Expr) -> tuple[str, ...] | None:
    """The segments of a dotted name; `None` when something else hangs between the dots."""
    if isinstance(tree, exp.Dot):
        before = _path(tree.this)
        last = tree.expression
        return (*before, last.name) if before and isinstance(last, exp.Identifier) else None
    if isinstance(tree, exp.Column) and not _has_more(tree, "this", "table", "db", "catalog"):
        parts = tree.parts
        if all(isinstance(each, exp.Identifier) for each in parts):
            return tuple(each.name for each in parts)
    return None


def _given(tree: exp.Func) -> list[exp.Expr]:
    """The arguments of a function that sqlglot knows, in order."""
    return [
        part
        for value in tree.args.values()
        for part in (value if isinstance(value, list) else [value])
        if isinstance(part, exp.Expr)
    ]


def _has_more(tree: exp.Expr, *known: str) -> bool:
    return any(value for name, value in tree.args.items() if name not in known)
