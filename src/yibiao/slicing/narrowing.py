"""
A slice and what somebody wants of it → the same slice with fewer rows, in another order, a page at a time.

Conditions name the form's fields by their ids, as rules of forms do: `f3 >= 60 and f2 = '男'`. A page begins after the last
row of the one before, whatever was filed meanwhile: nothing is told twice, and nothing left out that stood there all along.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlglot import exp

from yibiao.errors import Finding, Invalid
from yibiao.model.expression.checking import bound_by, type_of
from yibiao.model.expression.tree import Aggregate, Reference, Type, walk
from yibiao.model.form import Field, Form
from yibiao.model.kinds import NUMERIC, ValueKind
from yibiao.model.rule import tree_of
from yibiao.slicing.conditions import Condition
from yibiao.slicing.terms import (
    SUBJECT,
    UNIT,
    all_of,
    any_of,
    call,
    cast,
    chosen,
    column,
    equal,
    nested,
    number,
    paren,
    text,
    try_cast,
    yes,
)

#: What a column is compared as; everything else as a text.
_AS: Final = {Type.NUMBER: "DOUBLE", Type.DATE: "DATE", Type.BOOLEAN: "BOOLEAN"}
_LISTS: Final = (Type.LIST, Type.ROWS)


@dataclass(frozen=True)
class Wanted:
    """
    What is wanted of a slice.

    Attributes:
        where: A condition over ids of fields.
        search: A text that some answer contains, whatever its case.
        order: Ids of fields, `-` before those that go downwards; what is not answered comes last. Unit and subject decide
            between rows that are alike.
        after: What `Page.after` gave for the page before.
        limit: As many rows at most; one more is asked for, to know whether there are others.
    """

    where: str | None = None
    search: str | None = None
    order: tuple[str, ...] = ()
    after: str | None = None
    limit: int | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out and nothing put in another order."""
        return self == Wanted()


def narrowed(query: exp.Query, form: Form, wanted: Wanted, today: date) -> exp.Query:
    """
    The rows of *query*, a slice of *form*, that are *wanted*; behind its columns those that it is ordered by.

    Raises:
        Invalid: A field that the form does not have or that cannot be compared, or a condition that is none.
    """
    fields = {each.id: each for each in _columns(form)}
    findings = list(_unknown(wanted.order, fields))
    if findings:
        raise Invalid(*findings, count=len(findings))
    keys = [*_keys(wanted, fields), *((column(each), False) for each in (UNIT, SUBJECT))]
    conditions = []
    if wanted.where:
        conditions.append(_condition(wanted.where, fields, today))
    if wanted.search:
        conditions.append(_searched(wanted.search, fields))
    if wanted.after:
        conditions.append(_beyond(keys, _read(wanted.after, len(keys))))
    found = chosen(
        exp.Star(), *(exp.alias_(key, f"#key{at}", quoted=True) for at, (key, _) in enumerate(keys))
    ).from_(nested(query, "slice"), copy=False)
    if conditions:
        found = found.where(all_of(*conditions), copy=False)
    found = found.order_by(
        *(exp.Ordered(this=key.copy(), desc=down, nulls_first=False) for key, down in keys),
        copy=False,
    )
    return found if wanted.limit is None else found.limit(wanted.limit + 1, copy=False)


