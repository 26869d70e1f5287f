"""Two conditions → whether no subject can ever meet both."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from typing import Literal as Literal_

from yibiao.model.expression.tree import (
    Comparison,
    Junction,
    Literal,
    Membership,
    Negation,
    Node,
    Range,
    Reference,
)

Value = str | int | float | bool
Operator = Literal_["=", "<>", "<", "<=", ">", ">="]
Path = tuple[tuple[str, ...], str]


def apart(one: Node, other: Node) -> bool:
    """
    Whether nobody can meet both *one* and *other*, bound conditions, as far as plain comparisons with values tell.

    `person.age >= 80` and `person.age < 60` are apart; `or`, calculations and functions are never taken to be.
    """
    limits: dict[Path, _Limits] = {}
    for part in (*_parts(one), *_parts(other)):
        for path, operator, value in _comparisons(part):
            if not limits.setdefault(path, _Limits()).narrow(operator, value):
                return True
    return False


@dataclass
class _Limits:
    """What one element may still be."""

    low: tuple[float, bool] | None = None
    high: tuple[float, bool] | None = None
    among: frozenset[Value] | None = None
    not_among: set[Value] = field(default_factory=set)

    def narrow(self, operator: str, value: object) -> bool:
        """Takes in one more comparison; whether anything is left."""
        if operator == "in":
            chosen = frozenset(value) if isinstance(value, frozenset) else frozenset()
            self.among = chosen if self.among is None else self.among & chosen
        elif operator == "<>" and isinstance(value, str | int | float):
            self.not_among.add(value)
        elif _is_number(value):
            self._bound(operator, float(value))  # type: ignore[arg-type]
        return self._any()

    def _bound(self, operator: str, value: float) -> None:
        """A limit is what is excluded last, and whether it is itself excluded."""
        bound = (value, operator in "<>")
        if operator in (">", ">="):
            self.low = max(self.low or bound, bound)
        else:
            high = (value, operator == "<")
            known = self.high
            if known is None or (high[0], not high[1]) < (known[0], not known[1]):
                self.high = high

    def _any(self) -> bool:
        if self.among is not None:
            return any(self._allows(each) for each in self.among)
        if self.low is None or self.high is None:
            return True
        (low, open_low), (high, open_high) = self.low, self.high
        return low < high or (low == high and not (open_low or open_high))

    def _allows(self, value: Value) -> bool:
        if value in self.not_among:
            return False
        if not _is_number(value):
            return True
        number = float(value)
        if self.low and (number < self.low[0] or (self.low[1] and number == self.low[0])):
            return False
        return not (
            self.high and (number > self.high[0] or (self.high[1] and number == self.high[0]))
        )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _parts(node: Node) -> Iterator[Node]:
    """The conditions that must all hold."""
    if isinstance(node, Junction) and node.operator == "and":
        for each in node.operands:
            yield from _parts(each)
    else:
        yield node


_TURNED: Final[dict[Operator, Operator]] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "=": "=",
    "<>": "<>",
}


def _comparisons(node: Node) -> Iterator[tuple[Path, str, object]]:
    """What *node* says of single elements, as an operator and a value; nothing where it is not so plain."""
    if isinstance(node, Reference):
        yield _path(node), "in", frozenset((True,))
    elif isinstance(node, Negation) and isinstance(node.operand, Reference):
        yield _path(node.operand), "in", frozenset((False,))
    elif isinstance(node, Membership) and isinstance(node.operand, Reference):
        yield _path(node.operand), "in", frozenset(each.value for each in node.choices)
    elif isinstance(node, Range) and isinstance(node.operand, Reference):
        for operator, limit in ((">=", node.low), ("<=", node.high)):
            if isinstance(limit, Literal):
                yield _path(node.operand), operator, limit.value
    elif isinstance(node, Comparison):
        yield from _comparison(node)


def _comparison(node: Comparison) -> Iterator[tuple[Path, str, object]]:
    left, right, operator = node.left, node.right, node.operator
    if isinstance(left, Literal):
        left, right, operator = right, left, _TURNED[operator]
    if isinstance(left, Reference) and isinstance(right, Literal):
        if operator == "=":
            yield _path(left), "in", frozenset((right.value,))
        else:
            yield _path(left), operator, right.value


def _path(reference: Reference) -> Path:
    return reference.via, reference.element
