"""What an expression is made of. The tree is ours, so that nothing can stand in it but what is listed here."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, get_args
from typing import Literal as OneOf

from yibiao.model.kinds import NUMERIC, SubjectKind, ValueKind


class Type(StrEnum):
    """What a part of an expression gives. A date and time counts as its day."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    LIST = "list"
    ROWS = "rows"

    @classmethod
    def of(cls, kind: ValueKind) -> "Type":
        """The type of an element of *kind*."""
        several = {ValueKind.CODES, ValueKind.LINKS}
        same = {ValueKind.INTEGER, ValueKind.BOOLEAN, ValueKind.ROWS}
        if kind in same:
            return cls(kind.value)
        if kind in NUMERIC:
            return cls.NUMBER
        if kind in (ValueKind.DATE, ValueKind.DATETIME):
            return cls.DATE
        return cls.LIST if kind in several else cls.TEXT

    @property
    def numeric(self) -> bool:
        """Whether one can calculate with it."""
        return self in (Type.INTEGER, Type.NUMBER)


@dataclass(frozen=True)
class Literal:
    """A text, a number, or true or false."""

    value: str | int | float | bool


@dataclass(frozen=True)
class Name:
    """A dotted name as it was written, not yet looked up."""

    path: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True)
class Reference:
    """An element, reached over the links `via`."""

    via: tuple[str, ...]
    element: str
    kind: ValueKind

    @property
    def subject(self) -> SubjectKind:
        """The kind of subject at which the path starts."""
        return SubjectKind((*self.via, self.element)[0].partition(".")[0])


@dataclass(frozen=True)
class Subjects:
    """The subjects of a kind themselves, as `count(person)` counts them."""

    subject: SubjectKind


@dataclass(frozen=True)
class Clock:
    """A day that is known only when the expression is used."""

    name: OneOf["today", "period_start", "period_end"]


@dataclass(frozen=True)
class Negation:
    """Not *operand*."""

    operand: "Node"


@dataclass(frozen=True)
class Junction:
    """All of the operands (`and`), or any of them (`or`)."""

    operator: OneOf["and", "or"]
    operands: tuple["Node", ...]


@dataclass(frozen=True)
class Comparison:
    """*left* compared with *right*."""

    operator: OneOf["=", "<>", "<", "<=", ">", ">="]
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Membership:
    """*operand* is one of the choices."""

    operand: "Node"
    choices: tuple[Literal, ...]


@dataclass(frozen=True)
class Range:
    """*operand* lies between two others, or is one of them."""

    operand: "Node"
    low: "Node"
    high: "Node"


@dataclass(frozen=True)
class Missing:
    """*operand* has no value."""

    operand: "Node"


@dataclass(frozen=True)
class Arithmetic:
    """*left* and *right*, calculated. Dividing by nought gives nothing."""

    operator: OneOf["+", "-", "*", "/"]
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Opposite:
    """*operand* with the other sign."""

    operand: "Node"


@dataclass(frozen=True)
class Call:
    """A function of values: `contains(codes, 'x')`, `starts_with(text, 'x')`, `coalesce(a, b)`; a form's rules have more."""

    function: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True)
class Aggregate:
    """A figure over many subjects; `operand` is `None` for `count(*)`, `where` keeps some of them."""

    function: OneOf["count", "sum", "avg", "min", "max"]
    operand: "Node | None" = None
    distinct: bool = False
    where: "Node | None" = None


Node = (
    Literal
    | Name
    | Reference
    | Subjects
    | Clock
    | Negation
    | Junction
    | Comparison
    | Membership
    | Range
    | Missing
    | Arithmetic
    | Opposite
    | Call
    | Aggregate
)


def walk(node: Node) -> Iterator[Node]:
    """*node* and everything in it, from the outside in, left to right."""
    yield node
    for child in children(node):
        yield from walk(child)


#: The kinds of nodes; finding one in a union of types, or the fields of one, takes many times as long.
_KINDS: Final = frozenset(get_args(Node))


def children(node: Node) -> Iterator[Node]:
    """What *node* directly consists of."""
    for value in vars(node).values():
        for part in value if isinstance(value, tuple) else (value,):
            if type(part) in _KINDS:
                yield part
