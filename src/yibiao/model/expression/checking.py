"""A tree as it was written and the catalogue → the tree with its elements found and its types right."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

from yibiao.errors import Finding, Invalid
from yibiao.model.catalogue import Catalogue
from yibiao.model.expression.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Clock,
    Comparison,
    Junction,
    Literal,
    Membership,
    Name,
    Negation,
    Node,
    Opposite,
    Range,
    Reference,
    Subjects,
    Type,
    children,
    walk,
)
from yibiao.model.kinds import SubjectKind, ValueKind, is_date


def bound(node: Node, catalogue: Catalogue) -> Node:
    """
    *node* with every name replaced by the element it means.

    Raises:
        Invalid: Names that mean nothing, values that do not go together, figures mixed with single values; all of them.
    """
    node = bound_by(node, lambda path: resolved(path, catalogue))
    findings = list(_mixture_findings(node))
    if findings:
        raise Invalid(*findings, count=len(findings))
    return node


def bound_by(
    node: Node,
    meant: Callable[[tuple[str, ...]], Reference | Subjects | None],
    *,
    unknown: str = "unknown-element",
    names: str = "element",
) -> Node:
    """
    *node* with every name replaced by what is *meant* by it.

    Raises:
        Invalid: Names that mean nothing (*unknown*, under *names*), or values that do not go together; all of them.
    """
    found = {each: meant(each.path) for each in walk(node) if isinstance(each, Name)}
    findings = [
        Finding(unknown, "", {names: str(name)})
        for name, reference in found.items()
        if reference is None
    ]
    if not findings:
        node = _replaced(node, {name: each for name, each in found.items() if each})
        findings = _type_findings(node)
    if findings:
        raise Invalid(*findings, count=len(findings))
    return node


def type_of(node: Node) -> Type:  # noqa: PLR0911  one case a kind of node
    """What *node* gives; it must be bound and free of findings."""
    match node:
        case Reference():
            return Type.of(node.kind)
        case Literal():
            return _type_of_literal(node)
        case Clock():
            return Type.DATE
        case Arithmetic():
            whole = node.operator != "/" and _all_integers(node.left, node.right)
            return Type.INTEGER if whole else Type.NUMBER
        case Opposite():
            return type_of(node.operand)
        case Call(function="coalesce"):
            return _common(type_of(each) for each in node.arguments)
        case Aggregate():
            return _type_of_aggregate(node)
        case Subjects():
            return Type.TEXT
    return Type.BOOLEAN


def resolved(path: tuple[str, ...], catalogue: Catalogue) -> Reference | Subjects | None:
    """
    Links and then an element: `person.household` is a link of persons, what follows is asked of the household.

    A link read backwards leads to many, which is no single value.
    """
    if len(path) == 1:
        return Subjects(SubjectKind(path[0])) if path[0] in set(SubjectKind) else None
    via: list[str] = []
    kind, *properties = path
    for property_ in properties[:-1]:
        link = catalogue.elements.get(f"{kind}.{property_}")
        if link is None or link.kind is not ValueKind.LINK or link.target is None:
            return None
        via.append(link.id)
        kind = link.target.value
    element = catalogue.elements.get(f"{kind}.{properties[-1]}")
    if element is None or element.inverse_of:
        return None
    return Reference(tuple(via), element.id, element.kind)


def _replaced(node: Node, found: dict[Name, Any]) -> Node:
    if isinstance(node, Name):
        replacement: Node = found[node]
        return replacement
    changes: dict[str, Any] = {}
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Node):
            changes[each.name] = _replaced(value, found)
        elif isinstance(value, tuple) and any(isinstance(part, Node) for part in value):
            changes[each.name] = tuple(_replaced(part, found) for part in value)
    return replace(node, **changes) if changes else node


def _type_findings(node: Node) -> list[Finding]:
    """Values that do not go together, innermost first; around one that is wrong nothing more is said."""
    inner = [finding for each in children(node) for finding in _type_findings(each)]
    if inner:
        return inner
    return [
        Finding("expression-types", "", {"operation": operation, "given": "、".join(given)})
        for operation, given in _clashes(node)
    ]


def _clashes(node: Node) -> Iterator[tuple[str, list[str]]]:  # noqa: C901  one case a kind of node
    match node:
        case Negation(operand):
            yield from _unless("not", [operand], {Type.BOOLEAN})
        case Junction(operator, operands):
            yield from _unless(operator, operands, {Type.BOOLEAN})
        case Comparison(operator, left, right):
            yield from _incomparable(operator, left, right)
        case Membership(operand, choices):
            for each in choices:
                yield from _incomparable("in", operand, each)
        case Range(operand, low, high):
            yield from _incomparable("between", operand, low)
            yield from _incomparable("between", operand, high)
        case Arithmetic(operator, left, right):
            yield from _unless(operator, [left, right], {Type.INTEGER, Type.NUMBER})
        case Opposite(operand):
            yield from _unless("-", [operand], {Type.INTEGER, Type.NUMBER})
        case Call():
            yield from _wrong_arguments(node)
        case Aggregate():
            yield from _wrong_aggregate(node)
        case _:
            return


def _unless(operation: str, operands: Any, allowed: set[Type]) -> Iterator[tuple[str, list[str]]]:
    given = [type_of(each) for each in operands]
    if not set(given) <= allowed:
        yield operation, [each.value for each in given]


def _incomparable(operation: str, left: Node, right: Node) -> Iterator[tuple[str, list[str]]]:
    types = {type_of(left), type_of(right)}
    ordered = operation not in ("=", "<>", "in")
    if types == {Type.DATE, Type.TEXT}:
        text = left if type_of(left) is Type.TEXT else right
        fine = isinstance(text, Literal) and is_date(str(text.value))
    elif types <= {Type.INTEGER, Type.NUMBER} or types in ({Type.TEXT}, {Type.DATE}):
        fine = True
    else:
        fine = types == {Type.BOOLEAN} and not ordered
    if not fine or isinstance(left, Subjects) or isinstance(right, Subjects):
        yield operation, [type_of(left).value, type_of(right).value]


def _wrong_arguments(node: Call) -> Iterator[tuple[str, list[str]]]:
    types = [type_of(each) for each in node.arguments]
    if node.function == "contains":
        fine = types == [Type.LIST, Type.TEXT]
    elif node.function == "starts_with":
        fine = types == [Type.TEXT, Type.TEXT]
    else:
        fine = len(set(types)) == 1 or all(each.numeric for each in types)
        fine = fine and not set(types) & {Type.LIST, Type.ROWS}
    if not fine:
        yield node.function, [each.value for each in types]


def _wrong_aggregate(node: Aggregate) -> Iterator[tuple[str, list[str]]]:
    allowed = {
        "count": set(Type),
        "sum": {Type.INTEGER, Type.NUMBER},
        "avg": {Type.INTEGER, Type.NUMBER},
        # The least of texts is what somebody's name or telephone is: no figure.
        "min": {Type.INTEGER, Type.NUMBER, Type.DATE},
        "max": {Type.INTEGER, Type.NUMBER, Type.DATE},
    }
    if node.operand is not None and not isinstance(node.operand, Subjects):
        yield from _unless(node.function, [node.operand], allowed[node.function])
    if node.where is not None:
        yield from _unless("where", [node.where], {Type.BOOLEAN})


def _mixture_findings(node: Node) -> Iterator[Finding]:
    """One expression speaks of one kind of subject; with a figure in it, of single values only inside figures."""
    starts = {each.subject.value for each in walk(node) if isinstance(each, Reference | Subjects)}
    if len(starts) > 1:
        yield Finding("expression-mixed", "", {"what": "、".join(sorted(starts))})
    if not any(isinstance(each, Aggregate) for each in walk(node)):
        single: list[Any] = [each for each in walk(node) if isinstance(each, Subjects)]
    else:
        single = list(_outside_aggregates(node))
        single += [each for each in walk(node) if _nests(each)]
    if single:
        yield Finding("expression-mixed", "", {"what": "、".join(map(_shown, single))})


def _outside_aggregates(node: Node) -> Iterator[Any]:
    if isinstance(node, Reference | Subjects):
        yield node
    elif not isinstance(node, Aggregate):
        for each in children(node):
            yield from _outside_aggregates(each)


def _nests(node: Node) -> bool:
    """A figure within a figure, or subjects themselves anywhere but directly under `count`."""
    if not isinstance(node, Aggregate):
        return any(isinstance(each, Subjects) for each in children(node))
    below = [*children(node)]
    misplaced = isinstance(node.operand, Subjects) and node.function != "count"
    return misplaced or any(isinstance(each, Aggregate) for child in below for each in walk(child))


def _shown(node: Node) -> str:
    match node:
        case Reference():
            return node.element
        case Subjects():
            return node.subject.value
    return " ".join(each.function for each in walk(node) if isinstance(each, Aggregate))


def _type_of_literal(node: Literal) -> Type:
    match node.value:
        case bool():
            return Type.BOOLEAN
        case int():
            return Type.INTEGER
        case float():
            return Type.NUMBER
    return Type.TEXT


def _type_of_aggregate(node: Aggregate) -> Type:
    if node.function == "count":
        return Type.INTEGER
    if node.function == "avg" or node.operand is None:
        return Type.NUMBER
    return type_of(node.operand)


def _all_integers(*nodes: Node) -> bool:
    return all(type_of(each) is Type.INTEGER for each in nodes)


def _common(types: Iterator[Type]) -> Type:
    several = set(types)
    return several.pop() if len(several) == 1 else Type.NUMBER
