"""A tree of an expression → the same as JSON, which any program evaluates without a parser, and as text again."""

from collections.abc import Callable, Iterator
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
)

#: `{"value": 5}`, `{"element": "person.age", "via": […]}`, `{"name": "today"}`, or `{"op": "and", "of": […]}`.
Tree = dict[str, Any]

#: What stands between its operands, and what stands around them.
_BETWEEN: Final = {
    **{each: each for each in ("and", "or", "=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/")},
    "about": "=",
}
_AROUND: Final = {
    "between": "{} between {} and {}",
    "in": "{} in ({several})",
    "is-null": "{} is null",
    "negative": "-{}",
    "not": "not {}",
}


def written(node: Node, named: Callable[[Node], Tree | None]) -> Tree:
    """
    *node* as JSON.

    Args:
        node: Its names need not be looked up.
        named: What a node is to become; `None` for those that stay what they are. It is asked of every one.

    Raises:
        LookupError: There is a name that it does not know, or a figure over many subjects.
    """
    known = named(node)
    if known is not None:
        return known
    match node:
        case Literal(value):
            return {"value": value}
        case Clock(name):
            return {"name": name}
        case Call(function, arguments):
            return applied(function, *(written(each, named) for each in arguments))
    operation, operands = _operation(node)
    return applied(operation, *(written(each, named) for each in operands))


def applied(operation: str, *operands: Tree) -> Tree:
    """*operation* of the operands."""
    return {"op": operation, "of": list(operands)}


def element(id_: str, via: tuple[str, ...] = ()) -> Tree:
    """What is held of an element, reached over links."""
    return {"element": id_, "via": list(via)} if via else {"element": id_}


def parts(tree: Tree) -> Iterator[Tree]:
    """*tree* and everything in it, from the outside in, left to right."""
    yield tree
    for each in tree.get("of", ()):
        yield from parts(each)


def text_of(tree: Tree) -> str:
    """
    *tree* as people write it.

    >>> text_of(applied("<=", element("person.household"), {"value": "a'b"}))
    "person.household <= 'a''b'"
    """
    if "element" in tree:
        steps: list[str] = [*tree.get("via", ()), tree["element"]]
        return ".".join((steps[0], *(each.partition(".")[2] for each in steps[1:])))
    if "name" in tree:
        return str(tree["name"])
    if "value" in tree:
        return _literal(tree["value"])
    return _applied(tree["op"], tree["of"])


def _operation(node: Node) -> tuple[str, tuple[Node, ...]]:  # noqa: PLR0911  one case a kind of node
    match node:
        case Negation(operand):
            return "not", (operand,)
        case Junction(operator, operands):
            return operator, operands
        case Comparison(operator, left, right) | Arithmetic(operator, left, right):
            return operator, (left, right)
        case Membership(operand, choices):
            return "in", (operand, *choices)
        case Range(operand, low, high):
            return "between", (operand, low, high)
        case Missing(operand):
            return "is-null", (operand,)
        case Opposite(operand):
            return "negative", (operand,)
    raise LookupError(node)


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def _applied(operation: str, operands: list[Tree]) -> str:
    if operation == "day":
        return text_of(operands[0])
    first, *others = (_inner(each) for each in operands)
    if operation in _BETWEEN:
        return f" {_BETWEEN[operation]} ".join((first, *others))
    if operation in _AROUND:
        return _AROUND[operation].format(first, *others, several=", ".join(others))
    return f"{operation}({', '.join(map(text_of, operands))})"


def _inner(tree: Tree) -> str:
    """Within parentheses, unless it plainly is one thing."""
    text = text_of(tree)
    compound = {*_BETWEEN, *_AROUND}
    return f"({text})" if tree.get("op") in compound else text
