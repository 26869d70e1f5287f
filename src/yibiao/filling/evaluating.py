"""
A tree of `x-rules` → a function that evaluates it, by logic of three values: `None` is unknown.

`web/rules.js` is the same for the page; a test holds the two together. Nothing raises: values that do not go together
give nothing. Numbers are doubles, and two that differ by a billionth are the same, since sums of decimals seldom are.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

import jsonschema_rs

from yibiao.model import derivation
from yibiao.model.kinds import is_date
from yibiao.model.record import Cell

#: By how much of the larger two numbers may differ and be the same.
NEAR: Final = 1e-9

#: Decimals that a figure is looked at with.
DECIMALS: Final = 6

#: What takes long, and several rules read.
_REMEMBERED: Final = frozenset(
    {"age_of_birth_date", "birth_date_of_id_number", "coalesce", "sex_of_id_number", "year"}
)

_DAY: Final = len("2020-01-31")
_MOST_DIGITS: Final = 15

_NUMBERS: Final = frozenset({int, float})

Value = Any


@dataclass(slots=True)
class Values:
    """
    What a check is evaluated with.

    Attributes:
        stated: Values of an entry.
        cells: What was held of its subject.
        today: ISO date.
        subject: Its id.
        linked: The value of an element reached over links.
        it: The value that is looked at, where a check is of each.
        before: What was held of it when the round opened.
        known: What parts of trees came to, so that several rules need not check the same number again.
    """

    stated: Mapping[str, Any]
    cells: Mapping[str, Cell]
    today: str
    subject: str
    linked: Callable[[tuple[str, ...], str], Any] = lambda *_: None
    it: Any = None
    before: Any = None
    known: dict[str, Any] = field(default_factory=dict)

    def remembered(self, element: str) -> bool:
        """Whether the value of *element* is one that was held before."""
        cell = None if element in self.stated else self.cells.get(element)
        return cell is not None and cell.value is not None


Evaluated = Callable[[Values], Value]


def evaluated(tree: Mapping[str, Any]) -> Evaluated:
    """The function that gives what *tree* comes to; a tree of something unheard of gives nothing."""
    if "value" in tree:
        value = tree["value"]
        return lambda _: value
    if "element" in tree:
        return _element(tree["element"], tuple(tree.get("via", ())))
    if "name" in tree:
        return _NAMED.get(tree["name"], _nothing)
    if tree["op"] in _REMEMBERED and not _changing(tree):
        return _remembered(json.dumps(tree), _operation(tree))
    return _operation(tree)


def _operation(tree: Mapping[str, Any]) -> Evaluated:
    if tree["op"] == "in" and all(isinstance(each.get("value"), str) for each in tree["of"][1:]):
        texts = frozenset(each["value"] for each in tree["of"][1:])
        return _applied(_of_text(texts.__contains__), [evaluated(tree["of"][0])])
    operands = [evaluated(each) for each in tree["of"]]
    lazy = _LAZY.get(tree["op"])
    if lazy is not None:
        return lazy(*operands)
    return _applied(_FUNCTIONS.get(tree["op"]), operands)


def _changing(tree: Mapping[str, Any]) -> bool:
    """Whether it comes to something else for each value that is looked at."""
    return tree.get("name") in ("it", "before") or any(map(_changing, tree.get("of", ())))


def _remembered(key: str, compute: Evaluated) -> Evaluated:
    def remembered(values: Values) -> Value:
        if key not in values.known:
            values.known[key] = compute(values)
        return values.known[key]

    return remembered


def _nothing(_: Values) -> None:
    return None


def _element(id_: str, via: tuple[str, ...]) -> Evaluated:
    if via:
        return lambda values: values.linked(via, id_)

    def own(values: Values) -> Value:
        if id_ in values.stated:
            return values.stated[id_]
        cell = values.cells.get(id_)
        return None if cell is None else cell.value

    return own


_NAMED: Final[dict[str, Evaluated]] = {
    "it": lambda values: values.it,
    "before": lambda values: values.before,
    "subject": lambda values: values.subject,
    "today": lambda values: values.today,
}


def _applied(function: Callable[..., Value] | None, operands: list[Evaluated]) -> Evaluated:
    """Of what is missing nothing comes."""
    if function is None:
        return _nothing
    if len(operands) == 1:
        (only,) = operands
        return lambda values: None if (one := only(values)) is None else function(one)
    if len(operands) == 2:  # noqa: PLR2004
        left, right = operands

        def of_two(values: Values) -> Value:
            one = left(values)
            if one is None:
                return None
            other = right(values)
            return None if other is None else function(one, other)

        return of_two

    def of_several(values: Values) -> Value:
        given = [each(values) for each in operands]
        return None if None in given else function(*given)

    return of_several


def _and(*operands: Evaluated) -> Evaluated:
    return lambda values: _decided((each(values) for each in operands), decisive=False)


def _or(*operands: Evaluated) -> Evaluated:
    return lambda values: _decided((each(values) for each in operands), decisive=True)


def _decided(given: Iterator[Value], *, decisive: bool) -> bool | None:
    unknown = False
    for each in given:
        if isinstance(each, bool) and each is decisive:
            return decisive
        unknown = unknown or not isinstance(each, bool)
    return None if unknown else not decisive


def _coalesce(*operands: Evaluated) -> Evaluated:
    return lambda values: next(
        (given for each in operands if (given := each(values)) is not None), None
    )


def _if(condition: Evaluated, yes: Evaluated, no: Evaluated) -> Evaluated:
    def chosen(values: Values) -> Value:
        held = condition(values)
        if held is True:
            return yes(values)
        return no(values) if held is False else None

    return chosen


_LAZY: Final[dict[str, Callable[..., Evaluated]]] = {
    "and": _and,
    "or": _or,
    "coalesce": _coalesce,
    "if": _if,
    "is-null": lambda operand: lambda values: operand(values) is None,
}


def _is_number(value: Value) -> bool:
    return type(value) in _NUMBERS  # and no truth, which Python takes for one


def _number(value: float) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if -math.inf < number < math.inf else None


def _near(one: float, other: float) -> bool:
    if one == other:
        return True
    return abs(one - other) <= NEAR * max(1.0, abs(one), abs(other))


def _order(one: Value, other: Value) -> int | None:
    """-1, 0 or 1 as *one* comes before *other*, is the same or comes after; numbers and texts have an order."""
    if isinstance(one, str) and isinstance(other, str):
        return (one > other) - (one < other)
    if not (_is_number(one) and _is_number(other)):
        return None
    one, other = _number(one), _number(other)
    if one is None or other is None:
        return None
    return 0 if _near(one, other) else (one > other) - (one < other)


def _same(one: Value, other: Value) -> bool | None:
    if isinstance(one, bool) and isinstance(other, bool):
        return one is other
    order = _order(one, other)
    return None if order is None else order == 0


def _comparison(fits: Callable[[int], bool]) -> Callable[[Value, Value], bool | None]:
    return lambda one, other: None if (order := _order(one, other)) is None else fits(order)


def _in(value: Value, *choices: Value) -> bool | None:
    same = [_same(value, each) for each in choices]
    if True in same:
        return True
    return None if None in same else False


def _between(value: Value, low: Value, high: Value) -> bool | None:
    from_, to = _order(value, low), _order(value, high)
    return None if from_ is None or to is None else from_ >= 0 >= to


def _about(stated: Value, figure: Value) -> bool | None:
    """Whether *figure* rounds to what was *stated*, to the decimals that has."""
    if not (_is_number(stated) and _is_number(figure)):
        return None
    one, other = _number(stated), _number(figure)
    if one is None or other is None:
        return None
    for decimals in range(DECIMALS + 1):
        power = float(f"1e{decimals}")
        if abs(one * power - math.floor(one * power + 0.5)) <= 1e-6:  # noqa: PLR2004
            return abs(one - other) * power <= 0.5 + 1e-6 or _near(one, other)
    return _near(one, other)


def _calculation(
    calculate: Callable[[float, float], float],
) -> Callable[[Value, Value], float | None]:
    def calculated(one: Value, other: Value) -> float | None:
        if not (_is_number(one) and _is_number(other)):
            return None
        left, right = _number(one), _number(other)
        return None if left is None or right is None else _number(calculate(left, right))

    return calculated


def _divided(one: Value, other: Value) -> float | None:
    if not (_is_number(one) and _is_number(other)):
        return None
    left, right = _number(one), _number(other)
    return None if left is None or not right else _number(left / right)


def _negative(value: Value) -> float | None:
    return _calculation(lambda zero, one: zero - one)(0, value)


def _not(value: Value) -> bool | None:
    return not value if isinstance(value, bool) else None


def _of_text(function: Callable[[str], Value]) -> Callable[[Value], Value]:
    return lambda value: function(value) if isinstance(value, str) else None


def _abs(value: Value) -> float | None:
    number = _number(value) if _is_number(value) else None
    return None if number is None else abs(number)


def _round(value: Value, digits: Value = 0) -> float | None:
    """Half goes away from nought."""
    number = _number(value) if _is_number(value) else None
    if number is None or not (_is_number(digits) and digits in range(_MOST_DIGITS + 1)):
        return None
    power = float(f"1e{int(digits)}")
    grown = _number(abs(number) * power + 0.5)
    return None if grown is None else math.copysign(math.floor(grown) / power, number)


def _extreme(after: int) -> Callable[..., Value]:
    def extreme(*given: Value) -> Value:
        found = given[0]
        if not isinstance(found, str) and not _is_number(found):
            return None
        for each in given[1:]:
            order = _order(each, found)
            if order is None:
                return None
            found = each if order == after else found
        return found

    return extreme


def _contains(several: Value, value: Value) -> bool | None:
    return value in several if isinstance(several, list) and isinstance(value, str) else None


def _starts_with(text: Value, beginning: Value) -> bool | None:
    both = isinstance(text, str) and isinstance(beginning, str)
    return text.startswith(beginning) if both else None


def _matches(text: Value, pattern: Value) -> bool | None:
    """As JSON Schema's `pattern`, in time that grows with the text only: whoever wrote the pattern is not trusted."""
    if not (isinstance(text, str) and isinstance(pattern, str)):
        return None
    compiled = _pattern(pattern)
    return None if compiled is None else compiled.is_valid(text)


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> jsonschema_rs.Validator | None:
    with suppress(ValueError):
        options = jsonschema_rs.RegexOptions()
        return jsonschema_rs.validator_for({"pattern": pattern}, pattern_options=options)
    return None


