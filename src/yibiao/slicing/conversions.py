"""The conversions of `yibiao.model.conversion`, in SQL: an element's value as it is shown → the form's."""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from sqlglot import exp

from yibiao.model.codes import CodeList
from yibiao.model.conversion import DIGITS, INTEGER_PATTERN, NUMBER_PATTERN, SCALES
from yibiao.slicing.terms import (
    all_of,
    call,
    cast,
    column,
    for_each,
    given,
    minus,
    nothing,
    number,
    text,
    times,
    translated,
    try_cast,
    when,
)


def converted(name: str, value: exp.Expr, codes: CodeList | None) -> exp.Expr:
    """*value* by the conversion *name*; as in `yibiao.model.conversion`, a property holds the two together."""
    if name in SCALES:
        return _scaled(value, SCALES[name])
    if name in _LABELLING:
        labels = {each.code: each.label.zh for each in codes.codes} if codes else {}
        return _LABELLING[name](value, labels)
    return _CONVERSIONS[name](value)


def _scaled(value: exp.Expr, factor: Fraction) -> exp.Expr:
    product = times(cast(value, "DOUBLE"), number(factor.numerator))
    scaled = exp.Div(this=product, expression=number(factor.denominator))
    return call("round", scaled, number(DIGITS))


def _leading(length: int) -> Callable[[exp.Expr], exp.Expr]:
    return lambda value: call("left", value, number(length))


def _ending(length: int) -> Callable[[exp.Expr], exp.Expr]:
    return lambda value: call("right", value, number(length))


def _where_it_fits(pattern: str, type_: str) -> Callable[[exp.Expr], exp.Expr]:
    def read(value: exp.Expr) -> exp.Expr:
        fits = call("regexp_full_match", value.copy(), text(pattern))
        return when([(fits, try_cast(value, type_))], nothing(type_))

    return read


def _date_of_text(value: exp.Expr) -> exp.Expr:
    fits = call("regexp_full_match", value.copy(), text("[0-9]{4}-[0-9]{2}-[0-9]{2}"))
    some_year = exp.NEQ(this=call("left", value.copy(), number(4)), expression=text("0000"))
    is_day = given(try_cast(value.copy(), "DATE"))
    return when([(all_of(fits, some_year, is_day), value)])


def _text_of_number(value: exp.Expr) -> exp.Expr:
    written = cast(try_cast(value.copy(), f"DECIMAL(38, {DIGITS})"), "VARCHAR")
    has_decimals = exp.GT(this=call("strpos", written.copy(), text(".")), expression=number(0))
    trimmed = call("rtrim", call("rtrim", written.copy(), text("0")), text("."))
    return when([(has_decimals, trimmed)], written)


def _mask_middle(value: exp.Expr) -> exp.Expr:
    length = call("length", value.copy())

    def masked(ahead: int, behind: int) -> exp.Expr:
        stars = call("repeat", text("*"), minus(length.copy(), number(ahead + behind)))
        start = exp.DPipe(this=call("left", value.copy(), number(ahead)), expression=stars)
        if not behind:
            return start
        return exp.DPipe(this=start, expression=call("right", value.copy(), number(behind)))

    return when(
        [
            (exp.GTE(this=length.copy(), expression=number(11)), masked(3, 4)),
            (exp.GTE(this=length.copy(), expression=number(3)), masked(1, 1)),
            (exp.GTE(this=length.copy(), expression=number(1)), masked(1, 0)),
        ],
        value.copy(),
    )


def _label_list(value: exp.Expr, labels: dict[str, str]) -> exp.Expr:
    each = translated(column("each"), labels, keep=True)
    return when([(given(value.copy()), for_each(value, each))])


def _joined_labels(value: exp.Expr, labels: dict[str, str]) -> exp.Expr:
    joined = call("array_to_string", _label_list(value.copy(), labels), text("、"))
    return when([(given(value), joined)])


_CONVERSIONS: Final[dict[str, Callable[[exp.Expr], exp.Expr]]] = {
    "date-of-datetime": _leading(len("2020-01-31")),
    "year-month-of-date": _leading(len("2020-01")),
    "year-of-date": _leading(len("2020")),
    "time-of-datetime": lambda value: call("substring", value, number(12), number(5)),
    "date-of-text": _date_of_text,
    "number-of-text": _where_it_fits(NUMBER_PATTERN, "DOUBLE"),
    "integer-of-text": _where_it_fits(INTEGER_PATTERN, "BIGINT"),
    "text-of-number": _text_of_number,
    "text-of-boolean": lambda value: when([(value, text("是")), (value.copy().not_(), text("否"))]),
    "integer-of-number": lambda value: cast(call("round", cast(value, "DOUBLE")), "BIGINT"),
    "mask-middle": _mask_middle,
    "last-four": _ending(4),
    "last-six": _ending(6),
}

_LABELLING: Final[dict[str, Callable[[exp.Expr, dict[str, str]], exp.Expr]]] = {
    "label-of-code": lambda value, labels: translated(value, labels, keep=True),
    "labels-of-codes": _joined_labels,
    "label-list-of-codes": _label_list,
}
