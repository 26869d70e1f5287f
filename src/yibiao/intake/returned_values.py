"""One cell of a workbook that came back → the value it states, however it was written."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from yibiao.model.kinds import NUMERIC, ValueKind
from yibiao.model.worksheet import CLEAR, CLEARING, Raw, SheetColumn

#: Beyond this a spreadsheet no longer keeps every digit of a number.
_EXACT: Final = 10**15
#: Day 0 of spreadsheets, and the days that a number in a column of dates may mean (1927 to 2119).
_DAY_0: Final = datetime(1899, 12, 30)  # noqa: DTZ001 – a spreadsheet knows no zones
_DAYS: Final = range(10_000, 80_000)
#: Cells of a column that are remembered, so that what stands there a thousand times is read once.
_REMEMBERED: Final = 50_000

_YES: Final = frozenset({"是", "有", "√", "✓", "☑", "对", "y", "yes", "true", "1"})
_NO: Final = frozenset({"否", "无", "不是", "没有", "×", "✗", "n", "no", "false", "0"})
_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DATE_8: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MONTH: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:\s*[-/.]?\s*\d{1,2}\s*日?)?|(\d{4})(\d\d)"
)
_TIME: Final = re.compile(r"(\d{1,2})\s*[:：时点]\s*(\d{1,2})\s*分?(?::(\d\d))?")
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_SEVERAL: Final = re.compile(r"[、,，;；\n]+")
_ERRORS: Final = frozenset(
    {"#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#GETTING_DATA"}
)


class _Wrong(Exception):
    pass


class Reader(dict[str | tuple[type, Raw], Any]):
    """
    For a cell of *column* its value, `None` if it is empty, `CLEAR`, or what is wrong with it.

    As a dictionary it gives that of a text, sooner: nearly all cells are texts, and there are millions.
    """

    def __init__(self, column: SheetColumn) -> None:
        super().__init__()
        self._read = _reading(column)

    def __call__(self, raw: Raw) -> Any:
        """What any cell gives."""
        # 1 and True are one key, and not one cell.
        return self[raw if raw.__class__ is str else (raw.__class__, raw)]

    def __missing__(self, key: str | tuple[type, Raw]) -> Any:
        found = _value(key if isinstance(key, str) else key[1], self._read)
        if len(self) < _REMEMBERED:
            self[key] = found
        return found


def _value(raw: Raw, read: Callable[[Raw], Any]) -> Any:
    if isinstance(raw, str):
        raw = raw.strip().strip("\u200b\ufeff")
        if not raw:
            return None
        if raw in CLEARING:
            return CLEAR
        if raw in _ERRORS:
            return ("workbook-cell-error", raw)
    elif raw is None:
        return None
    try:
        return read(raw)
    except _Wrong as wrong:
        return (str(wrong) or "value-malformed", plain(raw))


def plain(raw: Raw) -> str:
    """A cell as plain text: whole numbers without a point, days as ISO 8601 writes them."""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(timespec="minutes")
    if isinstance(raw, date):
        return raw.isoformat()
    return str(raw).strip()


def _reading(column: SheetColumn) -> Callable[[Raw], Any]:
    kind = column.element.kind
    if column.choices and kind is not ValueKind.BOOLEAN:
        return _choosing(column)
    if kind in NUMERIC:
        unit = column.element.unit_of_measure or ""
        return lambda raw: _number(raw, unit, whole=kind is ValueKind.INTEGER)
    return _READINGS.get(kind, _text)


def _choosing(column: SheetColumn) -> Callable[[Raw], Any]:
    known: dict[str, Any] = {}
    for value, text in column.choices:
        code = str(value)
        label = text.removeprefix(code).strip()
        for way in (text, f"{code}{label}", code, label):
            known.setdefault(_bare(way), value)
        if code.isdecimal():
            known.setdefault(str(int(code)), value)

    def one(text: str) -> Any:
        # What is in no list stays what it is: the check of the table says so, and what may stand there.
        return known.get(_bare(text), text)

    if column.element.kind is ValueKind.CODES:
        return lambda raw: [one(each) for each in _SEVERAL.split(plain(raw)) if each.strip()]
    return lambda raw: one(plain(raw))


def _bare(text: str) -> str:
    """Without what makes no difference between two choices: width, case, blanks and the marks after a code."""
    return re.sub(r"[\s.．、:：_-]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _even(raw: Raw) -> str:
    text = plain(raw)
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).strip()


def _text(raw: Raw) -> str:
    if isinstance(raw, float) and abs(raw) >= _EXACT:
        raise _Wrong("workbook-digits-lost")
    return plain(raw)


def _number(raw: Raw, unit: str, *, whole: bool) -> int | float:
    if isinstance(raw, bool | date | time | timedelta):
        raise _Wrong
    if isinstance(raw, int | float):
        number = float(raw)
    else:
        text = _even(raw).replace(",", "").removesuffix("%")
        text = text.removesuffix(unicodedata.normalize("NFKC", unit)).lstrip("¥￥").strip()
        if not _NUMBER.fullmatch(text):
            raise _Wrong
        number = float(text)
    if number.is_integer() and abs(number) < _EXACT:
        return int(number)
    if whole:
        raise _Wrong
    return number


def _date(raw: Raw) -> str:
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    text = _even(raw)
    if isinstance(raw, int | float) and not isinstance(raw, bool) and int(raw) in _DAYS:
        return (_DAY_0 + timedelta(days=int(raw))).date().isoformat()
    found = _DATE.fullmatch(text) or _DATE_8.fullmatch(text)
    if found is None:
        raise _Wrong
    return _day(*map(int, found.groups())).isoformat()


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _Wrong from None


def _year_month(raw: Raw) -> str:
    if isinstance(raw, date):
        return f"{raw.year:04d}-{raw.month:02d}"
    if isinstance(raw, float) and not raw.is_integer():  # is 2026.1 January or October?
        raise _Wrong
    found = _MONTH.fullmatch(_even(raw))
    if found is None:
        raise _Wrong
    year, month = (int(each) for each in found.groups() if each)
    return f"{_day(year, month, 1):%Y-%m}"


def _year(raw: Raw) -> str:
    if isinstance(raw, date):
        return f"{raw.year:04d}"
    text = _even(raw).removesuffix("年").strip()
    if not re.fullmatch(r"\d{4}", text):
        raise _Wrong
    return text


def _time(raw: Raw) -> str:
    if isinstance(raw, datetime):
        raw = raw.time()
    if isinstance(raw, timedelta):
        raw = (_DAY_0 + raw).time()
    if isinstance(raw, float) and 0 <= raw < 1:
        raw = (_DAY_0 + timedelta(seconds=round(raw * 86_400))).time()
    if isinstance(raw, time):
        return f"{raw:%H:%M:%S}" if raw.second else f"{raw:%H:%M}"
    return _clock(_even(raw))


def _clock(text: str) -> str:
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004
        raise _Wrong
    seconds = f":{found[3]}" if found[3] else ""
    return f"{int(found[1]):02d}:{int(found[2]):02d}{seconds}"


def _datetime(raw: Raw) -> str:
    if isinstance(raw, datetime):
        return f"{raw:%Y-%m-%dT%H:%M:%S}" if raw.second else f"{raw:%Y-%m-%dT%H:%M}"
    if isinstance(raw, float):
        return _datetime(_DAY_0 + timedelta(seconds=round(raw * 86_400)))
    found = re.fullmatch(r"(.+?)[T\s]+(\S+)", _even(raw))
    if found is None:
        raise _Wrong
    return f"{_date(found[1])}T{_clock(found[2])}"


def _boolean(raw: Raw) -> bool:
    text = _even(raw).casefold()
    if text in _YES or text in _NO:
        return text in _YES
    raise _Wrong


def _number_as_text(raw: Raw) -> str:
    """A number that is a name: every digit counts, however wide, and no blanks."""
    return "".join(_even(_text(raw)).split()).lstrip("'").upper()


_READINGS: Final[dict[ValueKind, Callable[[Raw], Any]]] = {
    ValueKind.DATE: _date,
    ValueKind.YEAR_MONTH: _year_month,
    ValueKind.YEAR: _year,
    ValueKind.TIME: _time,
    ValueKind.DATETIME: _datetime,
    ValueKind.BOOLEAN: _boolean,
    ValueKind.ID_NUMBER: _number_as_text,
    ValueKind.USCC: _number_as_text,
    ValueKind.DIVISION: _number_as_text,
    ValueKind.PHONE: lambda raw: _even(_text(raw)),
    ValueKind.LINKS: lambda raw: [
        each.strip() for each in _SEVERAL.split(plain(raw)) if each.strip()
    ],
}
