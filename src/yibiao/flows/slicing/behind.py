"""The subjects behind a figure → the slices in which somebody sees their rows, with the filters that leave just those."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from yibiao import access
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.expression import Expression
from yibiao.model.expression.tree import (
    Comparison,
    Junction,
    Literal,
    Membership,
    Missing,
    Negation,
    Node,
    Range,
    Reference,
)
from yibiao.model.kinds import SubjectKind, ValueKind

#: As many slices are offered.
_MOST: Final = 3

#: What is asked of a column: `among` some values, at `least` and at `most`, whether it is `answered`, or a `text`.
Filter = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """A slice, and what to ask of its columns, by field."""

    form: str
    title: str
    filters: Mapping[str, Filter]

    def document(self) -> dict[str, Any]:
        """As a door shows it."""
        return {"form": self.form, "title": self.title, "filters": dict(self.filters)}


class _Unasked(LookupError):
    """A column cannot be asked that."""


def shown_in(
    house: House, actor: Actor, counted: Registration, kind: SubjectKind, condition: Node | None
) -> tuple[Shown, ...]:
    """
    Registers and cards about *kind* in which *actor* reads every column that the condition, and the form's scope, speak of.

    They may leave out rows that a figure counts, where they have a scope of their own: whoever shows them says how many.
    """
    clauses = [*_clauses(condition), *_clauses(_scope(house, counted, kind))]
    found: list[Shown] = []
    for each in reversed(house.registry.in_force(house.today)):
        if len(found) == _MOST:
            break
        form = each.form
        if form.subject is not kind or form.layout == "summary":
            continue
        if not access.may(actor, "slice.read", each.place, house.today):
            continue
        try:
            filters = _filters(house, actor, each, clauses)
        except _Unasked:
            continue
        found.append(Shown(form.id, form.title, filters))
    return tuple(found)


def _scope(house: House, counted: Registration, kind: SubjectKind) -> Node | None:
    """The scope of the form that counts, where it is about such subjects."""
    text = counted.form.scope
    if not text:
        return None
    scope = Expression.parse(text).bind(house.registry.catalogue)
    about = scope.subject(kind) is kind and scope.root != Literal(value=True)
    return scope.root if about else None


def _clauses(condition: Node | None) -> Iterator[Node]:
    """What must all be so."""
    match condition:
        case None:
            return
        case Junction("and", operands):
            for each in operands:
                yield from _clauses(each)
        case _:
            yield condition


def _filters(
    house: House, actor: Actor, registration: Registration, clauses: list[Node]
) -> dict[str, Filter]:
    """
    What to ask of the columns.

    Raises:
        _Unasked: There is no column for a clause that is shown whole, or none that can be asked so.
    """
    sight = house.sight(actor, registration)
    columns = {
        (each.via, each.element): each
        for each in registration.bindings.values()
        if each.element and each.field in {one.id for one in registration.form.fields}
        and each.how in ("exact", "crosswalk") and sight.mask(each.field) == "full"
    }  # fmt: skip
    filters: dict[str, Filter] = {}
    for clause in clauses:
        reference, asked = _asked(clause)
        binding = columns.get((reference.via, reference.element))
        if binding is None:
            raise _Unasked
        wanted = _through(house, binding, asked)
        before = filters.setdefault(binding.field, {})
        if before.keys() & wanted.keys():
            raise _Unasked
        before.update(wanted)
    return filters


def _asked(clause: Node) -> tuple[Reference, Filter]:  # noqa: PLR0911  one case a kind of clause
    """
    Of which element a clause speaks, and what it asks of it.

    Raises:
        _Unasked: It is more than one filter can say.
    """
    match clause:
        case Reference(kind=ValueKind.BOOLEAN):
            return clause, {"among": ["true"]}
        case Negation(Reference(kind=ValueKind.BOOLEAN) as of):
            return of, {"among": ["false"]}
        case Missing(Reference() as of):
            return of, {"answered": False}
        case Negation(Missing(Reference() as of)):
            return of, {"answered": True}
        case Membership(Reference() as of, choices):
            return of, {"among": [_plain(each) for each in choices]}
        case Range(Reference() as of, Literal(low), Literal(high)):
            return of, {"least": low, "most": high}
        case Comparison(operator, Reference() as of, Literal(value)):
            return of, _bounds(of, operator, value)
    raise _Unasked


def _bounds(of: Reference, operator: str, value: str | float) -> Filter:
    if operator == "=" and isinstance(value, str | bool) and of.kind is not ValueKind.DATE:
        return {"among": [_plain(Literal(value))]}
    if operator == "=":
        return {"least": value, "most": value}
    if operator in (">=", "<="):
        return {"least" if operator == ">=" else "most": value}
    if operator in (">", "<") and of.kind is ValueKind.INTEGER and isinstance(value, int):
        return {"least": value + 1} if operator == ">" else {"most": value - 1}
    raise _Unasked


def _plain(literal: Literal) -> str:
    value = literal.value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _through(house: House, binding: Binding, asked: Filter) -> Filter:
    """
    The same in the form's own options.

    Raises:
        _Unasked: The options show more, or fewer, than the codes.
    """
    if binding.how != "crosswalk":
        return asked
    if "answered" in asked and _codes(house, binding) - binding.crosswalk.keys():
        raise _Unasked
    if "among" not in asked:
        return asked
    options = [binding.crosswalk.get(each) for each in asked["among"]]
    shown = {code for code, option in binding.crosswalk.items() if option in options}
    if None in options or not shown <= set(asked["among"]):
        raise _Unasked
    return {"among": list(dict.fromkeys(options))}


def _codes(house: House, binding: Binding) -> set[str]:
    """
    The codes that a bound element may have.

    Raises:
        _Unasked: It is held in words, which may be any.
    """
    catalogue = house.registry.catalogue
    element = catalogue.elements[binding.element or ""]
    if element.kind is ValueKind.BOOLEAN:
        return {"true", "false"}
    codes = catalogue.codes_of(element)
    if codes is None:
        raise _Unasked
    return set(codes.by_code)