def _year(day: str) -> int | None:
    return int(day[:4]) if is_date(day[:_DAY]) else None


def _age(birth: Value, today: Value) -> int | None:
    if not isinstance(birth, str):
        return None
    return derivation.age_of_birth_date(birth, date.fromisoformat(today))


_LAZY["age_of_birth_date"] = lambda operand: lambda values: _age(operand(values), values.today)

_FUNCTIONS: Final[dict[str, Callable[..., Value]]] = {
    "=": _same,
    "<>": lambda one, other: _not(_same(one, other)),
    "<": _comparison(lambda order: order < 0),
    "<=": _comparison(lambda order: order <= 0),
    ">": _comparison(lambda order: order > 0),
    ">=": _comparison(lambda order: order >= 0),
    "about": _about,
    "in": _in,
    "between": _between,
    "+": _calculation(lambda one, other: one + other),
    "-": _calculation(lambda one, other: one - other),
    "*": _calculation(lambda one, other: one * other),
    "/": _divided,
    "negative": _negative,
    "not": _not,
    "abs": _abs,
    "round": _round,
    "greatest": _extreme(1),
    "least": _extreme(-1),
    "length": _of_text(len),
    "contains": _contains,
    "starts_with": _starts_with,
    "matches": _matches,
    "year": _of_text(_year),
    "day": _of_text(lambda value: value[:_DAY]),
    "sex_of_id_number": _of_text(derivation.sex_of_id_number),
    "birth_date_of_id_number": _of_text(derivation.birth_date_of_id_number),
    "division_of_id_number": _of_text(derivation.division_of_id_number),
    "id_number_of_disability_certificate": _of_text(derivation.id_number_of_disability_certificate),
    "disability_type_of_certificate": _of_text(derivation.disability_type_of_certificate),
    "disability_grade_of_certificate": _of_text(derivation.disability_grade_of_certificate),
    "division_of_uscc": _of_text(derivation.division_of_uscc),
}
