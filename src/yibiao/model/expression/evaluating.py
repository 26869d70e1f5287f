"""A bound tree and one subject's values → what the expression gives for that subject, by SQL's logic of three values."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from yibiao.model.expression.tree import (
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
)
from yibiao.model.kinds import ValueKind

_OPERATORS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "+": operator.add, "-": operator.sub, "*": operator.mul,
    "/": lambda left, right: left / right if right else None,
}  # fmt: skip

_DAY: Final = len("2020-01-31")


@dataclass(frozen=True)
class Evaluation:
    """The values and days that an expression is evaluated with; `None` is unknown, and stays unknown."""

    value_of: Callable[[tuple[str, ...], str], Any]
    today: date
    period: tuple[date, date] | None = None

    def value(self, node: Node) -> Any:  # noqa: C901, PLR0911  one case a kind of node
        """What *node* gives."""
        match node:
            case Literal(value):
                return value
            case Reference():
                return self._referred(node)
            case Clock(name):
                return self._day(name)
            case Negation(operand):
                return _not(self.value(operand))
            case Junction(name, operands):
                return _joined(name, [self.value(each) for each in operands])
            case Comparison(name, left, right) | Arithmetic(name, left, right):
                return _known(_OPERATORS[name], self.value(left), self.value(right))
            case Membership(operand, choices):
                return _known(_is_in, self.value(operand), [each.value for each in choices])
            case Range(operand, low, high):
                return self._between(operand, low, high)
            case Missing(operand):
                return self.value(operand) is None
            case Opposite(operand):
                return _known(operator.mul, self.value(operand), -1)
            case Call(function, arguments):
                return _called(function, [self.value(each) for each in arguments])
        raise TypeError(node)

    def _referred(self, node: Reference) -> Any:
        value = self.value_of(node.via, node.element)
        return value[:_DAY] if node.kind is ValueKind.DATETIME and value is not None else value

    def _day(self, name: str) -> str | None:
        if name == "today":
            return self.today.isoformat()
        if self.period is None:
            return None
        return self.period[name == "period_end"].isoformat()

    def _between(self, operand: Node, low: Node, high: Node) -> bool | None:
        value = self.value(operand)
        from_ = _known(operator.ge, value, self.value(low))
        to = _known(operator.le, value, self.value(high))
        return _joined("and", [from_, to])


def _known(function: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    return None if left is None or right is None else function(left, right)


def _is_in(value: Any, choices: Any) -> bool:
    return value in choices


def _not(value: bool | None) -> bool | None:  # noqa: FBT001  the value that is negated
    return None if value is None else not value


def _joined(name: str, values: list[bool | None]) -> bool | None:
    """Of `and` one false decides, of `or` one true; only then does an unknown one count."""
    decisive = name == "or"
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _called(function: str, values: list[Any]) -> Any:
    if function == "coalesce":
        return next((each for each in values if each is not None), None)
    if function == "contains":
        return _known(operator.contains, *values)
    return _known(str.startswith, *values)
