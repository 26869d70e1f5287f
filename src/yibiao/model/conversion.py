"""An element's value → the value that a form's field wants, where neither the codes nor the meaning differ: only the way it is put.

A conversion has a name, so that a binding can hold it and a person can read it. Here each is a plain function; the
slices have the same in SQL, and a property holds the two together.
"""

import re
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any, Final

from yibiao.model.codes import CodeList
from yibiao.model.element import Element
from yibiao.model.form import Field
from yibiao.model.kinds import NUMERIC, ValueKind, is_date

#: Decimals that survive a change of unit of measure, and that a number keeps when it is written out.
DIGITS: Final = 6

#: What a text must look like to be taken as a number, or as a whole one.
NUMBER_PATTERN: Final = r"[+-]?[0-9]{1,15}([.][0-9]{1,9})?"
INTEGER_PATTERN: Final = r"[+-]?[0-9]{1,15}"

#: Units of measure by dimension: how they are printed → name and size in the first of their dimension.
_DIMENSIONS: Final[tuple[dict[str, tuple[str, Fraction]], ...]] = (
    {
        "元": ("yuan", Fraction(1)),
        "百元": ("hundred-yuan", Fraction(100)),
        "千元": ("thousand-yuan", Fraction(1000)),
        "万元": ("ten-thousand-yuan", Fraction(10_000)),
        "百万元": ("million-yuan", Fraction(1_000_000)),
        "亿元": ("hundred-million-yuan", Fraction(100_000_000)),
    },
    {
        "平方米": ("square-metre", Fraction(1)),
        "亩": ("mu", Fraction(2000, 3)),
        "万平方米": ("ten-thousand-square-metre", Fraction(10_000)),
        "公顷": ("hectare", Fraction(10_000)),
        "平方公里": ("square-kilometre", Fraction(1_000_000)),
    },
    {
        "米": ("metre", Fraction(1)),
        "毫米": ("millimetre", Fraction(1, 1000)),
        "厘米": ("centimetre", Fraction(1, 100)),
        "公里": ("kilometre", Fraction(1000)),
    },
    {
        "千克": ("kilogram", Fraction(1)),
        "克": ("gram", Fraction(1, 1000)),
        "斤": ("jin", Fraction(1, 2)),
        "吨": ("tonne", Fraction(1000)),
    },
    {
        "人": ("people", Fraction(1)),
        "万人": ("ten-thousand-people", Fraction(10_000)),
    },
    {
        "户": ("households", Fraction(1)),
        "万户": ("ten-thousand-households", Fraction(10_000)),
    },
)

_SPELLINGS: Final = {
    "人民币元": "元", "㎡": "平方米", "m²": "平方米", "m2": "平方米", "平米": "平方米", "平方": "平方米",
    "ha": "公顷", "km²": "平方公里", "km2": "平方公里", "平方千米": "平方公里", "㎞²": "平方公里",
    "m": "米", "cm": "厘米", "mm": "毫米", "km": "公里", "千米": "公里",
    "kg": "千克", "公斤": "千克", "g": "克", "市斤": "斤", "t": "吨",
}  # fmt: skip

_DEFAULT_UNIT: Final = {ValueKind.MONEY: "元", ValueKind.AREA: "平方米"}

#: Change of unit of measure by name: the factor.
SCALES: Final[dict[str, Fraction]] = {
    f"{to}-of-{from_}": size / to_size
    for dimension in _DIMENSIONS
    for (from_, size), (to, to_size) in permutations(dimension.values(), 2)
}


def find(element: Element, field: Field) -> str | None:
    """
    The conversion that answers *field* from *element*; `None` where the value may be given as it is.

    A field with options is answered from codes by the binding's crosswalk, which is no conversion: `None` again.

    Raises:
        LookupError: No value of the element can answer the field.

    >>> birth = Element(id="person.birth_date", name={"zh": "出生日期", "en": "Birth date"}, kind="date")
    >>> find(birth, Field(id="f1", label="出生年月", kind="year-month"))
    'year-month-of-date'
    """
    if field.options:
        _refuse_other_than_codes(element, field)
        return None
    if field.kind in (ValueKind.CODE, ValueKind.CODES):
        return _for_code(element, field)
    if field.kind in NUMERIC and element.kind in NUMERIC:
        return _for_number(element, field)
    if _asks_for_ending(field) and element.kind in _TEXTUAL:
        return _asks_for_ending(field)
    try:
        return _BY_KINDS[element.kind, field.kind]
    except KeyError:
        raise LookupError(element.id, field.id) from None


