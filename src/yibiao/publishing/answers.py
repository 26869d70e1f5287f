"""A value → how it stands in the blank that a form prints for it: boxes ticked, dates in their mask, units kept."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from yibiao.model.form import Field
from yibiao.model.kinds import ValueKind
from yibiao.publishing.ticking import ticked

_ROOM: Final = " \u3000\xa0_＿"
_DAY: Final = re.compile(rf"[\d{_ROOM}]*年(?:[\d{_ROOM}]*月)?(?:[\d{_ROOM}]*日)?")
_ISO: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:[T ].*)?")
_DRAWN: Final = rf"[_＿][{_ROOM}]*|[{_ROOM}]{{2,}}"
_LINES: Final = re.compile(rf"{_DRAWN}|$")
#: A figure needs no more than one blank between words: 共 人.
_FIGURE: Final = re.compile(rf"{_DRAWN}|(?<=\S)[{_ROOM}](?=\S)|$")
_PLACEHOLDER: Final = re.compile(
    r"[$#]?\{{1,3}[^{}]{0,200}\}{1,3}|@[A-Za-z]\w{0,60}@|<%[^<>%]{0,200}%>"
)
_NUMBERS: Final = frozenset(
    {ValueKind.INTEGER, ValueKind.NUMBER, ValueKind.MONEY, ValueKind.AREA, ValueKind.PERCENT}
)


def words(field: Field, value: Any) -> str:
    """A value as people read it: titles for options, 是 and 否, numbers without empty decimals."""
    if isinstance(value, bool):
        return _yes_or_no(field, yes=value)
    if isinstance(value, list | tuple):
        return "、".join(words(field, each) for each in value)
    if isinstance(value, float | Decimal) and value == int(value):
        return str(int(value))
    titles = {each.value: each.title for each in field.options}
    return titles.get(str(value), str(value))


def _yes_or_no(field: Field, *, yes: bool) -> str:
    """The option that says so; of two, one of which says the opposite, the other."""
    says = {each.title: each.value in _BOOLEANS[yes] for each in field.options}
    opposite = {each.title: each.value in _BOOLEANS[not yes] for each in field.options}
    found = [title for title in says if says[title]]
    if not found and len(says) == 2 and sum(opposite.values()) == 1:  # noqa: PLR2004
        found = [title for title in says if not opposite[title]]
    return found[0] if found else "是" if yes else "否"


_BOOLEANS: Final = {True: ("是", "有", "1", "true"), False: ("否", "无", "0", "false")}


def answered(field: Field, value: Any, printed: str) -> str | float:
    """
    What stands in a blank of its own: *printed*, with the value in its place; a number where nothing is printed.

    >>> answered(Field(id="f1", label="出生日期", kind="date"), "1980-06-07", "    年  月  日")
    '1980年6月7日'
    """
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    if number and field.kind in _NUMBERS and not printed.strip(_ROOM):
        return int(value) if isinstance(value, int) else float(value)
    return put(field, value, _PLACEHOLDER.sub("", printed))


def within(field: Field, value: Any, text: str) -> str:
    """
    A line of labels and blanks with the value after the field's own label; as it is where the label is not found.

    >>> within(Field(id="f1", label="填报单位"), "示范社区", "填报单位：____  填报日期：____")
    '填报单位：示范社区  填报日期：____'
    """
    spaced = r"\s*".join(re.escape(each) for each in field.label if not each.isspace())
    begins = rf"(?:^|(?<=[{_ROOM}\n，,；;。、（(]))"
    label = re.search(rf"{begins}{spaced}\s*[:：]?", text) or re.search(rf"{spaced}\s*[:：]?", text)
    if not label:
        return text
    after = text[label.end() :]
    end = re.search(r"[:：]", after)
    stop = _start_of_label(after, end.start()) if end else len(after)
    gap = "  " if after[stop:] else ""
    return text[: label.end()] + put(field, value, after[:stop]).rstrip() + gap + after[stop:]


def _start_of_label(text: str, colon: int) -> int:
    """Where the label begins that ends at a colon: after the last room before it."""
    rooms = list(re.finditer(rf"[{_ROOM}\n，,；;。]+", text[:colon]))
    return rooms[-1].end() if rooms else 0


def put(field: Field, value: Any, printed: str) -> str:
    """The printed text with the value: boxes ticked, a date in its mask, else in the first room that there is."""
    if field.options and (chosen := ticked(printed, _chosen(field, value))):
        return chosen
    text = words(field, value)
    day, mask = _ISO.fullmatch(text), _DAY.search(printed)
    if day and mask and (mask[0].strip(_ROOM) or len(mask[0]) > 1):
        return printed[: mask.start()] + _dated(day, mask[0]) + printed[mask.end() :]
    room = (_FIGURE if field.kind in _NUMBERS else _LINES).search(printed)
    at = room.span() if room and room[0] else None
    if at is None:
        lead = len(printed) - len(printed.lstrip(_ROOM))
        return f"{text}{printed[lead:]}"
    tail = "  " if printed[at[1] :].strip() else ""
    return f"{printed[: at[0]]}{text}{tail}{printed[at[1] :]}"


def _dated(day: re.Match[str], mask: str) -> str:
    """A date as far as the mask goes, and the date does."""
    parts = zip(day.groups(), "年月日", strict=True)
    return "".join(f"{int(part)}{unit}" for part, unit in parts if part and unit in mask)


def _chosen(field: Field, value: Any) -> list[str]:
    """Titles of the options that are answered."""
    values: Iterable[Any] = value if isinstance(value, list | tuple) else [value]
    return [words(field, each) for each in values]