def after(row: Sequence[Any], wanted: Wanted) -> str:
    """Where the page behind *row*, as `narrowed` gave it, begins."""
    keys = list(row[-(len(wanted.order) + 2) :])
    said = json.dumps(keys, ensure_ascii=False, default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def keys_of(wanted: Wanted) -> int:
    """How many columns `narrowed` puts behind those of the slice."""
    return len(wanted.order) + 2


def _columns(form: Form) -> Iterator[Field]:
    yield from form.leaves() if form.layout == "summary" else form.fields


def _unknown(order: Sequence[str], fields: dict[str, Field]) -> Iterator[Finding]:
    for each in order:
        field = fields.get(each.removeprefix("-"))
        if field is None:
            yield Finding("unknown-field", "", {"field": each.removeprefix("-")})
        elif _type(field) in _LISTS:
            yield Finding("field-not-compared", "", {"field": field.id})


def _type(field: Field) -> Type:
    """What a column is compared as: as its form has it, so one with options is a text."""
    if field.fields or field.kind is ValueKind.ROWS:
        return Type.ROWS
    if field.kind in (ValueKind.CODES, ValueKind.LINKS):
        return Type.LIST
    if field.options:
        return Type.TEXT
    if field.kind in NUMERIC:
        return Type.NUMBER
    if field.kind is ValueKind.DATE:
        return Type.DATE
    return Type.BOOLEAN if field.kind is ValueKind.BOOLEAN else Type.TEXT


def _compared(field: Field) -> exp.Expr:
    """Its column as it is compared; a list as it is."""
    type_ = _type(field)
    if type_ in _LISTS:
        return column(field.id)
    return (
        try_cast(column(field.id), _AS[type_])
        if type_ in _AS
        else cast(column(field.id), "VARCHAR")
    )


def _keys(wanted: Wanted, fields: dict[str, Field]) -> Iterator[tuple[exp.Expr, bool]]:
    for each in wanted.order:
        value = _compared(fields[each.removeprefix("-")])
        day = _type(fields[each.removeprefix("-")]) is Type.DATE
        yield (cast(value, "VARCHAR") if day else value), each.startswith("-")


_KINDS: Final = {
    Type.NUMBER: ValueKind.NUMBER, Type.DATE: ValueKind.DATE, Type.BOOLEAN: ValueKind.BOOLEAN,
    Type.LIST: ValueKind.CODES, Type.ROWS: ValueKind.ROWS, Type.TEXT: ValueKind.TEXT,
}  # fmt: skip


def _condition(where: str, fields: dict[str, Field], today: date) -> exp.Expr:
    def found(path: tuple[str, ...]) -> Reference | None:
        field = fields.get(".".join(path))
        return Reference((), field.id, _KINDS[_type(field)]) if field else None

    node = bound_by(tree_of(where), found, unknown="unknown-field", names="field")
    if type_of(node) is not Type.BOOLEAN:
        raise Invalid(
            Finding("expression-types", "", {"operation": "where", "given": type_of(node).value}),
            count=1,
        )
    if any(isinstance(each, Aggregate) for each in walk(node)):
        raise Invalid(Finding("expression-mixed", "", {"what": where[:40]}), count=1)
    return Condition(lambda _, id_: _compared(fields[id_]), today).sql(node)


def _searched(words: str, fields: dict[str, Field]) -> exp.Expr:
    found = [
        call("strpos", call("lower", cast(column(each.id), "VARCHAR")), text(words.lower()))
        for each in fields.values()
        if _type(each) is not Type.ROWS
    ]
    return paren(any_of(yes(False), *(exp.GT(this=each, expression=number(0)) for each in found)))


def _beyond(keys: Sequence[tuple[exp.Expr, bool]], last: Sequence[Any]) -> exp.Expr:
    """That a row comes after the one whose keys were *last*, in the order of *keys*, what is missing last."""
    ways = []
    for at, ((key, down), value) in enumerate(zip(keys, last, strict=True)):
        if value is None:  # nothing comes after what is missing
            continue
        alike = [_same(each, known) for (each, _), known in zip(keys[:at], last[:at], strict=True)]
        compare = exp.LT if down else exp.GT
        behind = paren(compare(this=key.copy(), expression=_literal(value)))
        missing = paren(exp.Is(this=key.copy(), expression=exp.Null()))
        ways.append(paren(all_of(*alike, paren(any_of(behind, missing)))))
    return paren(any_of(*ways))


def _same(key: exp.Expr, value: Any) -> exp.Expr:
    if value is None:
        return paren(exp.Is(this=key.copy(), expression=exp.Null()))
    return paren(equal(key.copy(), _literal(value)))


def _literal(value: Any) -> exp.Expr:
    if isinstance(value, bool):
        return yes(value)
    return number(value) if isinstance(value, int | float) else text(str(value))


def _read(cursor: str, length: int) -> list[Any]:
    """The keys in a cursor that somebody sent back."""
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        keys = None
    plain = isinstance(keys, list) and all(
        each is None or isinstance(each, str | int | float | bool) for each in keys
    )
    if not plain or len(keys) != length:
        raise Invalid(Finding("cursor-unreadable", "", {}), count=1)
    return list(keys)
