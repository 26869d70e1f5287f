"""The kinds of subject there are, the kinds of value a field may take, and what a value of each must look like."""

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import mul
from typing import Any, Final

from stdnum.cn import uscc

from yibiao.model.text import Text


class SubjectKind(StrEnum):
    """What one row is about."""

    PERSON = "person"
    HOUSEHOLD = "household"
    DWELLING = "dwelling"
    ORGANISATION = "organisation"
    PLACE = "place"
    THING = "thing"
    EVENT = "event"
    UNIT = "unit"


#: What a person calls each kind.
KIND_NAMES: Final = {
    SubjectKind.PERSON: Text(zh="人", en="person"),
    SubjectKind.HOUSEHOLD: Text(zh="户", en="household"),
    SubjectKind.DWELLING: Text(zh="房", en="dwelling"),
    SubjectKind.ORGANISATION: Text(zh="企业单位", en="organisation"),
    SubjectKind.PLACE: Text(zh="地", en="place"),
    SubjectKind.THING: Text(zh="物", en="thing"),
    SubjectKind.EVENT: Text(zh="事", en="event"),
    SubjectKind.UNIT: Text(zh="基层单元", en="unit"),
}


class ValueKind(StrEnum):
    """What a field or element takes."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    AREA = "area"
    PERCENT = "percent"
    DATE = "date"
    YEAR_MONTH = "year-month"
    YEAR = "year"
    TIME = "time"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    CODE = "code"
    CODES = "codes"
    ID_NUMBER = "id-number"
    USCC = "uscc"
    PHONE = "phone"
    ADDRESS = "address"
    DIVISION = "division"
    FILE = "file"
    SIGNATURE = "signature"
    LINK = "link"  # one subject
    LINKS = "links"  # several subjects
    ROWS = "rows"  # a repeating block that is about no subject of its own


#: How a kind is named to whoever fills in a blank, and recognised by.
PRINTED_KINDS: Final = {
    ValueKind.TEXT: "文本",
    ValueKind.INTEGER: "整数",
    ValueKind.NUMBER: "数字",
    ValueKind.MONEY: "金额",
    ValueKind.AREA: "面积",
    ValueKind.PERCENT: "百分比",
    ValueKind.DATE: "日期",
    ValueKind.YEAR_MONTH: "年月",
    ValueKind.YEAR: "年份",
    ValueKind.TIME: "时刻",
    ValueKind.DATETIME: "日期和时间",
    ValueKind.BOOLEAN: "是或否",
    ValueKind.CODE: "单选",
    ValueKind.CODES: "可多选",
    ValueKind.ID_NUMBER: "身份证号码",
    ValueKind.USCC: "统一社会信用代码",
    ValueKind.PHONE: "电话号码",
    ValueKind.ADDRESS: "地址",
    ValueKind.DIVISION: "行政区划代码",
    ValueKind.FILE: "附件",
    ValueKind.SIGNATURE: "签名",
}

NUMERIC: Final = frozenset(
    {ValueKind.INTEGER, ValueKind.NUMBER, ValueKind.MONEY, ValueKind.AREA, ValueKind.PERCENT}
)

#: A value of those kinds that are to be written in one way.
EXAMPLES: Final[dict[ValueKind, Any]] = {
    ValueKind.INTEGER: 12,
    ValueKind.NUMBER: 12.5,
    ValueKind.MONEY: 1234.56,
    ValueKind.AREA: 89.5,
    ValueKind.PERCENT: 12.5,
    ValueKind.DATE: "2026-03-31",
    ValueKind.YEAR_MONTH: "2026-03",
    ValueKind.YEAR: "2026",
    ValueKind.TIME: "08:30",
    ValueKind.DATETIME: "2026-03-31T08:30",
    ValueKind.BOOLEAN: True,
    ValueKind.CODES: ["1", "2"],
    ValueKind.ID_NUMBER: "999999199001010016",
    ValueKind.USCC: "91350100M000100Y43",
    ValueKind.PHONE: "13900000000",
    ValueKind.DIVISION: "350100000000",
    ValueKind.LINKS: ["s1", "s2"],
    ValueKind.ROWS: [{"f1.1": "…"}],
}

#: What is written in characters, so that a part of it can be shown.
WRITTEN: Final = frozenset(
    {
        ValueKind.TEXT, ValueKind.ID_NUMBER, ValueKind.USCC, ValueKind.PHONE, ValueKind.ADDRESS, ValueKind.DIVISION,
        ValueKind.DATE, ValueKind.DATETIME, ValueKind.YEAR_MONTH, ValueKind.YEAR,
    }
)  # fmt: skip

#: What names one thing among many: of such values few are alike.
NAMING: Final = frozenset({ValueKind.ID_NUMBER, ValueKind.USCC, ValueKind.PHONE, ValueKind.LINK})

_PATTERNS: Final[dict[ValueKind, str]] = {
    ValueKind.DATE: r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
    ValueKind.YEAR_MONTH: r"^\d{4}-(0[1-9]|1[0-2])$",
    ValueKind.YEAR: r"^\d{4}$",
    ValueKind.TIME: r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$",
    ValueKind.DATETIME: r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$",
    ValueKind.ID_NUMBER: r"^\d{17}[\dX]$",
    ValueKind.USCC: r"^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$",
    ValueKind.PHONE: r"^[+\d][\d\- ]{4,24}$",
    ValueKind.DIVISION: r"^\d{2,15}$",
}


_DATED: Final = re.compile(_PATTERNS[ValueKind.DATE])
_NUMBERED: Final = re.compile(_PATTERNS[ValueKind.ID_NUMBER])
_CODED: Final = re.compile(_PATTERNS[ValueKind.USCC])

#: By what each of the first seventeen digits of an identity number counts, and the last character by the rest of their sum.
_WEIGHTS: Final = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECKS: Final = "10X98765432"
_NOUGHTS: Final = ord("0") * sum(_WEIGHTS)


def value_schema(kind: ValueKind) -> dict[str, Any]:
    """
    The JSON Schema of a value of *kind*, code lists aside.

    Dates are ISO 8601; money in yuan, areas in square metres, percents as 0-100 unless a unit of measure says otherwise.
    `format` names a rule that a pattern cannot say (check digits of GB 11643 and GB 32100, days of the calendar).
    """
    if kind is ValueKind.INTEGER:
        return {"type": "integer"}
    if kind in NUMERIC:
        return {"type": "number"}
    if kind is ValueKind.BOOLEAN:
        return {"type": "boolean"}
    if kind in (ValueKind.CODES, ValueKind.LINKS):
        return {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    if kind is ValueKind.ROWS:
        return {"type": "array", "items": {"type": "object"}}
    schema: dict[str, Any] = {"type": "string"}
    if kind in _PATTERNS:
        schema["pattern"] = _PATTERNS[kind]
    if kind in (ValueKind.ID_NUMBER, ValueKind.USCC, ValueKind.DATE):
        schema["format"] = {"id-number": "cn-id-number", "uscc": "cn-uscc", "date": "date"}[
            kind.value
        ]
    return schema


# What one entry says is looked at by its schema, by rules, and by what is derived from it.
@lru_cache(maxsize=4_096)
def is_id_number(value: str) -> bool:
    """
    Whether *value* is a citizen identity number as GB 11643-1999 builds it: birth date and check digit.

    The region is not looked up: divisions are renamed and dissolved, and numbers outlive them.
    """
    if not (value.isascii() and _NUMBERED.match(value)):
        return False
    # An eighth of what the library takes that does the same, and every entry about a person has such a number.
    total = sum(map(mul, _WEIGHTS, value.encode())) - _NOUGHTS
    return value[-1] == _CHECKS[total % 11] and is_date(
        f"{value[6:10]}-{value[10:12]}-{value[12:14]}"
    )


def is_uscc(value: str) -> bool:
    """
    Whether *value* is a unified social credit code as GB 32100-2015 builds it.

    The first two characters may be letters: rural collective economic organisations have N2.
    """
    if not (value.isascii() and _CODED.match(value)):
        return False
    return str(uscc.calc_check_digit(value[:-1])) == value[-1]


_MOMENT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::(?!00$)\d{2})?)(?::00)?")


def moment(written: str) -> str:
    """
    A moment as answers have it, seconds only where there are some; any other text as it is.

    >>> moment("2026-03-31 08:30:00"), moment("2026-03-31")
    ('2026-03-31T08:30', '2026-03-31')
    """
    found = _MOMENT.fullmatch(written)
    return f"{found[1]}T{found[2]}" if found else written


def is_date(value: str) -> bool:
    """Whether *value* is a day of the calendar, as ISO 8601 writes it."""
    if not _DATED.match(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