def back(name: str | None) -> str | None:
    """
    The conversion by which a field's figure becomes the element's, where *name* is the way there; `None` as it is.

    Raises:
        LookupError: There is no way back.

    >>> back("ten-thousand-yuan-of-yuan")
    'yuan-of-ten-thousand-yuan'
    """
    if name is None or name == "integer-of-number":  # a whole number is a number
        return None
    if name not in SCALES:
        raise LookupError(name)
    to, _, from_ = name.partition("-of-")
    return f"{from_}-of-{to}"


def convert(name: str, value: Any, codes: CodeList | None = None) -> Any:
    """
    *value* by the conversion *name*; `None` stays `None`, and what cannot be read gives `None`.

    Args:
        name: One of `NAMES`.
        value: The element's.
        codes: The element's code list, for labels.

    >>> convert("ten-thousand-yuan-of-yuan", 25_000)
    2.5
    """
    if value is None:
        return None
    if name in SCALES:
        return _scaled(value, SCALES[name])
    if name in _LABELLING:
        return _LABELLING[name](value, codes)
    return _FUNCTIONS[name](value)


def _refuse_other_than_codes(element: Element, field: Field) -> None:
    single = {ValueKind.CODE, ValueKind.BOOLEAN}
    allowed = single | {ValueKind.CODES} if field.kind is ValueKind.CODES else single
    if element.kind not in allowed:
        raise LookupError(element.id, field.id)


def _for_code(element: Element, field: Field) -> str | None:
    same = element.code_list in (None, field.code_list)
    if element.kind is ValueKind.CODE:
        as_label = "label-of-code" if field.kind is ValueKind.CODE else "label-list-of-codes"
        return None if same else as_label
    if element.kind is ValueKind.CODES:
        if field.kind is ValueKind.CODES:
            return None if same else "label-list-of-codes"
        return "labels-of-codes"
    if field.kind is ValueKind.CODE and element.kind is ValueKind.BOOLEAN:
        return "text-of-boolean"
    if field.kind is ValueKind.CODE and element.kind in (ValueKind.TEXT, ValueKind.DIVISION):
        return None
    raise LookupError(element.id, field.id)


def _for_number(element: Element, field: Field) -> str | None:
    apart = {ValueKind.MONEY, ValueKind.AREA, ValueKind.PERCENT}
    if element.kind is not field.kind and {element.kind, field.kind} <= apart:
        raise LookupError(element.id, field.id)
    held = element.unit_of_measure or _DEFAULT_UNIT.get(element.kind)
    # A form that prints no unit of measure is answered in the one that the value was stated in.
    asked = field.unit_of_measure or held
    scale = _scale(held, asked, LookupError(element.id, field.id))
    if scale is None and field.kind is ValueKind.INTEGER and element.kind is not ValueKind.INTEGER:
        return "integer-of-number"
    return scale


def _scale(held: str | None, asked: str | None, refusal: LookupError) -> str | None:
    """The change from one unit of measure to the other; one that nobody here knows is taken as it is."""
    from_, to = _unit(held), _unit(asked)
    if from_ is None or to is None or from_ == to:
        return None
    name = f"{to}-of-{from_}"
    if name not in SCALES:
        raise refusal
    return name


def _unit(printed: str | None) -> str | None:
    """The name of a unit of measure; what follows a stroke (元/月) says how often, not how much."""
    if not printed:
        return None
    bare = re.split(r"[/／每]", printed.strip().strip("()（）"))[0].strip()
    spelled = _SPELLINGS.get(bare.lower(), bare)
    return next((each[spelled][0] for each in _DIMENSIONS if spelled in each), None)


def _asks_for_ending(field: Field) -> str | None:
    asked = re.search(r"[后末]\s*(四|4|六|6)\s*位", field.label)
    if not asked:
        return None
    return "last-four" if asked[1] in "四4" else "last-six"


_TEXTUAL: Final = frozenset(
    {ValueKind.TEXT, ValueKind.ID_NUMBER, ValueKind.USCC, ValueKind.PHONE, ValueKind.DIVISION}
)


