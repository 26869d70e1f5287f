"""The numbers that Word puts before the paragraphs of a list, counted as it counts them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from yibiao.intake.word.package import W

_CHINESE: Final = "〇一二三四五六七八九十"
_LEVELS: Final = 9
_MOST: Final = 10_000


@dataclass
class Numbers:
    """Lists by id, with what stands before each of their levels, and how far each has been counted."""

    levels: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    counted: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of_part(cls, numbering: Any) -> "Numbers":
        """The lists that the part for numbering describes."""
        if numbering is None:
            return cls()
        shapes = {
            each.get(f"{W}abstractNumId"): dict(map(_level, each.iterfind(f"{W}lvl")))
            for each in numbering.iterfind(f"{W}abstractNum")
        }
        return cls(
            {
                each.get(f"{W}numId"): shapes.get(shape.get(f"{W}val"), {})
                for each in numbering.iterfind(f"{W}num")
                if (shape := each.find(f"{W}abstractNumId")) is not None
            }
        )

    def of(self, paragraph: Any, text: str) -> str:
        """The number before this paragraph; nothing where it is in no list, or has no words."""
        place = paragraph.find(f"{W}pPr/{W}numPr")
        if place is None or not text.strip():
            return ""
        list_, level = place.find(f"{W}numId"), place.find(f"{W}ilvl")
        id_ = "" if list_ is None else list_.get(f"{W}val", "")
        depth = min(_whole("0" if level is None else level.get(f"{W}val", "0")), _LEVELS - 1)
        shape = self.levels.get(id_, {}).get(depth)
        if shape is None:
            return ""
        kind, pattern, start = shape
        counts = self.counted.setdefault(id_, [0] * _LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else start
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        if kind in ("bullet", "none") or "%" not in pattern:
            return ""
        for number in range(_LEVELS):
            mark = f"%{number + 1}"
            if mark in pattern:
                inner = self.levels[id_].get(number, (kind, "", 1))[0]
                pattern = pattern.replace(mark, _written(inner, max(1, counts[number])))
        return pattern if pattern.endswith(("、", "．", "）", "：")) else f"{pattern} "


def _level(level: Any) -> tuple[int, tuple[str, str, int]]:
    def value(name: str, default: str) -> str:
        element = level.find(f"{W}{name}")
        found = default if element is None else element.get(f"{W}val", default)
        return str(found)

    kind, pattern = value("numFmt", "decimal"), value("lvlText", "")
    return _whole(level.get(f"{W}ilvl", "0")), (kind, pattern, _whole(value("start", "1")))


def _whole(text: str) -> int:
    return min(int(text), _MOST) if text.isdigit() else 0


def _written(kind: str, number: int) -> str:
    return _WAYS.get(kind, str)(number)


def _chinese(number: int) -> str:
    """Counted as headings are, up to ninety-nine.

    >>> [_chinese(each) for each in (1, 10, 11, 20, 42)]
    ['一', '十', '十一', '二十', '四十二']
    """
    tens, ones = divmod(number, 10)
    if tens >= len(_CHINESE) - 1:
        return str(number)
    lead = "" if tens == 0 else "十" if tens == 1 else f"{_CHINESE[tens]}十"
    return lead + (_CHINESE[ones] if ones else "")


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= 20 else str(number)  # noqa: PLR2004


_WAYS: Final[dict[str, Callable[[int], str]]] = {
    "upperLetter": lambda number: chr(ord("A") + (number - 1) % 26),
    "lowerLetter": lambda number: chr(ord("a") + (number - 1) % 26),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _chinese,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
}
