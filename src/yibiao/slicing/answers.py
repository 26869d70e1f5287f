"""A field and its binding → the value of its column: as held, by a crosswalk of codes, or by a conversion."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from sqlglot import exp

from yibiao.model.binding import Binding
from yibiao.model.element import Element
from yibiao.model.form import Field, row_names
from yibiao.model.kinds import ValueKind
from yibiao.slicing.conversions import converted
from yibiao.slicing.relation import Path, Relation
from yibiao.slicing.terms import (
    COLUMN_TYPES,
    SUBJECT,
    call,
    cast,
    chosen,
    column,
    equal,
    for_each,
    identifier,
    listed,
    named,
    nothing,
    text,
    translated,
    unless_missing,
    when,
    within,
)

#: Dates and times are answered as ISO 8601 texts; seconds only where there are some.
_MINUTES: Final = "%Y-%m-%dT%H:%M"
_SECONDS: Final = "%Y-%m-%dT%H:%M:%S"

_JSON_TYPES: Final = {
    **COLUMN_TYPES,
    ValueKind.DATE: "VARCHAR",
    ValueKind.DATETIME: "VARCHAR",
    ValueKind.MONEY: "DOUBLE",
}


def answer(
    field: Field, bindings: Mapping[str, Binding], relation: Relation, starts: exp.Query | None
) -> exp.Expr:
    """
    The value of *field* in a row of *relation*; a question that is bound to nothing is answered by nothing.

    Args:
        field: The question, or a repeating block.
        bindings: By field, those of the questions in blocks among them.
        relation: What the row is about; what the answer needs is asked of it.
        starts: The subjects that the rows are about, where they are few; blocks are read for them alone.
    """
    binding = bindings.get(field.id)
    if binding is None or binding.element is None:
        return nothing()
    element = relation.picture.catalogue.elements[binding.element]
    if field.fields and element.kind in (ValueKind.LINK, ValueKind.LINKS):
        return _block(field, bindings, relation, starts)
    if field.fields or element.kind is ValueKind.ROWS:
        return _rows(field, relation.column(binding.via, element.id))
    return _single(field, binding, element, relation)


def shown(element: Element, value: exp.Expr) -> exp.Expr:
    """A value as it is given out: as JSON would have it."""
    if element.kind is ValueKind.DATE:
        return cast(value, "VARCHAR")
    if element.kind is ValueKind.DATETIME:
        whole = equal(call("strftime", value.copy(), text("%S")), text("00"))
        minutes = call("strftime", value.copy(), text(_MINUTES))
        return when([(whole, minutes)], call("strftime", value, text(_SECONDS)))
    if element.kind is ValueKind.MONEY:  # exact in the picture; in JSON a number
        return cast(value, "DOUBLE")
    return value


def _single(field: Field, binding: Binding, element: Element, relation: Relation) -> exp.Expr:
    value = shown(element, relation.column(binding.via, element.id))
    several = element.kind in (ValueKind.CODES, ValueKind.LINKS)
    if field.kind in (ValueKind.CODES, ValueKind.LINKS) and not several:
        return _as_list(value, binding, element, relation)
    if binding.how == "crosswalk":
        return _crossed(value, binding, element)
    if binding.how == "conversion" and binding.conversion:
        return converted(binding.conversion, value, relation.picture.catalogue.codes_of(element))
    return value


def _as_list(value: exp.Expr, binding: Binding, element: Element, relation: Relation) -> exp.Expr:
    """One code where the form takes several: a list of it."""
    if binding.how == "crosswalk":
        crossed = _crossed(value, binding, element)
        return unless_missing(crossed, listed([crossed.copy()]))
    one = unless_missing(value, listed([value.copy()]))
    if binding.how == "conversion" and binding.conversion:
        return converted(binding.conversion, one, relation.picture.catalogue.codes_of(element))
    return one


def _crossed(value: exp.Expr, binding: Binding, element: Element) -> exp.Expr:
    """The form's own codes; one that the form has no option for is left out."""
    if element.kind is ValueKind.BOOLEAN:
        return translated(cast(value, "VARCHAR"), binding.crosswalk)
    if element.kind is not ValueKind.CODES:
        return translated(value, binding.crosswalk)
    each = translated(column("each"), binding.crosswalk)
    known = within(column("each"), binding.crosswalk)
    crossed = for_each(value.copy(), each, known) if binding.crosswalk else nothing("VARCHAR[]")
    return unless_missing(value, crossed)


def _block(
    field: Field, bindings: Mapping[str, Binding], relation: Relation, starts: exp.Query | None
) -> exp.Expr:
    """A list of what the block asks of each subject that its link leads to, ordered by their ids."""
    binding = bindings[field.id]
    link = relation.picture.catalogue.elements[binding.element or ""]
    kind = relation.picture.catalogue.reached(link.subject, [link.id])
    inner = Relation(kind, relation.picture, relation.today, closed=True)
    from_ = inner.led_to_by(link.id, _ends(relation, binding.via, starts))
    names = row_names(field.fields)
    row = _struct(
        {names[each.id]: answer(each, bindings, inner, None) for each in field.fields},
    )
    ordered = exp.Order(this=row, expressions=[exp.Ordered(this=column(SUBJECT))])
    rows = (
        chosen(named(from_, "#from"), named(call("array_agg", ordered), "#rows"))
        .from_(
            exp.Subquery(this=inner.select(), alias=exp.TableAlias(this=identifier("s"))),
            copy=False,
        )
        .group_by(from_.copy(), copy=False)
    )
    held = relation.block(field.id, binding.via, rows)
    return call("coalesce", held, listed([]))


def _ends(relation: Relation, via: Path, starts: exp.Query | None) -> exp.Query | None:
    """The subjects at the end of *via* from the few subjects *starts*."""
    if starts is None or not via:
        return starts and starts.copy()
    path = Relation(relation.kind, relation.picture, relation.today, relation.units)
    end = path.key(via)
    return chosen(end).from_(
        exp.Subquery(this=path.select(), alias=exp.TableAlias(this=identifier("s"))), copy=False
    )


def _struct(values: Mapping[str, exp.Expr]) -> exp.Expr:
    return exp.Struct(
        expressions=[
            exp.PropertyEQ(this=identifier(name), expression=value)
            for name, value in values.items()
        ]
    )


def _rows(field: Field, value: exp.Expr) -> exp.Expr:
    """A block about no subject of its own: a list of what it holds under the names of the form's fields."""
    if not field.fields:
        return value
    structure = json.dumps([_structure(field.fields)])
    return call("json_transform", value, text(structure))


def _structure(fields: Sequence[Field]) -> dict[str, object]:
    names = row_names(fields)
    return {
        names[each.id]: [_structure(each.fields)] if each.fields else _JSON_TYPES[each.kind]
        for each in fields
    }
