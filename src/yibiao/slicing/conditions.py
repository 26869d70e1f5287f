"""A bound expression → the same in SQL, over columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlglot import exp

from yibiao.model.expression.checking import type_of
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
    Negation,
    Node,
    Opposite,
    Range,
    Reference,
    Subjects,
    Type,
)
from yibiao.model.kinds import ValueKind
from yibiao.slicing.ages import BornOf, nobody
from yibiao.slicing.terms import (
    SUBJECT,
    all_of,
    any_of,
    call,
    cast,
    column,
    given,
    nothing,
    number,
    paren,
    text,
    when,
    yes,
)

_OPERATORS: Final[dict[str, type[exp.Binary]]] = {
    "=": exp.EQ, "<>": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
    "+": exp.Add, "-": exp.Sub, "*": exp.Mul,
}  # fmt: skip

#: What a comparison is, read from its other side.
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}

#: How `contains` is called where a text lies within another.
IN_TEXT: Final = "contains text"

#: What a condition may call, and how the engine calls it.
CALLED: Final = {
    "contains": "list_contains",
    IN_TEXT: "contains",
    "starts_with": "starts_with",
    "coalesce": "coalesce",
}


@dataclass(frozen=True)
class Condition:
    """
    What an expression is turned into SQL with.

    Attributes:
        column_of: The column that holds an element reached over links.
        today: The day that `today` means.
        period: The days that `period_start` and `period_end` mean.
        born: Where days of birth stand that ages follow from, if rows are to be left out by them.
    """

    column_of: Callable[[tuple[str, ...], str], exp.Expr]
    today: date
    period: tuple[date, date] | None = None
    born: BornOf = nobody

    def sql(self, node: Node) -> exp.Expr:  # noqa: C901, PLR0911, PLR0912  one case a kind of node
        """*node* in SQL."""
        match node:
            case Literal():
                return _literal(node)
            case Reference():
                return self._referred(node)
            case Clock(name):
                return self._day(name)
            case Negation(operand):
                return exp.Not(this=paren(self.sql(operand)))
            case Junction(operator, operands):
                join = exp.and_ if operator == "and" else exp.or_
                return paren(join(*(paren(self.sql(each)) for each in operands)))
            case Comparison(operator, left, right):
                compared = paren(self._compared(operator, left, right))
                return self._by_birth(compared, operator, left, right)
            case Membership(operand, choices):
                return paren(self._member(operand, choices))
            case Range(operand, low, high):
                from_ = self._by_birth(self._compared(">=", operand, low), ">=", operand, low)
                until = self._by_birth(self._compared("<=", operand, high), "<=", operand, high)
                return paren(all_of(from_, until))
            case Missing(operand):
                return paren(exp.Is(this=self.sql(operand), expression=exp.Null()))
            case Arithmetic():
                return paren(self._calculated(node))
            case Opposite(operand):
                return paren(exp.Neg(this=paren(self.sql(operand))))
            case Call(function, arguments):
                values = [self._like(each, type_of(node), node) for each in arguments]
                called = call(CALLED[function], *values)
                if function == "contains" and not isinstance(arguments[1], Literal):
                    # The engine says that an empty list has nothing, though it is not known what it is to have.
                    return when([(given(values[1].copy()), called)])
                return called
            case Aggregate():
                return self._figure(node)
        raise TypeError(node)

    def unmet(self, conditions: Sequence[Node]) -> exp.Expr:
        """Whether one of *conditions* does not hold, or is not known to; of none, that none does is false."""
        if not conditions:
            return yes(value=False)
        every = all_of(*(paren(self.sql(each)) for each in conditions))
        return exp.Not(this=call("coalesce", every, yes(value=False)))

    def _referred(self, node: Reference) -> exp.Expr:
        found = self.column_of(node.via, node.element)
        return cast(found, "DATE") if node.kind is ValueKind.DATETIME else found

    def _day(self, name: str) -> exp.Expr:
        if name == "today":
            return cast(text(self.today.isoformat()), "DATE")
        if self.period is None:
            return nothing("DATE")
        return cast(text(self.period[name == "period_end"].isoformat()), "DATE")

    def _compared(self, operator: str, left: Node, right: Node) -> exp.Expr:
        """Dates with dates, whole numbers with whole numbers, any other two numbers as doubles."""
        return _OPERATORS[operator](
            this=self._beside(left, right), expression=self._beside(right, left)
        )

    def _by_birth(self, compared: exp.Expr, operator: str, left: Node, right: Node) -> exp.Expr:
        """The same, said once more of days of birth where it is an age that is compared with a number."""
        if isinstance(left, Literal):
            left, right, operator = right, left, _TURNED.get(operator, operator)
        match left, right:
            case Reference(), Literal(float() | int() as years) if not isinstance(years, bool):
                born = self.born(left.via, left.element)
                said = born and born.condition(operator, years)
                return paren(all_of(said, compared)) if said else compared
        return compared

    def _beside(self, node: Node, other: Node) -> exp.Expr:
        types = {type_of(node), type_of(other)}
        value = self.sql(node)
        if types == {Type.DATE, Type.TEXT} and isinstance(node, Literal):
            return cast(value, "DATE")
        return cast(value, "DOUBLE") if Type.NUMBER in types else value

    def _member(self, operand: Node, choices: tuple[Literal, ...]) -> exp.Expr:
        """One comparison a choice: each is put beside the operand in its own type."""
        return any_of(*(self._compared("=", operand, each) for each in choices))

    def _calculated(self, node: Arithmetic) -> exp.Expr:
        if type_of(node) is Type.INTEGER:
            return _OPERATORS[node.operator](
                this=self.sql(node.left), expression=self.sql(node.right)
            )
        left, right = (cast(self.sql(each), "DOUBLE") for each in (node.left, node.right))
        if node.operator == "/":
            return exp.Div(this=left, expression=call("nullif", right, number(0)))
        return _OPERATORS[node.operator](this=left, expression=right)

    def _like(self, node: Node, wanted: Type, whole: Call) -> exp.Expr:
        mixed = whole.function == "coalesce" and wanted is Type.NUMBER
        return cast(self.sql(node), "DOUBLE") if mixed else self.sql(node)

    def _figure(self, node: Aggregate) -> exp.Expr:
        value = self._counted(node)
        if node.where is not None:
            # Nothing, which no figure minds: a filter for each of dozens takes the engine half as long again.
            value = when([(self.sql(node.where), number(1) if node.operand is None else value)])
        return call(node.function, exp.Distinct(expressions=[value]) if node.distinct else value)

    def _counted(self, node: Aggregate) -> exp.Expr:
        if node.operand is None:
            return exp.Star()
        return column(SUBJECT) if isinstance(node.operand, Subjects) else self.sql(node.operand)


def _literal(node: Literal) -> exp.Expr:
    if isinstance(node.value, bool):
        return yes(node.value)
    return text(node.value) if isinstance(node.value, str) else number(node.value)
