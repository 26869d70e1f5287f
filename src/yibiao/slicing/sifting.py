"""A condition and a text that is looked for → what rows of a slice are kept by."""

import unicodedata
from dataclasses import fields, replace
from datetime import date
from typing import Any, Final

from sqlglot import exp

from yibiao.errors import Finding, Invalid
from yibiao.model.expression.checking import bound_by, type_of
from yibiao.model.expression.tree import Aggregate, Call, Literal, Name, Node, Reference, Type, walk
from yibiao.model.kinds import ValueKind, moment
from yibiao.model.rule import tree_of
from yibiao.slicing.ages import BornOf, nobody
from yibiao.slicing.columns import Columns
from yibiao.slicing.conditions import CALLED, IN_TEXT, Condition
from yibiao.slicing.terms import any_of, call, cast, number, paren, text, yes

_KINDS: Final = {
    Type.NUMBER: ValueKind.NUMBER, Type.DATE: ValueKind.DATE, Type.BOOLEAN: ValueKind.BOOLEAN,
    Type.LIST: ValueKind.CODES, Type.ROWS: ValueKind.ROWS, Type.TEXT: ValueKind.TEXT,
}  # fmt: skip


def conditions(
    where: str | None, search: str | None, columns: Columns, today: date, born: BornOf = nobody
) -> list[exp.Expr]:
    """
    What a row meets that is wanted; nothing where all are. *born* tells by the id of a column.

    Raises:
        Invalid: *where* is no condition over the columns.
    """
    found = []
    if where:
        found.append(_condition(where, columns, today, born))
    if search:
        found.append(_searched(search, columns))
    return found


def _condition(where: str, columns: Columns, today: date, born: BornOf) -> exp.Expr:
    by_id = {each.id: each for each in columns}
    compared = Condition(lambda _, id_: by_id[id_].compared, today, born=born)
    return paren(compared.sql(_bound(where, columns)))


def _bound(where: str, columns: Columns) -> Node:
    """The condition over columns, whose every name is known."""

    def found(path: tuple[str, ...]) -> Reference | None:
        each = columns.find(".".join(path))
        return Reference((), each.id, _KINDS[each.type]) if each else None

    tree = _of_texts(tree_of(columns.by_id(where)), columns)
    _require_known(tree)
    node = bound_by(tree, found, unknown="unknown-field", names="field")
    if type_of(node) is not Type.BOOLEAN:
        facts = {"operation": "where", "given": type_of(node).value}
        raise Invalid(Finding("expression-types", "", facts), count=1)
    if any(isinstance(each, Aggregate) for each in walk(node)):
        raise Invalid(Finding("expression-mixed", "", {"what": where[:40]}), count=1)
    return node


def _of_texts(node: Node, columns: Columns) -> Node:
    """The same, a text that a column's text `contains` told apart from a code that is one of several, moments as columns have them."""
    parts = {each.name: getattr(node, each.name) for each in fields(node)}
    named = [columns.find(str(each)) for each in parts.values() if isinstance(each, Name)]
    timed = any(each is not None and each.kind is ValueKind.DATETIME for each in named)

    def told(each: Any) -> Any:
        if isinstance(each, tuple):
            return tuple(told(part) for part in each)
        if timed and isinstance(each, Literal) and isinstance(each.value, str):
            return Literal(moment(each.value))
        return _of_texts(each, columns) if isinstance(each, Node) else each

    match node:
        case Call("contains", (Name(path), _) as arguments):
            found = columns.find(".".join(path))
            within_text = found is not None and found.type is Type.TEXT
            return Call(IN_TEXT if within_text else "contains", arguments)
    return replace(node, **{name: told(part) for name, part in parts.items()})


def _require_known(node: Node) -> None:
    """
    Let pass a condition whose every function can be asked of a slice: rules of forms have more.

    Raises:
        Invalid: One cannot.
    """
    unknown = {each.function for each in walk(node) if isinstance(each, Call)} - {*CALLED}
    if unknown:
        raise Invalid(
            *(
                Finding("expression-invalid", "", {"what": each, "position": 0})
                for each in sorted(unknown)
            ),
            count=len(unknown),
        )


def _searched(words: str, columns: Columns) -> exp.Expr:
    sought = words.lower()
    found = [
        _holds(cast(each.value, "VARCHAR"), sought)
        for each in columns
        if each.type is not Type.ROWS
    ]
    return paren(any_of(yes(False), *found))


def _holds(written: exp.Expr, sought: str) -> exp.Expr:
    """Whether a text holds another, which is in small letters, whatever its own are."""
    if caseless(sought):  # it need not be made small, which takes longer than to look
        return call("contains", written, text(sought))
    found = call("strpos", call("lower", written), text(sought))
    return exp.GT(this=found, expression=number(0))


def caseless(words: str) -> bool:
    """Whether no character of a text is another's small letter, or a part of one."""
    return all(
        each == each.lower() == each.upper() and not unicodedata.combining(each) for each in words
    )