def _by_kinds() -> dict[tuple[ValueKind, ValueKind], str | None]:
    """Kind of the element and of the field → conversion; `None` is as it is, and what is missing cannot be."""
    kinds = ValueKind
    as_they_are = (
        (kinds.TEXT, {kinds.PHONE, kinds.ADDRESS, kinds.DIVISION, kinds.ID_NUMBER, kinds.USCC}),
        (kinds.TEXT, {kinds.YEAR_MONTH, kinds.YEAR, kinds.TIME}),
        (kinds.FILE, {kinds.SIGNATURE}),
        (kinds.SIGNATURE, {kinds.FILE}),
        (kinds.LINK, {kinds.LINKS, kinds.ROWS}),
        (kinds.LINKS, {kinds.ROWS}),
        (kinds.ADDRESS, {kinds.TEXT}),
    )
    to_text = {kinds.PHONE, kinds.DIVISION, kinds.ID_NUMBER, kinds.USCC, kinds.YEAR_MONTH}
    to_text |= {kinds.YEAR, kinds.TIME, kinds.DATE, kinds.DATETIME}
    numbers = NUMERIC - {kinds.INTEGER}
    return {
        **{(each, each): None for each in kinds},
        **{(held, asked): None for held, several in as_they_are for asked in several},
        **{(held, kinds.TEXT): None for held in to_text},
        **{(held, kinds.TEXT): "text-of-number" for held in NUMERIC},
        **{(kinds.TEXT, asked): "number-of-text" for asked in numbers},
        (kinds.INTEGER, kinds.YEAR): "text-of-number",
        (kinds.TEXT, kinds.INTEGER): "integer-of-text",
        (kinds.YEAR, kinds.INTEGER): "integer-of-text",
        (kinds.TEXT, kinds.DATE): "date-of-text",
        (kinds.BOOLEAN, kinds.TEXT): "text-of-boolean",
        (kinds.CODE, kinds.TEXT): "label-of-code",
        (kinds.CODES, kinds.TEXT): "labels-of-codes",
        (kinds.DATETIME, kinds.DATE): "date-of-datetime",
        (kinds.DATETIME, kinds.TIME): "time-of-datetime",
        (kinds.DATETIME, kinds.YEAR_MONTH): "year-month-of-date",
        (kinds.DATETIME, kinds.YEAR): "year-of-date",
        (kinds.DATE, kinds.YEAR_MONTH): "year-month-of-date",
        (kinds.DATE, kinds.YEAR): "year-of-date",
        (kinds.YEAR_MONTH, kinds.YEAR): "year-of-date",
    }


_BY_KINDS: Final = _by_kinds()


def _scaled(value: float | Decimal, factor: Fraction) -> float:
    return round(float(value) * factor.numerator / factor.denominator, DIGITS)


def _text_of_number(value: float | Decimal) -> str:
    """Written out without an exponent, at most six decimals, none that say nothing."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-DIGITS), ROUND_HALF_UP)
    return f"{rounded:f}".rstrip("0").rstrip(".") if rounded else "0"


def _integer_of_number(value: float | Decimal) -> int:
    """The nearest whole number; a half goes away from zero."""
    return int(Decimal(value).to_integral_value(ROUND_HALF_UP))


def _number_of_text(value: str) -> float | None:
    return float(value) if re.fullmatch(NUMBER_PATTERN, value) else None


def _integer_of_text(value: str) -> int | None:
    return int(value) if re.fullmatch(INTEGER_PATTERN, value) else None


def _date_of_text(value: str) -> str | None:
    return value if is_date(value) else None


def _leading(length: int) -> Callable[[str], str]:
    return lambda value: value[:length]


def _ending(length: int) -> Callable[[str], str]:
    return lambda value: value[-length:]


def _mask_middle(value: str) -> str:
    """Stars for all but the ends: 3 and 4 characters of a long number, one each of a short text, the first of two."""
    long, short = 11, 3
    if len(value) >= long:
        return f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}"
    if len(value) >= short:
        return f"{value[0]}{'*' * (len(value) - 2)}{value[-1]}"
    return value[:1] + "*" * (len(value) - 1)


def _label(value: str, codes: CodeList | None) -> str:
    """The Chinese label; a code that the list no longer has stands for itself."""
    known = codes.by_code.get(value) if codes else None
    return known.label.zh if known else value


def _label_list(value: str | Iterable[str], codes: CodeList | None) -> list[str]:
    several = [value] if isinstance(value, str) else value
    return [_label(each, codes) for each in several]


_FUNCTIONS: Final[dict[str, Callable[[Any], Any]]] = {
    "date-of-datetime": _leading(len("2020-01-31")),
    "year-month-of-date": _leading(len("2020-01")),
    "year-of-date": _leading(len("2020")),
    "time-of-datetime": lambda value: value[11:16],
    "date-of-text": _date_of_text,
    "number-of-text": _number_of_text,
    "integer-of-text": _integer_of_text,
    "text-of-number": _text_of_number,
    "text-of-boolean": lambda value: "是" if value else "否",
    "integer-of-number": _integer_of_number,
    "mask-middle": _mask_middle,
    "last-four": _ending(4),
    "last-six": _ending(6),
}

_LABELLING: Final[dict[str, Callable[[Any, CodeList | None], Any]]] = {
    "label-of-code": _label,
    "labels-of-codes": lambda value, codes: "、".join(_label_list(value, codes)),
    "label-list-of-codes": _label_list,
}

#: Every conversion there is.
NAMES: Final = frozenset(_FUNCTIONS) | frozenset(_LABELLING) | frozenset(SCALES)

#: Those that may find nothing in a value that is there: a text that is no number, no date.
DOUBTFUL: Final = frozenset({"date-of-text", "number-of-text", "integer-of-text"})
